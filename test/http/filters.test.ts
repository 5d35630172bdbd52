// What lists can be asked for, as the reference of each describes it.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Brindle } from '../../src/main.ts'
import { type Sandbox, sandbox, startBrindle } from '../world.ts'
import { refused } from './speak.ts'

let brindle: Brindle
before(async () => {
  brindle = await startBrindle()
})
after(() => brindle.close())

const made = async ({ call }: Sandbox, path: string, form: string): Promise<string> => {
  const { status, body, text } = await call('POST', `/v1/${path}`, form)
  assert.equal(status, 200, text)
  return body.id
}

/** The ids of a list, in no order. */
const found = async ({ call }: Sandbox, path: string): Promise<string[]> => {
  const { body, text } = await call('GET', `/v1/${path}`)
  assert.ok(Array.isArray(body.data), text)
  return body.data.map(({ id }: { id: string }) => id).toSorted()
}

const sorted = (...ids: string[]) => ids.toSorted()

test('customers by email, in its own case', async () => {
  // https://docs.stripe.com/api/customers/list: a case-sensitive filter.
  const box = sandbox(brindle)
  const a = await made(box, 'customers', 'email=a@b.example')
  const b = await made(box, 'customers', 'email=a@b.example')
  const c = await made(box, 'customers', 'email=c%2Bd@b.example')
  assert.deepEqual(await found(box, 'customers?email=a@b.example'), sorted(a, b))
  assert.deepEqual(await found(box, 'customers?email=A@b.example'), [])
  assert.deepEqual(await found(box, 'customers?email=c%2Bd@b.example'), [c])
  // A filter follows its object.
  await box.call('POST', `/v1/customers/${b}`, 'email=c%2Bd@b.example')
  assert.deepEqual(await found(box, 'customers?email=a@b.example'), [a])
  assert.deepEqual(await found(box, 'customers?email=c%2Bd@b.example'), sorted(b, c))
  await box.call('DELETE', `/v1/customers/${a}`)
  assert.deepEqual(await found(box, 'customers?email=a@b.example'), [])
})

async function payers(box: Sandbox) {
  const [a, b] = [await made(box, 'customers', 'name=a'), await made(box, 'customers', 'name=b')]
  const card = await made(box, 'payment_methods/pm_card_visa/attach', `customer=${a}`)
  const wallet = await made(box, 'payment_methods', 'type=amazon_pay')
  await made(box, `payment_methods/${wallet}/attach`, `customer=${a}`)
  const other = await made(box, 'payment_methods/pm_card_visa/attach', `customer=${b}`)
  await made(box, 'payment_methods', 'type=amazon_pay')
  return { a, b, card, wallet, other }
}

test('payment methods by customer and type', async () => {
  const box = sandbox(brindle)
  const { a, b, card, wallet, other } = await payers(box)
  assert.deepEqual(await found(box, `payment_methods?customer=${a}`), sorted(card, wallet))
  assert.deepEqual(await found(box, `payment_methods?customer=${a}&type=card`), [card])
  assert.deepEqual(await found(box, `payment_methods?customer=${a}&type=amazon_pay`), [wallet])
  assert.deepEqual(await found(box, `payment_methods?customer=${b}&type=amazon_pay`), [])
  assert.deepEqual(await found(box, `customers/${a}/payment_methods`), sorted(card, wallet))
  assert.deepEqual(await found(box, `customers/${a}/payment_methods?type=card`), [card])
  await box.call('POST', `/v1/payment_methods/${card}/detach`)
  assert.deepEqual(await found(box, `payment_methods?customer=${a}`), [wallet])
  assert.deepEqual(await found(box, `payment_methods?customer=${b}`), [other])
  refused(await box.call('GET', '/v1/payment_methods?customer=cus_gone'), 400, {
    code: 'resource_missing',
    param: 'customer',
    message: "No such customer: 'cus_gone'",
  })
})

test('payment methods of all customers', async () => {
  // https://docs.stripe.com/api/payment_methods/list: all of them, unless filtered.
  const box = sandbox(brindle)
  const { card, wallet, other } = await payers(box)
  const cards = await found(box, 'payment_methods?type=card')
  assert.ok(cards.includes(card) && cards.includes(other), `cards: ${cards}`)
  const every = await found(box, 'payment_methods')
  for (const id of [card, wallet, other]) assert.ok(every.includes(id), id)
})

async function shop(box: Sandbox) {
  const [p, q] = [await made(box, 'products', 'name=p'), await made(box, 'products', 'name=q')]
  const monthly = 'currency=usd&unit_amount=500&recurring[interval]=month'
  return {
    p,
    q,
    month: await made(box, 'prices', `product=${p}&${monthly}&lookup_key=month`),
    year: await made(
      box,
      'prices',
      `product=${p}&currency=eur&unit_amount=5000&recurring[interval]=year&lookup_key=year`,
    ),
    once: await made(box, 'prices', `product=${q}&currency=usd&unit_amount=900&active=false`),
  }
}

