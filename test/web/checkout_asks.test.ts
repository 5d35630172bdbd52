// What only some Checkout Sessions ask for on their page: saved methods, tax ids, a place for the taxes, an amount to choose, a trial;
// and what the page says once it has expired.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type Stripe from 'stripe'
import type { Brindle } from '../../src/main.ts'
import { sandbox, startBrindle } from '../world.ts'
import { JENNY, METHOD, seen, selling, visit } from './checking_out.ts'

let brindle: Brindle
before(async () => {
  brindle = await startBrindle()
})
after(() => brindle.close())

const { email: _, ...CARD } = JENNY

const priced = (unit_amount: number, more: object = {}) => ({
  price_data: { currency: 'usd', unit_amount, product_data: { name: 'Team' }, ...more },
  quantity: 1,
})
const MONTHLY = { recurring: { interval: 'month' as const } }

test('a saved card pays again, is forgotten on demand, and a new one is kept on demand', async () => {
  const world = sandbox(brindle)
  const { stripe } = world
  const { id: customer } = await stripe.customers.create({ email: 'jenny@example.com' })
  const { id: visa } = await stripe.paymentMethods.attach('pm_card_visa', { customer })
  await stripe.paymentMethods.update(visa, { allow_redisplay: 'always' })
  const saved_payment_method_options = {
    payment_method_save: 'enabled' as const,
    payment_method_remove: 'enabled' as const,
  }
  const buying = { customer, saved_payment_method_options }
  const first = await selling(world, buying)
  assert.match((await visit(first.url)).words, /visa ending in 4242 .*Card .*Save my payment details for next time/)
  assert.equal((await visit(first.url, { [METHOD]: visa, do: 'pay' })).status, 303)
  assert.equal((await seen(world, first.id)).status, 'complete')
  const second = await selling(world, buying)
  const removed = await visit(second.url, { do: 'update', remove_payment_method: visa })
  assert.equal(removed.status, 303)
  assert.doesNotMatch((await visit(second.url)).words, /ending in/)
  assert.equal((await visit(second.url, { ...CARD, save_payment_method: 'true' })).status, 303)
  const third = await selling(world, buying)
  const { html, words } = await visit(third.url)
  assert.match(words, /visa ending in 4242/)
  assert.match(html, /name="payment-method-accordion-item-title" value="pm_\w+" data-asks="" checked/)
})

test('a business says its name and its tax id; what is wrong with them is said', async () => {
  const world = sandbox(brindle)
  const { id, url } = await selling(world, { tax_id_collection: { enabled: true, required: 'if_supported' } })
  const { html, words } = await visit(url)
  assert.match(words, /For a business Business name/)
  assert.match(html, /<option value="eu_vat">EU VAT<\/option>/)
  const berlin = { ...JENNY, billingCountry: 'DE', business_name: 'Möbel GmbH' }
  assert.match((await visit(url, berlin)).html, /role="alert">Missing required param: tax_id/)
  const wrong = await visit(url, { ...berlin, 'tax_id[type]': 'eu_vat', 'tax_id[value]': 'DE1' })
  assert.match(wrong.html, /role="alert">Invalid value for eu_vat/)
  assert.match(wrong.html, /<option value="eu_vat" selected>/)
  const paid = await visit(url, { ...berlin, 'tax_id[type]': 'eu_vat', 'tax_id[value]': 'DE123456789' })
  assert.equal(paid.status, 303)
  const { customer_details: who } = await seen(world, id)
  assert.deepEqual([who!.name, who!.tax_ids], ['Möbel GmbH', [{ type: 'eu_vat', value: 'DE123456789' }]])
})

