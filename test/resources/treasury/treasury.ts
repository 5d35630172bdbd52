// Financial accounts for tests, and what has to be true of their ledger after every step.
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import type { Sandbox } from '../../world.ts'

const on = { requested: true } as const
/** All features but cards. */
export const FEATURES = {
  deposit_insurance: on,
  financial_addresses: { aba: on },
  inbound_transfers: { ach: on },
  intra_stripe_flows: on,
  outbound_payments: { ach: on, us_domestic_wire: on },
  outbound_transfers: { ach: on, us_domestic_wire: on },
} as const

/** Their paths, in the order in which accounts list them. */
export const PATHS = [
  'deposit_insurance',
  'financial_addresses.aba',
  'inbound_transfers.ach',
  'intra_stripe_flows',
  'outbound_payments.ach',
  'outbound_payments.us_domestic_wire',
  'outbound_transfers.ach',
  'outbound_transfers.us_domestic_wire',
]

/** A financial account whose features are active; its news is read. */
export async function opened(world: Pick<Sandbox, 'stripe' | 'advance' | 'news'>, stripeAccount?: string) {
  const { id } = await world.stripe.treasury.financialAccounts.create(
    { supported_currencies: ['usd'], features: FEATURES },
    where(stripeAccount),
  )
  await world.advance(1)
  await world.news()
  return id
}

/** The same, with so much in it. */
export async function funded(world: Pick<Sandbox, 'stripe' | 'advance' | 'news'>, amount: number, account?: string) {
  const id = await opened(world, account)
  await world.stripe.testHelpers.treasury.receivedCredits.create(
    { financial_account: id, amount, currency: 'usd', network: 'us_domestic_wire' },
    where(account),
  )
  await world.news()
  return id
}

export const where = (stripeAccount: string | undefined): Stripe.RequestOptions =>
  stripeAccount === undefined ? {} : { stripeAccount }

type Impact = { cash: number; inbound_pending: number; outbound_pending: number }
const sum = (impacts: readonly Impact[]): Impact => ({
  cash: impacts.reduce((all, { cash }) => all + cash, 0),
  inbound_pending: impacts.reduce((all, { inbound_pending }) => all + inbound_pending, 0),
  outbound_pending: impacts.reduce((all, { outbound_pending }) => all + outbound_pending, 0),
})

/**
 * What can be spent and what is held. Every balance is the sum of its entries, every transaction is that of its own, and one
 * that is over has moved all of its amount, or nothing.
 */
export async function standing({ stripe }: Pick<Sandbox, 'stripe'>, financial_account: string, account?: string) {
  const at = where(account)
  const { balance } = await stripe.treasury.financialAccounts.retrieve(financial_account, {}, at)
  const entries = await stripe.treasury.transactionEntries.list({ financial_account, limit: 100 }, at)
  const transactions = await stripe.treasury.transactions.list({ financial_account, limit: 100 }, at)
  const all = sum(entries.data.map(({ balance_impact }) => balance_impact))
  assert.deepEqual(balance, {
    cash: { usd: all.cash },
    inbound_pending: { usd: all.inbound_pending },
    outbound_pending: { usd: all.outbound_pending },
  })
  for (const { id, amount, balance_impact, status } of transactions.data) {
    const own = entries.data.filter(({ transaction }) => transaction === id)
    assert.deepEqual(balance_impact, sum(own.map((entry) => entry.balance_impact)), id)
    const cash = { open: amount, posted: amount, void: 0 }[status as 'open']
    const held = status === 'open' ? -amount : 0
    assert.deepEqual(balance_impact, { cash, inbound_pending: 0, outbound_pending: held }, id)
  }
  return [balance.cash.usd, balance.outbound_pending.usd]
}

export const JENNY = {
  address: { city: null, country: null, line1: null, line2: null, postal_code: null, state: null },
  email: 'jenny@example.com',
  name: 'Jenny Rosen',
}

export const DAY = 86_400
export const midnight = (at: number): number => Math.floor(at / DAY) * DAY
/** Midnight UTC two business days after a moment; 1970-01-01 was a Thursday. */
export function inTwoBusinessDays(at: number): number {
  const weekday = (midnight(at) / DAY + 3) % 7
  return midnight(at) + (weekday < 3 ? 2 : weekday === 6 ? 3 : 4) * DAY
}
