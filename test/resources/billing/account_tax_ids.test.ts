// The account's own tax ids, on its invoices. (https://docs.stripe.com/api/invoices/create#create_invoice-account_tax_ids)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { wordsOf } from '../../lib/pdf_reading.ts'
import { customer, drafted, refuses, type World } from './invoicing.ts'

async function ownIds({ stripe }: World): Promise<[string, string]> {
  const one = await stripe.taxIds.create({ type: 'eu_vat', value: 'DE123456789' })
  const two = await stripe.taxIds.create({ type: 'gb_vat', value: 'GB123456789' })
  return [one.id, two.id]
}

behaves('POST /v1/invoices', 'has tax ids of the account on it', async (world) => {
  const { stripe, news } = world
  const [one, two] = await ownIds(world)
  const draft = await drafted(world, [1000], { account_tax_ids: [one] })
  assert.deepEqual(draft.account_tax_ids, [one])
  const changed = await stripe.invoices.update(draft.id, { account_tax_ids: [two, one], expand: ['account_tax_ids'] })
  assert.deepEqual(
    (changed.account_tax_ids as Stripe.TaxId[]).map(({ value }) => value),
    ['GB123456789', 'DE123456789'],
  )
  assert.deepEqual(await news(), ['invoice.updated'])
  const { invoice_pdf } = await stripe.invoices.finalizeInvoice(draft.id)
  const words = wordsOf(Buffer.from(await (await fetch(invoice_pdf!)).arrayBuffer())).join('\n')
  for (const id of ['GB VAT GB123456789', 'EU VAT DE123456789'])
    assert.ok(words.includes(`Tax ID of the seller | ${id}`), words)
  const theirs = await stripe.customers.createTaxId(draft.customer as string, { type: 'eu_vat', value: 'DE123456789' })
  const other = await drafted(world, [1000], { customer: draft.customer as string, account_tax_ids: [one] })
  const many = Array.from({ length: 26 }, (_, i) => `account_tax_ids[${i}]=${one}`).join('&')
  // biome-ignore format: a table
  for (const [form, expected] of [
    ['account_tax_ids[0]=txi_none', { code: 'resource_missing', param: 'account_tax_ids[0]', message: "No such tax_id: 'txi_none'" }],
    [`account_tax_ids[0]=${one}&account_tax_ids[1]=${theirs.id}`, { code: 'resource_missing', param: 'account_tax_ids[1]', message: `No such tax_id: '${theirs.id}'` }],
    [many, { param: 'account_tax_ids', message: 'Array account_tax_ids exceeded maximum 25 allowed elements.' }],
  ] as const)
    await refuses(world, `/v1/invoices/${other.id}`, form, expected)
  await refuses(world, `/v1/invoices/${draft.id}`, `account_tax_ids[0]=${one}`, {
    param: 'account_tax_ids',
    message: "Finalized invoices can't be updated in this way",
  })
  assert.equal((await stripe.invoices.update(other.id, { account_tax_ids: '' })).account_tax_ids, null)
  await news()
})

behaves(
  'POST /v1/subscription_schedules',
  'has tax ids of the account on its invoices, phase by phase',
  async (world) => {
    const { stripe, news } = world
    const [one, two] = await ownIds(world)
    const who = await customer(world)
    const { id: product } = await stripe.products.create({ name: 'Photos' })
    const items = [
      { price_data: { currency: 'usd', product, recurring: { interval: 'month' as const }, unit_amount: 1000 } },
    ]
    const { id, latest_invoice, invoice_settings } = await stripe.subscriptions.create({
      customer: who,
      items,
      invoice_settings: { account_tax_ids: [one] },
    })
    assert.deepEqual(invoice_settings.account_tax_ids, [one])
    const taxIdsOf = async (invoice: unknown) => (await stripe.invoices.retrieve(invoice as string)).account_tax_ids
    assert.deepEqual(await taxIdsOf(latest_invoice), [one])
    const adopted = await stripe.subscriptionSchedules.create({ from_subscription: id })
    assert.deepEqual(adopted.default_settings.invoice_settings.account_tax_ids, [one])
    const made = await stripe.subscriptionSchedules.create({
      customer: who,
      start_date: 'now',
      default_settings: { invoice_settings: { account_tax_ids: [one] } },
      phases: [{ items, invoice_settings: { account_tax_ids: [two] }, duration: { interval: 'month' } }],
    })
    assert.deepEqual(
      [made.default_settings, made.phases[0]!].map((of) => of.invoice_settings!.account_tax_ids),
      [[one], [two]],
    )
    const running = await stripe.subscriptions.retrieve(made.subscription as string)
    assert.deepEqual(running.invoice_settings.account_tax_ids, [two])
    assert.deepEqual(await taxIdsOf(running.latest_invoice), [two])
    const bare = await stripe.subscriptions.update(made.subscription as string, {
      invoice_settings: { account_tax_ids: '' },
    })
    assert.equal(bare.invoice_settings.account_tax_ids, null)
    await news()
    const path = '/v1/subscription_schedules'
    const form = `customer=${who}&start_date=now&phases[0][items][0][price]=price_none`
    await refuses(world, path, `${form}&default_settings[invoice_settings][account_tax_ids][0]=txi_none`, {
      code: 'resource_missing',
      param: 'default_settings[invoice_settings][account_tax_ids][0]',
      message: "No such tax_id: 'txi_none'",
    })
    assert.deepEqual(await news(), [])
  },
)