test('whoever says only in the end where they are sees what that makes of the taxes, and pays then', async () => {
  const world = sandbox(brindle)
  const { id, url } = await selling(world, {
    automatic_tax: { enabled: true },
    billing_address_collection: 'required',
    line_items: [priced(2000, { tax_behavior: 'exclusive' })],
  })
  assert.match((await visit(url)).words, /Total \$20\.00 .*Where you are, for the taxes/)
  const berlin = { ...JENNY, billingCountry: 'DE', billingAddressLine1: 'Torstr. 1', expected_amount: '2000' }
  // 19 % in Germany. (src/rules/tax_table.ts)
  const shown = await visit(url, berlin)
  assert.match(shown.words, /Tax \$3\.80 Total \$23\.80 .*The amount has changed/)
  assert.match(shown.html, /name="expected_amount" value="2380"/)
  assert.match(shown.html, /name="billingAddressLine1"[^>]*value="Torstr\. 1"/)
  assert.equal((await visit(url, { ...berlin, expected_amount: '2380' })).status, 303)
  assert.equal((await seen(world, id)).amount_total, 2380)
  // Or before.
  const other = await selling(world, {
    automatic_tax: { enabled: true },
    line_items: [priced(2000, { tax_behavior: 'exclusive' })],
  })
  await visit(other.url, { do: 'update', 'tax_region[country]': 'IE', 'tax_region[postal_code]': '' })
  assert.match((await visit(other.url)).words, /Tax \$4\.60 Total \$24\.60/)
})

test('a gift is as large as its giver writes it', async () => {
  const world = sandbox(brindle)
  const { id: price } = await world.stripe.prices.create({
    currency: 'usd',
    custom_unit_amount: { enabled: true, minimum: 500, maximum: 50_000 },
    product_data: { name: 'A gift' },
  })
  const { id, url } = await selling(world, { line_items: [{ price, quantity: 1 }], submit_type: 'donate' })
  const { words, html } = await visit(url)
  assert.match(words, /Choose what you pay .*Amount \(USD\) .*Donate/)
  assert.match(html, /name="customUnitAmount"[^>]* placeholder="5\.00 – 500\.00"/)
  for (const [amount, why] of [
    ['4,99', /greater than or equal to 500/],
    ['five', /Invalid integer: five/],
    ['12.345', /Invalid integer: 12\.345/],
  ] as const) {
    const refused = await visit(url, { ...JENNY, customUnitAmount: amount })
    assert.match(refused.words, why)
    assert.match(refused.html, new RegExp(`name="customUnitAmount"[^>]*value="${amount}"`))
  }
  assert.equal((await visit(url, { ...JENNY, customUnitAmount: '12,50' })).status, 303)
  assert.equal((await seen(world, id)).amount_total, 1250)
})

test('what may be added is added and taken out by a button, and paid with the rest', async () => {
  const world = sandbox(brindle)
  const { stripe } = world
  const extra = (name: string, unit_amount: number) =>
    stripe.prices.create({ currency: 'usd', unit_amount, product_data: { name } })
  const [wrapping, card] = [await extra('Wrapping', 300), await extra('Card', 150)]
  const { id, url } = await selling(world, {
    optional_items: [
      { price: wrapping.id, quantity: 1 },
      { price: card.id, quantity: 2, adjustable_quantity: { enabled: true, maximum: 5 } },
    ],
  })
  const [wrap, cards] = [`optional_items[${wrapping.id}]`, `optional_items[${card.id}]`]
  const offered = await visit(url)
  assert.match(
    offered.words,
    /Total \$20\.00 .*Add to your order Wrapping \$3\.00 Add Wrapping Card × 2 \$3\.00 Add Card Email/,
  )
  assert.match(offered.html, new RegExp(`name="optional_items\\[${card.id}\\]" value="2">Add Card`))
  for (const chosen of [wrap, cards]) await visit(url, { do: 'update', [chosen]: chosen === wrap ? '1' : '2' })
  const both = await visit(url)
  assert.match(both.words, /Shirt \$20\.00 Wrapping \$3\.00 Card × 2 \$3\.00 Total \$26\.00 /)
  assert.match(both.words, /Quantity of Card .*Take out Wrapping .*Take out Card/)
  await visit(url, { do: 'update', [cards]: '0' })
  const refused = await visit(url, { do: 'update', [wrap]: '4' })
  assert.deepEqual([refused.status, /quantity of the optional item/.test(refused.words)], [400, true])
  assert.equal((await visit(url, { ...JENNY, expected_amount: '2300' })).status, 303)
  assert.equal((await seen(world, id)).amount_total, 2300)
})

