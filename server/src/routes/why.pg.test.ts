import { mergeContacts } from '@snodo/engine'
import { builtInNodes } from '@snodo/nodes'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeServerRig, type ServerRig } from '../testing.ts'

let rig: ServerRig
let flow: string
beforeEach(async () => {
  rig = await makeServerRig({ nodeTypes: builtInNodes, start: '2026-03-02T12:00:00Z' })
  flow = await publish({ entryFilter: pro })
  rig.clock.turnTo('2026-03-03T09:00:00Z')
})
afterEach(() => rig.close())

const pro = { when: { type: 'attribute', field: 'plan', is: 'equals', value: 'pro' } } as const

async function publish(more: object = {}, start: object = {}): Promise<string> {
  return rig.publishFlow({
    settings: {
      reentry: { mode: 'never' },
      exits: [{ id: 'bought', name: 'Bought', when: { event: 'Order Completed' } }],
      ...more,
    },
    nodes: {
      start: ['core.event-happens', { event: 'Signed Up', ...start }],
      hello: [
        'core.send-email',
        { content: { subject: 'Hello {{ contact.firstName }}', body: '<p>Hello</p>' } },
        { name: 'Greeting' },
      ],
      wait: ['core.wait', { duration: 'P3D' }],
    },
    edges: ['start:started>hello', 'hello:sent>wait'],
  })
}

async function person(
  userId: string,
  traits: object = {},
  event: string | null = 'Signed Up',
  properties: object = {},
): Promise<string> {
  await rig.send('identify', {
    userId,
    traits: { email: `${userId}@example.com`, firstName: 'Maria', plan: 'pro', consents: { email: true }, ...traits },
  })
  if (event !== null) await rig.send('track', { userId, event, properties })
  await rig.settle()
  const { rows } = await rig.engine.pool.query<{ id: string }>(/* sql */ `select id from contacts where user_id = $1`, [userId])
  return rows[0]!.id
}

type Answer = { verdict: string | null; language: string; sentences: string[] }
async function why(contact: string, query: string, headers: Record<string, string> = {}): Promise<Answer> {
  const reply = await rig.ask('GET', `/api/contacts/${contact}/why?${query}`, undefined, {
    headers: { authorization: 'Bearer a-token-for-tests-of-the-server', ...headers },
  })
  expect(reply.statusCode).toBe(200)
  const answer = reply.json() as Answer
  expect(answer.sentences.length).toBeLessThanOrEqual(5)
  // Nothing is left of a sentence that could not be filled in.
  expect(answer.sentences.join(' ')).not.toMatch(/[{}[\]]|undefined|null|NaN/)
  return answer
}

const published = 'published on 2 Mar 2026, 12:00 by rig.'

test('who is inside: what let them in with its values, where they stand, the consent with its proof, the version and who published it', async () => {
  const maria = await person('maria', {}, 'Signed Up', { source: 'shop', total: 40 })
  const { verdict, sentences } = await why(maria, `flow=${flow}`)
  expect(verdict).toBe('inside')
  expect(sentences[0]).toBe(
    'It entered on 3 Mar 2026, 09:00, because “Signed Up” happened on 3 Mar 2026, 09:00, with total 40, source “shop”.',
  )
  expect(sentences[1]).toBe('It has stood at “Wait” since 3 Mar 2026, 09:00, and goes on 6 Mar 2026, 09:00.')
  expect(sentences.at(-2)).toMatch(
    /^Consent to marketing by e-mail: granted, since 3 Mar 2026, 09:00, on the basis “consent”, with the proof: set by “the server key”, call “\d+”\.$/,
  )
  expect(sentences.at(-1)).toBe(`It follows version 1 of the flow, ${published}`)
})

test('who left: when, where, by which exit and event', async () => {
  const maria = await person('maria')
  await rig.send('track', { userId: 'maria', event: 'Order Completed' })
  await rig.settle()
  const { verdict, sentences } = await why(maria, `flow=${flow}`)
  expect(verdict).toBe('ended')
  expect(sentences.slice(1, 3)).toEqual([
    'The journey ended on 3 Mar 2026, 09:00 at “Wait”: left by an exit.',
    'The exit “Bought” applied by “Order Completed” on 3 Mar 2026, 09:00.',
  ])
})

