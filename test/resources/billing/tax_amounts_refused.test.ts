// Tax amounts of lines that are refused, and what they do not go with.
// (https://docs.stripe.com/invoicing/taxes/manual-tax-amounts#limitations; no source has Stripe's words: all are [M])
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { drafted, opened, refuses } from './invoicing.ts'

const UPDATE = 'POST /v1/invoices/{id}/update_lines'
const LINE = 'POST /v1/invoices/{invoice}/lines/{id}'
const PATH = '/v1/invoices'

const TAX = { percentage: 10, inclusive: false, display_name: 'Tax' }

behaves(LINE, 'takes no tax amounts beside rates or automatic taxes', async (world) => {
  const { stripe, news } = world
  const { id, lines } = await drafted(world, [100, 100])
  const [first, second] = lines.data.map((line) => line.id)
  const { id: vat } = await stripe.taxRates.create({ display_name: 'VAT', inclusive: false, percentage: 10 })
  const rated = await drafted(world, [100, 100], { default_tax_rates: [vat] })
  const at = 'tax_amounts[0]'
  const form =
    `${at}[amount]=10&${at}[taxable_amount]=100&${at}[tax_rate_data][percentage]=10` +
    `&${at}[tax_rate_data][inclusive]=false&${at}[tax_rate_data][display_name]=Tax`
  const mixed = (other: string) => ({ message: `You cannot use \`tax_amounts\` on an invoice with ${other}.` })
  await refuses(world, `${PATH}/${rated.id}/lines/${rated.lines.data[0]!.id}`, form, mixed('`default_tax_rates`'))
  await stripe.invoices.updateLineItem(id, first!, {
    tax_amounts: [{ amount: 10, taxable_amount: 100, tax_rate_data: TAX }],
  })
  await news()
  await refuses(world, `${PATH}/${id}`, `default_tax_rates[0]=${vat}`, mixed('`default_tax_rates`'))
  await refuses(world, `${PATH}/${id}`, 'automatic_tax[enabled]=true', mixed('`automatic_tax[enabled]=true`'))
  const beside = mixed('a line item that has `tax_rates`')
  await refuses(world, `${PATH}/${id}/lines/${first}`, `tax_rates[0]=${vat}`, beside)
  await refuses(world, `${PATH}/${id}/lines/${second}`, `tax_rates[0]=${vat}`, beside)
  await refuses(world, `${PATH}/${id}/add_lines`, `lines[0][amount]=1&lines[0][tax_rates][0]=${vat}`, beside)
  await refuses(
    world,
    '/v1/invoiceitems',
    `customer=${lines.data[0] && (await stripe.invoices.retrieve(id)).customer}&invoice=${id}&amount=1&currency=usd&tax_rates[0]=${vat}`,
    beside,
  )
  assert.equal((await stripe.invoices.retrieve(id)).total, 210)
  assert.deepEqual(await news(), [])
})

/** What is said of one amount, and why it is refused. */
const BAD: readonly (readonly [string, string, string | undefined, string | RegExp])[] = [
  ['[amount]=1&DATA', '[taxable_amount]', 'parameter_missing', 'Missing required param: @[taxable_amount].'],
  [
    '[amount]=1&@[taxable_amount]=1',
    '[tax_rate_data]',
    'parameter_missing',
    'Missing required param: @[tax_rate_data].',
  ],
  ['[amount]=x&@[taxable_amount]=1&DATA', '[amount]', 'parameter_invalid_integer', 'Invalid integer: x'],
  [
    '[amount]=100000000&@[taxable_amount]=1&DATA',
    '[amount]',
    'amount_too_large',
    'Amount must be no more than $999,999.99',
  ],
  [
    '[amount]=1&@[taxable_amount]=1&DATA&@[tax_rate_data][percentage]=101',
    '[tax_rate_data][percentage]',
    undefined,
    "This value must be less than or equal to 100 (it currently is '101.0').",
  ],
  [
    '[amount]=1&@[taxable_amount]=1&DATA&@[tax_rate_data][country]=USA',
    '[tax_rate_data][country]',
    undefined,
    "Country 'USA' is unknown. Try using a 2-character alphanumeric country code instead, such as 'US', 'EG', or 'GB'.",
  ],
  [
    '[amount]=1&@[taxable_amount]=1&DATA&@[taxability_reason]=whim',
    '[taxability_reason]',
    undefined,
    /^Invalid @\[taxability_reason\]: must be one of /,
  ],
]

behaves(UPDATE, 'refuses tax amounts that are none', async (world) => {
  const { call, news } = world
  const { id, lines } = await drafted(world, [100])
  const line = lines.data[0]!.id
  const data = '@[tax_rate_data][percentage]=10&@[tax_rate_data][inclusive]=false&@[tax_rate_data][display_name]=Tax'
  const at = 'lines[0][tax_amounts][0]'
  for (const [form, param, code, message] of BAD) {
    const sent = `@${form}`.replace('DATA', data).replaceAll('@', at)
    const words = typeof message === 'string' ? message.replaceAll('@', at) : undefined
    refused(await call('POST', `${PATH}/${id}/update_lines`, `lines[0][id]=${line}&${sent}`), 400, {
      param: `${at}${param}`,
      ...(code && { code }),
      message: words ?? new RegExp((message as RegExp).source.replaceAll('@', 'lines\\[0\\]\\[tax_amounts\\]\\[0\\]')),
    })
  }
  const one = '@[amount]=1&@[taxable_amount]=1&'
  const eleven = Array.from({ length: 11 }, (_, i) => `${one}${data}`.replaceAll('@', `tax_amounts[${i}]`)).join('&')
  refused(await call('POST', `${PATH}/${id}/lines/${line}`, eleven), 400, {
    param: 'tax_amounts',
    message: 'Array tax_amounts exceeded maximum 10 allowed elements.',
  })
  const open = await opened(world, [100])
  refused(
    await call(
      'POST',
      `${PATH}/${open.id}/lines/${open.lines.data[0]!.id}`,
      `${one}${data}`.replaceAll('@', 'tax_amounts[0]'),
    ),
    400,
    { code: 'invoice_not_editable', message: 'Invalid invoice: This invoice is no longer editable' },
  )
  assert.deepEqual(await news(), [])
})
