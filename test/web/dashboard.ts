// What the tests of the Dashboard begin with: a server, a browser, and tabs that each look at a new sandbox.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import type { Brindle } from '../../src/main.ts'
import { HEADERS } from '../source/world.ts'
import { type Sandbox, sandbox, startBrindle } from '../world.ts'
import { violations } from './axe.ts'
import { openBrowser } from './chromium.ts'

/** Both for as long as the tests of a file run. */
export interface Opened {
  readonly brindle: Brindle
  readonly browser: Browser
}

const opened: { brindle?: Brindle; browser?: Browser } = {}

/** To be called once in a file: starts a server and a browser before its tests, and ends them after. Its lake goes with it. */
export function dashboard(): Opened {
  const lake = mkdtempSync(join(tmpdir(), 'brindle-lake-'))
  before(async () => {
    opened.brindle = await startBrindle({ lake })
    opened.browser = await openBrowser()
  })
  after(async () => {
    await opened.browser?.close()
    await opened.brindle?.close()
    rmSync(lake, { recursive: true, force: true })
  })
  return opened as Opened
}

/** How long a page may take, on a machine that does other things, too. */
const PATIENCE_MS = 10_000

/** A tab that looks at a new sandbox, or at a given one. Instead of a path, what fills the sandbox first and answers which page to open. */
export async function look(
  path: string | ((world: Sandbox) => Promise<string>),
  locale = 'en-US',
  world = sandbox((opened as Opened).brindle),
): Promise<{ page: Page; world: Sandbox }> {
  const { browser } = opened as Opened
  const first = typeof path === 'string' ? path : await path(world)
  if (typeof path !== 'string') await world.news()
  const context = await browser.newContext({ locale, permissions: ['clipboard-read', 'clipboard-write'] })
  await context.addInitScript((key) => localStorage.setItem('brindle.key', key), world.key)
  const page = await context.newPage()
  page.setDefaultTimeout(PATIENCE_MS)
  page.on('pageerror', (error) => assert.fail(error))
  await page.goto(`${world.url}/dashboard${first}`)
  await page.getByRole('heading', { level: 1 }).waitFor()
  return { page, world }
}

/** Fails with what keeps people with disabilities out of the page as it stands. */
export const accessible = async (page: Page): Promise<void> => assert.deepEqual(await violations(page), [])

/** The facts of a page: what stands beside each term. Spaces are plain ones, also where amounts have others. */
export async function facts(page: Page): Promise<Record<string, string>> {
  const pairs = await page
    .locator('.facts > div')
    .evaluateAll((all) =>
      all.map((one) => [...one.children].map((part) => (part.textContent ?? '').replaceAll('\u00a0', ' '))),
    )
  return Object.fromEntries(pairs)
}

/** The rows of the table with this caption, each as the texts of its cells. */
export async function rows(page: Page, caption: string): Promise<string[][]> {
  const table = page.locator('table', { has: page.locator('caption', { hasText: caption }) })
  return table
    .locator('tbody tr')
    .evaluateAll((all) =>
      all.map((row) => [...row.children].map((cell) => (cell.textContent ?? '').replaceAll('\u00a0', ' '))),
    )
}

/** Waits until the object of the page has this status, as its head says. */
export async function stands(page: Page, status: string): Promise<void> {
  await page.locator('.page-head .status').getByText(status, { exact: true }).waitFor()
}

/** A call of the source's API, as its pages make it; answers its JSON, or nothing where nothing is answered. */
export async function askSource(path: string, method = 'GET', body?: unknown): Promise<any> {
  const response = await fetch(`${(opened as Opened).brindle.url}/data/foundation${path}`, {
    method,
    headers: { ...HEADERS, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  return response.status === 204 ? undefined : response.json()
}

/** Connects an account to the source; answers the connection's id. */
export async function connected({ key }: Sandbox, name: string): Promise<string> {
  const { id } = await askSource('/flowservice/connections', 'POST', {
    name,
    connectionSpec: { id: 'cc2c31d6-7b8c-4581-b49f-5c8698aa3ab3', version: '1.0' },
    auth: { specName: 'OAuth2 Refresh Code', params: { accessToken: key } },
  })
  return id
}
