// A program that knows nothing of Brindle: it makes customers at Stripe, by every client that Node has, and says what it got.
// Run by as_stripe.test.ts, with the name of the package of the official client.
import https, { get } from 'node:https'
import type Stripe from 'stripe'
import { request } from 'undici'

const [, , packageName = 'stripe', name = '', elsewhere = ''] = process.argv
const key = `sk_test_${name}`
const authorization = `Bearer ${key}`
const Client = ((await import(packageName)) as { default: typeof Stripe }).default
const made: Record<string, unknown> = {}

const stripe = new Client(key)
made.client = (await stripe.customers.create({ name: 'client' })).id
made.again = (await stripe.customers.retrieve(made.client as string)).id
if (packageName === 'stripe') {
  const fetching = new Client(key, { httpClient: Client.createFetchHttpClient() })
  made.fetching = (await fetching.customers.create({ name: 'fetching' })).id
}

const answer = await fetch('https://api.stripe.com/v1/customers?limit=1', { headers: { authorization } })
made.fetch = [answer.status, answer.url, ((await answer.json()) as { object: string }).object]

const files = await request('https://files.stripe.com/v1/files', {
  headers: { authorization, host: 'files.stripe.com' },
})
made.undici = [files.statusCode, ((await files.body.json()) as { url: string }).url]

const read = (ask: (answer: (response: import('node:http').IncomingMessage) => void) => void) =>
  new Promise((resolve) =>
    ask((response) => {
      let text = ''
      response.on('data', (chunk) => {
        text += chunk
      })
      response.on('end', () => resolve([response.statusCode, JSON.parse(text).object ?? JSON.parse(text).status]))
    }),
  )
const headers = { authorization }
made.get = await read((answer) => get('https://api.stripe.com/v1/balance', { headers }, answer))
made.url = await read((answer) => https.get(new URL('https://api.stripe.com/v1/balance'), { headers }, answer))
made.options = await read((answer) =>
  https
    .request(
      {
        host: 'api.stripe.com',
        path: '/v1/balance',
        headers: ['Authorization', authorization, 'Host', 'api.stripe.com'],
      },
      answer,
    )
    .end(),
)
if (elsewhere) {
  made.elsewhere = await read((answer) => get(elsewhere, answer))
  made.fetchElsewhere = ((await (await fetch(elsewhere)).json()) as { status: string }).status
}
process.stdout.write(JSON.stringify(made))
