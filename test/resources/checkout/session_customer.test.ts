// Names and tax ids on the page of a Checkout Session: asked for, refused where they are missing, and kept with the customer.
// (https://docs.stripe.com/tax/checkout/tax-ids; docs.stripe.com/payments/checkout/collect-customer-names)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { COMPLETED, PAID, press, seen, selling, shop, VISA } from './shop.ts'

const CONFIRM = 'POST /v1/payment_pages/{id}/confirm'
const TAX_ID = 'tax_id[type]=gb_vat&tax_id[value]=GB123456789'

behaves(CONFIRM, 'asks for names and tax ids, and makes the customer with them', async (world) => {
  const { stripe, news } = world
  const { shirt } = await shop(world)
  const session = await selling(world, shirt.id, {
    customer_creation: 'always',
    name_collection: { business: { enabled: true }, individual: { enabled: true, optional: true } },
    tax_id_collection: { enabled: true, required: 'if_supported' },
  })
  assert.deepEqual(session.name_collection, {
    business: { enabled: true, optional: false },
    individual: { enabled: true, optional: true },
  })
  await news()
  const london = 'address[country]=GB'
  const missing = (param: string) => ({
    code: 'parameter_missing',
    param,
    message: `Missing required param: ${param}.`,
  })
  refused(await press(world, session.id, `${VISA}&${london}&${TAX_ID}`), 400, missing('business_name'))
  refused(await press(world, session.id, `${VISA}&${london}&business_name=Tea Ltd`), 400, missing('tax_id'))
  assert.deepEqual(await news(), [])
  await press(world, session.id, `${VISA}&${london}&business_name=Tea Ltd&${TAX_ID}`)
  assert.deepEqual(await news(), ['customer.created', 'customer.tax_id.created', ...PAID, COMPLETED])
  const { customer } = await seen(world, session.id)
  const who = await stripe.customers.retrieve(customer as string, { expand: ['tax_ids'] })
  assert.ok(!who.deleted)
  assert.deepEqual(
    [who.name, who.business_name, who.tax_ids!.data.map(({ type, value }) => [type, value])],
    ['Tea Ltd', 'Tea Ltd', [['gb_vat', 'GB123456789']]],
  )
})

behaves(
  CONFIRM,
  'adds a tax id to a customer who has it not, and asks nobody for one where there are none',
  async (world) => {
    const { stripe, news } = world
    const { shirt } = await shop(world)
    const { id: customer } = await stripe.customers.create()
    await stripe.customers.createTaxId(customer, { type: 'gb_vat', value: 'GB123456789' })
    const buying = { customer, tax_id_collection: { enabled: true, required: 'if_supported' as const } }
    const known = await selling(world, shirt.id, buying)
    await news()
    await press(world, known.id, `${VISA}&${TAX_ID}`)
    assert.deepEqual(await news(), [...PAID, COMPLETED])
    const other = await selling(world, shirt.id, buying)
    await press(world, other.id, `${VISA}&tax_id[type]=us_ein&tax_id[value]=12-3456789`)
    assert.deepEqual(await news(), [...PAID, 'customer.tax_id.created', COMPLETED])
    assert.equal((await stripe.customers.listTaxIds(customer)).data.length, 2)
    // Bermuda has no tax ids that Stripe lists.
    const guest = await selling(world, shirt.id, { ...buying, customer: undefined } as never)
    const { status } = await press(world, guest.id, `${VISA}&address[country]=BM`)
    assert.deepEqual([status, await news()], [200, [...PAID, COMPLETED]])
    refused(await press(world, (await selling(world, shirt.id)).id, `${VISA}&${TAX_ID}`), 400, {
      param: 'tax_id',
      message: 'This Checkout Session does not collect tax ids.',
    })
  },
)
