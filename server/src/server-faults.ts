import { defineFaults } from '@snodo/base'

/** Operating errors of the doors themselves; what rooms behind them report has its rows there. */
export const serverFaults = defineFaults({
  INPUT_INVALID: {
    status: 400,
    title: 'The request is not valid',
    say: ({ part, pointer, expected, got }: { part: string; pointer: string; expected: string; got: string }) =>
      `Expected ${expected} ${pointer === '' ? `as the ${part}` : `at ${pointer} of the ${part}`}, got ${got}.`,
  },
  REASON_MISSING: {
    status: 400,
    title: 'The reason is missing',
    say: ({ pointer }: { pointer: string }) =>
      `Expected a reason of 1 to 500 characters at ${pointer} of the body, such as {"reason": "a wrong price"}, got none: it stands in the audit log. With {"preview": true} it is only counted, and needs none. Nothing was changed.`,
  },
  BODY_NOT_JSON: {
    status: 400,
    title: 'The body is not JSON',
    say: ({ because }: { because: string }) => `Expected a JSON body in UTF-8: ${because}.`,
  },
  BODY_TOO_LARGE: {
    status: 413,
    title: 'The body is too large',
    say: ({ limit }: { limit: number }) => `Expected a body of at most ${limit} bytes, got more: send less at once.`,
  },
  BODY_MISSING: {
    status: 400,
    title: 'The body is missing',
    say: () => 'Expected a body, got none.',
  },
  ENCODING_BROKEN: {
    status: 400,
    title: 'The body cannot be unpacked',
    say: ({ encoding }: { encoding: string }) =>
      `Expected a body packed as content-encoding ${encoding} says (gzip, deflate or br, whole), got something else.`,
  },
  MEDIA_TYPE_UNKNOWN: {
    status: 415,
    title: 'The type of the body is not known',
    say: ({ got, expected }: { got: string; expected: string }) => `Expected a body of type ${expected}, got ${got}.`,
  },
  CALL_REFUSED: {
    status: 400,
    title: 'The call is not valid',
    say: ({ reason }: { reason: string; code: string; pointer: string }) => reason,
  },
  WRITE_KEY_WRONG: {
    status: 401,
    title: 'Wrong write key',
    say: () =>
      'Expected a write key as the user name of Basic authorization or as writeKey in the body, got none or a wrong one. Without SNODO_WRITE_KEY it is in secrets.json of the data directory.',
  },
  NOT_SIGNED_IN: {
    status: 401,
    title: 'Not signed in',
    say: () =>
      'Expected a session, or an API key as "Authorization: Bearer …": sign in at /login, or make a key with POST /api/keys.',
  },
  LOGIN_WRONG: {
    status: 401,
    title: 'Could not sign in',
    say: () =>
      'The e-mail or the password is wrong, or the link was used or is too old. A start of the server prints a fresh link.',
  },
  ORIGIN_FOREIGN: {
    status: 403,
    title: 'The request comes from another site',
    say: ({ got }: { got: string }) =>
      `Expected a request of this site's own pages, got one from ${got}: use an API key for programs.`,
  },
  RATE_EXCEEDED: {
    status: 429,
    title: 'Too many requests',
    say: ({ max, retryAfterSeconds }: { max: number; retryAfterSeconds: number }) =>
      `Expected at most ${max} requests in a minute from one address: try again in ${retryAfterSeconds} s.`,
  },
  PAGE_UNKNOWN: {
    status: 404,
    title: 'Nothing is here',
    say: ({ method, path }: { method: string; path: string }) =>
      `There is nothing at ${method} ${path}. /api/docs lists everything there is.`,
  },
  IMPORT_UNKNOWN: {
    status: 404,
    title: 'No such import',
    say: ({ id }: { id: string }) => `There is no import with the id ${id}.`,
  },
  MERGE_LATER: {
    status: 503,
    title: 'Not at this moment',
    say: ({ retryAfterSeconds }: { retryAfterSeconds: number }) =>
      `Something of this contact is being sent right now: ask again in ${retryAfterSeconds} s. Nothing is lost by waiting.`,
  },
  NO_PROVIDER: {
    status: 422,
    title: 'Nobody carries this channel',
    say: ({ channel, known }: { channel: string; known: string }) =>
      `There is no provider to try for "${channel}"; there is one for: ${known}. Set SNODO_SMTP_URL or SNODO_SMS_URL and start again.`,
  },
  CONTENT_HAS_ERRORS: {
    status: 422,
    title: 'The content has errors',
    say: ({ count, first }: { count: number; first: string }) =>
      `A content is published only without errors; this one has ${count}. The first: ${first}`,
  },
  CONTENT_NOT_SHOWN: {
    status: 422,
    title: 'It cannot be filled in',
    say: ({ because }: { because: string }) => `The content cannot be filled in for this contact: ${because}`,
  },
  NOT_AN_ADDRESS: {
    status: 422,
    title: 'Not an address to send to',
    say: ({ channel, because }: { channel: string; because: string }) =>
      `Expected your own address for the channel "${channel}": ${because} Nothing was sent.`,
  },
  KEY_UNKNOWN: {
    status: 404,
    title: 'No such key',
    say: ({ id }: { id: string }) => `There is no API key with the id ${id} that is still good.`,
  },
  CURSOR_INVALID: {
    status: 400,
    title: 'Not a cursor of this list',
    say: () => 'Expected as "after" the "next" of an earlier page of this very list: begin again without it.',
  },
  SHUTTING_DOWN: {
    status: 503,
    title: 'The server is being stopped',
    say: ({ retryAfterSeconds }: { retryAfterSeconds: number }) =>
      `The server is being stopped: try again in ${retryAfterSeconds} s.`,
  },
  DATABASE_AWAY: {
    status: 503,
    title: 'The database does not answer',
    say: ({ retryAfterSeconds }: { retryAfterSeconds: number }) =>
      `The database could not be reached, or broke off: try again in ${retryAfterSeconds} s. What was asked may have been done: look before you repeat an order.`,
  },
})
