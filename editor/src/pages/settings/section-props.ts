import type { Workspace } from '../../api/workspace.ts'

/** What every section of the settings is given. */
export type SectionProps = { workspace: Workspace }