test('who was kept out by the entry condition: with the value found', async () => {
  const free = await person('free', { plan: 'free' })
  const { verdict, sentences } = await why(free, `flow=${flow}`)
  expect(verdict).toBe('keptOut')
  expect(sentences).toEqual([
    'It was kept out on 3 Mar 2026, 09:00, when “Signed Up” came, which happened on 3 Mar 2026, 09:00.',
    'The entry condition did not hold with the event.',
    'The answer was: no.',
    'Plan is “pro”: no, found “free”.',
    `The flow runs version 1, ${published}`,
  ])
})

test('who was kept out by re-entry or while inside: since when', async () => {
  const maria = await person('maria')
  rig.clock.turnTo('2026-03-04T09:00:00Z')
  await rig.send('track', { userId: 'maria', event: 'Signed Up' })
  await rig.settle()
  // Where it stands is the answer; that it came again is told beside.
  const inside = await why(maria, `flow=${flow}`)
  expect(inside.verdict).toBe('inside')
  expect(inside.sentences.slice(1, 3)).toEqual([
    'It has stood at “Wait” since 3 Mar 2026, 09:00, and goes on 6 Mar 2026, 09:00.',
    'It came again on 4 Mar 2026, 09:00, when “Signed Up” came, and was not let in another time.',
  ])
  expect(inside.sentences.at(-1)).toBe(`It follows version 1 of the flow, ${published}`)
  await rig.turnTo('2026-03-20T09:00:00Z')
  await rig.send('track', { userId: 'maria', event: 'Signed Up' })
  await rig.settle()
  expect((await why(maria, `flow=${flow}`)).sentences[1]).toBe(
    'Entered before, on 3 Mar 2026, 09:00; the flow takes everyone once.',
  )
})

test('who came while the flow was paused', async () => {
  await rig.ask('POST', `/api/flows/${flow}/pause`, { reason: 'a test' })
  const maria = await person('maria')
  expect((await why(maria, `flow=${flow}`)).sentences.join(' ')).toContain('paused')
})

test('who was let in without an event of their own: by whom or what, in the answer and in the timeline', async () => {
  const maria = await person('maria', {}, null)
  const enrolled = await rig.ask('POST', `/api/flows/${flow}/enroll`, { contacts: [maria] })
  expect(enrolled.statusCode).toBeLessThan(300)
  await rig.settle()
  const byHand = await why(maria, `flow=${flow}`)
  expect(byHand.verdict).toBe('inside')
  expect(byHand.sentences[0]).toMatch(/^It entered on 3 Mar 2026, 09:00, by hand \(.+\)\.$/)
  expect(byHand.sentences.at(-1)).toBe(`It follows version 1 of the flow, ${published}`)
  const timeline = (await rig.ask('GET', `/api/contacts/${maria}/timeline`)).json() as {
    items: { kind: string; words: string[] }[]
  }
  expect(timeline.items.find((row) => row.kind === 'entry')?.words[0]).toMatch(/^It was let in by hand \(.+\)\.$/)

  await rig.publishFlow({
    name: 'Doorway',
    nodes: { start: ['core.event-happens', { event: 'Knocked' }], go: ['core.go-to-flow', { flow }] },
    edges: ['start:started>go'],
  })
  const nina = await person('nina', {}, 'Knocked')
  const byFlow = await why(nina, `flow=${flow}&language=it`)
  expect(byFlow.sentences[0]).toBe('È entrato il 3 mar 2026, 09:00, da un blocco di un altro flusso, «Doorway».')
})

test('who was let in when the flow resumed: by the event that had come meanwhile', async () => {
  await rig.ask('POST', `/api/flows/${flow}/pause`, { reason: 'a test' })
  const maria = await person('maria')
  rig.clock.turnTo('2026-03-04T09:00:00Z')
  await rig.ask('POST', `/api/flows/${flow}/resume`, { entries: 'enter', reason: 'a test' })
  await rig.settle()
  expect((await why(maria, `flow=${flow}`)).sentences[0]).toBe(
    'It entered on 4 Mar 2026, 09:00, when the flow was resumed, for “Signed Up”.',
  )
})

test('who is led into a flow that was never published is told kept out of it, and why', async () => {
  const draft = (await rig.ask('POST', '/api/flows', { name: 'Draft' })).json() as { id: string }
  await rig.publishFlow({
    nodes: { start: ['core.event-happens', { event: 'Knocked' }], go: ['core.go-to-flow', { flow: draft.id }] },
    edges: ['start:started>go'],
  })
  const maria = await person('maria', {}, 'Knocked')
  expect(await why(maria, `flow=${draft.id}`)).toMatchObject({
    verdict: 'keptOut',
    sentences: [
      'It was kept out on 3 Mar 2026, 09:00.',
      'The flow took nobody in: it was a draft.',
      'The flow was never published, so nobody can enter it.',
    ],
  })
})

