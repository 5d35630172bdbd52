// A shop that knows nothing of Brindle: what the guide to subscriptions with Amazon Pay prints for a server and for its page, with
// Stripe's hosts and keys as they stand there. Run by playwright.test.ts, with the id of the price; prints where it listens.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import * as guide from '../stories/amazon_pay_page.ts'
import { curl } from '../stories/curl.ts'

const [, , price = ''] = process.argv
let customer = ''

/** The page of a new customer, with a SetupIntent of theirs. */
async function checkout(): Promise<string> {
  customer = (await curl(guide.CREATE_CUSTOMER)).body.id
  const { body } = await curl(guide.CREATE_SETUP_INTENT.replace('cus_ODQluYFNl44ODI', customer))
  const script = guide.CLIENT_JS.replace('{{SETUP_INTENT_CLIENT_SECRET}}', body.client_secret)
  return `<!doctype html>${guide.CHECKOUT_HTML}<body><script type="module">${script}</script></body>`
}

/** What the customer comes back with makes them a subscriber. */
async function subscribe(setupIntent: string): Promise<unknown> {
  const { body: intent } = await curl(
    `curl https://api.stripe.com/v1/setup_intents/${setupIntent} -u "${guide.SECRET_KEY}:"`,
  )
  const { body } = await curl(
    guide.CREATE_SUBSCRIPTION.replace('{{CUSTOMER_ID}}', customer)
      .replace('{{PRICE_ID}}', price)
      .replace('{{PAYMENT_METHOD_ID}}', intent.payment_method),
  )
  return { id: body.id, status: body.status }
}

const server = createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url!, 'http://shop')
  if (pathname === '/checkout.html') response.setHeader('content-type', 'text/html').end(await checkout())
  else if (pathname === '/subscribe') response.end(JSON.stringify(await subscribe(searchParams.get('setup_intent')!)))
  else response.writeHead(404).end()
})
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`)
})
