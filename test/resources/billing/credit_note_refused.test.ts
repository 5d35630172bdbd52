// What no credit note can be: too much, of the wrong invoice, or not given back exactly. The words of the sum and of voiding
// are recorded (an integration's own test against Stripe, 2021); the others are ours.
// (https://docs.stripe.com/api/credit_notes/create)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { invoiced, owed } from './crediting.ts'

/** What is said, and the refusal. `IN`, `IL` and `TXR` stand for the invoice, its line and its tax rate. */
// biome-ignore format: a table
const REFUSALS: readonly (readonly [form: string, param: string | undefined, code: string | undefined, message: string])[] = [
  ['', undefined, undefined, 'You must provide one of `amount`, `lines`, or `shipping_cost` to create a credit note.'],
  ['amount=0', 'amount', 'parameter_invalid_integer', 'This value must be greater than or equal to 1.'],
  ['amount=-5', 'amount', 'parameter_invalid_integer', 'This value must be greater than or equal to 1.'],
  ['amount=100&lines[0][type]=custom_line_item', 'lines', 'parameters_exclusive', 'You may only specify one of these parameters: amount, lines.'],
  ['amount=3601', 'amount', undefined, 'The credit note amount ($36.01) is greater than what is left to credit of the invoice.'],
  ['amount=100&credit_amount=-1', 'credit_amount', 'parameter_invalid_integer', 'This value must be greater than or equal to 0.'],
  ['amount=100&credit_amount=100', undefined, undefined, 'The sum of credit amount, refund amount and out of band amount ($1.00) must equal the credit note amount ($0.00).'],
  ['amount=100&reason=boredom', 'reason', undefined, 'Invalid reason: must be one of duplicate, fraudulent, order_change, or product_unsatisfactory'],
  ['amount=100&email_type=love_letter', 'email_type', undefined, 'Invalid email_type: must be one of credit_note or none'],
  ['amount=100&refunds[0][refund]=re_none', 'refunds[0][refund]', 'resource_missing', "No such refund: 're_none'"],
  ['amount=100&refunds[0][amount_refunded]=5', 'refunds[0][refund]', 'parameter_missing', 'Missing required param: refunds[0][refund].'],
  ['amount=100&refunds[0][type]=payment_record_refund', 'refunds[0][payment_record_refund]', 'parameter_missing', 'Missing required param: refunds[0][payment_record_refund].'],
  ['shipping_cost[shipping_rate]=shr_1', 'shipping_cost[shipping_rate]', undefined, 'The shipping rate shr_1 is not on the invoice IN.'],
  ['amount=100&shipping_cost[shipping_rate]=shr_1', 'shipping_cost', 'parameters_exclusive', 'You may only specify one of these parameters: amount, shipping_cost.'],
  ['lines[0][amount]=5', 'lines[0][type]', 'parameter_missing', 'Missing required param: lines[0][type].'],
  ['lines[0][type]=invoice_line_item', 'lines[0][invoice_line_item]', 'parameter_missing', 'Missing required param: lines[0][invoice_line_item].'],
  ['lines[0][type]=invoice_line_item&lines[0][invoice_line_item]=il_none&lines[0][amount]=5', 'lines[0][invoice_line_item]', 'resource_missing', "No such invoice line item: 'il_none'"],
  ['lines[0][type]=invoice_line_item&lines[0][invoice_line_item]=IL', 'lines[0]', undefined, 'You must specify the `amount` or the `quantity` of the invoice line item to credit.'],
  ['lines[0][type]=invoice_line_item&lines[0][invoice_line_item]=IL&lines[0][amount]=5&lines[0][quantity]=1', 'lines[0][amount]', 'parameters_exclusive', 'You may only specify one of these parameters: lines[0][quantity], lines[0][amount].'],
  ['lines[0][type]=invoice_line_item&lines[0][invoice_line_item]=IL&lines[0][quantity]=0', 'lines[0][quantity]', 'parameter_invalid_integer', 'This value must be greater than or equal to 1.'],
  ['lines[0][type]=invoice_line_item&lines[0][invoice_line_item]=IL&lines[0][quantity]=4', 'lines[0][quantity]', undefined, 'The quantity to credit (4) is greater than what is left of the line (3).'],
  ['lines[0][type]=invoice_line_item&lines[0][invoice_line_item]=IL&lines[0][amount]=3001', 'lines[0][amount]', undefined, 'The amount to credit of the invoice line item IL ($30.01) is not within what is left of it ($30.00).'],
  ['lines[0][type]=invoice_line_item&lines[0][invoice_line_item]=IL&lines[0][amount]=-1', 'lines[0][amount]', undefined, 'The amount to credit of the invoice line item IL (-$0.01) is not within what is left of it ($30.00).'],
  ['lines[0][type]=invoice_line_item&lines[0][invoice_line_item]=IL&lines[0][amount]=5&lines[0][description]=Mine', 'lines[0][description]', undefined, "`description` is only valid when the line's `type` is `custom_line_item`."],
  ['lines[0][type]=invoice_line_item&lines[0][invoice_line_item]=IL&lines[0][amount]=5&lines[0][tax_amounts][0][amount]=1&lines[0][tax_amounts][0][tax_rate]=txr_none&lines[0][tax_amounts][0][taxable_amount]=5', 'lines[0][tax_amounts][0][tax_rate]', undefined, 'The tax rate txr_none is not on the invoice line item IL.'],
  ['lines[0][type]=invoice_line_item&lines[0][invoice_line_item]=IL&lines[0][amount]=5&lines[0][tax_amounts][0][amount]=601&lines[0][tax_amounts][0][tax_rate]=TXR&lines[0][tax_amounts][0][taxable_amount]=5', 'lines[0][tax_amounts][0][amount]', undefined, 'The tax amount (601) is greater than what is left of that tax (600).'],
  ['lines[0][type]=custom_line_item', 'lines[0][unit_amount]', 'parameter_missing', 'Missing required param: lines[0][unit_amount].'],
  ['lines[0][type]=custom_line_item&lines[0][unit_amount]=-5', 'lines[0][unit_amount]', 'parameter_invalid_integer', 'This value must be greater than or equal to 0.'],
  ['lines[0][type]=custom_line_item&lines[0][unit_amount]=5&lines[0][quantity]=0', 'lines[0][quantity]', 'parameter_invalid_integer', 'This value must be greater than or equal to 1.'],
  ['lines[0][type]=custom_line_item&lines[0][unit_amount]=5&lines[0][unit_amount_decimal]=5', 'lines[0][unit_amount_decimal]', 'parameters_exclusive', 'You may only specify one of these parameters: lines[0][unit_amount], lines[0][unit_amount_decimal].'],
  ['lines[0][type]=custom_line_item&lines[0][unit_amount]=5&lines[0][amount]=5', 'lines[0][amount]', undefined, "`amount` is only valid when the line's `type` is `invoice_line_item`."],
  ['lines[0][type]=custom_line_item&lines[0][unit_amount]=5&lines[0][tax_rates][0]=txr_none', 'lines[0][tax_rates][0]', 'resource_missing', "No such tax rate: 'txr_none'"],
  ['lines[0][type]=custom_line_item&lines[0][unit_amount]=5&lines[0][tax_rates][0]=TXR&lines[0][tax_amounts][0][amount]=1&lines[0][tax_amounts][0][tax_rate]=TXR&lines[0][tax_amounts][0][taxable_amount]=5', 'lines[0][tax_amounts]', 'parameters_exclusive', 'You may only specify one of these parameters: lines[0][tax_rates], lines[0][tax_amounts].'],
  ['lines[0][type]=custom_line_item&lines[0][unit_amount]=0', undefined, undefined, 'The total amount of a credit note must be positive.'],
  ['lines[0][type]=custom_line_item&lines[0][unit_amount]=3601', 'amount', undefined, 'The credit note amount ($36.01) is greater than what is left to credit of the invoice ($36.00).'],
  ['amount=100&colour=red', 'colour', 'parameter_unknown', 'Received unknown parameter: colour'],
]

