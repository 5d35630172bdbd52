// How fast the Dashboard is: from the address of a list to its first row on the screen, with few and with 100 000 objects in the account;
// and how smoothly the log of requests runs while 200 come in a second.
// Run: node bench/dashboard.ts
import type { Browser, Page } from 'playwright-core'
import { openBrowser } from '../test/web/chromium.ts'
import { fill } from './fill.ts'
import { alone, brindle, folder, KEY, median, millis, type Row, setting, spread } from './support.ts'

const OBJECTS = setting('BENCH_OBJECTS', 100_000)
const FEW = 1_000
const TIMES = 11
const LOG_MS = setting('BENCH_LOG_MS', 10_000)
const A_SECOND = 200
/** A frame that comes later than this has missed one of 60 a second. */
const LATE_MS = 25

async function tab(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  await context.addInitScript((key) => localStorage.setItem('brindle.key', key), KEY)
  return context.newPage()
}

/** From going to the address to the first row that leads on, in the page's own time. */
async function painted(page: Page, port: number): Promise<number> {
  await page.goto('about:blank')
  const began = performance.now()
  await page.goto(`http://127.0.0.1:${port}/dashboard/customers`, { waitUntil: 'commit' })
  await page.locator('tr.leads').first().waitFor()
  return performance.now() - began
}

async function lists(browser: Browser): Promise<Row> {
  const all: number[][] = []
  for (const count of [FEW, OBJECTS]) {
    const data = folder()
    await fill(data, count)
    const server = await brindle(data)
    const page = await tab(browser)
    await painted(page, server.port)
    const times: number[] = []
    for (let n = 0; n < TIMES; n++) times.push(await painted(page, server.port))
    all.push(times)
    await page.context().close()
    await server.stop()
  }
  const [few, many] = all as [number[], number[]]
  return {
    what: `Dashboard: a list of customers on the screen, ${OBJECTS} in the account`,
    measured: `${millis(median(many))} (${millis(Math.min(...many))}–${millis(Math.max(...many))})`,
    against: `${FEW}: ${millis(median(few))}`,
    ratio: spread(many.map((ms, n) => ms / few[n]!)),
    target: '≤ 300 ms',
    met: median(many) <= 300,
  }
}

/** Asks so many times a second, evenly, until it is told to stop; answers how many were asked. */
function ask(port: number): () => Promise<number> {
  let asked = 0
  let isOver = false
  const headers = { authorization: `Bearer ${KEY}` }
  const began = performance.now()
  const tick = async () => {
    while (!isOver) {
      const due = ((performance.now() - began) / 1000) * A_SECOND
      const now: Promise<unknown>[] = []
      for (; asked < due; asked++)
        now.push(fetch(`http://127.0.0.1:${port}/v1/balance`, { headers }).then((answer) => answer.text()))
      await Promise.all([...now, new Promise((resolve) => setTimeout(resolve, 5))])
    }
    return asked
  }
  const asking = tick()
  return () => {
    isOver = true
    return asking
  }
}

/** Every frame of the page for a while: how long each was after the one before. */
const frames = (page: Page): Promise<number[]> =>
  page.evaluate<number[]>(`new Promise((resolve) => {
    const gaps = []
    const began = performance.now()
    let last = began
    const step = (now) => {
      gaps.push(now - last)
      last = now
      if (now - began > ${LOG_MS}) resolve(gaps)
      else requestAnimationFrame(step)
    }
    requestAnimationFrame(step)
  })`)

const late = (gaps: readonly number[]): number => gaps.filter((gap) => gap > LATE_MS).length / gaps.length

async function log(browser: Browser): Promise<Row> {
  const server = await brindle(folder())
  const page = await tab(browser)
  await page.goto(`http://127.0.0.1:${server.port}/dashboard/requests`)
  await page.getByText('Live', { exact: true }).waitFor()
  const calm = await frames(page)
  const stop = ask(server.port)
  await page.locator('tr.leads').first().waitFor()
  const busy = await frames(page)
  const asked = await stop()
  await page.context().close()
  await server.stop()
  const percent = (gaps: readonly number[]) => `${(late(gaps) * 100).toFixed(1)} %`
  return {
    what: `Dashboard: frames of the log later than ${LATE_MS} ms, at ${A_SECOND} requests a second (${asked} in all)`,
    measured: `${percent(busy)} of ${busy.length}, the longest ${millis(Math.max(...busy))}`,
    against: `nothing asked: ${percent(calm)} of ${calm.length}, the longest ${millis(Math.max(...calm))}`,
    ratio: '',
    target: '',
  }
}

export async function run(): Promise<Row[]> {
  const browser = await openBrowser()
  try {
    return [await lists(browser), await log(browser)]
  } finally {
    await browser.close()
  }
}

if (import.meta.main) await alone(run)
