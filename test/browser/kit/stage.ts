import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freshDatabase } from '@snodo/database/testing'
import type { FlowDocument } from '@snodo/flow'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { expect, type TestContext } from 'vitest'
import { type ServerOptions, type ServerProcess, startServer, WRITE_KEY } from '../../road/kit/server-process.ts'
import { openBrowser } from './open-browser.ts'

export type Look = {
  /** Of the browser; the editor follows it. */
  language?: 'en' | 'it'
  scheme?: 'light' | 'dark'
}

/** A server in earnest on a database of its own, and a browser before it. */
export type Stage = {
  server: ServerProcess
  /** A page without a session. */
  stranger(look?: Look): Promise<Page>
  /** A signed-in page in a context of its own: what one keeps locally, another does not see. */
  page(look?: Look): Promise<Page>
  /** Sends calls of the Segment protocol as a shop's own server would. */
  collect(...calls: Record<string, unknown>[]): Promise<void>
  /** Makes a flow by the API; answers its id. */
  makeFlow(document: FlowDocument): Promise<string>
  /** For `afterEach`: what went wrong in the pages fails the test; a test that failed leaves a picture of each of its pages. */
  look(context: TestContext): Promise<void>
  close(): Promise<void>
}

/** How long a page may take for one thing on a machine shared with PostgreSQL and the server. */
const PATIENCE_MS = 15_000
const editor = join(import.meta.dirname, '../../../editor/dist/index.html')

export async function openStage(options: ServerOptions = {}): Promise<Stage> {
  if (!existsSync(editor))
    throw new Error('the browser tests need the built editor: run `pnpm --filter @snodo/editor build` first')
  const db = await freshDatabase()
  const server = await startServer(db.url, options)
  const browser = await openBrowser()
  const faults: string[] = []
  let cookies: Awaited<ReturnType<BrowserContext['cookies']>> | null = null

  async function stranger(look: Look = {}): Promise<Page> {
    return openPage(browser, server.url, look, faults)
  }

  async function page(look: Look = {}): Promise<Page> {
    const opened = await stranger(look)
    if (cookies === null) {
      await opened.goto(server.loginLink())
      await opened.waitForURL('**/flows')
      cookies = await opened.context().cookies()
    } else await opened.context().addCookies(cookies)
    return opened
  }

  return {
    server,
    stranger,
    page,
    async collect(...calls) {
      const reply = await fetch(new URL('/v1/batch', server.url), {
        method: 'POST',
        headers: {
          authorization: `Basic ${Buffer.from(`${WRITE_KEY}:`).toString('base64')}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify({ batch: calls }),
      })
      if (reply.status !== 200) throw new Error(`/v1/batch said ${reply.status}: ${await reply.text()}`)
    },
    async makeFlow(document) {
      const { status, body } = await server.api<{ id: string }>('POST', '/api/flows', { document })
      if (status !== 201) throw new Error(`POST /api/flows said ${status}: ${JSON.stringify(body)}`)
      return body.id
    },
    async look({ task }) {
      const wrong = faults.splice(0)
      const pages = browser.contexts().flatMap((context) => context.pages())
      if (task.result?.state === 'fail') {
        for (const [i, each] of pages.entries()) {
          const picture = join(tmpdir(), `snodo-browser-${process.pid}-${i}.png`)
          await each.screenshot({ path: picture })
          process.stderr.write(`What ${each.url()} looked like when “${task.name}” failed: ${picture}\n`)
        }
      }
      await Promise.all(browser.contexts().map((context) => context.close()))
      expect(wrong, 'errors thrown in a page or written to its console').toEqual([])
    },
    async close() {
      await browser.close()
      await server.kill('SIGTERM')
      await db.drop()
    },
  }
}

async function openPage(browser: Browser, url: string, look: Look, faults: string[]): Promise<Page> {
  const context = await browser.newContext({
    baseURL: url,
    locale: look.language === 'it' ? 'it-IT' : 'en-GB',
    timezoneId: 'Europe/Rome',
    colorScheme: look.scheme ?? 'light',
    reducedMotion: 'reduce',
    viewport: { width: 1440, height: 900 },
  })
  context.setDefaultTimeout(PATIENCE_MS)
  const page = await context.newPage()
  page.on('pageerror', (error) => faults.push(`${page.url()}: ${error.message}`))
  page.on('console', (message) => {
    // A reply of 4xx is something the page may well expect and answer; the tests look at what it then shows.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) faults.push(message.text())
  })
  return page
}
