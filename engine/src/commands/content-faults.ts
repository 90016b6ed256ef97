import { defineFaults } from '@snodo/base'

/** What can be wrong with an order about a content of the library. */
export const contentFaults = defineFaults({
  CONTENT_UNKNOWN: {
    status: 404,
    title: 'No such content',
    say: ({ id }: { id: string }) => `There is no content with the id ${id}. GET /api/contents lists the contents there are.`,
  },
  CONTENT_VERSION_UNKNOWN: {
    status: 404,
    title: 'No such version',
    say: ({ id, version }: { id: string; version: number }) =>
      `The content ${id} has no version ${version}. GET /api/contents/${id}/versions lists its versions.`,
  },
  CONTENT_STALE: {
    status: 409,
    title: 'Somebody else has changed it',
    say: ({ based, present, by }: { based: number; present: number; by: string }) =>
      `The change is based on revision ${based}, but ${by} has written revision ${present} since. Read the content again, or save yours as a copy.`,
  },
  CONTENT_CHANNEL: {
    status: 422,
    title: 'Another channel',
    say: ({ id, channel, got }: { id: string; channel: string; got: string }) =>
      `The content ${id} is for ${channel}, and blocks send it there; got a document for ${got}. Make a new content for it.`,
  },
  CONTENT_IN_USE: {
    status: 409,
    title: 'Flows send this content',
    say: ({ flows }: { flows: string[] }) =>
      `The content cannot be deleted: ${flows.slice(0, 5).join(', ')}${flows.length > 5 ? ` and ${flows.length - 5} more flows` : ''} would have nothing to send. Choose another content in their blocks first.`,
  },
})
