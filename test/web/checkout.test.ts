// How a Checkout Session is paid on its page: what is sent, what comes of it, and where its customer goes next. By HTTP, and once in a
// real browser without JavaScript.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type Stripe from 'stripe'
import type { Brindle } from '../../src/main.ts'
import { sandbox, startBrindle } from '../world.ts'
import { openBrowser } from './chromium.ts'
import { ASKING, DECLINED, JENNY, METHOD, seen, selling, visit } from './checking_out.ts'

let brindle: Brindle
before(async () => {
  brindle = await startBrindle()
})
after(() => brindle.close())

test('a card pays, and its customer is back at the shop', async () => {
  const world = sandbox(brindle)
  const { id, url } = await selling(world)
  const page = await visit(url)
  assert.equal(page.status, 200)
  assert.match(page.words, /Pay \$20\.00 .*Shirt \$20\.00 Total \$20\.00/)
  assert.match(page.html, /<a target="_top" href="https:\/\/shop\.test\/cart">Go back<\/a>/)
  await world.news()
  const { status, to } = await visit(url, { ...JENNY, billingName: 'Jenny Rosen', expected_amount: '2000' })
  assert.deepEqual([status, to], [303, `https://shop.test/ok?id=${id}`])
  const session = await seen(world, id)
  assert.deepEqual(
    [session.status, session.payment_status, session.customer_details!.email, session.customer_details!.name],
    ['complete', 'paid', 'jenny@example.com', 'Jenny Rosen'],
  )
  assert.deepEqual(await world.news(), [
    'payment_intent.created',
    'charge.succeeded',
    'payment_intent.succeeded',
    'checkout.session.completed',
  ])
  // Once it is paid there is nothing more to send.
  const again = await visit(url)
  assert.match(again.words, /You are all done here/)
  assert.match(again.html, new RegExp(`href="https://shop\\.test/ok\\?id=${id}"`))
  const twice = await visit(url, JENNY)
  assert.deepEqual([twice.status, (await world.stripe.paymentIntents.list()).data.length], [400, 1])
})

test('a card that is declined leaves the page as it was filled in, but for the card', async () => {
  const world = sandbox(brindle)
  const { id, url } = await selling(world)
  const page = await visit(url, { ...DECLINED, billingName: 'Jenny "J" <Rosen>' })
  assert.equal(page.status, 402)
  assert.match(page.html, /<p class="problem" role="alert">Your card was declined\.<\/p>/)
  assert.match(page.html, /name="email"[^>]*value="jenny@example\.com"/)
  assert.match(page.html, /name="billingName"[^>]*value="Jenny &quot;J&quot; &lt;Rosen&gt;"/)
  assert.ok(!page.html.includes('4000000000000002'))
  assert.equal((await seen(world, id)).status, 'open')
  assert.equal((await visit(url, JENNY)).status, 303)
})

