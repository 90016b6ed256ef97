import { defineFaults } from '@snodo/base'

/** What can be wrong with an order about one person. */
export const personFaults = defineFaults({
  CONTACT_UNKNOWN: {
    status: 404,
    title: 'No such contact',
    say: ({ id }: { id: string }) =>
      `There is no contact with the id ${id}; it may have been erased. GET /api/contacts lists contacts.`,
  },
  CONSENT_INVALID: {
    status: 422,
    title: 'The consent is not valid',
    say: ({ expected, got }: { expected: string; got: string }) => `Expected ${expected}, got ${got}. Nothing was changed.`,
  },
  MERGE_DIFFERENT_USERS: {
    status: 409,
    title: 'Two different users',
    say: ({ loser, winner }: { loser: string; winner: string }) =>
      `The contacts ${loser} and ${winner} have different user ids, so they are two people as far as the shop knows. Change the user id of one of them first if they are not.`,
  },
  MESSAGE_UNKNOWN: {
    status: 404,
    title: 'No such message',
    say: ({ contact, message }: { contact: string; message: string }) =>
      `The contact ${contact} has no message ${message}; it may have been dropped by retention. Expected "enrollment:visit", as GET /api/messages?contact=${contact} gives it.`,
  },
  MERGE_SAME: {
    status: 409,
    title: 'One and the same contact',
    say: ({ id }: { id: string }) => `A contact cannot be merged with itself: both names lead to ${id}.`,
  },
  COUPON_UNKNOWN: {
    status: 404,
    title: 'No such coupon',
    say: () => 'No coupon with this code was ever given to anybody. Check the code for typing errors.',
  },
  COUPON_POOL_EMPTY: {
    status: 409,
    title: 'The pool is empty',
    say: ({ pool }: { pool: string }) =>
      `The pool "${pool}" has no code left to give. Add codes with POST /api/coupon-pools/${pool}. Nothing was given.`,
  },
  COUPON_REDEEMED: {
    status: 409,
    title: 'Already redeemed',
    say: ({ at }: { at: string }) => `This coupon was redeemed on ${at}; a coupon can be redeemed once.`,
  },
  COUPON_EXPIRED: {
    status: 409,
    title: 'Expired',
    say: ({ until }: { until: string }) => `This coupon was valid until ${until}.`,
  },
  CHANNEL_UNKNOWN: {
    status: 422,
    title: 'No such channel',
    say: ({ channel, known }: { channel: string; known: string }) =>
      `Nothing is sent by a channel "${channel}". There are: ${known}. Nothing was stopped.`,
  },
  NO_MESSAGE_OF_FLOW: {
    status: 422,
    title: 'No such message in the flow',
    say: ({ flow, node, known }: { flow: string; node: string; known: string }) =>
      `The flow ${flow} has published no message at a node "${node}". Its messages: ${known === '' ? 'none' : known}. Nothing was stopped.`,
  },
  STOP_UNKNOWN: {
    status: 404,
    title: 'No such order',
    say: ({ id }: { id: string }) => `No order ${id} to stop sending is in force. GET /api/stop-sending lists those that are.`,
  },
})
