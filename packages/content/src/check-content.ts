import type { Words } from '@snodo/base'
import { checkTemplate, listFields } from '@snodo/templates'
import { checkSms } from './check-sms.ts'
import type { ContentFinding } from './content-finding.ts'
import { linksOf, textsOf } from './content-texts.ts'
import { allBlocks, type Block, type ContentDocument, type EmailContent } from './document.ts'
import { changeBlock, insertBlock, removeBlock } from './edit-content.ts'
import { CONTENT_LIMITS } from './limits.ts'
import { liquidPieces } from './liquid-text.ts'
import { freeBlockId, newBlock } from './new-block.ts'
import { isEmptyRich } from './rich-text.ts'

export type ContentCheckOptions = {
  /** Attributes contacts are known to have. Absent: not checked. */
  attributes?: Iterable<string>
  /** Bytes of the HTML as it goes out, where somebody has made it. */
  bytes?: number
}

/** Everything wrong or doubtful in a content, errors first. Pure: the same on every keystroke and before it is published. */
export function checkContent(document: ContentDocument, options: ContentCheckOptions = {}): ContentFinding[] {
  const findings = document.channel === 'sms' ? checkSms(document) : checkEmail(document, options)
  return findings.sort((a, b) => a.severity.localeCompare(b.severity))
}

export function hasContentErrors(findings: readonly ContentFinding[]): boolean {
  return findings.some((finding) => finding.severity === 'error')
}

function checkEmail(document: EmailContent, options: ContentCheckOptions): ContentFinding[] {
  return [
    ...checkWhole(document, options),
    ...textsOf(document).flatMap(({ block, field, text }) => checkFields(text, block, field, options)),
    ...linksOf(document).flatMap(checkLink),
    ...allBlocks(document).flatMap(checkBlock),
  ]
}

function checkWhole(document: EmailContent, { bytes = 0 }: ContentCheckOptions): ContentFinding[] {
  const findings: ContentFinding[] = []
  const whole = (finding: Omit<ContentFinding, 'block'>) => findings.push({ block: null, ...finding })
  if (document.subject.trim() === '')
    whole({
      code: 'SUBJECT_EMPTY',
      severity: 'error',
      field: 'subject',
      message: { en: 'The e-mail has no subject.', it: 'L’e-mail non ha un oggetto.' },
    })
  if (!allBlocks(document).some(says))
    whole({
      code: 'NOTHING_TO_READ',
      severity: 'error',
      field: null,
      message: { en: 'There is nothing to read in it yet.', it: 'Non c’è ancora nulla da leggere.' },
    })
  const ends =
    document.blocks.some(({ type }) => type === 'footer') ||
    textsOf(document).some((each) => each.text.includes('unsubscribeUrl'))
  if (!ends)
    whole({
      code: 'UNSUBSCRIBE_MISSING',
      severity: 'warning',
      field: null,
      message: {
        en: 'There is no footer with your address and the link to unsubscribe: a plain one is put below when it is sent.',
        it: 'Manca il piè di pagina con il tuo indirizzo e il link di disiscrizione: all’invio se ne aggiunge uno semplice.',
      },
      fix: {
        label: { en: 'Add a footer', it: 'Aggiungi il piè di pagina' },
        apply: (given) =>
          inEmail(given, (mail) =>
            insertBlock(mail, newBlock('footer', freeBlockId(mail), mail.language), { column: null, index: mail.blocks.length }),
          ),
      },
    })
  if (bytes > CONTENT_LIMITS.clippedBytes)
    whole({
      code: 'MAIL_CLIPPED',
      severity: 'warning',
      field: null,
      message: {
        en: `It is ${Math.round(bytes / 1024)} kB large: Gmail shows the first 102 and hides the rest, with the link to unsubscribe. Take blocks out, or shorten texts.`,
        it: `Pesa ${Math.round(bytes / 1024)} kB: Gmail ne mostra 102 e nasconde il resto, anche il link di disiscrizione. Togli dei blocchi o accorcia i testi.`,
      },
    })
  return findings
}

/** What the reader gets something of. */
function says(block: Block): boolean {
  if (block.type === 'heading') return block.text.trim() !== ''
  if (block.type === 'text') return !isEmptyRich(block.doc)
  if (block.type === 'image') return block.src.trim() !== ''
  return block.type === 'button' || block.type === 'products' || block.type === 'coupon'
}

