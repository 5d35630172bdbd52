// The session that pages of the Checkout SDK are told of, made of what the server answers a browser: its amounts are worked out by hand,
// and written as the page's language writes them. One file because all of it is one object, made of one answer.
// (the types of @stripe/stripe-js 10 and 5)
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type Stripe from 'stripe'
import type { Brindle } from '../../src/main.ts'
import type { Answer } from '../../web/stripejs/checkout/answer.ts'
import { amountsIn, shifted } from '../../web/stripejs/checkout/money.ts'
import { olderSession } from '../../web/stripejs/checkout/older_session.ts'
import { sessionOf } from '../../web/stripejs/checkout/session.ts'
import { type Sandbox, sandbox, startBrindle } from '../world.ts'

let brindle: Brindle
before(async () => {
  brindle = await startBrindle()
})
after(() => brindle.close())

/** Of a session that is made so, what a browser with the publishable key is answered. */
async function answered({ stripe, call, publishable }: Sandbox, how: Stripe.Checkout.SessionCreateParams, choose = '') {
  const session = await stripe.checkout.sessions.create({
    mode: 'payment',
    ui_mode: 'elements',
    return_url: 'https://shop.test/done',
    ...how,
  })
  const path = `/v1/payment_pages/${session.id}`
  const authorization = `Bearer ${publishable}`
  const { body } = await call('POST', path, `client_secret=${session.client_secret}&${choose}`, { authorization })
  return body as Answer
}

const amount = (minorUnitsAmount: number, text: string) => ({ minorUnitsAmount, amount: text })
/** Blanks in amounts are narrow, or hold together. */
const plain = (value: unknown) => JSON.parse(JSON.stringify(value).replaceAll(/[\u00a0\u202f]/g, ' '))

test('a trial with a code and a tax, in German', async () => {
  const world = sandbox(brindle)
  const { stripe } = world
  const tax = await stripe.taxRates.create({ display_name: 'MwSt', percentage: 20, inclusive: false })
  const { id: coupon } = await stripe.coupons.create({ percent_off: 25, duration: 'forever', name: 'Ein Viertel' })
  await stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon }, code: 'VIERTEL' })
  const answer = await answered(
    world,
    {
      mode: 'subscription',
      allow_promotion_codes: true,
      subscription_data: { trial_period_days: 14 },
      line_items: [
        {
          price_data: {
            currency: 'eur',
            unit_amount: 1500,
            recurring: { interval: 'month', interval_count: 3 },
            product_data: { name: 'Team', description: 'Für alle' },
          },
          quantity: 2,
          tax_rates: [tax.id],
          adjustable_quantity: { enabled: true, minimum: 1, maximum: 5 },
        },
      ],
    },
    'promotion_code=viertel',
  )
  const session = plain(sessionOf(answer, 'de-DE', false))
  assert.deepEqual(Object.keys(session).sort(), [
    'billingAddress',
    'businessName',
    'canConfirm',
    'currency',
    'currencyOptions',
    'discountAmounts',
    'email',
    'id',
    'lastPaymentError',
    'lineItems',
    'livemode',
    'minorUnitsAmountDivisor',
    'nameCollection',
    'optionalItems',
    'phoneNumber',
    'recurring',
    'savedPaymentMethods',
    'shipping',
    'shippingAddress',
    'shippingOptions',
    'status',
    'surcharge',
    'tax',
    'taxAmounts',
    'taxIdInfo',
    'total',
  ])
  // Two at 15.00, a quarter off, a fifth on top.
  const { dueNext, trial, ...rest } = session.recurring
  assert.deepEqual(rest, { interval: 'month', intervalCount: 3, isProrated: false })
  assert.deepEqual(dueNext, {
    billingCycleAnchor: null,
    discount: amount(750, '7,50 €'),
    subtotal: amount(3000, '30,00 €'),
    taxExclusive: amount(450, '4,50 €'),
    taxInclusive: amount(0, '0,00 €'),
    total: amount(2700, '27,00 €'),
  })
  assert.equal(trial.trialPeriodDays, 14)
  assert.deepEqual(session.total.total, amount(0, '0,00 €'))
  assert.deepEqual(session.discountAmounts, [
    {
      ...amount(0, '0,00 €'),
      displayName: 'Ein Viertel',
      percentOff: 25,
      promotionCode: 'VIERTEL',
      recurring: { type: 'forever' },
    },
  ])
  const [item] = session.lineItems
  assert.deepEqual(
    [item.name, item.description, item.quantity, item.adjustableQuantity, item.unitAmount, item.recurring],
    [
      'Team',
      'Für alle',
      2,
      { minimum: 1, maximum: 5 },
      amount(1500, '15,00 €'),
      { interval: 'month', intervalCount: 3, isProrated: false, usageType: 'licensed' },
    ],
  )
  // Older releases knew numbers, and told what was missing.
  const older = olderSession(sessionOf(answer, 'de-DE', false), answer, false) as any
  assert.deepEqual(older.confirmationRequirements, ['email', 'paymentDetails'])
  assert.deepEqual(
    [older.total.total, older.recurring.dueNext.amountSubtotal, older.recurring.dueNext.amountTaxExclusive],
    [0, 3000, 450],
  )
  assert.deepEqual([older.lineItems[0].unitAmount, older.lineItems[0].recurring.interval_count], [1500, 3])
  assert.deepEqual(
    [
      older.discountAmounts[0].amount,
      older.discountAmounts[0].displayName,
      'minorUnitsAmount' in older.discountAmounts[0],
    ],
    [0, 'Ein Viertel', false],
  )
})

