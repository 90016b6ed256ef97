import { defineFaults } from '@snodo/base'

export const supervisorFaults = defineFaults({
  PORT_TAKEN: {
    status: 500,
    title: 'The port is taken',
    say: ({ host, port, snodo }: { host: string; port: number; snodo: boolean }) =>
      snodo
        ? `Another Snodo already answers at http://${host}:${port}: use that one, stop it, or start this one with another PORT.`
        : `Port ${port} of ${host} is taken by another program: stop it, or start Snodo on another one, e.g. PORT=${port + 1}.`,
  },
  HOST_UNKNOWN: {
    status: 500,
    title: 'The address does not belong to this machine',
    say: ({ host, because }: { host: string; because: string }) =>
      `Snodo cannot listen at ${host} (${because}): set HOST to an address of this machine, e.g. 127.0.0.1, or 0.0.0.0 for all.`,
  },
  ALREADY_RUNNING: {
    status: 500,
    title: 'Snodo runs already',
    say: ({ directory }: { directory: string }) =>
      `Another Snodo is running on the data in ${directory}: stop it first, or give this one a folder of its own with SNODO_DATA_DIR.`,
  },
  DATA_DIRECTORY_UNUSABLE: {
    status: 500,
    title: 'The data folder cannot be written',
    say: ({ directory, because }: { directory: string; because: string }) =>
      `Snodo cannot write to its data folder ${directory} (${because}): make it writable, make room on the disk, or set SNODO_DATA_DIR to another folder.`,
  },
  CHILD_DID_NOT_START: {
    status: 500,
    title: 'A part of Snodo did not start',
    say: ({ name, how }: { name: string; how: string }) => `The ${name} did not start (${how}): what it said is above.`,
  },
  INVARIANTS_BROKEN: {
    status: 500,
    title: 'Something that must always hold does not',
    say: ({ broken }: { broken: readonly string[] }) =>
      `The database breaks what must always hold (${broken.join('; ')}): the rows are named above. Either the data was changed from outside, or this is a bug of Snodo: keep the rows and report it.`,
  },
  OPTION_UNKNOWN: {
    status: 500,
    title: 'Unknown option',
    say: ({ got }: { got: string }) => `Expected --dev, --worker, --migrate, --check, --help or nothing, got ${got}.`,
  },
})