test('prices by product, state, lookup key, kind and currency', async () => {
  const box = sandbox(brindle)
  const { p, q, month, year, once } = await shop(box)
  const all = (query: string) => found(box, `prices?${query}`)
  assert.deepEqual(await all(''), sorted(month, year, once))
  assert.deepEqual(await all(`product=${p}`), sorted(month, year))
  assert.deepEqual(await all(`product=${q}`), [once])
  assert.deepEqual(await all('active=true'), sorted(month, year))
  assert.deepEqual(await all('active=false'), [once])
  assert.deepEqual(await all('lookup_keys[]=month'), [month])
  assert.deepEqual(await all('lookup_keys[]=month&lookup_keys[]=year&lookup_keys[]=none'), sorted(month, year))
  assert.deepEqual(await all('lookup_keys[0]=month&lookup_keys[1]=year'), sorted(month, year))
  assert.deepEqual(await all('lookup_keys[]=month&lookup_keys[]=month'), [month])
  assert.deepEqual(await all('lookup_keys[]=none'), [])
  assert.deepEqual(await all('type=one_time'), [once])
  assert.deepEqual(await all('currency=eur'), [year])
  assert.deepEqual(await all('recurring[interval]=month'), [month])
  assert.deepEqual(await all(`product=${p}&active=true&currency=usd`), [month])
  await box.call('POST', `/v1/prices/${month}`, 'active=false')
  assert.deepEqual(await all('active=false'), sorted(month, once))
  assert.deepEqual(await all('lookup_keys[]=month&active=true'), [])
})

test('at most ten lookup keys', async () => {
  // https://docs.stripe.com/api/prices/list
  const box = sandbox(brindle)
  const keys = (count: number) => Array.from({ length: count }, (_, i) => `lookup_keys[]=k${i}`).join('&')
  assert.deepEqual(await found(box, `prices?${keys(10)}`), [])
  const answer = await box.call('GET', `/v1/prices?${keys(11)}`)
  assert.equal(answer.status, 400, answer.text)
  assert.equal(answer.body.error.param, 'lookup_keys')
})

async function subscribers(box: Sandbox) {
  const { p, month } = await shop(box)
  // A customer pays in one currency.
  const yearly = `product=${p}&currency=usd&unit_amount=5000&recurring[interval]=year`
  const year = await made(box, 'prices', yearly)
  const { a, b, card, other } = await payers(box)
  const subscribe = (customer: string, method: string, price: string, more = '') =>
    made(box, 'subscriptions', `customer=${customer}&default_payment_method=${method}&items[0][price]=${price}${more}`)
  const active = await subscribe(a, card, month)
  const canceled = await subscribe(a, card, year)
  await box.call('DELETE', `/v1/subscriptions/${canceled}`)
  const incomplete = await subscribe(b, other, month, '&payment_behavior=default_incomplete')
  return { month, year, a, b, active, canceled, incomplete }
}

test('subscriptions by status, customer and price', async () => {
  const box = sandbox(brindle)
  const { month, year, a, b, active, canceled, incomplete } = await subscribers(box)
  const all = (query: string) => found(box, `subscriptions?${query}`)
  // https://docs.stripe.com/api/subscriptions/list: unless asked for, canceled ones are left out.
  assert.deepEqual(await all(''), sorted(active, incomplete))
  assert.deepEqual(await all('status=all'), sorted(active, canceled, incomplete))
  assert.deepEqual(await all('status=active'), [active])
  assert.deepEqual(await all('status=canceled'), [canceled])
  assert.deepEqual(await all('status=incomplete'), [incomplete])
  assert.deepEqual(await all('status=past_due'), [])
  assert.deepEqual(await all(`customer=${a}`), [active])
  assert.deepEqual(await all(`customer=${a}&status=all`), sorted(active, canceled))
  assert.deepEqual(await all(`customer=${a}&status=canceled`), [canceled])
  assert.deepEqual(await all(`customer=${b}&status=active`), [])
  assert.deepEqual(await all(`price=${month}`), sorted(active, incomplete))
  assert.deepEqual(await all(`price=${month}&customer=${b}`), [incomplete])
  assert.deepEqual(await all(`price=${year}`), [])
  assert.deepEqual(await all(`price=${year}&status=all`), [canceled])
  refused(await box.call('GET', '/v1/subscriptions?status=gone'), 400, {
    param: 'status',
    message: /^Invalid status: must be one of active, past_due, unpaid, /,
  })
})

test('subscriptions by plan: prices are plans too', async () => {
  const box = sandbox(brindle)
  const { month, active, incomplete } = await subscribers(box)
  assert.deepEqual(await found(box, `subscriptions?plan=${month}`), sorted(active, incomplete))
})

