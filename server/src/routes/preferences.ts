import {
  type Preference,
  readPreferences,
  readUnsubscribeToken,
  savePreferences,
  UNSUBSCRIBE_PATH,
  unsubscribeFromAll,
} from '@snodo/engine'
import type { FastifyInstance } from 'fastify'
import { channelWord, purposeWord } from './consent-words.ts'
import type { Doors } from './doors.ts'
import { escaped, linkPages, type PageLanguage, proofOf } from './person-page.ts'

/** What somebody wants to receive, by channel and purpose, behind the link of any marketing message. */
export async function preferenceRoutes(app: FastifyInstance, { engine, linkSecret }: Doors): Promise<void> {
  linkPages(app, {
    path: `${UNSUBSCRIBE_PATH}:token/preferences`,
    words: WORDS,
    claimOf: (token) => readUnsubscribeToken(token, linkSecret),
    show: async ({ claim, language }) => form(await readPreferences(engine, claim.contact), language),
    async act({ claim, words, language, request }) {
      const said = new URLSearchParams(Buffer.isBuffer(request.body) ? request.body.toString('utf8') : '')
      const given = { contact: claim.contact, proof: proofOf(request, words.title) }
      if (said.has('none')) await unsubscribeFromAll(engine, { ...given, also: claim })
      else await savePreferences(engine, { ...given, shown: said.getAll('shown'), chosen: said.getAll('wanted') })
      return words.saved + form(await readPreferences(engine, claim.contact), language)
    },
  })
}

function form(preferences: readonly Preference[], language: PageLanguage): string {
  const words = WORDS[language]
  const rows = preferences.map(({ channel, purpose, state }) => {
    const name = escaped(`${channel}:${purpose}`)
    const checked = state === 'granted' ? ' checked' : ''
    const note = state === 'pending' ? ` <small>(${words.pending})</small>` : ''
    return `<p><input type="hidden" name="shown" value="${name}"><label><input type="checkbox" name="wanted" value="${name}"${checked}> ${escaped(purposeWord(purpose, language))}, ${escaped(channelWord(channel, language))}${note}</label></p>`
  })
  return `<form method="post">${rows.join('')}<button>${words.save}</button> <button name="none" value="1">${words.none}</button></form>`
}

const WORDS = {
  en: {
    title: 'What would you like to receive?',
    save: 'Save',
    none: 'Unsubscribe from all',
    saved: '<p role="status"><strong>Saved.</strong></p>',
    pending: 'not confirmed yet',
    unknown: '<p>This link is not one of ours, or it was not copied whole. Use the link at the foot of a message.</p>',
  },
  it: {
    title: 'Che cosa vuoi ricevere?',
    save: 'Salva',
    none: 'Annulla tutte le iscrizioni',
    saved: '<p role="status"><strong>Salvato.</strong></p>',
    pending: 'da confermare',
    unknown: '<p>Questo link non è dei nostri, o non è stato copiato per intero. Usa il link in fondo a un messaggio.</p>',
  },
}