behaves('POST /v1/credit_notes', 'refuses what is no credit', async (world) => {
  const { call, news } = world
  const { invoice, lines, rate } = await invoiced(world, { lines: [[1000, 3]], tax: 20 })
  const named = (text: string) =>
    text
      .replaceAll('IL', lines[0]!.id)
      .replaceAll('TXR', rate!.id)
      .replaceAll(/\bIN\b/g, invoice.id)
  for (const [form, param, code, message] of REFUSALS)
    refused(await call('POST', '/v1/credit_notes', `invoice=${invoice.id}&${named(form)}`), 400, {
      ...(param && { param }),
      ...(code && { code }),
      message: named(message),
    })
  refused(await call('POST', '/v1/credit_notes', 'amount=5'), 400, {
    code: 'parameter_missing',
    param: 'invoice',
    message: 'Missing required param: invoice.',
  })
  refused(await call('POST', '/v1/credit_notes', 'invoice=in_none&amount=5'), 400, {
    code: 'resource_missing',
    param: 'invoice',
    message: "No such invoice: 'in_none'",
  })
  const { remaining, pre } = await owed(world, invoice.id)
  assert.deepEqual([remaining, pre, await news()], [3600, 0, []])
})

behaves('POST /v1/credit_notes', 'is only of an invoice that is open or paid', async (world) => {
  const { stripe, call, news } = world
  const { id: customer } = await stripe.customers.create()
  const { id: draft } = await stripe.invoices.create({ customer, currency: 'usd' })
  const { invoice: voided } = await invoiced(world, { lines: [[1000, 1]] })
  await stripe.invoices.voidInvoice(voided.id)
  const { invoice: given } = await invoiced(world, { lines: [[1000, 1]], customer: { invoice_prefix: 'OTHER' } })
  await stripe.invoices.markUncollectible(given.id)
  await news()
  for (const [id, status] of [
    [draft, 'draft'],
    [voided.id, 'void'],
    [given.id, 'uncollectible'],
  ] as const)
    refused(await call('POST', '/v1/credit_notes', `invoice=${id}&amount=100`), 400, {
      param: 'invoice',
      message: `You can only create a credit note for an invoice that is open or paid. This invoice has a status of ${status}.`,
    })
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/credit_notes', 'gives back exactly what was paid, and no more', async (world) => {
  const { stripe, call, news } = world
  const { invoice, lines } = await invoiced(world, { lines: [[1000, 3]], isPaid: true })
  const post = (form: string) => call('POST', '/v1/credit_notes', `invoice=${invoice.id}&${form}`)
  for (const [form, given] of [
    ['', '$0.00'],
    ['&refund_amount=100', '$1.00'],
    ['&refund_amount=100&credit_amount=50&out_of_band_amount=51', '$2.01'],
  ])
    refused(await post(`amount=200${form}`), 400, {
      message: `The sum of credit amount, refund amount and out of band amount (${given}) must equal the credit note amount ($2.00).`,
    })
  // What was refunded beside credit notes cannot be credited once more. (docs.stripe.com/api/credit_notes/create)
  const { data } = await stripe.invoicePayments.list({ invoice: invoice.id })
  const refund = await stripe.refunds.create({
    payment_intent: data[0]!.payment.payment_intent as string,
    amount: 1000,
  })
  await news()
  refused(await post('amount=2001&out_of_band_amount=2001'), 400, {
    param: 'amount',
    message: 'The credit note amount ($20.01) is greater than what is left to credit of the invoice ($20.00).',
  })
  // What a note tells of is not beside it; but there is no more of it than there is.
  const linked = `refunds[0][refund]=${refund.id}&refunds[0][amount_refunded]`
  refused(await post(`amount=1001&${linked}=1001`), 400, {
    param: 'refunds[0][amount_refunded]',
    message: `The refund ${refund.id} has $10.00 that no credit note tells of yet, so that it cannot be linked with $10.01.`,
  })
  const other = await invoiced(world, { lines: [[100, 1]], isPaid: true, customer: { invoice_prefix: 'OTHER' } })
  refused(await call('POST', '/v1/credit_notes', `invoice=${other.invoice.id}&amount=5&${linked}=5`), 400, {
    code: 'resource_missing',
    param: 'refunds[0][refund]',
    message: `No such refund: '${refund.id}'`,
  })
  // A line is credited by its units, or by amounts. (docs.stripe.com/invoicing/integration/programmatic-credit-notes)
  const line = `lines[0][type]=invoice_line_item&lines[0][invoice_line_item]=${lines[0]!.id}&out_of_band_amount`
  assert.equal((await post(`${line}=1000&lines[0][quantity]=1`)).status, 200)
  refused(await post(`${line}=100&lines[0][amount]=100`), 400, {
    param: 'lines[0][amount]',
    message: `The invoice line item ${lines[0]!.id} was credited by quantity before, and can only be credited by quantity.`,
  })
  assert.deepEqual(await news(), ['invoice.updated', 'credit_note.created'])
})

