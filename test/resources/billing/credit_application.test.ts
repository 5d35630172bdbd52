// What credits pay of an invoice, and what comes back when it is voided: these run as parts of an operation, to have many
// cases of lines; subscription_credits.test.ts has whole invoices. (docs.stripe.com/billing/subscriptions/usage-based/billing-credits)
import assert from 'node:assert/strict'
import test, { after, before } from 'node:test'
import type { Brindle } from '../../../src/main.ts'
import {
  type CreditableLine,
  type Drawn,
  drawCredits,
  foreseeCredits,
  returnCredits,
} from '../../../src/resources/billing/credit_application.ts'
import { refused } from '../../http/speak.ts'
import { type Sandbox, sandbox, startBrindle } from '../../world.ts'
import { within } from '../within.ts'
import { granting, insertMeter, meteredPrice } from './metered.ts'

let brindle: Brindle
before(async () => {
  brindle = await startBrindle()
})
after(() => brindle.close())

const DAY = 86_400
const now = () => Math.floor(Date.now() / 1000)
const MOVED = 'billing.credit_balance_transaction.created'

async function customer() {
  const world = sandbox(brindle)
  const { id } = await world.stripe.customers.create()
  return { world, id }
}

const line = (id: string, amount: number, price = 'price_1'): CreditableLine => ({ id, amount, price })

const draw = (world: Sandbox, customer: string, lines: readonly CreditableLine[], period_end = now(), id = 'in_1') =>
  within(brindle, world, (tx) => drawCredits(tx, { id, customer, currency: 'usd', period_end }, lines)) as Promise<
    ReturnType<typeof drawCredits>
  >

/** The invoice, as far as it says what has paid for it. */
const paidWith = (id: string, drawn: ReturnType<typeof drawCredits>): Drawn => ({
  id,
  total_pretax_credit_amounts: drawn.map(({ amount, transaction }) => ({
    amount,
    credit_balance_transaction: transaction,
    type: 'credit_balance_transaction',
  })),
})

/** The ledger of a customer, the oldest first. */
const ledger = async ({ stripe }: Sandbox, who: string) =>
  (await stripe.billing.creditBalanceTransactions.list({ customer: who, limit: 100 })).data
    .reverse()
    .map(({ credit, debit, credit_grant }) => {
      const { type, amount } = (credit ?? debit)!
      const of = debit?.credits_applied ?? credit?.credits_application_invoice_voided
      const about = of ? ` ${of.invoice} ${of.invoice_line_item}` : ''
      return `${credit_grant} ${type} ${amount.monetary!.value}${about}`
    })

const left = async ({ stripe }: Sandbox, who: string, credit_grant: string) => {
  const filter = { type: 'credit_grant' as const, credit_grant }
  const { balances } = await stripe.billing.creditBalanceSummaries.retrieve({ customer: who, filter })
  return balances[0]!.ledger_balance.monetary!.value
}

test('grants pay in their order, each entered with its invoice and line', async () => {
  const { world, id } = await customer()
  const { stripe } = world
  const { id: last } = await stripe.billing.creditGrants.create(granting(id, { priority: 60 }, 100))
  const { id: first } = await stripe.billing.creditGrants.create(granting(id, { category: 'promotional' }, 30))
  await stripe.billing.creditGrants.create(granting(id, {}, 30, 'eur'))
  await world.news()
  const lines = [line('il_1', 20), line('il_2', 25)]
  const expected = [
    { line: 'il_1', grant: first, amount: 20 },
    { line: 'il_2', grant: first, amount: 10 },
    { line: 'il_2', grant: last, amount: 15 },
  ]
  const invoice = { id: 'in_1', customer: id, currency: 'usd', period_end: now() }
  assert.deepEqual(await within(brindle, world, (tx) => foreseeCredits(tx, invoice, lines)), expected)
  assert.deepEqual(await world.news(), [])
  const drawn = await draw(world, id, lines)
  assert.deepEqual(
    drawn.map(({ transaction: _, ...share }) => share),
    expected,
  )
  assert.deepEqual((await ledger(world, id)).slice(3), [
    `${first} credits_applied 20 in_1 il_1`,
    `${first} credits_applied 10 in_1 il_2`,
    `${last} credits_applied 15 in_1 il_2`,
  ])
  const found = await stripe.billing.creditBalanceTransactions.retrieve(drawn[2]!.transaction)
  assert.equal(found.debit!.amount.monetary!.value, 15)
  assert.deepEqual([await left(world, id, first), await left(world, id, last)], [0, 85])
  // The grants themselves do not show what is left of them, so nothing is told of them. [K]
  assert.deepEqual(await world.news(), [MOVED, MOVED, MOVED])
})

