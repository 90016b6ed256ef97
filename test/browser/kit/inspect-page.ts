import axe from 'axe-core'
import type { Page } from 'playwright-core'

/** The sections of the editor's words: an untranslated key shows as `section.key`. */
const RAW_KEY =
  /\b(shell|stopSending|common|login|flows|flowState|editor|compare|saving|problems|categories|trying|live|journeyState|trialConsents|contacts|identityKind|importing|messages|messageState|settings|settingsSections|company|sender|consentSettings|limits|quiet|eventSettings|providers|retention|accessKeys|goLive|goLiveStep|goLiveFound|controlRoom|health|sendingNow|held|orders|errors|audit|auditKind|auditDeed|why|inspector|durations|channels)\.[a-z]\w*/

/** English words that are no Italian ones, and no names of events or people. */
const ENGLISH =
  /\b(the|and|with|until|when|wait|save|saved|cancel|close|publish|settings|contacts|messages|loading|search|language|granted|denied|sent|failed|entered|inside|choose|nothing|nobody|begins?|days?|hours?|everyone|subject|purpose)\b/i

export type PageFaults = { rawKeys: string[]; english: string[]; clipped: string[]; violations: string[] }

/** What a page shows that no page may: keys instead of words, the other language, cut labels, and what axe finds serious. */
export async function inspectPage(page: Page, language: 'en' | 'it'): Promise<PageFaults> {
  const texts = await readTexts(page)
  return {
    rawKeys: texts.filter((text) => RAW_KEY.test(text)),
    english: language === 'it' ? texts.filter((text) => ENGLISH.test(text)) : [],
    clipped: await clippedLabels(page),
    violations: await seriousViolations(page),
  }
}

/** What we ask of an element in the page; the tests are checked without the types of a browser. */
type Drawn = {
  getAttribute(name: string): string | null
  computedStyleMap(): { get(property: string): { toString(): string } | undefined }
  clientWidth: number
  scrollWidth: number
  textContent: string | null
}

/** All the page says, also to a screen reader only. */
async function readTexts(page: Page): Promise<string[]> {
  // biome-ignore lint/performance/useDomNodeTextContent: what is drawn counts, line by line; the text of the tree has scripts and hidden parts.
  const shown = (await page.locator('body').innerText()).split('\n')
  const spoken = await page
    .locator('[aria-label], [placeholder], [title]')
    .evaluateAll((all) =>
      (all as unknown as Drawn[]).flatMap((each) =>
        ['aria-label', 'placeholder', 'title'].map((name) => each.getAttribute(name)),
      ),
    )
  return [...new Set([...shown, ...spoken].map((text) => text?.trim() ?? '').filter((text) => text !== ''))]
}

/** Labels that do not fit where they stand. What is one or two pixels wide is there for screen readers only. */
function clippedLabels(page: Page): Promise<string[]> {
  return page.locator('button, label, th, h1, h2, legend, [role="tab"], button span, label span').evaluateAll((all) =>
    (all as unknown as Drawn[])
      .filter((each) => (each.textContent ?? '').trim() !== '')
      .filter((each) => each.clientWidth > 2 && each.scrollWidth > each.clientWidth + 1)
      .filter((each) => each.computedStyleMap().get('overflow-x')?.toString() !== 'visible')
      .map((each) => each.textContent ?? ''),
  )
}

async function seriousViolations(page: Page): Promise<string[]> {
  // By the debugger, not by a script tag: the page's content security policy stays as it is.
  await page.evaluate(axe.source)
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: typeof import('axe-core') }).axe.run({ resultTypes: ['violations'] }),
  )
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.target.join(' ')} — ${node.failureSummary?.split('\n')[1]?.trim()}`),
    )
}