test('who came before and comes again to a closed flow: that it takes nobody in is told beside the earlier journey', async () => {
  const maria = await person('maria')
  const free = await person('free', { plan: 'free' })
  await rig.send('track', { userId: 'maria', event: 'Order Completed' })
  await rig.settle()
  await rig.ask('POST', `/api/flows/${flow}/close`, { reason: 'a test' })
  const closed = 'The flow takes nobody in: it is closed to entries.'
  for (const contact of [maria, free]) {
    expect((await why(contact, `flow=${flow}`)).sentences).toContain(closed)
  }
  expect((await why(maria, `flow=${flow}`)).sentences.at(-1)).toBe(`It follows version 1 of the flow, ${published}`)
})

test('who never came to it: no such event, one from before it ran, one its start does not ask for, a flow that takes nobody in', async () => {
  const ada = await person('ada', {}, null)
  expect(await why(ada, `flow=${flow}`)).toMatchObject({
    verdict: 'notEntered',
    sentences: [
      'The flow begins with “Signed Up”, which never happened for this contact.',
      `The flow runs version 1, ${published}`,
    ],
  })
  const bea = await person('bea', {}, 'Signed Up', { source: 'street' })
  rig.clock.turnTo('2026-03-05T09:00:00Z')
  const later = await publish()
  expect((await why(bea, `flow=${later}`)).sentences[0]).toBe(
    '“Signed Up” last happened on 3 Mar 2026, 09:00, before the flow was published on 5 Mar 2026, 09:00.',
  )
  const shop = await publish({}, { where: { type: 'property', property: 'source', is: 'equals', value: 'shop' } })
  rig.clock.turnTo('2026-03-06T09:00:00Z')
  await rig.send('track', { userId: 'bea', event: 'Signed Up', properties: { source: 'street' } })
  await rig.settle()
  expect((await why(bea, `flow=${shop}`)).sentences[0]).toMatch(
    /^“Signed Up” last happened on 6 Mar 2026, 09:00, but did not match what the start asks for: .*shop.*: no, found “street”\.$/,
  )
  await rig.ask('POST', `/api/flows/${flow}/close`, { reason: 'a test' })
  expect((await why(ada, `flow=${flow}`)).sentences[0]).toBe('The flow takes nobody in: it is closed to entries.')
  const draft = (await rig.ask('POST', '/api/flows', { name: 'Draft' })).json() as { id: string }
  expect((await why(ada, `flow=${draft.id}`)).sentences).toEqual(['The flow was never published, so nobody can enter it.'])
})

test('why a message was sent, and why one was not, with the consent as it was and the revision of the text', async () => {
  const messageOf = async (contact: string) => {
    const { rows } = await rig.engine.pool.query<{ key: string }>(
      /* sql */ `select enrollment_id || ':' || visit as key from messages where contact_id = $1`,
      [contact],
    )
    return rows[0]!.key
  }
  const maria = await person('maria')
  const sent = await why(maria, `message=${await messageOf(maria)}`)
  expect(sent.sentences[0]).toBe('The message “Hello Maria” of “Greeting” by e-mail: sent, on 3 Mar 2026, 09:00.')
  expect(sent.sentences[1]).toMatch(/^It entered on 3 Mar 2026, 09:00, because “Signed Up” happened/)
  expect(sent.sentences[2]).toMatch(/^Consent to marketing by e-mail: “?granted/)
  expect(sent.sentences[3]).toMatch(/published on 2 Mar 2026, 12:00 by rig; its text is revision 1, by rig\.$/)

  const shy = await person('shy', { consents: { email: false } })
  const kept = await why(shy, `message=${await messageOf(shy)}`)
  expect(kept.sentences.slice(0, 2)).toEqual([
    'The message of “Greeting” by e-mail: not sent, on 3 Mar 2026, 09:00.',
    'The contact refused consent to marketing by e-mail.',
  ])
  const unknown = await rig.ask('GET', `/api/contacts/${shy}/why?message=${await messageOf(maria)}`)
  expect([unknown.statusCode, unknown.json().code]).toEqual([404, 'MESSAGE_UNKNOWN'])
})