test('a grant pays for the prices that it is for', async () => {
  const { world, id } = await customer()
  const price = await meteredPrice(world, await insertMeter(brindle, world))
  const scope = { applicability_config: { scope: { prices: [{ id: price }] } } }
  const { id: grant } = await world.stripe.billing.creditGrants.create(granting(id, scope, 50))
  await draw(world, id, [line('il_1', 20, 'price_other'), line('il_2', 20, price)])
  assert.deepEqual((await ledger(world, id)).slice(1), [`${grant} credits_applied 20 in_1 il_2`])
})

test('a grant pays for periods that end in its time', async () => {
  const { world, id } = await customer()
  const { id: grant } = await world.stripe.billing.creditGrants.create(
    granting(id, { effective_at: now() + DAY, expires_at: now() + 3 * DAY }, 50),
  )
  assert.deepEqual(await draw(world, id, [line('il_1', 20)], now()), [])
  assert.deepEqual(await draw(world, id, [line('il_1', 20)], now() + 4 * DAY), [])
  assert.equal((await draw(world, id, [line('il_1', 20)], now() + 2 * DAY)).length, 1)
  assert.equal(await left(world, id, grant), 30)
})

test('a grant that paid cannot be voided, and what is left of it expires', async () => {
  const { world, id } = await customer()
  const { id: grant } = await world.stripe.billing.creditGrants.create(granting(id, {}, 50))
  await draw(world, id, [line('il_1', 20)])
  refused(await world.call('POST', `/v1/billing/credit_grants/${grant}/void`, ''), 400, {
    message: 'You cannot void a credit grant that has been applied to an invoice. You can expire it instead.',
  })
  await world.stripe.billing.creditGrants.expire(grant)
  assert.equal((await ledger(world, id)).at(-1), `${grant} credits_expired 30`)
  assert.deepEqual(await draw(world, id, [line('il_2', 20)]), [])
})

test('a grant that is used up expires without a word', async () => {
  const { world, id } = await customer()
  const { id: grant } = await world.stripe.billing.creditGrants.create(granting(id, { expires_at: now() + DAY }, 20))
  await draw(world, id, [line('il_1', 20)])
  await world.news()
  await world.advance(2 * DAY)
  assert.deepEqual(await world.news(), [])
  assert.equal(await left(world, id, grant), 0)
})

test('what is voided comes back, and of that invoice only', async () => {
  const { world, id } = await customer()
  const { id: grant } = await world.stripe.billing.creditGrants.create(granting(id, {}, 50))
  const drawn = await draw(world, id, [line('il_1', 10), line('il_2', 15)])
  await draw(world, id, [line('il_3', 5)], now(), 'in_2')
  assert.equal(await left(world, id, grant), 20)
  await world.news()
  await within(brindle, world, (tx) => returnCredits(tx, paidWith('in_1', drawn)))
  assert.deepEqual(await world.news(), [MOVED, MOVED])
  assert.equal(await left(world, id, grant), 45)
  assert.deepEqual((await ledger(world, id)).slice(4), [
    `${grant} credits_application_invoice_voided 10 in_1 il_1`,
    `${grant} credits_application_invoice_voided 15 in_1 il_2`,
  ])
  assert.equal((await draw(world, id, [line('il_4', 45)], now(), 'in_3')).length, 1)
})

test('what comes back after the end of its grant is lost at once', async () => {
  const { world, id } = await customer()
  const { id: grant } = await world.stripe.billing.creditGrants.create(granting(id, { expires_at: now() + DAY }, 50))
  const drawn = await draw(world, id, [line('il_1', 10), line('il_2', 15)])
  await world.advance(2 * DAY)
  await within(brindle, world, (tx) => returnCredits(tx, paidWith('in_1', drawn)))
  assert.deepEqual((await ledger(world, id)).slice(3), [
    `${grant} credits_expired 25`,
    `${grant} credits_application_invoice_voided 10 in_1 il_1`,
    `${grant} credits_application_invoice_voided 15 in_1 il_2`,
    `${grant} credits_expired 25`,
  ])
  assert.equal(await left(world, id, grant), 0)
})

test('of a hundred grants that are alike, the oldest pay first', async () => {
  const { world, id } = await customer()
  for (let i = 0; i < 100; i++) await world.stripe.billing.creditGrants.create(granting(id, {}, 1))
  const drawn = await draw(world, id, [line('il_1', 60), line('il_2', 60)])
  assert.deepEqual([drawn.length, drawn.filter((one) => one.line === 'il_1').length], [100, 60])
  assert.equal(drawn[0]!.grant, (await world.stripe.billing.creditGrants.list({ limit: 100 })).data.at(-1)!.id)
})
