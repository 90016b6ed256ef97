import type { Instant } from '@snodo/base'
import {
  loadSettings,
  readEngineNumbers,
  readSendingNow,
  readSendingPace,
  readStandingStill,
  type SendingBlock,
  SYSTEM_FLOW,
} from '@snodo/engine'
import { OperationsView, SendingNow, StandingStillPage, StandingStillQuery } from '@snodo/protocol'
import type { Api, Doors } from './doors.ts'
import { iso, isoOrNull } from './paging.ts'

/** What operators look at: what is on its way out, who stands still and why, how much waits. */
export function controlRoomRoutes(app: Api, { pool, clock }: Doors): void {
  app.get(
    '/api/sending-now',
    {
      schema: {
        tags: ['sending'],
        summary: 'What is on its way out, by flow, block and channel, with how fast and who published it',
        response: { 200: SendingNow },
      },
    },
    async () => {
      const now = clock.now()
      const [{ blocks, more }, paces, { stopSending }] = await Promise.all([
        readSendingNow(pool, now),
        readSendingPace(pool, now),
        loadSettings(pool),
      ])
      const dueOf = (flow: string) => blocks.reduce((sum, block) => sum + (block.flow_id === flow ? block.due : 0), 0)
      const stoppedBy = ({ flow_id, node, channel }: SendingBlock) =>
        stopSending.find(
          ({ scope }) =>
            scope.of === 'all' ||
            (scope.of === 'channel' && scope.channel === channel) ||
            (scope.of === 'flow' && scope.flow === flow_id) ||
            (scope.of === 'message' && scope.flow === flow_id && scope.node === node),
        )?.id ?? null
      return {
        items: blocks.map((block) => {
          const pace = paces.get(block.flow_id)
          const perMinute = pace === undefined ? 0 : pace.sent / pace.minutes
          const ours = block.flow_id === SYSTEM_FLOW
          return {
            flowId: ours ? null : block.flow_id,
            flowName: block.name,
            flowState: block.flow_state,
            braked: block.braked,
            node: block.node,
            channel: block.channel,
            due: block.due,
            inHand: block.in_hand,
            later: block.later,
            oldestDueAt: isoOrNull(block.oldest),
            nextDueAt: isoOrNull(block.next),
            perMinute,
            minutesLeft: perMinute === 0 ? null : dueOf(block.flow_id) / perMinute,
            version: block.version,
            publishedBy: block.published_by,
            publishedAt: isoOrNull(block.published_at),
            stoppedBy: stoppedBy(block),
          }
        }),
        atLeast: more,
      }
    },
  )

  app.get(
    '/api/enrollments/standing-still',
    {
      schema: {
        tags: ['flows'],
        summary: 'Held and failed journeys by flow, block and cause, the most first',
        querystring: StandingStillQuery,
        response: { 200: StandingStillPage },
      },
    },
    async (request) => ({
      items: (await readStandingStill(pool, clock.now(), request.query)).map(({ flow_id, last_hour, since, ...row }) => ({
        ...row,
        flowId: flow_id,
        lastHour: last_hour,
        since: isoOrNull(since),
      })),
      next: null,
    }),
  )

  app.get(
    '/api/health/operations',
    {
      schema: {
        tags: ['workspace'],
        summary: 'How much waits and since when, who stands still, whether what must always hold does',
        response: { 200: OperationsView },
      },
    },
    async () => {
      const now = clock.now()
      const { backlog, standing, processes } = await readEngineNumbers(pool, now)
      const waiting = ({ count, oldest }: { count: number; oldest: Instant | null }) => ({
        count,
        oldestSeconds: oldest === null ? null : Math.max(0, (now - oldest) / 1000),
      })
      const { inbox, ready, acts, messages, held } = backlog.kinds
      const broken = Object.values(standing.broken).reduce((sum, rows) => sum + rows, 0)
      return {
        waiting: {
          inbox: waiting(inbox),
          ready: waiting(ready),
          acts: waiting(acts),
          messages: waiting(messages),
          held: { count: held.count, oldestSeconds: null },
        },
        inside: standing.inside,
        failed: standing.failed,
        processes,
        invariants: {
          holds: broken > 0 ? false : standing.checkedAt === null ? null : true,
          broken,
          checkedSince: standing.checkedAt === null ? null : iso(standing.checkedAt),
        },
      }
    },
  )
}
