// How invoices are printed: by a template of their own, or of their customer's.
// (https://docs.stripe.com/invoicing/invoice-rendering-template)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { wordsOf } from '../../lib/pdf_reading.ts'
import { customer, drafted, refuses, type World } from './invoicing.ts'

const OWN = '/brindle/invoice_rendering_templates'

/** A template that says something; Stripe makes them in its dashboard only. */
async function template({ call }: World, form = 'memo=Merci&footer=TVA non applicable'): Promise<string> {
  return (await call('POST', OWN, form)).body.id
}

const read = async (url: string) => wordsOf(Buffer.from(await (await fetch(url)).arrayBuffer())).join('\n')

behaves('POST /v1/invoices', 'is printed by its template, in the version of its finalisation', async (world) => {
  const { stripe, call, news } = world
  const id = await template(world, 'memo=Merci&footer=TVA&custom_fields[0][name]=Commande&custom_fields[0][value]=4711')
  const draft = await drafted(world, [1000], { rendering: { template: id } })
  const none = { amount_tax_display: null, pdf: { page_size: 'auto' }, template_version: null }
  assert.deepEqual(draft.rendering, { ...none, template: id })
  await call('POST', `${OWN}/${id}`, 'memo=Merci beaucoup')
  const open = await stripe.invoices.finalizeInvoice(draft.id)
  assert.deepEqual(open.rendering, { ...none, template: id, template_version: 2 })
  assert.deepEqual([open.description, open.footer], [null, null])
  await call('POST', `${OWN}/${id}`, 'memo=Adieu')
  const words = await read(open.invoice_pdf!)
  for (const word of ['Merci beaucoup', 'TVA', 'Commande | 4711']) assert.ok(words.includes(word), words)
  // A version may be chosen, and what the invoice says itself comes first.
  const other = await drafted(world, [1000], {
    customer: draft.customer as string,
    description: 'Mine',
    rendering: { template: id, template_version: 1 },
  })
  const fixed = await stripe.invoices.finalizeInvoice(other.id)
  assert.equal(fixed.rendering!.template_version, 1)
  const said = await read(fixed.invoice_pdf!)
  assert.ok(said.includes('Mine') && said.includes('TVA') && !said.includes('Merci'), said)
  await news()
})

behaves('POST /v1/customers/{id}', 'has a template for all invoices, also those of subscriptions', async (world) => {
  const { stripe, call, news } = world
  const id = await template(world)
  const who = await customer(world)
  const { invoice_settings } = await stripe.customers.update(who, {
    invoice_settings: { rendering_options: { amount_tax_display: 'exclude_tax', template: id } },
  })
  assert.deepEqual(invoice_settings.rendering_options, { amount_tax_display: 'exclude_tax', template: id })
  assert.deepEqual(await news(), ['customer.updated'])
  // What is archived already goes on where it is.
  await stripe.invoiceRenderingTemplates.archive(id)
  const { id: product } = await stripe.products.create({ name: 'Photos' })
  const { latest_invoice } = await stripe.subscriptions.create({
    customer: who,
    items: [{ price_data: { currency: 'usd', product, recurring: { interval: 'month' }, unit_amount: 1000 } }],
  })
  const first = await stripe.invoices.retrieve(latest_invoice as string)
  const inherited = { amount_tax_display: 'exclude_tax', pdf: { page_size: 'auto' }, template: id }
  assert.deepEqual(first.rendering, { ...inherited, template_version: 1 })
  assert.ok((await read(first.invoice_pdf!)).includes('TVA non applicable'))
  await news()
  const own = await template(world)
  const draft = await stripe.invoices.create({ customer: who, rendering: { template: own, pdf: { page_size: 'a4' } } })
  assert.deepEqual(draft.rendering, {
    ...inherited,
    pdf: { page_size: 'a4' },
    template: own,
    template_version: null,
  })
  assert.deepEqual(await news(), ['invoice.created'])
  const path = `/v1/customers/${who}`
  const param = 'invoice_settings[rendering_options][template]'
  refused(await call('POST', path, `${param}=inrtem_none`), 400, {
    code: 'resource_missing',
    param,
    message: "No such invoice_rendering_template: 'inrtem_none'",
  })
  refused(await call('POST', path, `${param}=${id}`), 400, {
    param,
    message: `The invoice rendering template ${id} is archived.`,
  })
  const bare = await stripe.customers.update(who, { invoice_settings: { rendering_options: '' } })
  assert.equal(bare.invoice_settings.rendering_options, null)
  assert.deepEqual(await news(), ['customer.updated'])
})

behaves('POST /v1/invoices/{id}', 'takes only a template that there is, in a version that it has', async (world) => {
  const { stripe, news } = world
  const [id, old] = [await template(world), await template(world)]
  await stripe.invoiceRenderingTemplates.archive(old)
  const draft = await drafted(world, [1000])
  const path = `/v1/invoices/${draft.id}`
  const template_version = 'rendering[template_version]'
  // biome-ignore format: a table
  for (const [form, expected] of [
    ['rendering[template]=inrtem_none', { code: 'resource_missing', param: 'rendering[template]', message: "No such invoice_rendering_template: 'inrtem_none'" }],
    [`rendering[template]=${old}`, { param: 'rendering[template]', message: `The invoice rendering template ${old} is archived.` }],
    [`rendering[template]=${id}&${template_version}=2`, { code: 'resource_missing', param: template_version, message: `No such version of invoice_rendering_template '${id}': 2` }],
    [`${template_version}=1`, { code: 'parameter_missing', param: 'rendering[template]', message: 'Missing required param: rendering[template].' }],
  ] as const)
    await refuses(world, path, form, expected)
  const one = await stripe.invoices.update(draft.id, { rendering: { template: id, template_version: 1 } })
  assert.deepEqual([one.rendering!.template, one.rendering!.template_version], [id, 1])
  const free = await stripe.invoices.update(draft.id, { rendering: { template_version: '' } })
  assert.deepEqual([free.rendering!.template, free.rendering!.template_version], [id, null])
  assert.deepEqual(await news(), ['invoice.updated', 'invoice.updated'])
})
