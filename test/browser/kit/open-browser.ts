import sparticuz from '@sparticuz/chromium'
import { type Browser, chromium } from 'playwright-core'

/**
 * A headless Chromium: the one named by `SNODO_TEST_CHROME`, else the one inside npm `@sparticuz/chromium`, which needs no
 * system package. That package's own arguments are for a cloud function of one page (`--single-process`) and are left out.
 */
export async function openBrowser(): Promise<Browser> {
  const executablePath = process.env.SNODO_TEST_CHROME ?? (await sparticuz.executablePath())
  return chromium.launch({
    executablePath,
    // The sandbox of Chromium refuses to start as root, and containers give /dev/shm too little room.
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--font-render-hinting=none'],
  })
}