function checkBlock(block: Block): ContentFinding[] {
  const warn = (code: ContentFinding['code'], field: string, message: Words, fix?: ContentFinding['fix']): ContentFinding[] => [
    { code, severity: 'warning', block: block.id, field, message, ...(fix ? { fix } : {}) },
  ]
  const takeOut = {
    label: { en: 'Take it out', it: 'Toglilo' },
    apply: (given: ContentDocument) => inEmail(given, (mail) => removeBlock(mail, block.id)),
  }
  if (block.type === 'heading' && block.text.trim() === '')
    return warn('BLOCK_EMPTY', 'text', { en: 'A heading is empty.', it: 'Un titolo è vuoto.' }, takeOut)
  if (block.type === 'text' && isEmptyRich(block.doc))
    return warn('BLOCK_EMPTY', 'doc', { en: 'A text is empty.', it: 'Un testo è vuoto.' }, takeOut)
  if (block.type === 'columns' && block.columns.every((column) => column.blocks.length === 0))
    return warn('BLOCK_EMPTY', 'columns', { en: 'Columns hold nothing.', it: 'Le colonne sono vuote.' }, takeOut)
  if (block.type === 'button' && block.label.trim() === '')
    return warn('BLOCK_EMPTY', 'label', { en: 'A button says nothing.', it: 'Un pulsante non dice nulla.' }, takeOut)
  if (block.type === 'social' && block.links.length === 0)
    return warn('BLOCK_EMPTY', 'links', { en: 'There are no social links yet.', it: 'Non ci sono ancora link social.' }, takeOut)
  if (block.type !== 'image') return []
  if (block.src.trim() === '')
    return warn(
      'IMAGE_EMPTY',
      'src',
      { en: 'An image has no address, so nothing is shown.', it: 'Un’immagine non ha un indirizzo: non si vede nulla.' },
      takeOut,
    )
  const address = block.src.startsWith('{') || webAddress(block.src) !== null
  return [
    ...(address
      ? []
      : warn('LINK_BROKEN', 'src', {
          en: `The address of an image cannot be opened: ${shorten(block.src)}`,
          it: `L’indirizzo di un’immagine non si può aprire: ${shorten(block.src)}`,
        })),
    ...(block.alt.trim() !== '' || block.decorative
      ? []
      : warn(
          'ALT_MISSING',
          'alt',
          {
            en: 'An image has no words for those who do not see it, or whose mail program blocks images.',
            it: 'Un’immagine non ha parole per chi non la vede o ha le immagini bloccate.',
          },
          {
            label: { en: 'It only decorates', it: 'È solo decorativa' },
            apply: (given) => inEmail(given, (mail) => changeBlock(mail, block.id, { decorative: true })),
          },
        )),
  ]
}

function checkLink({ block, field, href, called, needed }: ReturnType<typeof linksOf>[number]): ContentFinding[] {
  const address = href.trim()
  const name = shorten(called)
  if (address === '' || address === '#' || address === 'https://')
    return needed
      ? [
          {
            code: 'LINK_EMPTY',
            severity: 'error',
            block,
            field,
            message: {
              en: `“${name}” leads nowhere: it has no address.`,
              it: `«${name}» non porta da nessuna parte: manca l’indirizzo.`,
            },
          },
        ]
      : []
  if (address.startsWith('{{') || /^(mailto|tel|sms):\S+$/i.test(address) || webAddress(address) !== null) return []
  const whole = webAddress(`https://${address}`)
  const mend = whole !== null && field === 'href' && /^[\w-]+(\.[\w-]+)+/.test(address)
  return [
    {
      code: 'LINK_BROKEN',
      severity: 'error',
      block,
      field,
      message: {
        en: `“${name}” leads to ${shorten(address)}, which is no web address.`,
        it: `«${name}» porta a ${shorten(address)}, che non è un indirizzo web.`,
      },
      ...(mend
        ? {
            fix: {
              label: { en: 'Put https:// before it', it: 'Metti https:// davanti' },
              apply: (given: ContentDocument) =>
                inEmail(given, (mail) => changeBlock(mail, block, { href: `https://${address}` })),
            },
          }
        : {}),
    },
  ]
}

/** An address of the web with its Liquid standing for something; null for what no browser could open. */
function webAddress(text: string): URL | null {
  const plain = liquidPieces(text.trim())
    .map((piece) => (piece.liquid ? 'x' : piece.text))
    .join('')
  if (!/^https?:\/\/[^\s/]/i.test(plain) || !URL.canParse(plain)) return null
  const url = new URL(plain)
  return url.hostname.includes('.') || url.hostname === 'localhost' || plain.includes('://x') ? url : null
}

const ROOTS = ['contact', 'entry', 'vars', 'sender', 'unsubscribeUrl', 'product']
/** What a contact has besides its attributes. */
const MEMBERS = ['id', 'userId', 'email', 'phone', 'tags', 'scores']

/** Can the text be filled in, and does it read what there is? */
export function checkFields(
  text: string,
  block: string | null,
  field: string,
  { attributes }: ContentCheckOptions,
): ContentFinding[] {
  const [broken] = checkTemplate(text)
  if (broken) return [{ code: 'TEMPLATE_BROKEN', severity: 'error', block, field, message: broken.message }]
  const known = attributes === undefined ? null : new Set([...attributes, ...MEMBERS])
  return listFields(text).flatMap((path): ContentFinding[] => {
    const [root = '', member = ''] = path.split('.')
    const found = ROOTS.includes(root) && (root !== 'contact' || known === null || member === '' || known.has(member))
    if (found) return []
    return [
      {
        code: 'FIELD_UNKNOWN',
        severity: 'warning',
        block,
        field,
        message: {
          en: `No contact has “${path}” so far: in its place people read nothing, or what you put there for them.`,
          it: `Nessun contatto ha finora «${path}»: al suo posto non si legge nulla, o quello che hai messo tu.`,
        },
      },
    ]
  })
}

function inEmail(document: ContentDocument, change: (mail: EmailContent) => EmailContent): ContentDocument {
  return document.channel === 'email' ? change(document) : document
}

function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > 60 ? `${line.slice(0, 59)}…` : line
}
