// A tab of the Dashboard that looks at a sandbox of its own.
import assert from 'node:assert/strict'
import type { Browser, Page } from 'playwright-core'
import type { Brindle } from '../../src/main.ts'
import { type Sandbox, sandbox } from '../world.ts'

/** Opens a page of the Dashboard, and waits until it has its heading. An error of its script fails the test. */
export async function look(
  brindle: Brindle,
  browser: Browser,
  path: string,
  { locale = 'en-US', world = sandbox(brindle) }: { locale?: string; world?: Sandbox } = {},
): Promise<{ page: Page; world: Sandbox }> {
  const context = await browser.newContext({ locale, permissions: ['clipboard-read', 'clipboard-write'] })
  await context.addInitScript((key) => localStorage.setItem('brindle.key', key), world.key)
  const page = await context.newPage()
  page.setDefaultTimeout(5000)
  page.on('pageerror', (error) => assert.fail(error))
  await page.goto(`${brindle.url}/dashboard${path}`)
  await page.getByRole('heading', { level: 1 }).waitFor()
  return { page, world }
}
