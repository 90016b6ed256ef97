import { compare } from './compare.ts'
import { content, contentBlock } from './content.ts'
import { audit, auditDeed, auditKind, controlRoom, errors, health, held, orders, sendingNow } from './control-room.ts'
import { categories, editor, problems, saving } from './editor.ts'
import { flowState, flows, importFlow, templates } from './flows.ts'
import { glossary } from './glossary.ts'
import { goLive, goLiveFound, goLiveStep } from './go-live.ts'
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
import { lists, manyContacts } from './lists.ts'
import { migration } from './migration.ts'
import { keys, outline, search, steps } from './outline.ts'
import { contacts, history, identityKind, importing, messageState, messages } from './people.ts'
import { results } from './results.ts'
import { journeyState, live, trialConsents, trying } from './running.ts'
import {
  accessKeys,
  company,
  consentSettings,
  eventSettings,
  limits,
  providers,
  quiet,
  retention,
  sender,
  settings,
  settingsSections,
} from './settings.ts'
import { common, login, shell, stopSending } from './shell.ts'
import { firstHour, today } from './start.ts'
import { why } from './why.ts'

/** Every text of the screen, by section. */
export const sections = {
  accessKeys,
  anchors,
  audit,
  auditDeed,
  auditKind,
  categories,
  channels,
  common,
  company,
  compare,
  comparisons,
  consentSettings,
  contacts,
  content,
  contentBlock,
  controlRoom,
  durations,
  editor,
  errors,
  eventSettings,
  firstHour,
  flows,
  flowState,
  glossary,
  goLive,
  goLiveFound,
  goLiveStep,
  health,
  held,
  history,
  identityKind,
  importFlow,
  importing,
  inspector,
  journeyState,
  keys,
  limits,
  lists,
  live,
  login,
  manyContacts,
  messages,
  messageState,
  migration,
  orders,
  outline,
  predicates,
  problems,
  providers,
  quiet,
  reactions,
  results,
  retention,
  saving,
  search,
  sender,
  sendingNow,
  settings,
  settingsSections,
  shell,
  sinces,
  steps,
  stopSending,
  templates,
  today,
  trialConsents,
  trying,
  valueKinds,
  weekdays,
  why,
}
