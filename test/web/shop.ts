// A merchant's page in a real browser, and on another origin a stub of the API that writes down what it is asked, and
// answers what the test told it to.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { BrowserContext, Page } from 'playwright-core'
import { bundle } from '../../scripts/bundle.ts'
import { authorizePage } from '../../web/hosted/authorize.ts'
import { PAGE_CSS } from '../../web/hosted/style.ts'
import { openBrowser } from './chromium.ts'

/** The browser's SDK as it is served. */
export const SCRIPT = (await bundle('stripejs')).get('stripe.js')!
export const KEY = 'pk_test_TYooMQauvdEDq54NiTphI7jx'
export const SETUP_SECRET = 'seti_1Abc_secret_Xyz'
export const PAYMENT_SECRET = 'pi_1Abc_secret_Xyz'

export const setupIntent = { id: 'seti_1Abc', object: 'setup_intent', status: 'succeeded', next_action: null }
export const paymentIntent = { id: 'pi_1Abc', object: 'payment_intent', status: 'succeeded', next_action: null }

/** One call as it came. */
export interface Asked {
  readonly line: string
  readonly fields: Record<string, string>
  readonly type?: string | undefined
  readonly authorization?: string | undefined
}

export interface Shop {
  /** The stub's origin, which serves the SDK, the API and the page to authorize on. */
  readonly host: string
  /** The address of the page without a script; `?script=/v3/` gives it one of the stub's. */
  readonly merchant: string
  readonly context: BrowserContext
  readonly page: Page
  /** Every call since the page was opened afresh. */
  readonly asked: Asked[]
  /** What the API answers from now on; a text is sent as HTML. */
  answers(body: unknown, status?: number): void
  /** Opens the page with the SDK, and forgets what was asked. */
  fresh(script?: string): Promise<void>
  /** Evaluates an expression in the page, where `stripe` is `Stripe(KEY)`. */
  inPage(expression: string): Promise<any>
  /** Runs an expression that leaves the page, and gives the address it goes to. */
  leaves(expression: string): Promise<URL>
  /** Asserts that an expression throws, and at once: a rejected promise is no throw. Gives what it says. */
  isMisuse(expression: string, message: RegExp): Promise<string>
  close(): Promise<void>
}

export async function openShop(): Promise<Shop> {
  const browser = await openBrowser()
  const asked: Asked[] = []
  let answer: { status: number; body: unknown } = { status: 200, body: {} }
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url!, 'http://stub')
    const isCall = /^(\/below)?\/v1\//.test(pathname)
    if (isCall || request.method === 'POST') asked.push(await callOf(request))
    if (isCall) return sendAnswer(response, answer)
    if (pathname === '/page') {
      const script = searchParams.get('script')
      const tag = script === null ? '' : `<script src="${host}${script}"></script>`
      return send(response, 200, 'text/html', `<!doctype html><title>Shop</title>${tag}`)
    }
    if (/^(\/below)?\/(v3\/?|\w+\/stripe\.js)$/.test(pathname)) return send(response, 200, 'text/javascript', SCRIPT)
    if (pathname !== '/authorize') return send(response, 204, 'text/plain', '')
    if (request.method === 'GET') return sendAuthorize(response)
    response.writeHead(303, { location: `${merchant}?redirect_status=succeeded` }).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const host = `http://127.0.0.1:${port}`
  const merchant = `http://localhost:${port}/page`
  const context = await browser.newContext()
  // Where pages return to is not ours to open.
  await context.route('https://example.com/**', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Returned</title>' }),
  )
  const page = await context.newPage()
  const inPage = (expression: string) =>
    page.evaluate(`(async () => { const stripe = Stripe('${KEY}'); return (${expression}) })()`)
  return {
    host,
    merchant,
    context,
    page,
    asked,
    answers(body, status = 200) {
      answer = { status, body }
    },
    async fresh(script = '/v3/') {
      await page.goto(`${merchant}?script=${encodeURIComponent(script)}`)
      asked.length = 0
    },
    inPage,
    async leaves(expression) {
      await Promise.all([page.waitForURL('https://example.com/**'), inPage(`void ${expression}`)])
      return new URL(page.url())
    },
    async isMisuse(expression, message) {
      const thrown = await page.evaluate<{ name: string; message: string } | undefined>(`(() => {
        try { const stripe = Stripe('${KEY}'); ${expression} } catch ({ name, message }) { return { name, message } }
      })()`)
      assert.equal(thrown?.name, 'IntegrationError', `${expression} must be misuse`)
      assert.match(thrown.message, message)
      return thrown.message
    },
    async close() {
      await browser.close()
      server.close()
    },
  }
}

async function callOf(request: IncomingMessage): Promise<Asked> {
  let body = ''
  for await (const chunk of request) body += chunk
  const { pathname, search } = new URL(request.url!, 'http://stub')
  const { 'content-type': type, authorization } = request.headers
  const fields = Object.fromEntries(new URLSearchParams(request.method === 'GET' ? search : body))
  return { line: `${request.method} ${pathname}`, fields, type, authorization }
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'content-type': type }).end(body)
}

function sendAnswer(response: ServerResponse, { status, body }: { status: number; body: unknown }): void {
  response.setHeader('access-control-allow-origin', '*')
  if (typeof body === 'string') send(response, status, 'text/html', body)
  else send(response, status, 'application/json', JSON.stringify(body))
}

/** The page that a customer authorizes on, under the policy that the server gives it. */
function sendAuthorize(response: ServerResponse): void {
  const hash = createHash('sha256').update(PAGE_CSS).digest('base64')
  response.setHeader('content-security-policy', `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'`)
  const view = { state: 'open', intent: 'setup', merchant: 'Rocket Rides', method: 'Amazon Pay' } as const
  send(response, 200, 'text/html; charset=utf-8', authorizePage(view, 'en'))
}
