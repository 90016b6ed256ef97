import type { JsonObject, Language } from '@snodo/base'

/** The flow of messages that belong to none: what we send of our own accord. No flow has this id. */
export const SYSTEM_FLOW = '0'

/** The message that asks to confirm consent; what stands where a message of a flow has its node. */
export const CONFIRM_NODE = 'confirm-consent'

/** How long a confirmation makes sense that could not be sent at once. */
export const CONFIRM_LATE_MS = 3 * 86_400_000

/** What a confirmation asks for, kept in the message's scope. */
export function confirmScope(purposes: readonly string[]): JsonObject {
  return { vars: { purposes: [...purposes] } }
}

export function confirmedPurposes(scope: JsonObject | null): string[] {
  const vars = scope?.vars
  const purposes = typeof vars === 'object' && vars !== null && !Array.isArray(vars) ? vars.purposes : null
  return Array.isArray(purposes) ? purposes.filter((purpose) => typeof purpose === 'string') : []
}

/** A template like an author's: `vars.confirmUrl` and `vars.sender` are filled in. */
export function confirmContent(channel: string, language: Language): JsonObject {
  return channel === 'email' ? MAIL[language] : TEXT[language]
}

const MAIL: Record<Language, JsonObject> = {
  en: {
    subject: 'Please confirm{% if vars.sender %}: {{ vars.sender }}{% endif %}',
    body:
      '<p>Somebody, we hope you, asked that {% if vars.sender %}{{ vars.sender }}{% else %}we{% endif %} may write to you at this address.</p>' +
      '<p><a href="{{ vars.confirmUrl }}">Yes, write to me</a></p>' +
      '<p>If it was not you, do nothing: without your yes nothing more is sent to you.</p>',
  },
  it: {
    subject: 'Conferma la tua iscrizione{% if vars.sender %}: {{ vars.sender }}{% endif %}',
    body:
      '<p>Qualcuno, speriamo tu, ha chiesto di ricevere messaggi{% if vars.sender %} da {{ vars.sender }}{% endif %} a questo indirizzo.</p>' +
      '<p><a href="{{ vars.confirmUrl }}">Sì, scrivetemi</a></p>' +
      '<p>Se non sei stato tu, non fare nulla: senza il tuo sì non ti sarà inviato altro.</p>',
  },
}

const TEXT: Record<Language, JsonObject> = {
  en: { body: '{% if vars.sender %}{{ vars.sender }}: {% endif %}confirm that we may text you: {{ vars.confirmUrl }}' },
  it: { body: '{% if vars.sender %}{{ vars.sender }}: {% endif %}conferma che possiamo scriverti: {{ vars.confirmUrl }}' },
}
