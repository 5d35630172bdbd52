// What the Checkout page shows, and to whom: languages, names that are only text, and what is not there.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Brindle } from '../../src/main.ts'
import { sandbox, startBrindle } from '../world.ts'
import { JENNY, OK, selling, visit } from './checking_out.ts'

let brindle: Brindle
before(async () => {
  brindle = await startBrindle()
})
after(() => brindle.close())

test('it speaks German to who prefers it, or where the session says so', async () => {
  const world = sandbox(brindle)
  const { url } = await selling(world)
  assert.match((await visit(url, undefined, { 'accept-language': 'de' })).words, /20,00 \$ bezahlen/)
  const german = await selling(world, { locale: 'de' })
  assert.match((await visit(german.url, undefined, { 'accept-language': 'en' })).words, /20,00 \$ bezahlen/)
  const auto = await selling(world, { locale: 'auto' })
  assert.match((await visit(auto.url, undefined, { 'accept-language': 'de' })).words, /20,00 \$ bezahlen/)
})

test('names are text, and the page can load and run nothing', async () => {
  const world = sandbox(brindle)
  const { url } = await selling(world, {
    line_items: [
      {
        price_data: { currency: 'usd', unit_amount: 100, product_data: { name: '<script>x()</script>' } },
        quantity: 1,
      },
    ],
    cancel_url: 'https://shop.test/?a="><script>',
  })
  const response = await fetch(url)
  assert.ok(!(await response.text()).includes('<script>'))
  assert.match(response.headers.get('content-security-policy')!, /^default-src 'none'; style-src 'sha256-/)
  assert.equal(response.headers.get('cache-control'), 'no-store')
})

test('what is not there, what has expired, and what is another’s', async () => {
  const [world, other] = [sandbox(brindle), sandbox(brindle)]
  const { id, url } = await selling(world)
  const account = (await other.stripe.accounts.retrieveCurrent()).id
  for (const address of [url.slice(0, -1), `${other.url}/c/pay/${account}/${id}`, `${other.url}/c/pay/none/none`]) {
    const page = await visit(address)
    assert.equal(page.status, 404, address)
    assert.match(page.words, /There is nothing to pay here/)
    assert.equal((await visit(address, JENNY)).status, 404)
  }
  await world.stripe.checkout.sessions.expire(id)
  assert.match((await visit(url)).words, /This page has expired/)
  assert.equal((await visit(url, JENNY)).status, 400)
})

test('a connected account sells on a page of its own', async () => {
  const world = sandbox(brindle)
  const { id: account } = await world.stripe.accounts.create({ type: 'standard', country: 'US' })
  await world.call('POST', `/brindle/accounts/${account}/onboard`, '')
  const session = await world.stripe.checkout.sessions.create(
    {
      mode: 'payment',
      success_url: OK,
      line_items: [
        { price_data: { currency: 'usd', unit_amount: 2000, product_data: { name: 'Shirt' } }, quantity: 1 },
      ],
    },
    { stripeAccount: account },
  )
  assert.equal((await visit(session.url!.split('#')[0]!, JENNY)).status, 303)
  const { status } = await world.stripe.checkout.sessions.retrieve(session.id, {}, { stripeAccount: account })
  assert.equal(status, 'complete')
})