test('subscriptions that have ended: canceled, or never paid', async () => {
  // https://docs.stripe.com/api/subscriptions/list (`ended`); 23 hours: docs.stripe.com/billing/subscriptions/overview
  const box = sandbox(brindle)
  const { canceled, incomplete } = await subscribers(box)
  await box.advance(24 * 3600)
  assert.deepEqual(await found(box, 'subscriptions?status=incomplete_expired'), [incomplete])
  assert.deepEqual(await found(box, 'subscriptions?status=ended'), sorted(canceled, incomplete))
})

test('invoices, charges and movements by what they belong to', async () => {
  const box = sandbox(brindle)
  const { a, b, active, incomplete } = await subscribers(box)
  const { latest_invoice: paid } = (await box.call('GET', `/v1/subscriptions/${active}`)).body
  const { latest_invoice: open } = (await box.call('GET', `/v1/subscriptions/${incomplete}`)).body
  assert.deepEqual(await found(box, `invoices?subscription=${active}`), [paid])
  assert.deepEqual(await found(box, `invoices?customer=${b}`), [open])
  assert.deepEqual(await found(box, `invoices?customer=${a}&subscription=${active}&status=paid`), [paid])
  assert.deepEqual(await found(box, 'invoices?status=open'), [open])
  const [{ payment }] = (await box.call('GET', `/v1/invoice_payments?invoice=${paid}`)).body.data
  const { latest_charge: charge } = (await box.call('GET', `/v1/payment_intents/${payment.payment_intent}`)).body
  assert.deepEqual(await found(box, `charges?payment_intent=${payment.payment_intent}`), [charge])
  assert.deepEqual(await found(box, `charges?customer=${b}`), [])
  const { balance_transaction: movement } = (await box.call('GET', `/v1/charges/${charge}`)).body
  assert.deepEqual(await found(box, `balance_transactions?source=${charge}`), [movement])
})

test('an invoice’s payment by its intent', async () => {
  // https://docs.stripe.com/api/invoice-payment/list: how the invoice of an intent is found since basil.
  const box = sandbox(brindle)
  const { active } = await subscribers(box)
  const { latest_invoice: invoice } = (await box.call('GET', `/v1/subscriptions/${active}`)).body
  const [{ id, payment }] = (await box.call('GET', `/v1/invoice_payments?invoice=${invoice}`)).body.data
  const by = `payment[type]=payment_intent&payment[payment_intent]=${payment.payment_intent}`
  assert.deepEqual(await found(box, `invoice_payments?${by}`), [id])
})

async function happened(box: Sandbox): Promise<(query: string) => Promise<string[]>> {
  const { id } = (await box.call('POST', '/v1/customers', 'name=x')).body
  await box.call('POST', `/v1/customers/${id}`, 'name=y')
  await box.call('POST', '/v1/products', 'name=x')
  await box.call('DELETE', `/v1/customers/${id}`)
  return async (query) => {
    const { body, text } = await box.call('GET', `/v1/events?${query}`)
    assert.ok(Array.isArray(body.data), text)
    return body.data.map(({ type }: { type: string }) => type)
  }
}

test('events by type, and by several', async () => {
  const events = await happened(sandbox(brindle))
  const all = ['customer.deleted', 'product.created', 'customer.updated', 'customer.created']
  assert.deepEqual(await events(''), all)
  assert.deepEqual(await events('type=customer.updated'), ['customer.updated'])
  assert.deepEqual(await events('types[]=customer.created'), ['customer.created'])
  // Newest first, whatever the order of the question.
  const several = ['product.created', 'customer.created']
  assert.deepEqual(await events('types[]=customer.created&types[]=product.created'), several)
  assert.deepEqual(await events('types[0]=customer.created&types[1]=product.created'), several)
  assert.deepEqual(await events('types[]=customer.created&types[]=product.created&limit=1'), ['product.created'])
  assert.deepEqual(await events('type=charge.succeeded'), [])
})

test('events of a group', async () => {
  // https://docs.stripe.com/api/events/list: `type` may have * as a wildcard.
  const events = await happened(sandbox(brindle))
  assert.deepEqual(await events('type=customer.*'), ['customer.deleted', 'customer.updated', 'customer.created'])
  assert.deepEqual(await events('type=product.*'), ['product.created'])
})

test('events whose webhooks have all been delivered', async () => {
  // No endpoint, nothing to deliver: none is pending and none has failed.
  const events = await happened(sandbox(brindle))
  assert.deepEqual(await events('delivery_success=false'), [])
  assert.equal((await events('delivery_success=true')).length, 4)
})

test('events: either one type or several, and no more than twenty', async () => {
  // https://docs.stripe.com/api/events/list
  const { call } = sandbox(brindle)
  const both = await call('GET', '/v1/events?type=customer.created&types[]=product.created')
  assert.equal(both.status, 400, both.text)
  const many = Array.from({ length: 21 }, () => 'types[]=customer.created').join('&')
  const tooMany = await call('GET', `/v1/events?${many}`)
  assert.equal(tooMany.status, 400, tooMany.text)
})