test('a trial says what comes after it, with its code', async () => {
  const world = sandbox(brindle)
  const { id: coupon } = await world.stripe.coupons.create({ percent_off: 20, duration: 'forever' })
  await world.stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon }, code: 'FIFTH' })
  const { id, url } = await selling(world, {
    mode: 'subscription',
    allow_promotion_codes: true,
    line_items: [priced(1500, MONTHLY)],
    subscription_data: { trial_period_days: 14 },
  })
  const plain = await visit(url)
  assert.match(plain.words, /Try it free for 14 days .*Total \$0\.00 After the trial, from .* \$15\.00 per month/)
  assert.match(plain.words, /Start trial/)
  await visit(url, { do: 'update', promotionCode: 'fifth' })
  const { words, html } = await visit(url)
  // A fifth of 15.00 off.
  assert.match(words, /\$12\.00 per month/)
  assert.match(html, /name="promotionCode"[^>]*value="FIFTH"/)
  assert.equal((await visit(url, JENNY)).status, 303)
  const { subscription } = await seen(world, id)
  const made = await world.stripe.subscriptions.retrieve(subscription as string)
  assert.deepEqual([made.status, made.discounts.length], ['trialing', 1])
})

test('details that are only saved are not called a purchase', async () => {
  const world = sandbox(brindle)
  const saving = { mode: 'setup', currency: 'usd' } satisfies Stripe.Checkout.SessionCreateParams
  const { words } = await visit((await selling(world, saving)).url)
  assert.match(words, /Save your payment details For later payments to /)
  assert.doesNotMatch(words, /You buy from/)
  assert.match(words, /allow .* to charge you later/)
  const hidden = await selling(world, {
    ...saving,
    consent_collection: { payment_method_reuse_agreement: { position: 'hidden' } },
  })
  assert.doesNotMatch((await visit(hidden.url)).words, /charge you later/)
})

test('texts and fields of the merchant stand where they belong', async () => {
  const world = sandbox(brindle)
  const { url } = await selling(world, {
    custom_text: { submit: { message: 'Before it' }, after_submit: { message: 'After <it>' } },
    custom_fields: [
      {
        key: 'engraving',
        label: { type: 'custom', custom: 'Engraving' },
        type: 'text',
        text: { default_value: 'JR', minimum_length: 2, maximum_length: 5 },
      },
      { key: 'size', label: { type: 'custom', custom: 'Size' }, type: 'numeric' },
    ],
  })
  const { words, html } = await visit(url)
  assert.match(words, /Before it .*Pay After &lt;it&gt;/)
  assert.match(html, /name="custom_fields\[engraving\]" type="text" value="JR" minlength="2" maxlength="5" required>/)
  assert.match(html, /name="custom_fields\[size\]" type="text" inputmode="numeric" required>/)
})

test('a page that has expired leads back, and to another where the seller lets it be recovered', async () => {
  const world = sandbox(brindle)
  const plain = await selling(world)
  await world.stripe.checkout.sessions.expire(plain.id)
  const closed = await visit(plain.url)
  assert.match(closed.words, /This page has expired/)
  assert.match(closed.html, /<a target="_top" href="https:\/\/shop\.test\/cart">Go back<\/a>/)
  assert.doesNotMatch(closed.words, /Start again/)
  const { id, url } = await selling(world, { after_expiration: { recovery: { enabled: true } } })
  await world.stripe.checkout.sessions.expire(id)
  const again = /href="([^"]+)">Start again/.exec((await visit(url)).html)![1]!
  const { status, to } = await visit(again)
  assert.equal(status, 303)
  assert.match((await visit(to!.split('#')[0]!)).words, /Pay \$20\.00/)
  const [last] = (await world.stripe.checkout.sessions.list({ status: 'open' })).data
  assert.equal(last!.recovered_from, id)
  await world.advance(31 * 86_400)
  const over = await visit(again)
  assert.deepEqual([over.status, /This Checkout Session cannot be recovered/.test(over.words)], [400, true])
})
