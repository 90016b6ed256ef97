import { CONFIRM_PATH, type ConfirmClaim, confirmConsents, loadSettings, readConfirmToken } from '@snodo/engine'
import type { FastifyInstance } from 'fastify'
import { channelWord, purposeWord } from './consent-words.ts'
import type { Doors } from './doors.ts'
import { escaped, linkPages, type PageLanguage, proofOf } from './person-page.ts'

/** Where the link of a confirmation leads: the second yes of a double opt-in. */
export async function confirmRoutes(app: FastifyInstance, { engine, linkSecret, clock }: Doors): Promise<void> {
  linkPages(app, {
    path: `${CONFIRM_PATH}:token`,
    words: WORDS,
    claimOf: (token) => readConfirmToken(token, clock.now(), linkSecret),
    async show({ claim, words, language }) {
      const { consentText } = await loadSettings(engine.pool)
      const own = consentText === '' ? '' : `<p>${escaped(consentText)}</p>`
      return `<p>${asked(claim, language)}</p>${own}<form method="post"><button>${words.button}</button></form><p>${words.orNot}</p>`
    },
    async act({ claim, words, language, request }) {
      const { consentText } = await loadSettings(engine.pool)
      const text = `${asked(claim, language)} ${consentText}`.trim()
      const { confirmed } = await confirmConsents(engine, { claim, proof: proofOf(request, text) })
      return confirmed.length > 0 ? words.done : words.nothing
    },
  })
}

/** The very sentence that is agreed to; kept with the proof. */
function asked({ channel, purposes }: ConfirmClaim, language: PageLanguage): string {
  const what = purposes.map((purpose) => escaped(purposeWord(purpose, language))).join(', ')
  return `${WORDS[language].ask} ${escaped(channelWord(channel, language))}: ${what}.`
}

const WORDS = {
  en: {
    title: 'Confirm',
    ask: 'I agree, by',
    button: 'Yes, I agree',
    orNot: 'If it was not you who asked, close this page: nothing is sent to you.',
    done: '<p>Thank you: it is confirmed. Every message has a link by which you can change your mind.</p>',
    nothing: '<p>There is nothing to confirm any more: it is confirmed already, or was withdrawn.</p>',
    unknown: '<p>This link is too old, is not one of ours, or was not copied whole. Sign up again and we send you another.</p>',
  },
  it: {
    title: 'Conferma',
    ask: 'Acconsento, via',
    button: 'Sì, acconsento',
    orNot: 'Se non sei stato tu a chiederlo, chiudi questa pagina: non ti sarà inviato nulla.',
    done: '<p>Grazie: è confermato. Ogni messaggio ha un link con cui puoi cambiare idea.</p>',
    nothing: '<p>Non c’è più nulla da confermare: è già confermato, oppure è stato ritirato.</p>',
    unknown:
      '<p>Questo link è troppo vecchio, non è dei nostri, o non è stato copiato per intero. Iscriviti di nuovo e te ne mandiamo un altro.</p>',
  },
}
