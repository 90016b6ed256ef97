import { readAttention, readToday } from '@snodo/engine'
import { TodayView } from '@snodo/protocol'
import type { Api, Doors } from './doors.ts'

/** What happened since the morning, against the days before at the same time, and what waits for somebody. */
export function todayRoutes(app: Api, { engine }: Doors): void {
  app.get(
    '/api/today',
    {
      schema: {
        tags: ['workspace'],
        summary: 'Today against the days before, and what needs somebody',
        response: { 200: TodayView },
      },
    },
    async () => ({ numbers: await readToday(engine), attention: await readAttention(engine) }),
  )
}
