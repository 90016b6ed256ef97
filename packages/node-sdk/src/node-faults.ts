import { defineFaults } from '@snodo/base'

type Broken = { type: string; problem: string; mend: string }

/** Every way a node type can break its contract. All are found when it is defined or registered, never while a contact walks. */
export const nodeFaults = defineFaults({
  NODE_DEFINITION_BROKEN: {
    status: 500,
    title: 'A node type breaks its contract',
    say: ({ type, problem, mend }: Broken) => `Node type "${type}": ${problem} ${mend}`,
  },
  NODE_TYPE_TWICE: {
    status: 500,
    title: 'Two node types under one name',
    say: ({ type }: { type: string }) =>
      `Two node types are called "${type}". Types are told apart by name alone: rename one, beginning with your own prefix, e.g. "acme.${type.split('.').at(-1)}".`,
  },
  NODE_TYPE_UNKNOWN: {
    status: 400,
    title: 'Unknown node type',
    say: ({ type, known }: { type: string; known: string[] }) =>
      `There is no node type "${type}". Known are: ${known.join(', ')}. Correct the name, or install the package that brings it.`,
  },
  NODE_VERSION_UNKNOWN: {
    status: 400,
    title: 'Unknown version of a node type',
    say: ({ type, version, present }: { type: string; version: number; present: number }) =>
      `Node type "${type}" has versions up to ${present}, the document asks for ${version}. Update Snodo or the package of this node type.`,
  },
  NODE_FACT_UNDECLARED: {
    status: 500,
    title: 'A node reads a fact it did not declare',
    say: ({ type, fact }: { type: string; fact: string }) =>
      `Node type "${type}" reads the fact "${fact}" without declaring it, so in production it would not be loaded. Add it: needs: ['${fact}'].`,
  },
  NODE_FOLDER_UNREADABLE: {
    status: 500,
    title: 'A folder of node types cannot be read',
    say: ({ folder, because }: { folder: string; because: string }) =>
      `Expected ${folder} to be a folder with node types; it cannot be read (${because}). Name one that is there, or none.`,
  },
  NODE_FILE_BROKEN: {
    status: 500,
    title: 'A file of node types cannot be used',
    say: ({ file, problem }: { file: string; problem: string }) => `${file}: ${problem}`,
  },
})