test('a message that is held says by what and until when', async () => {
  await rig.ask('PUT', '/api/workspace/settings/caps', {
    value: [{ channel: 'email', most: 1, window: { rolling: 'PT12H' }, whenFull: 'hold' }],
  })
  const second = await publish()
  const maria = await person('maria')
  const { rows } = await rig.engine.pool.query<{ key: string }>(
    /* sql */ `select enrollment_id || ':' || visit as key from messages where state = 'due' and flow_id = any ($1)`,
    [[flow, second]],
  )
  const { sentences } = await why(maria, `message=${rows[0]?.key}`)
  expect(sentences[0]).toMatch(/waits; it is looked at again on 3 Mar 2026, 21:00\.$/)
  expect(sentences[1]).toMatch(/^The frequency limit by e-mail was reached: at most 1 messages in 12 hours, 1 sent already/)
})

test('who is inside a paused flow: that nobody goes on, and no time that is none', async () => {
  const maria = await person('maria')
  await rig.ask('POST', `/api/flows/${flow}/pause`, { reason: 'a test' })
  const { sentences } = await why(maria, `flow=${flow}`)
  expect(sentences.slice(1, 3)).toEqual([
    'It has stood at “Wait” since 3 Mar 2026, 09:00.',
    'The flow is paused since 3 Mar 2026, 09:00: nobody in it goes on until it is resumed.',
  ])
})

test('an event that matches, but came while the flow was closed or the contact was another, is not called unfit', async () => {
  const maria = await person('maria', {}, null)
  const gold = await publish({}, { where: { type: 'attribute', field: 'level', is: 'equals', value: 'gold' } })
  const open = await rig.publishFlow({
    nodes: { start: ['core.event-happens', { event: 'Knocked' }], wait: ['core.wait', { duration: 'P3D' }] },
    edges: ['start:started>wait'],
  })
  await rig.ask('POST', `/api/flows/${open}/close`, { reason: 'a test' })
  rig.clock.turnTo('2026-03-04T09:00:00Z')
  await rig.send('track', { userId: 'maria', event: 'Signed Up' })
  await rig.send('track', { userId: 'maria', event: 'Knocked' })
  await rig.send('identify', { userId: 'maria', traits: { level: 'gold' } })
  await rig.settle()
  expect((await why(maria, `flow=${open}`)).sentences.slice(0, 2)).toEqual([
    'The flow takes nobody in: it is closed to entries.',
    '“Knocked” last happened on 4 Mar 2026, 09:00, when the flow took nobody in.',
  ])
  const changed = await why(maria, `flow=${gold}`)
  expect(changed.sentences[0]).toBe(
    '“Signed Up” last happened on 4 Mar 2026, 09:00: the flow took nobody in at that moment, or the contact did not match then what the start asks for.',
  )
  expect(changed.sentences.join(' ')).not.toContain('yes')
})

test('after a merge the journey that lives is told, not the one that ended in it', async () => {
  const winner = await person('maria')
  rig.clock.turnTo('2026-03-04T09:00:00Z')
  await rig.send('identify', { anonymousId: 'browser', traits: { plan: 'pro' } })
  await rig.send('track', { anonymousId: 'browser', event: 'Signed Up' })
  await rig.settle()
  await rig.send('identify', { anonymousId: 'browser', userId: 'maria', traits: {} })
  await rig.settle()
  const { rows } = await rig.engine.pool.query<{ id: string }>(/* sql */ `select loser_id as id from merge_requests`)
  await mergeContacts(rig.engine, { loser: rows[0]?.id ?? '', winner })
  await rig.settle()
  const { verdict, sentences } = await why(winner, `flow=${flow}`)
  expect(verdict).toBe('inside')
  expect(sentences[1]).toBe('It has stood at “Wait” since 3 Mar 2026, 09:00, and goes on 6 Mar 2026, 09:00.')
})

test('who matches none of many starts is told of the first, and of the version', async () => {
  const names = ['One', 'Two', 'Three', 'Four', 'Five', 'Six']
  const where = { type: 'property', property: 'source', is: 'equals', value: 'shop' }
  const many = await rig.publishFlow({
    nodes: {
      ...Object.fromEntries(names.map((event) => [event, ['core.event-happens', { event, where }]])),
      wait: ['core.wait', { duration: 'P3D' }],
    } as never,
    edges: names.map((event) => `${event}:started>wait`),
  })
  const maria = await person('maria', {}, null)
  for (const event of names) await rig.send('track', { userId: 'maria', event, properties: { source: 'street' } })
  await rig.settle()
  const { sentences } = await why(maria, `flow=${many}`)
  expect(sentences).toHaveLength(5)
  expect(sentences.at(-1)).toMatch(/^The flow runs version 1, published on 3 Mar 2026, 09:00 by rig\.$/)
})

