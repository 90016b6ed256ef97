import { compare } from './compare.ts'
import { categories, editor, problems, saving } from './editor.ts'
import { flowState, flows } from './flows.ts'
import { glossary } from './glossary.ts'
import {
  anchors,
  channels,
  comparisons,
  durations,
  inspector,
  predicates,
  reactions,
  sinces,
  valueKinds,
  weekdays,
} from './inspector.ts'
import { migration } from './migration.ts'
import { keys, outline, search, steps } from './outline.ts'
import { contacts, history, identityKind, importing, messageState, messages, settings } from './people.ts'
import { journeyState, live, trialConsents, trying } from './running.ts'
import { common, login, shell, stopSending } from './shell.ts'

/** Every text of the screen, by section. */
export const sections = {
  anchors,
  categories,
  channels,
  common,
  compare,
  comparisons,
  contacts,
  durations,
  editor,
  flowState,
  flows,
  glossary,
  history,
  identityKind,
  importing,
  inspector,
  journeyState,
  keys,
  live,
  login,
  messageState,
  messages,
  migration,
  outline,
  predicates,
  problems,
  reactions,
  saving,
  search,
  settings,
  shell,
  sinces,
  steps,
  stopSending,
  trialConsents,
  trying,
  valueKinds,
  weekdays,
}
