import type { NodeType } from '@snodo/node-sdk'
import { giveCoupon } from './contacts/give-coupon.ts'
import { list } from './contacts/list.ts'
import { score } from './contacts/score.ts'
import { setField } from './contacts/set-field.ts'
import { tag } from './contacts/tag.ts'
import { end } from './ends/end.ts'
import { goToFlow } from './ends/go-to-flow.ts'
import { branch } from './logic/branch.ts'
import { randomSplit } from './logic/random-split.ts'
import { callWebhook } from './messages/call-webhook.ts'
import { sendEmail } from './messages/send-email.ts'
import { sendSms } from './messages/send-sms.ts'
import { wait } from './timing/wait.ts'
import { waitFor } from './timing/wait-for.ts'
import { waitUntil } from './timing/wait-until.ts'
import { dateArrives } from './triggers/date-arrives.ts'
import { eventHappens } from './triggers/event-happens.ts'
import { listJoined } from './triggers/list-joined.ts'
import { schedule } from './triggers/schedule.ts'

/** The node types Snodo brings, in the order of the palette. */
export const builtInNodes: readonly NodeType[] = [
  eventHappens,
  listJoined,
  dateArrives,
  schedule,
  wait,
  waitUntil,
  waitFor,
  branch,
  randomSplit,
  sendEmail,
  sendSms,
  callWebhook,
  setField,
  tag,
  list,
  score,
  giveCoupon,
  end,
  goToFlow,
]
