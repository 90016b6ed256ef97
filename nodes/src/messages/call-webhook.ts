import { type ActOutcome, type ActStep, type ActTools, ChoiceField, defineNode, PairsField, TemplateField } from '@snodo/node-sdk'
import { type Static, Type } from 'typebox'
import { retryAfterMs } from './retry-after.ts'

/** Requests of one batch under way at once: enough to hide the other side's latency, few enough not to be taken for an attack. */
const AT_ONCE = 8
/** One request; the batch as a whole has `limits.timeout`. */
const REQUEST_TIMEOUT_MS = 10_000

const METHODS = ['POST', 'PUT', 'PATCH', 'GET', 'DELETE'] as const

const config = Type.Object({
  url: TemplateField({ title: { en: 'Address', it: 'Indirizzo' }, maxLength: 2000 }),
  method: Type.Optional(
    ChoiceField({
      title: { en: 'Method', it: 'Metodo' },
      options: METHODS.map((value) => ({ value, title: { en: value, it: value } })),
      default: 'POST',
    }),
  ),
  headers: Type.Optional(PairsField({ title: { en: 'Headers', it: 'Intestazioni' }, default: {} })),
  body: Type.Optional(
    TemplateField({
      title: { en: 'Body', it: 'Corpo' },
      help: {
        en: 'Sent as JSON unless a header says otherwise; write texts as {{ contact.firstName | json }}. Empty: the key of this visit and the contact’s id.',
        it: 'Inviato come JSON, se un’intestazione non dice altro; scrivi i testi come {{ contact.firstName | json }}. Vuoto: la chiave del passaggio e l’id del contatto.',
      },
      lines: 'many',
      minLength: 0,
    }),
  ),
})

export const callWebhook = defineNode({
  type: 'core.call-webhook',
  version: 1,
  title: { en: 'Call a webhook', it: 'Chiama un webhook' },
  description: {
    en: 'Calls an address of another system. Busy and failing servers are tried again; a refusal leaves by “failed”.',
    it: 'Chiama un indirizzo di un altro sistema. I server occupati o guasti vengono richiamati; un rifiuto esce da “fallito”.',
  },
  category: 'message',
  icon: 'webhook',
  summary: { en: '{method} {url}', it: '{method} {url}' },
  config,
  ports: {
    done: { en: 'Done', it: 'Fatto' },
    failed: { en: 'Failed', it: 'Fallito' },
  },
  traits: { optionalPorts: ['failed'] },
  limits: { batchSize: 50, timeout: 'PT2M' },
  examples: [
    {
      say: { en: 'Tells another system', it: 'Avvisa un altro sistema' },
      config: { url: 'https://hooks.example.com/signup', body: '{ "email": "{{ contact.email }}" }' },
      given: { http: [{ status: 204 }] },
      expect: { leave: 'done', set: { webhook: { status: 204 } } },
    },
    {
      say: {
        en: 'Tries again when the server is busy, as late as it asks',
        it: 'Riprova se il server è occupato, quando lo chiede',
      },
      config: { url: 'https://hooks.example.com/signup' },
      given: { http: [{ status: 429, headers: { 'retry-after': '30' } }] },
      expect: { retry: 30_000 },
    },
    {
      say: { en: 'Gives up when it is refused', it: 'Rinuncia se viene rifiutato' },
      config: { url: 'https://hooks.example.com/gone' },
      given: { http: [{ status: 410 }] },
      expect: { fail: 'The server answered 410.' },
    },
  ],
  async act(batch, { http, signal }) {
    const answers = new Map<string, Answer>()
    const waiting = batch.steps.values()
    const work = async () => {
      for (const step of waiting) answers.set(step.key, await call(step, http, signal))
    }
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, batch.steps.length) }, work))
    return batch.settle((step) => judge(step, answers.get(step.key)!))
  },
})

type Step = ActStep<Static<typeof config>>
type Answer =
  | { came: 'response'; status: number; retryAfter: number | null }
  | { came: 'nothing'; problem: string }
  | { came: 'fault'; problem: string }

async function call(step: Step, http: ActTools['http'], signal: AbortSignal): Promise<Answer> {
  if (signal.aborted) return { came: 'nothing', problem: 'The batch ran out of time before this call.' }
  let request: Parameters<typeof http.request>[0]
  try {
    request = requestOf(step)
  } catch (thrown) {
    // A broken template of one contact must not stop the others; it is final, as trying again would break it again.
    return { came: 'fault', problem: messageOf(thrown) }
  }
  try {
    const { status, headers } = await http.request(request)
    return { came: 'response', status, retryAfter: retryAfterMs(headers) }
  } catch (thrown) {
    // A refusal of our own outbound client (private address, bad URL) is final; a broken line or a timeout is not.
    return isRefusal(thrown) ? { came: 'fault', problem: messageOf(thrown) } : { came: 'nothing', problem: messageOf(thrown) }
  }
}

function requestOf(step: Step): Parameters<ActTools['http']['request']>[0] {
  const { url, method = 'POST', headers = {}, body } = step.config
  const filled: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) filled[name.toLowerCase()] = step.fill(value).replaceAll(/[\r\n]+/g, ' ')
  // The same on every retry, so that a careful receiver can refuse the second of two.
  filled['idempotency-key'] ??= step.key
  if (method === 'GET' || method === 'DELETE')
    return { url: step.fill(url).trim(), method, headers: filled, timeoutMs: REQUEST_TIMEOUT_MS }
  filled['content-type'] ??= 'application/json'
  const text = body ? step.fill(body) : JSON.stringify({ key: step.key, contact: step.contact.id })
  return { url: step.fill(url).trim(), method, headers: filled, body: text, timeoutMs: REQUEST_TIMEOUT_MS }
}

function judge(step: Step, answer: Answer): ActOutcome {
  if (answer.came === 'fault') return step.fail(answer.problem)
  if (answer.came === 'response' && answer.status >= 200 && answer.status < 300)
    return step.leave('done', { set: { webhook: { status: answer.status } } })
  const because = answer.came === 'response' ? `The server answered ${answer.status}.` : answer.problem
  const mayPass = answer.came === 'nothing' || answer.status === 408 || answer.status === 429 || answer.status >= 500
  if (!mayPass) return step.fail(because)
  // How often is the engine's to bound.
  const later = answer.came === 'response' ? answer.retryAfter : null
  return later === null ? step.retry(because) : step.retry(because, later)
}

/** Faults of the project carry the HTTP status of the blame: 4xx is ours to mend, so trying again is no use. */
function isRefusal(thrown: unknown): boolean {
  const status = thrown instanceof Error && 'status' in thrown ? thrown.status : null
  return typeof status === 'number' && status >= 400 && status < 500 && status !== 408 && status !== 429
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}
