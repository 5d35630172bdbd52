// What no quote can be, and its page. The words are ours, but for those that other objects have in common with it.
// (https://docs.stripe.com/api/quotes/create; https://docs.stripe.com/quotes/overview#quote_pdf)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { textsOf } from '../../lib/pdf_reading.ts'
import { shop } from './quoting.ts'

/** `PH` and `SE` stand for a price per month and one that is bought once, `EU` for one in euros. */
// biome-ignore format: a table
const REFUSALS: readonly (readonly [form: string, param: string | undefined, code: string | undefined, message: string])[] = [
  ['customer=cus_none', 'customer', 'resource_missing', "No such customer: 'cus_none'"],
  ['line_items[0][quantity]=1', 'line_items[0][price]', 'parameter_missing', 'Missing required param: line_items[0][price].'],
  ['line_items[0][price]=price_none', 'line_items[0][price]', 'resource_missing', "No such price: 'price_none'"],
  ['line_items[0][price]=SE&line_items[0][price_data][currency]=usd&line_items[0][price_data][product]=prod_1', 'line_items[0][price_data]', 'parameters_exclusive', 'You may only specify one of these parameters: line_items[0][price], line_items[0][price_data].'],
  ['line_items[0][price]=SE&line_items[0][quantity]=0', 'line_items[0][quantity]', 'parameter_invalid_integer', 'This value must be greater than or equal to 1.'],
  ['line_items[0][price]=SE&line_items[0][tax_rates][0]=txr_none', 'line_items[0][tax_rates][0]', 'resource_missing', "No such tax rate: 'txr_none'"],
  ['line_items[0][price]=SE&line_items[0][discounts][0][coupon]=none', 'line_items[0][discounts][0][coupon]', 'resource_missing', "No such coupon: 'none'"],
  ['line_items[0][price]=SE&line_items[1][price]=EU', 'line_items[1][price]', undefined, 'This `price` has `currency=eur`, but other items use `currency=usd`. All items must have pricing in the same currency. When using multi-currency prices, you can specify `currency` at the top level, to be used by all items.'],
  ['line_items[0][price]=PH&line_items[1][price]=PH', 'plan', undefined, 'Cannot create a Subscription with multiple Subscription Items with the same Price: PH'],
  ['line_items[0][price]=OLD', 'line_items[0][price]', undefined, 'The price specified is inactive. This field only accepts active prices.'],
  ['discounts[0][coupon]=none', 'discounts[0][coupon]', 'resource_missing', "No such coupon: 'none'"],
  ['default_tax_rates[0]=txr_none', 'default_tax_rates[0]', 'resource_missing', "No such tax rate: 'txr_none'"],
  ['collection_method=send_invoice', undefined, undefined, "If invoice collection method is 'send_invoice', you must specify 'days_until_due'."],
  ['invoice_settings[days_until_due]=7', undefined, undefined, "You can only specify 'days_until_due' if invoice collection method is 'send_invoice'."],
  ['invoice_settings[issuer][type]=account', 'invoice_settings[issuer][account]', 'parameter_missing', 'Missing required param: invoice_settings[issuer][account].'],
  ['expires_at=1', 'expires_at', undefined, 'Invalid timestamp: must be an integer Unix timestamp in the future.'],
  ['subscription_data[trial_period_days]=0', 'subscription_data[trial_period_days]', 'parameter_invalid_integer', 'This value must be greater than or equal to 1.'],
  ['subscription_data[effective_date]=current_period_end', 'subscription_data[effective_date]', undefined, '`current_period_end` is only valid for a quote that updates a subscription.'],
  ['automatic_tax[enabled]=true&automatic_tax[liability][type]=account', 'automatic_tax[liability][account]', 'parameter_missing', 'Missing required param: automatic_tax[liability][account].'],
  ['application_fee_amount=5', 'application_fee_amount', undefined, 'Can only apply an application_fee_amount when the request is made on behalf of another account (using an OAuth key, the Stripe-Account header, or `transfer_data[destination]`).'],
  ['application_fee_percent=5', 'application_fee_percent', undefined, 'Can only apply an application_fee_percent when the request is made on behalf of another account (using an OAuth key, the Stripe-Account header, or `transfer_data[destination]`).'],
  ['customer_account=acct_1', 'customer_account', 'not_built', 'Brindle does not take customer_account for a quote yet.'],
  ['on_behalf_of=acct_1', 'on_behalf_of', 'resource_missing', "No such destination: 'acct_1'"],
  ['transfer_data[destination]=acct_1', 'transfer_data[destination]', 'resource_missing', "No such destination: 'acct_1'"],
  ['from_quote[quote]=qt_none', 'from_quote[quote]', 'resource_missing', "No such quote: 'qt_none'"],
  ['test_clock=clock_none', 'test_clock', 'resource_missing', "No such test clock: 'clock_none'"],
  ['colour=red', 'colour', 'parameter_unknown', 'Received unknown parameter: colour'],
]

