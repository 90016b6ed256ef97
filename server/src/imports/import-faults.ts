import { defineFaults } from '@snodo/base'

export const importFaults = defineFaults({
  FILE_EMPTY: {
    status: 422,
    title: 'The file is empty',
    say: () => 'Expected a line of column names and at least one line of data, got an empty file.',
  },
  FILE_NOT_TEXT: {
    status: 422,
    title: 'Not a CSV file',
    say: ({ got }: { got: string }) => `Expected a CSV file, a plain text, got ${got}: save the sheet as CSV and send that.`,
  },
  FILE_TOO_LARGE: {
    status: 413,
    title: 'The file is too large',
    say: ({ limit }: { limit: string }) => `Expected a file of at most ${limit}: divide it.`,
  },
  FILE_KNOWN: {
    status: 409,
    title: 'This file was imported before',
    say: ({ id, at }: { id: string; at: string }) =>
      `The very same file was imported on ${at} (import ${id}). To take it in again, say "again": true; consents are not granted a second time.`,
  },
  COLUMNS_UNUSABLE: {
    status: 422,
    title: 'The columns do not name people',
    say: ({ columns }: { columns: string }) =>
      `Expected a column with e-mail addresses or user ids, got ${columns}: say which column is which in "columns".`,
  },
  COLUMN_UNKNOWN: {
    status: 422,
    title: 'No such column',
    say: ({ column, columns }: { column: string; columns: string }) =>
      `Expected one of the columns of the file (${columns}), got ${column}.`,
  },
  ENCODING_UNKNOWN: {
    status: 422,
    title: 'Unknown encoding',
    say: ({ got }: { got: string }) => `Expected an encoding such as utf-8, utf-16le or windows-1252, got ${got}.`,
  },
  IMPORT_RUNNING: {
    status: 409,
    title: 'Another import is running',
    say: () => 'Expected one import at a time: wait until the one that is running has ended.',
  },
  OPTIONS_INVALID: {
    status: 400,
    title: 'The options are not valid',
    say: ({ pointer, expected, got }: { pointer: string; expected: string; got: string }) =>
      `Expected ${expected} at ${pointer === '' ? 'the options' : pointer}, got ${got}.`,
  },
})
