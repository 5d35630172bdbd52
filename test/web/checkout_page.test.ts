// What the Checkout page shows, and to whom: languages, names that are only text, and what is not there.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Brindle } from '../../src/main.ts'
import { sandbox, startBrindle } from '../world.ts'
import { DECLINED, JENNY, OK, selling, visit } from './checking_out.ts'

let brindle: Brindle
before(async () => {
  brindle = await startBrindle()
})
after(() => brindle.close())

test('it speaks the language of the session, else that of the browser', async () => {
  const world = sandbox(brindle)
  const { url } = await selling(world)
  assert.match((await visit(url, undefined, { 'accept-language': 'de' })).words, /20,00 \$ bezahlen/)
  const german = await selling(world, { locale: 'de' })
  assert.match((await visit(german.url, undefined, { 'accept-language': 'en' })).words, /20,00 \$ bezahlen/)
  const hongKong = await selling(world, { locale: 'zh-HK' })
  assert.match((await visit(hongKong.url, undefined, { 'accept-language': 'en' })).words, /支付 US\$20\.00/)
  // A language that we do not have is not guessed at.
  const spanish = await selling(world, { locale: 'es' })
  assert.match((await visit(spanish.url, undefined, { 'accept-language': 'de' })).words, /20,00 \$ bezahlen/)
  const declined = await visit(hongKong.url, DECLINED, { 'accept-language': 'en' })
  assert.equal(declined.status, 402)
  assert.match(declined.html, /role="alert">您的卡片遭拒。</)
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

test('what a Japanese keyboard leaves in full width is read as plain digits, and names stay as they are', async () => {
  const world = sandbox(brindle)
  const { id, url } = await selling(world, { shipping_address_collection: { allowed_countries: ['JP'] } })
  const paid = await visit(url, {
    ...JENNY,
    email: 'ｙａｍａｄａ＠example.com',
    cardNumber: '４２４２　４２４２　４２４２　４２４２',
    cardExpiry: '１２／３４',
    cardCvc: '１２３',
    shippingName: '山田　太郎',
    shippingCountry: 'JP',
    shippingPostalCode: '１００ー０００１',
    shippingAdministrativeArea: '東京都',
    shippingLocality: '千代田区',
    shippingAddressLine1: '千代田１－１',
  })
  assert.equal(paid.status, 303)
  const session = await world.stripe.checkout.sessions.retrieve(id)
  const { name, address } = session.collected_information!.shipping_details!
  assert.deepEqual([session.status, session.customer_details!.email], ['complete', 'yamada@example.com'])
  assert.deepEqual(
    [name, address.postal_code, address.line1, address.city],
    ['山田　太郎', '100-0001', '千代田１－１', '千代田区'],
  )
})

test('an address has the order of its country', async () => {
  const world = sandbox(brindle)
  const fields = async (allowed_countries: readonly ('DE' | 'JP' | 'KR' | 'US')[], locale: 'de' | 'ja' = 'de') => {
    const { url } = await selling(world, {
      locale,
      shipping_address_collection: { allowed_countries: [...allowed_countries] },
    })
    const { html } = await visit(url)
    return [...html.matchAll(/<(?:input|select) name="shipping(?!Name)(\w+)"/g)].map(([, name]) => name).join(' ')
  }
  assert.equal(await fields(['DE']), 'Country AddressLine1 AddressLine2 PostalCode Locality AdministrativeArea')
  assert.equal(await fields(['US', 'JP']), 'Country AddressLine1 AddressLine2 Locality AdministrativeArea PostalCode')
  assert.equal(await fields(['JP', 'US']), 'Country PostalCode AdministrativeArea Locality AddressLine1 AddressLine2')
  assert.equal(await fields(['KR']), 'Country AdministrativeArea Locality AddressLine1 AddressLine2 PostalCode')
})