test('tiers, packages and parts of a cent', async () => {
  const world = sandbox(brindle)
  const { stripe } = world
  const { id: product } = await stripe.products.create({ name: 'Calls', unit_label: 'call' })
  const tiers = [
    { up_to: 10, unit_amount: 100, flat_amount: 500 },
    { up_to: 'inf' as const, unit_amount_decimal: '0.5' },
  ] as never
  const recurring = { interval: 'month' as const }
  const graduated = await stripe.prices.create({
    product,
    currency: 'usd',
    recurring,
    billing_scheme: 'tiered',
    tiers_mode: 'graduated',
    tiers,
  })
  const packed = await stripe.prices.create({
    product,
    currency: 'usd',
    recurring,
    unit_amount: 250,
    transform_quantity: { divide_by: 10, round: 'up' },
  })
  const exact = await stripe.prices.create({ product, currency: 'usd', recurring, unit_amount_decimal: '0.5' as never })
  const answer = await answered(world, {
    mode: 'subscription',
    line_items: [
      { price: graduated.id, quantity: 30 },
      { price: packed.id, quantity: 25 },
      { price: exact.id, quantity: 300 },
    ],
  })
  const [tiered, packs, small] = plain(sessionOf(answer, 'en-US', false)).lineItems
  // Ten at 1.00 and 5.00 for the tier; twenty at half a cent.
  assert.deepEqual(tiered.subtotal, amount(1510, '$15.10'))
  assert.deepEqual(tiered.pricing.tiersMode, 'graduated')
  assert.deepEqual(
    tiered.pricing.tiers.map((tier: any) => [tier.upTo, tier.quantity, tier.total.minorUnitsAmount, tier.unitAmount]),
    [
      [10, 10, 1500, amount(100, '$1.00')],
      [null, 20, 10, null],
    ],
  )
  assert.deepEqual(tiered.pricing.tiers[1].unitAmountDecimal, amount(0.5, '$0.005'))
  assert.deepEqual(
    [packs.subtotal.minorUnitsAmount, packs.transformQuantity],
    [750, { divideBy: 10, round: 'up', packageCount: 3 }],
  )
  assert.deepEqual(
    [small.unitAmountDecimal, small.subtotal.amount, small.unitLabel],
    [amount(0.5, '$0.005'), '$1.50', 'call'],
  )
})

