import { listProviders, proposedSettings, resetContactBreaker, resetFlowBreaker } from '@snodo/engine'
import { BreakerReset, ContactBreakerReset, Id, ProposedSettings, ProviderPage, ResetBreaker } from '@snodo/protocol'
import { Type } from 'typebox'
import { type Api, actorOf, type Doors } from './doors.ts'
import { breakerView } from './flow-breaker-view.ts'
import { iso, isoOrNull } from './paging.ts'

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
        summary: 'Let a flow send again that the breaker stopped',
        params,
        body: ResetBreaker,
        response: { 200: BreakerReset },
      },
    },
    async (request) => {
      const { id } = request.params
      await resetFlowBreaker(engine, { flow: id, author: actorOf(request), reason: request.body.reason })
      return { breaker: await breakerView(engine, id) }
    },
  )

  app.post(
    '/api/contacts/:id/reset-breaker',
    {
      schema: {
        tags,
        summary: 'Let the messages go that the breaker holds for a contact',
        params,
        body: ResetBreaker,
        response: { 200: ContactBreakerReset },
      },
    },
    async (request) =>
      resetContactBreaker(engine, { contact: request.params.id, author: actorOf(request), reason: request.body.reason }),
  )
}
