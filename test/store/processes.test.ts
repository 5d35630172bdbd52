// Two processes over one PostgreSQL, one of them killed: every renewal and every keyed request takes effect exactly once,
// and every event is delivered at least once.
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, test } from 'node:test'
import { newDatabase } from '../engines.ts'
import { type Merchant, openMerchant } from '../stories/merchant.ts'
import { freshName, type Sandbox, sandbox } from '../world.ts'

const SUBSCRIPTIONS = process.env.BRINDLE_LONG === '1' ? 40 : 8
const KEYED = process.env.BRINDLE_LONG === '1' ? 200 : 30
/** What a killed process had taken is left to it for two attempts, and some seconds. */
const QUICK = ['--webhook-timeout', '1']
const MONTH = 31 * 86_400 + 2 * 3600

interface Running {
  readonly child: ChildProcess
  readonly world: Sandbox
}

let merchant: Merchant
const children: ChildProcess[] = []
before(async () => {
  merchant = await openMerchant()
})
after(async () => {
  for (const child of children) child.kill('SIGKILL')
  await merchant.close()
})

async function run(url: string, node: number, name: string): Promise<Running> {
  const program = join(import.meta.dirname, '../../bin/brindle')
  const args = [
    program,
    'start',
    '--port',
    '0',
    '--database-url',
    url,
    '--node',
    String(node),
    '--log-level',
    'error',
    ...QUICK,
  ]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  for await (const line of createInterface(child.stdout!)) {
    const address = /Brindle listens on (http:\/\/127\.0\.0\.1:(\d+))/.exec(line)
    if (address) return { child, world: sandbox({ url: address[1]!, port: Number(address[2]) }, { name }) }
  }
  throw new Error('the process ended before it listened')
}

/** Posts until somebody answers for good: a lost connection and a busy key are asked again, of the other process. */
async function insist(worlds: readonly Sandbox[], path: string, form: string, key: string) {
  for (let i = 0; i < 200; i++) {
    const answer = await worlds[i % worlds.length]!.call('POST', path, form, { 'idempotency-key': key }).catch(
      () => undefined,
    )
    if (answer && ![409, 429, 503].includes(answer.status)) return answer
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error(`nobody answers ${path}`)
}

test('exactly once, whoever is killed', async () => {
  const url = await newDatabase()
  const name = freshName()
  const [one, two] = [await run(url, 1, name), await run(url, 2, name)]
  const { stripe } = two.world
  const endpoint = await stripe.webhookEndpoints.create({ url: `${merchant.url}/webhook`, enabled_events: ['*'] })
  merchant.signingSecret = endpoint.secret!
  const product = await stripe.products.create({
    name: 'Photos',
    default_price_data: { currency: 'usd', unit_amount: 1500, recurring: { interval: 'month' } },
  })
  const subscribe = async (i: number) => {
    const customer = await stripe.customers.create({ name: `Customer ${i}` })
    const method = await stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id })
    const items = [{ price: product.default_price as string }]
    return stripe.subscriptions.create({ customer: customer.id, items, default_payment_method: method.id })
  }
  await Promise.all(Array.from({ length: SUBSCRIPTIONS }, (_, i) => subscribe(i)))

  // Everybody asks both processes for the same things, and for the same renewals; then one of them is gone.
  const worlds = [one.world, two.world]
  const asked = Array.from({ length: KEYED }, (_, i) => {
    const order = i % 2 ? worlds : worlds.toReversed()
    const ask = (of: readonly Sandbox[]) => insist(of, '/v1/customers', `name=Keyed&metadata[n]=${i}`, `key-${i}`)
    return Promise.all([ask(order), ask(order.toReversed())])
  })
  const moved = [one.world.advance(MONTH).catch(() => 0), two.world.advance(MONTH)]
  setTimeout(() => one.child.kill('SIGKILL'), 60)
  const answers = await Promise.all(asked)
  await Promise.all(moved)
  for (const [first, second] of answers) {
    assert.equal(first.status, 200, first.text)
    assert.equal(first.text, second.text)
  }
  const keyed: string[] = []
  for await (const customer of stripe.customers.list({ limit: 100 }))
    if (customer.name === 'Keyed') keyed.push(customer.metadata.n!)
  assert.deepEqual(
    keyed.map(Number).sort((a, b) => a - b),
    Array.from({ length: KEYED }, (_, i) => i),
  )

  // What the killed one had leased is done when its lease is over; the other wakes for it.
  const paid = async () => {
    const perSubscription = new Map<string, number>()
    for await (const invoice of stripe.invoices.list({ limit: 100, status: 'paid' })) {
      const id = invoice.parent!.subscription_details!.subscription as string
      perSubscription.set(id, (perSubscription.get(id) ?? 0) + 1)
    }
    return [...perSubscription.values()]
  }
  const until = Date.now() + 60_000
  while ((await paid()).some((count) => count < 2) && Date.now() < until)
    await new Promise((done) => setTimeout(done, 250))
  assert.deepEqual(
    await paid(),
    Array.from({ length: SUBSCRIPTIONS }, () => 2),
  )
  let charges = 0
  for await (const charge of stripe.charges.list({ limit: 100 })) charges += Number(charge.status === 'succeeded')
  assert.equal(charges, SUBSCRIPTIONS * 2)

  const events = new Set<string>()
  for await (const event of stripe.events.list({ limit: 100 })) events.add(event.id)
  const missing = () => [...events].filter((id) => !merchant.received.some((event) => event.id === id))
  while (missing().length > 0 && Date.now() < until + 60_000) await new Promise((done) => setTimeout(done, 250))
  assert.deepEqual(missing(), [])
  assert.deepEqual(merchant.rejected, [])
})
