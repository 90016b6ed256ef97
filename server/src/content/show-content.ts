import type { JsonObject } from '@snodo/base'
import { type Brand, type ContentDocument, SAMPLE_CONTACT, SAMPLE_ENTRY, SAMPLE_VARS } from '@snodo/content'
import { type Filled, fillContent, loadSettings, type Renderer } from '@snodo/engine'
import type { ContentPreview } from '@snodo/protocol'
import type { Doors } from '../routes/doors.ts'
import { serverFaults } from '../server-faults.ts'
import { compileContent } from './compile-content.ts'

export type ShownFor = { contact?: string; event?: string; brand?: Brand }

/** A content as somebody would get it: made ready and filled in by the code that makes ready and fills in what is sent. */
export async function showContent(
  { engine, pool, publicUrl }: Pick<Doors, 'engine' | 'pool' | 'publicUrl'>,
  renderer: Renderer,
  document: ContentDocument,
  given: ShownFor,
): Promise<ContentPreview & { address: string | null }> {
  const brand = given.brand ?? (await loadSettings(pool)).brand
  const compiled = await compileContent(document, brand)
  const filled = await fillContent(engine, renderer, {
    channel: document.channel,
    content: compiled as JsonObject,
    contact: given.contact ?? { ...SAMPLE_CONTACT, attributes: { ...SAMPLE_CONTACT.attributes, language: document.language } },
    event: given.event ?? null,
    entry: SAMPLE_ENTRY,
    vars: SAMPLE_VARS,
    link: `${publicUrl()}/u/preview`,
  })
  return viewOf(filled)
}

function viewOf({ result, address, ownEvent }: Filled): ContentPreview & { address: string | null } {
  if ('fault' in result) throw serverFaults.CONTENT_NOT_SHOWN({ because: result.fault.say })
  const shared = { to: address, address, ownEvent }
  if (result.ok.channel === 'sms')
    return { ...shared, subject: null, preheader: null, html: null, text: result.ok.text, bytes: 0 }
  const { subject, preheader, html, text } = result.ok
  return { ...shared, subject, preheader, html, text, bytes: Buffer.byteLength(html) }
}
