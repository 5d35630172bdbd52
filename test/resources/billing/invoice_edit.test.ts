// What may be changed of an invoice: all of a draft, and little afterwards. (https://docs.stripe.com/api/invoices/update;
// "recorded" is Stripe's own answer at 2026-08-26.dahlia)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { customer, DAY, drafted, HOUR, opened, refuses, SETTLED } from './invoicing.ts'

const UPDATE = 'POST /v1/invoices/{id}'
const PATH = '/v1/invoices'

behaves(UPDATE, 'changes what is said on a draft, and clears it', async (world) => {
  const { stripe, news } = world
  const draft = await drafted(world, [1000], { metadata: { a: '1' } })
  const { id: card } = await stripe.paymentMethods.attach('pm_card_mastercard', { customer: draft.customer as string })
  await news()
  const changed = await stripe.invoices.update(draft.id, {
    custom_fields: [{ name: 'Order', value: '7' }],
    default_payment_method: card,
    description: 'For the shop',
    effective_at: 1_700_000_000,
    footer: 'Bye',
    issuer: { type: 'self' },
    metadata: { b: '2' },
    number: 'R-1',
    payment_settings: { payment_method_types: ['card'] },
    rendering: { amount_tax_display: 'exclude_tax', pdf: { page_size: 'letter' } },
    shipping_details: { name: 'Ann', phone: '5', address: { line1: 'Street 2', country: 'DE' } },
    statement_descriptor: 'SHOP',
  })
  assert.deepEqual(changed.custom_fields, [{ name: 'Order', value: '7' }])
  assert.deepEqual([changed.default_payment_method, changed.description], [card, 'For the shop'])
  assert.deepEqual([changed.effective_at, changed.footer, changed.number], [1_700_000_000, 'Bye', 'R-1'])
  assert.deepEqual([changed.metadata, changed.statement_descriptor], [{ a: '1', b: '2' }, 'SHOP'])
  assert.deepEqual(changed.payment_settings.payment_method_types, ['card'])
  assert.deepEqual(changed.rendering, {
    amount_tax_display: 'exclude_tax',
    pdf: { page_size: 'letter' },
    template: null,
    template_version: null,
  })
  assert.deepEqual(changed.shipping_details, {
    address: { city: null, country: 'DE', line1: 'Street 2', line2: null, postal_code: null, state: null },
    name: 'Ann',
    phone: '5',
  })
  assert.deepEqual(await news(), ['invoice.updated'])
  // What of them is set by itself leaves the rest as it is.
  const printed = await stripe.invoices.update(draft.id, { rendering: { pdf: { page_size: 'a4' } } })
  assert.deepEqual([printed.rendering?.amount_tax_display, printed.rendering?.pdf?.page_size], ['exclude_tax', 'a4'])
  const settings = await stripe.invoices.update(draft.id, { payment_settings: { default_mandate: '' } })
  assert.deepEqual(settings.payment_settings.payment_method_types, ['card'])
  await news()
  const bare = await stripe.invoices.update(draft.id, {
    custom_fields: '',
    effective_at: '',
    metadata: '',
    number: '',
    payment_settings: { payment_method_types: '' },
    shipping_details: '',
  })
  assert.deepEqual([bare.custom_fields, bare.effective_at, bare.metadata, bare.number], [null, null, {}, null])
  assert.deepEqual([bare.payment_settings.payment_method_types, bare.shipping_details], [null, null])
  // Nothing that is not named has changed.
  assert.deepEqual([bare.description, bare.footer, bare.total], ['For the shop', 'Bye', 1000])
  assert.deepEqual(await news(), ['invoice.updated'])
})

behaves(UPDATE, 'turns its advancing on and off', async (world) => {
  // Recorded: both times are gone when it is off, and reckoned from when it was made when it is on.
  const { stripe, news, advance } = world
  const { id, created } = await drafted(world, [1000])
  const on = await stripe.invoices.update(id, { auto_advance: true })
  assert.deepEqual([on.automatically_finalizes_at, on.next_payment_attempt], [created + HOUR + 1, created + HOUR])
  const off = await stripe.invoices.update(id, { auto_advance: false })
  assert.deepEqual([off.auto_advance, off.automatically_finalizes_at, off.next_payment_attempt], [false, null, null])
  assert.deepEqual(await news(), ['invoice.updated', 'invoice.updated'])
  await advance(2 * HOUR)
  assert.deepEqual([(await stripe.invoices.retrieve(id)).status, await news()], ['draft', []])
  await stripe.invoices.update(id, { auto_advance: true })
  await advance(60)
  assert.equal((await stripe.invoices.retrieve(id)).status, 'paid')
  assert.ok((await news()).includes('invoice.paid'))
})

behaves(UPDATE, 'moves the time at which it is finalised', async (world) => {
  const { stripe, news, advance } = world
  const draft = await drafted(world, [1000], { auto_advance: true })
  const at = draft.created + 2 * DAY
  const later = await stripe.invoices.update(draft.id, { automatically_finalizes_at: at })
  assert.deepEqual([later.automatically_finalizes_at, later.next_payment_attempt, later.auto_advance], [at, at, true])
  // Other changes leave it as it is.
  const same = await stripe.invoices.update(draft.id, { auto_advance: true, description: 'x' })
  assert.equal(same.automatically_finalizes_at, at)
  await advance(DAY)
  assert.equal((await stripe.invoices.retrieve(draft.id)).status, 'draft')
  await advance(DAY + 60)
  assert.equal((await stripe.invoices.retrieve(draft.id)).status, 'paid')
  await news()
  const still = await drafted(world, [1000])
  await refuses(world, `${PATH}/${still.id}`, `automatically_finalizes_at=${at + 9 * DAY}`, {
    param: 'automatically_finalizes_at',
    message: 'You can only specify `automatically_finalizes_at` if `auto_advance` is true.',
  })
  assert.deepEqual(await news(), [])
})

