// What delivery costs on an invoice. (https://docs.stripe.com/api/invoices/create#create_invoice-shipping_cost)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { customer, refuses } from './invoicing.ts'

const CREATE = 'POST /v1/invoices'
const PATH = '/v1/invoices'

behaves(CREATE, 'has what delivery costs', async (world) => {
  // https://docs.stripe.com/api/invoices/object#invoice_object-amount_shipping
  const { stripe, news } = world
  const who = await customer(world)
  const { id: vat } = await stripe.taxRates.create({ display_name: 'VAT', inclusive: false, percentage: 10 })
  const rate = await stripe.shippingRates.create({
    display_name: 'Post',
    type: 'fixed_amount',
    fixed_amount: { amount: 500, currency: 'usd', currency_options: { eur: { amount: 450 } } },
  })
  await news()
  const draft = await stripe.invoices.create({
    customer: who,
    default_tax_rates: [vat],
    shipping_cost: { shipping_rate: rate.id },
  })
  const cost = { amount_subtotal: 500, amount_tax: 0, amount_total: 500, shipping_rate: rate.id }
  assert.deepEqual([draft.shipping_cost, draft.amount_shipping, draft.total], [cost, 500, 500])
  await stripe.invoices.addLines(draft.id, { lines: [{ amount: 1000 }] })
  const taxed = await stripe.invoices.retrieve(draft.id)
  // $10.00, 10% of them, and delivery: rates are put on lines only.
  assert.deepEqual([taxed.subtotal, taxed.total, taxed.total_excluding_tax], [1000, 1600, 1500])
  assert.deepEqual([taxed.amount_shipping, taxed.amount_due], [500, 1600])
  const bare = await stripe.invoices.update(draft.id, { shipping_cost: '' })
  assert.deepEqual([bare.shipping_cost, bare.amount_shipping, bare.total], [null, 0, 1100])
  const back = await stripe.invoices.update(draft.id, {
    shipping_cost: { shipping_rate: rate.id },
    expand: ['shipping_cost.shipping_rate'],
  })
  assert.deepEqual(
    [(back.shipping_cost!.shipping_rate as Stripe.ShippingRate).display_name, back.total],
    ['Post', 1600],
  )
  const paid = await stripe.invoices.pay(draft.id)
  assert.deepEqual([paid.status, paid.amount_paid], ['paid', 1600])
  const euros = await stripe.invoices.create({
    customer: who,
    currency: 'eur',
    shipping_cost: { shipping_rate: rate.id },
  })
  assert.equal(euros.total, 450)
  assert.ok((await news()).includes('invoice.paid'))
  const param = 'shipping_cost[shipping_rate]'
  const refuse = (form: string, message: string, code?: string) =>
    refuses(world, PATH, `customer=${who}&${form}`, { param, message, ...(code && { code }) })
  const asked = `shipping_cost[shipping_rate]=${rate.id}`
  await refuse(
    `currency=gbp&${asked}`,
    `The shipping rate ${rate.id} does not support the currency \`gbp\` of the invoice.`,
  )
  await refuse('shipping_cost[shipping_rate]=shr_none', "No such shipping rate: 'shr_none'", 'resource_missing')
  await stripe.shippingRates.update(rate.id, { active: false })
  await refuse(asked, `The shipping rate ${rate.id} is not active.`)
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/invoices/{id}', 'has a shipping rate made for it', async (world) => {
  // https://docs.stripe.com/api/invoices/create#create_invoice-shipping_cost-shipping_rate_data
  const { stripe, call, news } = world
  const who = await customer(world)
  const { id } = await stripe.invoices.create({ customer: who })
  await news()
  const data = { display_name: 'Post', type: 'fixed_amount', fixed_amount: { amount: 700, currency: 'usd' } } as const
  const draft = await stripe.invoices.update(id, { shipping_cost: { shipping_rate_data: data } })
  const rate = await stripe.shippingRates.retrieve(draft.shipping_cost!.shipping_rate as string)
  assert.deepEqual([rate.display_name, rate.active, draft.amount_shipping, draft.total], ['Post', true, 700, 700])
  assert.deepEqual(await news(), ['invoice.updated'])
  const hash = 'shipping_cost[shipping_rate_data]'
  const asked = `${hash}[display_name]=Post&${hash}[type]=fixed_amount&${hash}[fixed_amount][currency]`
  const refuse = (form: string, param: string, message: string | RegExp, code?: string) =>
    refuses(world, `${PATH}/${id}`, form, { param, message, ...(code && { code }) })
  await refuse(
    `${asked}=usd&${hash}[fixed_amount][amount]=-1`,
    `${hash}[fixed_amount][amount]`,
    'This value must be greater than or equal to 0.',
    'parameter_invalid_integer',
  )
  await refuse(
    `${asked}=eur&${hash}[fixed_amount][amount]=1`,
    'shipping_cost[shipping_rate]',
    /^The shipping rate shr_\w+ does not support the currency `usd` of the invoice.$/,
  )
  await refuse(
    `${asked}=usd&${hash}[fixed_amount][amount]=1&shipping_cost[shipping_rate]=${rate.id}`,
    hash,
    `You may only specify one of these parameters: shipping_cost[shipping_rate], ${hash}.`,
    'parameters_exclusive',
  )
  assert.equal((await call('GET', '/v1/shipping_rates')).body.data.length, 1)
  assert.deepEqual(await news(), [])
})
