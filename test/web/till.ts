// A merchant's page on an origin of its own, with the browser's SDK of a real server: what a customer fills in and presses.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, BrowserContext, FrameLocator, Page } from 'playwright-core'
import type { Brindle } from '../../src/main.ts'
import { type Sandbox, sandbox, startBrindle } from '../world.ts'
import { openBrowser } from './chromium.ts'

export interface Till {
  readonly brindle: Brindle
  readonly browser: Browser
  /** Where the merchant's page is: another site than the server's. */
  readonly merchant: string
  /** What the merchant's page is from now on. */
  serve(page: string): void
  /** A customer with a sandbox, a browser and a page of their own; all of it is gone when `run` is done. */
  visit(run: (visit: Visit) => Promise<void>, how?: { locale?: string; colorScheme?: 'dark' | 'light' }): Promise<void>
  close(): Promise<void>
}

export interface Visit extends Sandbox {
  readonly context: BrowserContext
  readonly page: Page
  /** Opens the merchant's page with these nodes and this script, which finds `stripe`. The SDK is that of a release. */
  open(body: string, script?: string, release?: string): Promise<void>
  /** Evaluates an expression in the merchant's page. */
  run(expression: string): Promise<any>
  /** What is in the frame of an Element, by its title. */
  frame(title: string): FrameLocator
  /** What is within the dialog of a bank. */
  bank(): FrameLocator
}

export async function openTill(): Promise<Till> {
  const [brindle, browser] = await Promise.all([startBrindle(), openBrowser()])
  let html = ''
  const server = createServer((request, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
    response.end(request.url?.startsWith('/done') ? '<!doctype html><title>Done</title>' : html)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const merchant = `http://localhost:${(server.address() as AddressInfo).port}`
  return {
    brindle,
    browser,
    merchant,
    serve(page) {
      html = page
    },
    async visit(run, how = {}) {
      const world = sandbox(brindle)
      const context = await browser.newContext({ locale: 'en-US', ...how })
      context.setDefaultTimeout(10_000)
      const page = await context.newPage()
      await run({
        ...world,
        context,
        page,
        async open(body, script = '', release = '/endive/stripe.js') {
          html = `<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Shop</title>
<body>${body}<script src="${brindle.url}${release}"></script>
<script>const stripe = Stripe('${world.publishable}'); ${script}</script>`
          await page.goto(`${merchant}/`)
        },
        run: (expression) => page.evaluate(`(async () => (${expression}))()`),
        frame: (title) => page.frameLocator(`iframe[title="${title}"]`),
        bank: () =>
          page.frameLocator('body > div > iframe[src*="three-ds-2-challenge"]').frameLocator('#challengeFrame'),
      })
      await context.close()
    },
    async close() {
      await browser.close()
      server.close()
      await brindle.close()
    },
  }
}

/** What a card's fields are filled with, where they stand together. */
export async function fillCard(card: FrameLocator, number: string): Promise<void> {
  await card.locator('[name=cardnumber]').fill(number)
  await card.locator('[name=exp-date]').fill('12 / 34')
  await card.locator('[name=cvc]').fill('123')
  await card.locator('[name=postal]').fill('94107')
}

export const CARD_FRAME = 'Secure card payment input frame'
export const PAYMENT_FRAME = 'Secure payment input frame'
