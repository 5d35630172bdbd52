// Brindle in Playwright: pages that speak with Stripe's hosts speak with it, and each test has a sandbox. (docs/ways-in.md)
//   import { asStripe, fixtures } from 'brindle/playwright'
// It needs nothing of Playwright's but what it is given.
import { brindle, type TestSandbox, type TestServer } from '../testing.ts'

/** What of Playwright's `Route` is used here. */
export interface StripeRoute {
  request(): { url(): string; isNavigationRequest(): boolean }
  fetch(options: { url: string; maxRedirects?: number }): Promise<StripeAnswer>
  fulfill(options: {
    response?: any
    status?: number
    contentType?: string
    headers?: { [name: string]: string }
    body?: string
  }): Promise<void>
}

export interface StripeAnswer {
  status(): number
  headers(): { [name: string]: string }
}

/** A `Page` or a `BrowserContext`. */
export interface Routed {
  route(url: RegExp, handler: (route: any) => Promise<void>): Promise<unknown>
}

const STRIPE = /^https:\/\/[a-z0-9-]+\.stripe\.com\//
/** What browsers and clients tell of themselves. */
const TELEMETRY = /^https:\/\/[mqr]\.stripe\.com\//

/**
 * Answers all that a page or a context asks of Stripe's hosts from the Brindle at `url`, whatever the page loads, calls or goes to: nothing
 * of it leaves the machine, no name is looked up, and no certificate is needed.
 */
export async function asStripe(page: Routed, { url }: { readonly url: string }): Promise<void> {
  await page.route(STRIPE, (route: StripeRoute) => answer(route, url.replace(/\/$/, '')))
}

async function answer(route: StripeRoute, brindle: string): Promise<void> {
  const request = route.request()
  if (TELEMETRY.test(request.url()))
    return route.fulfill({ status: 200, headers: { 'access-control-allow-origin': '*' }, body: '' })
  const { pathname, search } = new URL(request.url())
  const isPage = request.isNavigationRequest()
  const response = await route.fetch({ url: `${brindle}${pathname}${search}`, ...(isPage && { maxRedirects: 0 }) })
  const { location } = response.headers()
  if (response.status() < 300 || response.status() > 399 || location === undefined) return route.fulfill({ response })
  // Browsers do not take every redirect from here, and what they are led to by one is not routed again.
  return route.fulfill({
    status: 200,
    contentType: 'text/html; charset=utf-8',
    body: leadingTo(new URL(location, request.url()).href),
  })
}

/** A page that leads on at once, also where there is no JavaScript. */
function leadingTo(address: string): string {
  const attribute = address.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
  return `<!doctype html><meta http-equiv="refresh" content="0; url=${attribute}"><title>Redirecting</title>`
}

/** Of each test. */
export interface BrindleFixtures {
  /** An empty Stripe of its own. */
  readonly sandbox: TestSandbox
  /** The sandbox's time; `page.clock` is that of the browser. */
  readonly clock: Pick<TestSandbox, 'now' | 'advance' | 'advanceTo'>
}

/** Of each worker. */
export interface BrindleWorkerFixtures {
  /** A Brindle that runs already, where the program under test has to know it: `use: { brindleUrl: 'http://127.0.0.1:12111' }`. */
  readonly brindleUrl: string
  /** That, or one of the worker's own. */
  readonly brindle: TestServer
}

type Use<T> = (value: T) => Promise<void>

/**
 * For `test.extend<BrindleFixtures, BrindleWorkerFixtures>(fixtures)`: `brindle`, `sandbox` and `clock`, and pages of `page` and `context` that
 * find Brindle at Stripe's addresses.
 */
export const fixtures = {
  brindleUrl: ['', { option: true, scope: 'worker' }] as ['', { option: true; scope: 'worker' }],
  brindle: [
    async ({ brindleUrl }: { brindleUrl: string }, use: Use<TestServer>): Promise<void> => {
      const server = await brindle({}, brindleUrl ? { url: brindleUrl } : { spawn: true })
      await use(server)
      await server.close()
    },
    { scope: 'worker' },
  ] as [(given: { brindleUrl: string }, use: Use<TestServer>) => Promise<void>, { scope: 'worker' }],
  sandbox: async ({ brindle: server }: { brindle: TestServer }, use: Use<TestSandbox>): Promise<void> =>
    use(server.sandbox()),
  clock: async ({ sandbox }: { sandbox: TestSandbox }, use: Use<BrindleFixtures['clock']>): Promise<void> =>
    use(sandbox),
  context: async (
    { context, brindle: server }: { context: any; brindle: TestServer },
    use: Use<any>,
  ): Promise<void> => {
    await asStripe(context, server)
    await use(context)
  },
}
