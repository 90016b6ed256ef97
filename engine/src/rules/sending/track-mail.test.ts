import { describe, expect, test } from 'vitest'
import { cutLinks } from './cut-links.ts'
import { type TrackingConsent, trackMail } from './track-mail.ts'
import { readTrackingToken } from './tracking-link.ts'

const secret = 'a secret of this test'
const unsubscribe = 'https://snodo.example/u/1.2.3.email.marketing.x'
function track(html: string, consent: TrackingConsent): { html: string; links: string[] } {
  const cut = consent.clicks ? cutLinks(html, 'https://snodo.example/u/') : undefined
  const measured = { opens: consent.opens, contact: '65', message: '129:3', publicUrl: 'https://snodo.example', secret }
  return { html: trackMail(cut ? { html, cut } : { html }, measured), links: cut?.links ?? [] }
}
const ALL = { opens: true, clicks: true }

describe('with consent to click tracking', () => {
  test('links become addresses of ours, wherever a browser sees a link, and the text around them stays', () => {
    const { html, links } = track(
      `<p>Über <a class=b HREF = "https://shop.example/a?x=1&amp;y=2">one</a> <a href='https://shop.example/b'>two</a>
      <area href=https://shop.example/c> <a href="https://shop.example/b">two again</a></p>`,
      { opens: false, clicks: true },
    )
    expect(links).toEqual(['https://shop.example/a?x=1&y=2', 'https://shop.example/b', 'https://shop.example/c'])
    const [first, second, third, again] = [...html.matchAll(/href="([^"]*)"/g)].map(([, url]) => url)
    expect([first, second, third].map((url) => readTrackingToken('click', url?.split('/').at(-1) ?? '', secret))).toEqual(
      [0, 1, 2].map((link) => ({ kind: 'click', contact: '65', message: '129:3', link })),
    )
    expect(again).toBe(second)
    expect(html.replace(/href="[^"]*"/g, '')).toBe(`<p>Über <a class=b >one</a> <a >two</a>\n      <area > <a >two again</a></p>`)
  })

  test('what is no page on the web, what is no link and the way to unsubscribe stay as they are', () => {
    const html = `<a href="mailto:a@b.example">m</a><a href="tel:+39061">t</a><a href="#top">u</a><a href="//evil.example">e</a>
      <a href="javascript:alert(1)">j</a><a href="https://">broken</a><a href="${unsubscribe}">bye</a><a>none</a><a href>empty</a>
      <!-- <a href="https://shop.example/hidden">x</a> --><img src="https://shop.example/i.png"><link href="https://shop.example/s.css">
      https://shop.example/text`
    expect(track(html, { opens: false, clicks: true })).toEqual({ html, links: [] })
  })

  test('a mail of more links than are measured keeps the others as they were written', () => {
    const html = Array.from({ length: 250 }, (_, n) => `<a href="https://shop.example/${n}">${n}</a>`).join('')
    const tracked = track(html, { opens: false, clicks: true })
    expect(tracked.links).toHaveLength(200)
    expect(tracked.html.match(/href="https:\/\/shop\.example/g)).toHaveLength(50)
  })

  test('broken HTML takes no longer than its length asks for', () => {
    const html = `${'<a "'.repeat(100_000)}<a href="https://shop.example/">`
    expect(track(html, ALL).html.length).toBeGreaterThan(html.length)
  }, 2_000)
})

test('with consent to open tracking alone there is a picture at the end of the body, and no link is touched', () => {
  const { html, links } = track('<html><body><a href="https://shop.example/">x</a></BODY></html>', { opens: true, clicks: false })
  expect(links).toEqual([])
  expect(html).toContain('href="https://shop.example/"')
  const [, token] = /<img src="https:\/\/snodo\.example\/t\/o\/([^"]+)"[^>]*><\/BODY><\/html>$/.exec(html) ?? []
  expect(readTrackingToken('open', token ?? '', secret)).toEqual({ kind: 'open', contact: '65', message: '129:3' })
})

test('without consent a mail is what it was', () => {
  const html = `<a href="https://shop.example/">x</a><a href="${unsubscribe}">bye</a>`
  expect(track(html, { opens: false, clicks: false })).toEqual({ html, links: [] })
})