behaves('POST /v1/credit_notes', 'refunds only what a charge has paid', async (world) => {
  const { stripe, call, news } = world
  const elsewhere = await invoiced(world, { lines: [[1000, 1]] })
  await stripe.invoices.pay(elsewhere.invoice.id, { paid_out_of_band: true })
  const half = await invoiced(world, {
    lines: [[1000, 1]],
    customer: { balance: -400, invoice_prefix: 'OTHER' },
    isPaid: true,
  })
  await news()
  refused(await call('POST', '/v1/credit_notes', `invoice=${elsewhere.invoice.id}&amount=100&refund_amount=100`), 400, {
    param: 'refund_amount',
    message: 'No charge has paid this invoice, so there is nothing to refund.',
  })
  // In the words of refunds.
  refused(await call('POST', '/v1/credit_notes', `invoice=${half.invoice.id}&amount=700&refund_amount=700`), 400, {
    param: 'refund_amount',
    message: 'Refund amount ($7.00) is greater than charge amount ($6.00)',
  })
  assert.deepEqual((await stripe.creditNotes.list()).data, [])
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/credit_notes/{id}/void', 'is for an open invoice only, and once', async (world) => {
  const { stripe, call, news } = world
  const { invoice } = await invoiced(world, { lines: [[1000, 1]] })
  const one = await stripe.creditNotes.create({ invoice: invoice.id, amount: 100 })
  const other = await stripe.creditNotes.create({ invoice: invoice.id, amount: 100 })
  await stripe.creditNotes.voidCreditNote(one.id)
  await news()
  refused(await call('POST', `/v1/credit_notes/${one.id}/void`, ''), 400, {
    message: 'This credit note has already been voided.',
  })
  await stripe.invoices.pay(invoice.id)
  await news()
  refused(await call('POST', `/v1/credit_notes/${other.id}/void`, ''), 400, {
    message: 'You can only void a credit note if the associated invoice is open.',
  })
  refused(await call('POST', '/v1/credit_notes/cn_none/void', ''), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such credit note: 'cn_none'",
  })
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/credit_notes', 'waits for a payment that is with the bank', async (world) => {
  const { stripe, call, news } = world
  const { id: customer } = await stripe.customers.create({ email: 'jenny@example.com' })
  const { id: debit } = await stripe.paymentMethods.create({
    type: 'sepa_debit',
    sepa_debit: { iban: 'DE89370400440532013000' },
    billing_details: { name: 'Jenny', email: 'jenny@example.com' },
  })
  await stripe.paymentMethods.attach(debit, { customer })
  const payment_settings = { payment_method_types: ['sepa_debit' as const] }
  const { id } = await stripe.invoices.create({ customer, currency: 'eur', payment_settings })
  await stripe.invoices.addLines(id, { lines: [{ amount: 1000 }] })
  await stripe.invoices.finalizeInvoice(id)
  const { data } = await stripe.invoicePayments.list({ invoice: id })
  await stripe.paymentIntents.confirm(data[0]!.payment.payment_intent as string, {
    payment_method: debit,
    mandate_data: { customer_acceptance: { type: 'offline' } },
  })
  assert.deepEqual((await owed(world, id)).intent, [1000, 'processing'])
  await news()
  refused(await call('POST', '/v1/credit_notes', `invoice=${id}&amount=100`), 400, {
    message: `The amount of the invoice ${id} cannot be changed while its payment has a status of processing.`,
  })
  assert.deepEqual(await news(), [])
})
