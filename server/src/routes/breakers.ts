import {
  listProviders,
  previewContactReset,
  previewFlowReset,
  proposedSettings,
  resetContactBreaker,
  resetFlowBreaker,
} from '@snodo/engine'
import { BreakerReset, ContactBreakerReset, Id, ProposedSettings, ProviderPage, ResetBreaker } from '@snodo/protocol'
import { Type } from 'typebox'
import { type Api, actorOf, type Doors } from './doors.ts'
import { breakerView } from './flow-breaker-view.ts'
import { iso, isoOrNull } from './paging.ts'
import { reasonOf } from './reason.ts'

const tags = ['sending']

/** What keeps sending within bounds: how providers stand, what is proposed at set-up, and the verbs that reset a breaker. */
export function breakerRoutes(app: Api, { engine, providers }: Doors): void {
  app.get(
    '/api/providers',
    { schema: { tags, summary: 'How providers stand: rates, today, trouble', response: { 200: ProviderPage } } },
    async () => ({
      items: (await listProviders(engine, [...providers.values()])).map(({ provider, rate, budget, availableAt }) => ({
        provider,
        rate,
        leasedToday: budget.used,
        failures: budget.failures,
        pausedUntil: isoOrNull(budget.pausedUntil),
        because: budget.say,
        availableAt: iso(availableAt),
      })),
      next: null,
    }),
  )

  app.get(
    '/api/workspace/proposed-settings',
    {
      schema: {
        tags,
        summary: 'Settings proposed at set-up; none holds before it is saved',
        response: { 200: ProposedSettings },
      },
    },
    async () => ({ settings: { ...proposedSettings() } }),
  )

  const params = Type.Object({ id: Id })
  app.post(
    '/api/flows/:id/reset-breaker',
    {
      schema: {
        tags,
        summary:
          'Let a flow send again that the breaker stopped; repeats it kept back are dropped unless asked for, with preview only counted',
        params,
        body: ResetBreaker,
        response: { 200: BreakerReset },
      },
    },
    async (request) => {
      const { id: flow } = request.params
      const { preview = false, reason: _reason, ...asked } = request.body
      if (preview) {
        const counts = await previewFlowReset(engine, { flow, ...asked })
        return { breaker: await breakerView(engine, flow), preview, ...counts }
      }
      const { counts } = await resetFlowBreaker(engine, {
        flow,
        author: actorOf(request),
        ...asked,
        reason: reasonOf(request.body),
      })
      return { breaker: await breakerView(engine, flow), preview, ...counts }
    },
  )

  app.post(
    '/api/contacts/:id/reset-breaker',
    {
      schema: {
        tags,
        summary:
          'Let the messages go that the breaker holds for a contact; repeats are dropped unless asked for, with preview only counted',
        params,
        body: ResetBreaker,
        response: { 200: ContactBreakerReset },
      },
    },
    async (request) => {
      const { id: contact } = request.params
      const { preview = false, reason: _reason, ...asked } = request.body
      if (preview) return { preview, ...(await previewContactReset(engine, { contact, ...asked })) }
      const reason = reasonOf(request.body)
      return { preview, ...(await resetContactBreaker(engine, { contact, author: actorOf(request), ...asked, reason })) }
    },
  )
}
