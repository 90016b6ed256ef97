import type { Json, JsonObject, Manifest, NodeCategory, Words } from '@snodo/node-sdk'

/** The README of this room, made from the manifests: what they say is what the code does, so the page cannot go stale. */
export function readmeOf(manifests: readonly Manifest[]): string {
  const groups = Object.entries(CATEGORIES).map(([category, title]) => {
    const types = manifests.filter((manifest) => manifest.category === category)
    return types.length === 0 ? '' : `## ${title}\n\n${types.map(sectionOf).join('\n')}`
  })
  return [INTRODUCTION, ...groups.filter((group) => group !== '')].join('\n')
}

const INTRODUCTION = `# Built-in node types

<!-- Made from the manifests by \`node nodes/src/write-readme.ts\`; do not edit by hand. -->

One file is one node type, with its test beside it; the list is in \`src/index.ts\`. A node imports the node kit
(\`@snodo/node-sdk\`) and nothing else: read that package's README to write one.

Keys marked * must be there. Durations are ISO 8601 (\`P3D\`); days of the week are numbers from 1 (Monday) to 7.
`

const CATEGORIES: Record<NodeCategory, string> = {
  start: 'Starts',
  timing: 'Time',
  decision: 'Decisions',
  message: 'Messages and calls',
  contact: 'The contact',
  end: 'Ends',
}

function sectionOf({ type, version, title, description, config, ports, portsFrom, examples }: Manifest): string {
  const doors = Object.entries(ports).map(([name, text]) => `\`${name}\` (${text.en.toLowerCase()})`)
  if (portsFrom) doors.unshift(`one for each of \`${portsFrom.path}\`, by its \`${portsFrom.id}\``)
  const required = new Set((config.required ?? []) as string[])
  const rows = Object.entries((config.properties ?? {}) as Record<string, JsonObject>).map(([name, field]) =>
    rowOf(name, field, required.has(name)),
  )
  return [
    `### ${title.en} · \`${type}\``,
    '',
    `${description.en} *${title.it}: ${description.it}*`,
    '',
    `Version ${version}. Ports: ${doors.join(', ') || 'none'}.`,
    '',
    '| key | what | default |',
    '|---|---|---|',
    ...rows,
    '',
    ...examples.map(({ say, config, expect }) => `- ${say.en}: \`${JSON.stringify(config)}\` → \`${JSON.stringify(expect)}\``),
    '',
  ].join('\n')
}

function rowOf(name: string, field: JsonObject, required: boolean): string {
  const title = (field['x-title'] as Words | undefined)?.en ?? ''
  const help = (field['x-help'] as Words | undefined)?.en
  const options = field['x-options'] as { value: Json; title: Words }[] | undefined
  const choice = options?.map(({ value, title }) => `\`${value}\`${title.en === value ? '' : ` ${title.en}`}`).join('; ')
  const parts = [`${title}.`, help, choice && `One of: ${choice}.`].filter(Boolean)
  const value = field.default === undefined ? '' : `\`${JSON.stringify(field.default)}\``
  return `| \`${name}\`${required ? ' *' : ''} | ${parts.join(' ').replaceAll('|', '\\|')} | ${value} |`
}