test('what the bank asks is asked there; its yes leads to the shop, its no back to the page', async () => {
  const world = sandbox(brindle)
  const { id, url } = await selling(world)
  const asked = await visit(url, ASKING)
  assert.equal(asked.status, 303)
  assert.match(asked.to!, /\/authorize\//)
  const no = await visit(asked.to!, { outcome: 'fail' })
  assert.equal(no.status, 303)
  assert.ok(no.to!.startsWith(url) && no.to!.includes('returned=1'), no.to!)
  const back = await visit(no.to!)
  assert.equal(back.status, 200)
  assert.match(back.html, /role="alert">The provided PaymentMethod has failed authentication\./)
  assert.equal((await seen(world, id)).status, 'open')
  const again = await visit(url, ASKING)
  const yes = await visit(again.to!, { outcome: 'succeed' })
  const { status, to } = await visit(yes.to!)
  assert.deepEqual([status, to, (await seen(world, id)).status], [303, `https://shop.test/ok?id=${id}`, 'complete'])
})

test('a wallet is approved on its own page', async () => {
  const world = sandbox(brindle)
  const { id, url } = await selling(world, { allowed_payment_method_types: ['card', 'amazon_pay'] })
  assert.match((await visit(url)).words, /Card .*Amazon Pay/)
  // The fields of the card stand empty beside it.
  const { to } = await visit(url, {
    ...JENNY,
    [METHOD]: 'amazon_pay',
    cardNumber: '',
    cardExpiry: '',
    cardCvc: '',
  })
  const yes = await visit(to!, { outcome: 'succeed' })
  assert.equal((await visit(yes.to!)).to, `https://shop.test/ok?id=${id}`)
  const { payment_intent } = await world.stripe.checkout.sessions.retrieve(id, {
    expand: ['payment_intent.payment_method'],
  })
  assert.equal(((payment_intent as Stripe.PaymentIntent).payment_method as Stripe.PaymentMethod).type, 'amazon_pay')
})

test('the order is changed before it is paid: how many, by which code, and how it is sent', async () => {
  const world = sandbox(brindle)
  const { id: coupon } = await world.stripe.coupons.create({ percent_off: 25 })
  await world.stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon }, code: 'QUARTER' })
  const shipping = (name: string, amount: number) => ({
    shipping_rate_data: {
      type: 'fixed_amount' as const,
      display_name: name,
      fixed_amount: { amount, currency: 'usd' },
    },
  })
  const { id, url } = await selling(world, {
    allow_promotion_codes: true,
    line_items: [
      {
        price_data: { currency: 'usd', unit_amount: 2000, product_data: { name: 'Shirt' } },
        quantity: 1,
        adjustable_quantity: { enabled: true, minimum: 1, maximum: 5 },
      },
    ],
    shipping_address_collection: { allowed_countries: ['US', 'DE'] },
    shipping_options: [shipping('Post', 500), shipping('Courier', 1500)],
  })
  const first = await visit(url)
  assert.match(first.words, /Shirt \$20\.00 Shipping \$5\.00 Total \$25\.00/)
  assert.match(first.html, /<option value="DE">Germany<\/option>/)
  const item = /name="line_item_quantities\[(li_\w+)\]"/.exec(first.html)![1]!
  const courier = /value="(shr_\w+)"><span>Courier/.exec(first.html)![1]!
  const order = {
    [`line_item_quantities[${item}]`]: '3',
    promotionCode: 'QUARTER',
    shipping_rate: courier,
    do: 'update',
  }
  const wrong = await visit(url, { ...order, promotionCode: 'NONE' })
  assert.equal(wrong.status, 400)
  assert.match(wrong.html, /class="problem"/)
  assert.match(wrong.html, /name="promotionCode"[^>]*value="NONE"/)
  const changed = await visit(url, order)
  assert.deepEqual([changed.status, new URL(changed.to!, url).href], [303, url])
  // 3 × $20.00, a quarter off, and $15.00.
  assert.match(
    (await visit(url)).words,
    /Shirt × 3 \$60\.00 Discount \(QUARTER\) −\$15\.00 Shipping \$15\.00 Total \$60\.00/,
  )
  const address = {
    shippingName: 'Jenny',
    shippingAddressLine1: 'Main 1',
    shippingCountry: 'DE',
  }
  const stale = await visit(url, { ...JENNY, ...address, expected_amount: '2500' })
  assert.equal(stale.status, 400)
  assert.match(stale.words, /The amount has changed\. .* Total \$60\.00|Total \$60\.00 The amount has changed\./)
  assert.equal((await visit(url, { ...JENNY, ...address, expected_amount: '6000' })).status, 303)
  const { amount_total, collected_information } = await seen(world, id)
  assert.deepEqual([amount_total, collected_information!.shipping_details!.address.country], [6000, 'DE'])
})

test('what the session asks for is asked, and refused where it is missing', async () => {
  const world = sandbox(brindle)
  const { id, url } = await selling(world, {
    billing_address_collection: 'required',
    phone_number_collection: { enabled: true },
    consent_collection: { terms_of_service: 'required' },
    custom_text: { submit: { message: 'Sent <b>tomorrow</b>' } },
    custom_fields: [
      {
        key: 'size',
        label: { type: 'custom', custom: 'Size' },
        type: 'dropdown',
        dropdown: {
          options: [
            { label: 'Small', value: 's' },
            { label: 'Large', value: 'l' },
          ],
        },
      },
      { key: 'note', label: { type: 'custom', custom: 'Note' }, type: 'text', optional: true },
    ],
  })
  const { words, html } = await visit(url)
  for (const label of ['Phone number', 'Country', 'Size', 'Note (optional)', 'I agree to the terms of service'])
    assert.ok(words.includes(label), label)
  assert.ok(html.includes('Sent &lt;b&gt;tomorrow&lt;/b&gt;'))
  const all = {
    ...JENNY,
    phoneNumber: '+14155552671',
    billingCountry: 'US',
    billingAddressLine1: 'Main 1',
    'custom_fields[size]': 'l',
    'custom_fields[note]': '',
    termsOfServiceConsentCheckbox: 'accepted',
  }
  for (const name of [
    'phoneNumber',
    'billingCountry',
    'custom_fields[size]',
    'termsOfServiceConsentCheckbox',
  ] as const) {
    const { [name]: _, ...less } = all
    const page = await visit(url, less)
    assert.equal(page.status, 400, name)
    assert.match(page.html, /class="problem"/)
  }
  const half = await visit(url, { ...all, phoneNumber: '' })
  assert.match(half.html, /<option value="l" selected>Large<\/option>/)
  assert.equal((await visit(url, all)).status, 303)
  const { customer_details: who, custom_fields: fields } = await seen(world, id)
  assert.deepEqual([who!.phone, who!.address!.line1, fields[0]!.dropdown!.value], ['+14155552671', 'Main 1', 'l'])
})