test('what is optional, in and out of the order', async () => {
  const world = sandbox(brindle)
  const { id: product } = await world.stripe.products.create({
    name: 'Care',
    description: 'By the month',
    unit_label: 'device',
  })
  const care = await world.stripe.prices.create({
    product,
    currency: 'usd',
    unit_amount: 500,
    recurring: { interval: 'month' },
  })
  const how: Stripe.Checkout.SessionCreateParams = {
    mode: 'subscription',
    line_items: [
      {
        price_data: {
          currency: 'usd',
          unit_amount: 1000,
          recurring: { interval: 'month' },
          product_data: { name: 'Team' },
        },
        quantity: 1,
      },
    ],
    optional_items: [{ price: care.id, quantity: 2, adjustable_quantity: { enabled: true, minimum: 1, maximum: 9 } }],
  }
  const out = plain(sessionOf(await answered(world, how), 'en-US', true))
  const offered = {
    priceId: care.id,
    name: 'Care',
    description: 'By the month',
    unitAmount: amount(500, '$5.00'),
    unitAmountDecimal: amount(500, '$5.00'),
    unitLabel: 'device',
    quantity: 2,
    adjustableQuantity: { maximum: 9, minimum: 1 },
    recurring: { interval: 'month', intervalCount: 1 },
    images: [],
    isSelected: false,
  }
  assert.deepEqual([out.optionalItems, out.total.total.minorUnitsAmount], [[offered], 1000])
  const added = plain(sessionOf(await answered(world, how, `optional_items[${care.id}]=3`), 'en-US', true))
  assert.deepEqual(
    [added.optionalItems, added.total.total.minorUnitsAmount, added.recurring.dueNext.total.minorUnitsAmount],
    [[{ ...offered, quantity: 3, isSelected: true }], 2500, 2500],
  )
})

test('shipping, an address for the taxes, and saved cards', async () => {
  const world = sandbox(brindle)
  const { stripe } = world
  const { id: customer } = await stripe.customers.create({ email: 'jenny@example.com' })
  const { id: visa } = await stripe.paymentMethods.attach('pm_card_visa', { customer })
  await stripe.paymentMethods.update(visa, { allow_redisplay: 'always' })
  const post = {
    type: 'fixed_amount' as const,
    display_name: 'Post',
    fixed_amount: { amount: 500, currency: 'jpy' },
    tax_behavior: 'exclusive' as const,
  }
  const how: Stripe.Checkout.SessionCreateParams = {
    customer,
    customer_update: { shipping: 'auto' },
    automatic_tax: { enabled: true },
    shipping_address_collection: { allowed_countries: ['DE'] },
    shipping_options: [{ shipping_rate_data: post }],
    line_items: [
      {
        price_data: {
          currency: 'jpy',
          unit_amount: 2000,
          tax_behavior: 'exclusive',
          product_data: { name: 'Shirt' },
        },
        quantity: 1,
      },
    ],
  }
  const asked = plain(sessionOf(await answered(world, how), 'ja-JP', true))
  assert.deepEqual(
    [asked.tax, asked.canConfirm, asked.email],
    [{ status: 'requires_shipping_address' }, false, 'jenny@example.com'],
  )
  assert.deepEqual(
    asked.savedPaymentMethods.map(({ id, card }: any) => [id, card.brand, card.last4]),
    [[visa, 'visa', '4242']],
  )
  const berlin = 'shipping[name]=Jenny&shipping[address][country]=DE'
  const told = plain(sessionOf(await answered(world, how, berlin), 'ja-JP', true))
  // 19 % of 2 000 and of 500. (src/rules/tax_table.ts)
  assert.deepEqual(
    [
      told.tax,
      told.canConfirm,
      told.minorUnitsAmountDivisor,
      told.total.total,
      told.total.taxExclusive.minorUnitsAmount,
    ],
    [{ status: 'ready' }, true, 1, amount(2975, '￥2,975'), 475],
  )
  assert.deepEqual(
    [told.shipping.shippingOption.displayName, told.shipping.shippingOption.minorUnitsAmount],
    ['Post', 500],
  )
  assert.deepEqual(
    told.shipping.taxAmounts.map((tax: any) => [tax.minorUnitsAmount, tax.percentage]),
    [[95, 19]],
  )
  assert.deepEqual([told.shippingAddress.name, told.shippingAddress.address.country], ['Jenny', 'DE'])
})

test('a point is moved, and never a number divided', () => {
  assert.deepEqual(
    [
      shifted(2000, 2),
      shifted(5, 2),
      shifted('0.5', 2),
      shifted(500, 0),
      shifted('12.34', 0),
      shifted(-150, 2),
      shifted(1234, 3),
    ],
    ['20.00', '0.05', '0.005', '500', '12.34', '-1.50', '1.234'],
  )
  assert.equal(amountsIn('en-US', 'kwd', 3)(1234).amount.replaceAll('\u00a0', ' '), 'KWD 1.234')
})
