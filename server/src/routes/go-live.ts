import { GoLivePage, ProviderTried, TryProvider } from '@snodo/protocol'
import { readGoLive } from '../go-live/read-go-live.ts'
import { tryProvider } from '../go-live/try-provider.ts'
import { type Api, actorOf, type Doors } from './doors.ts'

/** What stands between a new workspace and writing to real people. */
export function goLiveRoutes(app: Api, doors: Doors): void {
  app.get(
    '/api/go-live',
    {
      schema: {
        tags: ['sending'],
        summary: 'What is done and what is to be done before sending for real; asks the DNS about the sender’s domain',
        response: { 200: GoLivePage },
      },
    },
    async () => ({ items: await readGoLive(doors), next: null }),
  )

  app.post(
    '/api/try-provider',
    {
      // Each call sends a message to an address somebody typed.
      config: { rateLimit: { max: 10, timeWindow: 60_000 } },
      schema: {
        tags: ['sending'],
        summary: 'Send one test message to yourself by the provider of a channel, in the sandbox too',
        body: TryProvider,
        response: { 200: ProviderTried },
      },
    },
    async (request) => tryProvider(doors, { ...request.body, author: actorOf(request) }),
  )
}