test('a subscription begins, a method is saved', async () => {
  const world = sandbox(brindle)
  const monthly = {
    currency: 'usd',
    unit_amount: 1500,
    product_data: { name: 'Team' },
    recurring: { interval: 'month' as const },
  }
  const team = await selling(world, { mode: 'subscription', line_items: [{ price_data: monthly, quantity: 2 }] })
  assert.match((await visit(team.url)).words, /Subscribe, and pay \$30\.00 today .*Team × 2 \$30\.00 per month/)
  assert.equal((await visit(team.url, JENNY)).status, 303)
  const { subscription } = await seen(world, team.id)
  assert.equal((await world.stripe.subscriptions.retrieve(subscription as string)).status, 'active')
  const saving = await selling(world, {
    mode: 'setup',
    currency: 'eur',
    allowed_payment_method_types: ['card', 'sepa_debit'],
  })
  assert.match((await visit(saving.url)).words, /Save your payment details .*IBAN/)
  const bank = {
    ...JENNY,
    billingName: 'Jenny Rosen',
    [METHOD]: 'sepa_debit',
    'sepa_debit[iban]': 'DE89370400440532013000',
  }
  assert.equal((await visit(saving.url, bank)).status, 303)
  const { setup_intent } = await seen(world, saving.id)
  assert.equal((await world.stripe.setupIntents.retrieve(setup_intent as string)).status, 'succeeded')
})

test('whoever follows a payment link has a session of their own', async () => {
  const world = sandbox(brindle)
  const price = await world.stripe.prices.create({
    currency: 'usd',
    unit_amount: 2000,
    product_data: { name: 'Shirt' },
  })
  const link = await world.stripe.paymentLinks.create({ line_items: [{ price: price.id, quantity: 1 }] })
  const first = await visit(`${link.url}?prefilled_email=jenny@example.com&client_reference_id=cart_1&utm_source=x`)
  assert.equal(first.status, 303)
  assert.match((await visit(first.to!)).words, /Pay \$20\.00 .*Email jenny@example\.com/)
  assert.notEqual((await visit(link.url)).to!.split('#')[0], first.to!.split('#')[0])
  const { email: _, ...card } = JENNY
  const paid = await visit(first.to!.split('#')[0]!, card)
  assert.equal(paid.status, 303)
  const [done] = (await world.stripe.checkout.sessions.list({ status: 'complete' })).data
  assert.deepEqual([done!.client_reference_id, done!.payment_link], ['cart_1', link.id])
  assert.match((await visit(new URL(paid.to!, link.url).href)).words, /You are all done here/)
  await world.stripe.paymentLinks.update(link.id, { active: false, inactive_message: 'Sold <out>' })
  const closed = await visit(link.url)
  assert.equal(closed.status, 400)
  assert.match(closed.html, /Sold &lt;out&gt;/)
  assert.equal((await visit(`${link.url}x`)).status, 404)
})

test('in a browser without JavaScript, from the page to the shop', async () => {
  const world = sandbox(brindle)
  const { id, url } = await selling(world, { success_url: `${world.url}/health?id={CHECKOUT_SESSION_ID}` })
  const browser = await openBrowser()
  try {
    const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 320, height: 700 } })
    const page = await context.newPage()
    await page.goto(url)
    await page.getByLabel('Email').fill('jenny@example.com')
    await page.getByLabel('Card number').fill('4000 0000 0000 0002')
    await page.getByLabel('Expiry date').fill('12 / 34')
    await page.getByLabel('CVC').fill('123')
    // Enter pays.
    await page.getByLabel('CVC').press('Enter')
    await page.getByRole('alert').waitFor()
    assert.equal(await page.getByRole('alert').textContent(), 'Your card was declined.')
    assert.equal(await page.getByLabel('Email').inputValue(), 'jenny@example.com')
    await page.getByLabel('Card number').fill('4000 0027 6000 3184')
    await page.getByLabel('Expiry date').fill('12 / 34')
    await page.getByLabel('CVC').fill('123')
    await page.getByRole('button', { name: 'Pay' }).click()
    await page.locator('#test-source-authorize-3ds').click()
    await page.waitForURL(`${world.url}/health?id=${id}`)
    assert.equal((await seen(world, id)).status, 'complete')
  } finally {
    await browser.close()
  }
})
