// Brindle in Cypress: `import 'brindle/cypress'` in the support file, and `cy.asStripe()` before a visit. What the page loads and calls
// at Stripe's hosts is then asked of Brindle. (docs/ways-in.md) Its types, with the command's, are in cypress.d.ts beside it.

/** What of Cypress is used here. */
interface Intercepted {
  url: string
  readonly headers: { [name: string]: string }
  reply(answer: { statusCode: number; headers: { [name: string]: string }; body: string }): void
}

declare const Cypress: { Commands: { add(name: string, run: (options?: Options) => unknown): void } }
declare const cy: { intercept(matcher: { url: RegExp }, handler: (request: Intercepted) => void): unknown }

interface Options {
  readonly url?: string
}

const STRIPE = /^https:\/\/[a-z0-9-]+\.stripe\.com\//
/** What browsers tell of themselves: it is taken, and forgotten. */
const TELEMETRY = /^https:\/\/[mqr]\.stripe\.com\//

/** What is done with a request to a host of Stripe's: it goes to the Brindle at `url`. */
export function toBrindle(url: string): (request: Intercepted) => void {
  const { host, origin, pathname: base } = new URL(url)
  return (request) => {
    if (TELEMETRY.test(request.url)) {
      request.reply({ statusCode: 200, headers: { 'access-control-allow-origin': '*' }, body: '' })
      return
    }
    const { pathname, search } = new URL(request.url)
    request.url = `${origin}${base.replace(/\/$/, '')}${pathname}${search}`
    request.headers.host = host
  }
}

Cypress.Commands.add('asStripe', ({ url = 'http://127.0.0.1:12111' } = {}) =>
  cy.intercept({ url: STRIPE }, toBrindle(url)),
)