behaves(UPDATE, 'changes how it is collected, and when it is due', async (world) => {
  const { stripe, news } = world
  const draft = await drafted(world, [1000])
  const { id, created } = draft
  const sent = await stripe.invoices.update(id, { collection_method: 'send_invoice', days_until_due: 7 })
  assert.deepEqual([sent.collection_method, sent.due_date], ['send_invoice', created + 7 * DAY])
  const later = await stripe.invoices.update(id, { days_until_due: 9 })
  assert.equal(later.due_date, created + 9 * DAY)
  const dated = await stripe.invoices.update(id, { due_date: created + 30 * DAY, auto_advance: true })
  assert.deepEqual([dated.due_date, dated.next_payment_attempt], [created + 30 * DAY, null])
  assert.equal(dated.automatically_finalizes_at, created + HOUR + 1)
  const charged = await stripe.invoices.update(id, { collection_method: 'charge_automatically' })
  assert.deepEqual([charged.due_date, charged.next_payment_attempt], [null, created + HOUR])
  assert.deepEqual(await news(), ['invoice.updated', 'invoice.updated', 'invoice.updated', 'invoice.updated'])
  // Recorded, of making one.
  await refuses(world, `${PATH}/${id}`, 'collection_method=send_invoice', {
    message: "If invoice collection method is 'send_invoice', you must specify 'due_date' or 'days_until_due'.",
  })
  await refuses(world, `${PATH}/${id}`, 'days_until_due=3', {
    message: "You can only specify 'due_date' or 'days_until_due' if invoice collection method is 'send_invoice'.",
  })
  await stripe.customers.update(draft.customer as string, { email: '' })
  await news()
  await refuses(world, `${PATH}/${id}`, 'collection_method=send_invoice&days_until_due=3', {
    message:
      'Missing email. In order to create invoices that are sent to the customer, the customer must have a valid email.',
  })
  assert.deepEqual(await news(), [])
})

behaves(UPDATE, 'takes others’ methods and what is not there for what they are', async (world) => {
  const { stripe, news } = world
  const { id } = await drafted(world, [1000])
  const other = await customer(world, { card: null })
  const { id: theirs } = await stripe.paymentMethods.attach('pm_card_visa', { customer: other })
  await news()
  await refuses(world, `${PATH}/${id}`, `default_payment_method=${theirs}`, {
    code: 'resource_missing',
    param: 'default_payment_method',
    message: `The customer does not have a payment method with the ID ${theirs}. The payment method must be attached to the customer.`,
  })
  await refuses(world, `${PATH}/${id}`, 'default_payment_method=pm_none', {
    code: 'resource_missing',
    param: 'default_payment_method',
    message: "No such PaymentMethod: 'pm_none'",
  })
  await refuses(world, `${PATH}/${id}`, 'default_source=src_none', {
    code: 'resource_missing',
    param: 'default_source',
    message: "No such source: 'src_none'",
  })
  await refuses(world, `${PATH}/${id}`, 'transfer_data[destination]=acct_1', {
    code: 'resource_missing',
    param: 'transfer_data[destination]',
    message: "No such destination: 'acct_1'",
  })
  assert.deepEqual(await news(), [])
})

behaves(UPDATE, 'says who there is none for', async ({ call, news }) => {
  // Recorded.
  const { status, body } = await call('POST', `${PATH}/in_none`, 'description=x')
  const { code, param, message } = body.error
  assert.deepEqual([status, code, param, message], [404, 'resource_missing', 'id', "No such invoice: 'in_none'"])
  assert.deepEqual(await news(), [])
})

behaves(UPDATE, 'leaves of a finalised one its metadata and its advancing', async (world) => {
  const { stripe, news, advance } = world
  const { id } = await opened(world, [1000])
  // Recorded.
  for (const name of ['description', 'footer', 'statement_descriptor'])
    await refuses(world, `${PATH}/${id}`, `${name}=x`, {
      param: name,
      message: "Finalized invoices can't be updated in this way",
    })
  assert.deepEqual((await stripe.invoices.update(id, { metadata: { a: '1' } })).metadata, { a: '1' })
  assert.deepEqual(await news(), ['invoice.updated'])
  // docs.stripe.com/invoicing/integration/automatic-advancement-collection: of open ones, too.
  const now = await advance(1)
  const on = await stripe.invoices.update(id, { auto_advance: true })
  assert.deepEqual([on.auto_advance, on.next_payment_attempt! - now < HOUR + 60], [true, true])
  const off = await stripe.invoices.update(id, { auto_advance: false })
  assert.deepEqual([off.auto_advance, off.next_payment_attempt], [false, null])
  assert.deepEqual(await news(), ['invoice.updated', 'invoice.updated'])
  await advance(2 * HOUR)
  assert.equal((await stripe.invoices.retrieve(id)).status, 'open')
  await stripe.invoices.update(id, { auto_advance: true })
  await news()
  await advance(2 * HOUR)
  assert.equal((await stripe.invoices.retrieve(id)).status, 'paid')
  assert.deepEqual(await news(), SETTLED)
  // Recorded of one that is paid.
  assert.deepEqual((await stripe.invoices.update(id, { metadata: { b: '2' } })).metadata, { a: '1', b: '2' })
  await refuses(world, `${PATH}/${id}`, 'auto_advance=true', {
    param: 'auto_advance',
    message: "Finalized invoices can't be updated in this way",
  })
  assert.deepEqual(await news(), ['invoice.updated'])
})
