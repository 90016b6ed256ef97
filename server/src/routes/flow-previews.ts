import { isoOf } from '@snodo/base'
import { previewFlowWaits, previewReentry } from '@snodo/engine'
import { sayReentry } from '@snodo/flow'
import { PreviewReentry, PreviewWaits, ReentryView, WaitPreviews } from '@snodo/protocol'
import type { Api, Doors } from './doors.ts'
import { FlowParams } from './flows.ts'
import { instantOf } from './paging.ts'
import { contactToTry } from './simulate.ts'

/** What cards of a drawing show of time: until when who came now would wait, and who would get in again. Changes nothing. */
export function flowPreviewRoutes(app: Api, { engine, clock }: Doors): void {
  app.post(
    '/api/flows/:id/waits',
    {
      schema: {
        tags: ['flows'],
        summary: 'Until when somebody who came to each wait now would stay there',
        params: FlowParams,
        body: PreviewWaits,
        response: { 200: WaitPreviews },
      },
    },
    async ({ params, body: { at, draft, contact } }) => {
      const now = at === undefined ? clock.now() : instantOf(at)
      const waits = await previewFlowWaits(engine, {
        id: params.id,
        at: now,
        ...(draft === undefined ? {} : { draft }),
        ...(contact === undefined ? {} : { contact: contactToTry(contact) }),
      })
      const told = Object.entries(waits).map(([node, { until, port, zone }]) => [
        node,
        { until: until === null ? null : isoOf(until), port, zone: zone.id, zoneFrom: zone.from },
      ])
      return { at: isoOf(now), waits: Object.fromEntries(told) }
    },
  )

  app.post(
    '/api/flows/:id/reentry',
    {
      schema: {
        tags: ['flows'],
        summary: 'Who may enter again, in one sentence, and how many would get in again now',
        params: FlowParams,
        body: PreviewReentry,
        response: { 200: ReentryView },
      },
    },
    async ({ params, body: { at, draft } }) => {
      const preview = await previewReentry(engine, {
        id: params.id,
        at: at === undefined ? clock.now() : instantOf(at),
        ...(draft === undefined ? {} : { draft }),
      })
      const words = { en: sayReentry(preview.reentry, 'en'), it: sayReentry(preview.reentry, 'it') }
      return { ...preview, words }
    },
  )
}
