import { defineFaults } from '@snodo/base'

/** Collection answers overload and outage with 503 and nothing else: clients drop events for good on any other 4xx. */
export const collectFaults = defineFaults({
  COLLECTION_BUSY: {
    status: 503,
    title: 'Too many events at once',
    say: ({ waiting, retryAfterSeconds }: { waiting: number; retryAfterSeconds: number }) =>
      `More is waiting to be stored than there is room for (${waiting} events and those on their way): send these again in ${retryAfterSeconds} s; nothing of them was kept.`,
  },
  COLLECTION_UNAVAILABLE: {
    status: 503,
    title: 'Events cannot be stored now',
    say: ({ because, retryAfterSeconds }: { because: string; retryAfterSeconds: number }) =>
      `The database did not take the events (${because}): send them again in ${retryAfterSeconds} s.`,
  },
})