test('a message kept back by an order to stop says so, in the answer and in the timeline, and names no time that is past', async () => {
  await rig.ask('POST', '/api/stop-sending', { reason: 'a test' })
  const maria = await person('maria')
  const { rows } = await rig.engine.pool.query<{ key: string }>(
    /* sql */ `select enrollment_id || ':' || visit as key from messages where contact_id = $1`,
    [maria],
  )
  const { sentences } = await why(maria, `message=${rows[0]?.key}`)
  expect(sentences[0]).toBe('The message of “Greeting” by e-mail waits.')
  expect(sentences[1]).toContain('stop')
  const { items } = (await rig.ask('GET', `/api/contacts/${maria}/timeline`)).json() as {
    items: { kind: string; words: string[] }[]
  }
  expect(items.find((row) => row.kind === 'message')?.words.join(' ')).toContain('stop')
})

test('who was kept out by the entry condition of a flow that closed since still hears the value found', async () => {
  const free = await person('free', { plan: 'free' })
  await rig.ask('POST', `/api/flows/${flow}/close`, { reason: 'a test' })
  const { sentences } = await why(free, `flow=${flow}`)
  expect(sentences).toContain('Plan is “pro”: no, found “free”.')
})

test('the answer is in the reader’s language: asked for, or the browser’s', async () => {
  const maria = await person('maria')
  const italian = await why(maria, `flow=${flow}&language=it`)
  expect(italian.sentences.at(-2)).toContain(
    'sulla base «consenso», con la prova: impostato da «la chiave del server», chiamata «',
  )
  expect(italian.sentences[0]).toBe('È entrato il 3 mar 2026, 09:00, perché «Signed Up» è avvenuto il 3 mar 2026, 09:00.')
  expect(await why(maria, `flow=${flow}`, { 'accept-language': 'de-DE, it-IT;q=0.8' })).toMatchObject({ language: 'it' })
})

test('the timeline explains its rows in words, with the values, in the reader’s language', async () => {
  const free = await person('free', { plan: 'free' })
  const maria = await person('maria')
  await rig.send('track', { userId: 'maria', event: 'Order Completed' })
  await rig.settle()
  type Row = { kind: string; words: string[] }
  const timeline = async (contact: string, query = '') =>
    ((await rig.ask('GET', `/api/contacts/${contact}/timeline?${query}`)).json() as { items: Row[] }).items
  const entry = (await timeline(free)).find((row) => row.kind === 'entry')
  expect(entry?.words).toEqual(['The entry condition did not hold with the event. The answer was: no. Found: “free”.'])
  const italian = (await timeline(maria, 'language=it')).find((row) => row.kind === 'end')
  expect(italian?.words).toEqual(['È scattata l’uscita «Bought» con «Order Completed» il 3 mar 2026, 09:00.'])
  // A row without a reason says none; nothing of a sentence is left unfilled.
  expect((await timeline(maria)).every(({ words }) => !/[{}[\]]/.test(words.join(' ')))).toBe(true)
})

test('a question that is none is refused in words', async () => {
  const maria = await person('maria')
  const reply = await rig.ask('GET', `/api/contacts/${maria}/why`)
  expect([reply.statusCode, reply.json().expected]).toEqual([400, 'either flow or message'])
  expect((await rig.ask('GET', `/api/contacts/${maria}/why?flow=99999`)).json().code).toBe('FLOW_UNKNOWN')
  expect((await rig.ask('GET', `/api/contacts/64001/why?flow=${flow}`)).json().code).toBe('CONTACT_UNKNOWN')
})

test('times are told by the clock the reader names, and a zone that is none is refused', async () => {
  const maria = await person('maria')
  const { sentences } = await why(maria, `flow=${flow}&zone=Asia/Tokyo`)
  expect(sentences[0]).toMatch(/^It entered on 3 Mar 2026, 18:00/)
  const refused = await rig.ask('GET', `/api/contacts/${maria}/why?flow=${flow}&zone=Mars/North`)
  expect(refused.json()).toMatchObject({ status: 400, code: 'INPUT_INVALID', detail: expect.stringContaining('Europe/Rome') })
})