behaves('POST /v1/quotes', 'refuses what is no offer', async (world) => {
  const { stripe, call, news } = world
  const { photos, setup } = await shop(world)
  const { id: euros } = await stripe.prices.create({ currency: 'eur', unit_amount: 5, product_data: { name: 'Book' } })
  const { id: old } = await stripe.prices.create({ currency: 'usd', unit_amount: 5, product_data: { name: 'Old' } })
  await stripe.prices.update(old, { active: false })
  await news()
  const ids = { PH: photos, SE: setup, EU: euros, OLD: old }
  const named = (text: string) => text.replaceAll(/\b(PH|SE|EU|OLD)\b/g, (word) => ids[word as 'PH'])
  for (const [form, param, code, message] of REFUSALS)
    refused(await call('POST', '/v1/quotes', named(form)), 400, {
      ...(param && { param }),
      ...(code && { code }),
      message: named(message),
    })
  assert.deepEqual((await stripe.quotes.list()).data, [])
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/quotes/{id}', 'keeps its customer, and its clock', async (world) => {
  const { stripe, call, news } = world
  const { customer, setup } = await shop(world)
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: 1_700_000_000 })
  const { id: other } = await stripe.customers.create()
  const { id: timed } = await stripe.customers.create({ test_clock: clock.id })
  const { id } = await stripe.quotes.create({ customer, line_items: [{ price: setup }] })
  const { id: open } = await stripe.quotes.create({ line_items: [{ price: setup }] })
  await news()
  refused(await call('POST', `/v1/quotes/${id}`, `customer=${other}`), 400, {
    param: 'customer',
    message: 'The customer of a quote cannot be changed once it is set.',
  })
  refused(await call('POST', `/v1/quotes/${open}`, `customer=${timed}`), 400, {
    param: 'customer',
    message: `The customer ${timed} does not live by the test clock of the quote.`,
  })
  refused(await call('POST', '/v1/quotes', `customer=${customer}&test_clock=${clock.id}`), 400, {
    param: 'test_clock',
    message: `The customer ${customer} does not live by the test clock ${clock.id}.`,
  })
  refused(await call('POST', `/v1/quotes/${id}`, 'line_items[0][id]=li_none'), 400, {
    code: 'resource_missing',
    param: 'line_items[0][id]',
    message: "No such line item: 'li_none'",
  })
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/quotes/{id}/finalize', 'wants a customer and something to sell, and is done once', async (world) => {
  const { stripe, call, news } = world
  const { customer, setup } = await shop(world)
  const { id } = await stripe.quotes.create()
  const finalize = (form = '') => call('POST', `/v1/quotes/${id}/finalize`, form)
  refused(await finalize(), 400, { param: 'customer', message: 'A customer is required to finalize a quote.' })
  await stripe.quotes.update(id, { customer })
  refused(await finalize(), 400, {
    param: 'line_items',
    message: 'A quote must have at least one line item to be finalized.',
  })
  await stripe.quotes.update(id, { line_items: [{ price: setup }] })
  refused(await finalize('expires_at=5'), 400, {
    param: 'expires_at',
    message: 'Invalid timestamp: must be an integer Unix timestamp in the future.',
  })
  assert.equal((await finalize()).body.number, 'QT-JENNY-0001-1')
  refused(await finalize(), 400, {
    message: 'You can only finalize a quote that is a draft. This quote has a status of open.',
  })
  assert.deepEqual(await news(), ['quote.created', 'quote.finalized'])
})

behaves('GET /v1/quotes/{id}/pdf', 'is a page of what is offered', async (world) => {
  const { stripe, call, news } = world
  const { customer, photos, setup } = await shop(world)
  const { id: coupon } = await stripe.coupons.create({ percent_off: 10, duration: 'once' })
  const { id: rate } = await stripe.taxRates.create({ display_name: 'VAT', percentage: 20, inclusive: false })
  const clock = { expires_at: 4_102_444_800 }
  const { id } = await stripe.quotes.create({
    customer,
    line_items: [{ price: photos, quantity: 2 }, { price: setup }],
    discounts: [{ coupon }],
    default_tax_rates: [rate],
    header: 'For (you)',
    description: 'A year of photos',
    footer: 'Thank you',
    ...clock,
  })
  await news()
  refused(await call('GET', `/v1/quotes/${id}/pdf`), 400, {
    message: 'You can only download the PDF of a quote that was finalized.',
  })
  await stripe.quotes.finalizeQuote(id)
  const { status, headers, text } = await call('GET', `/v1/quotes/${id}/pdf`)
  assert.deepEqual([status, headers.get('content-type')], [200, 'application/pdf'])
  assert.match(headers.get('content-disposition')!, /QT-JENNY-0001-1\.pdf$/)
  const pages = textsOf(Buffer.from(text, 'latin1'))
  assert.deepEqual(
    pages.map((page) => page.map((line) => line.text)),
    [
      [
        'Quote QT-JENNY-0001-1',
        'For (you)',
        '',
        'For Jenny',
        'Valid until 01 Jan 2100',
        '',
        'A year of photos',
        '',
        '2 x Photos: $30.00',
        '1 x Setup: $9.99',
        '',
        'Subtotal: $39.99',
        'Discount: -$4.00',
        'Tax: $7.20',
        'Total: $43.19',
        'Then $36.00 every month',
        '',
        'Thank you',
      ],
    ],
  )
  assert.deepEqual(await news(), ['quote.finalized'])
})
