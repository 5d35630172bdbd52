// What tests of financial accounts have in common: one with money in it, somebody to pay, and the balances as figures.
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { newest } from '../../../src/contract/index.ts'
import type { Sandbox, Spoken } from '../../world.ts'

export const usd = (value: number) => ({ value, currency: 'usd' })

/** The sandbox's financial account. */
export async function accountOf({ stripe }: Pick<Sandbox, 'stripe'>) {
  const { data } = await stripe.v2.moneyManagement.financialAccounts.list()
  assert.equal(data.length, 1)
  return data[0]!
}

/** The financial account with so many cents, and the address by which they came; `news` is as before. */
export async function funded({ stripe, advance }: Pick<Sandbox, 'stripe' | 'advance'>, cents: number) {
  const { id } = await accountOf({ stripe })
  const { financialAddresses, testHelpers } = stripe.v2.moneyManagement
  const address = await financialAddresses.create({
    financial_account: id,
    type: 'bank_account',
    bank_account: { currency: 'usd' },
  })
  await advance(5)
  if (cents > 0) await testHelpers.financialAddresses.credit(address.id, { amount: usd(cents), network: 'ach' })
  return { id, address: address.id }
}

/** Available, inbound pending and outbound pending, in cents. */
export async function balancesOf({ stripe }: Pick<Sandbox, 'stripe'>, id: string): Promise<number[]> {
  const { balance } = await stripe.v2.moneyManagement.financialAccounts.retrieve(id)
  return [balance.available, balance.inbound_pending, balance.outbound_pending].map((one) => one.usd!.value)
}

export const US = { country: 'US', currency: 'usd', account_number: '000123456789', routing_number: '110000000' }
export const GB = { country: 'GB', currency: 'gbp', account_number: '00012345', routing_number: '108800' }
/** The example of ISO 13616's registry. */
export const DE = { country: 'DE', currency: 'eur', account_number: 'DE89370400440532013000' }

/** A connected account with a payout method. */
export async function payable({ stripe }: Pick<Sandbox, 'stripe'>, bank: typeof US | typeof GB | typeof DE = US) {
  const made = await stripe.accounts.create({ type: 'custom', business_profile: { name: 'Jenny Rosen' } })
  const intent = await stripe.v2.moneyManagement.outboundSetupIntents.create(
    { payout_method_data: { type: 'bank_account', bank_account: bank } },
    { stripeAccount: made.id },
  )
  return { recipient: made.id, payout_method: intent.payout_method!.id }
}

/** Calls as they are spoken in the second version of the API, which only the newest versions have. */
export const post = (
  world: Pick<Sandbox, 'call'>,
  path: string,
  body: object = {},
  account?: string,
): Promise<Spoken> =>
  world.call('POST', path, JSON.stringify(body), {
    'content-type': 'application/json',
    'stripe-version': newest,
    ...(account !== undefined && { 'stripe-account': account }),
  })
export const get = (world: Pick<Sandbox, 'call'>, path: string): Promise<Spoken> =>
  world.call('GET', path, undefined, { 'stripe-version': newest })

/** Every balance is the sum of all entries, and so is what each transaction says of itself. */
export async function checkSums({ stripe }: Pick<Sandbox, 'stripe'>, account: string): Promise<void> {
  const { financialAccounts, transactions, transactionEntries } = stripe.v2.moneyManagement
  const { balance } = await financialAccounts.retrieve(account)
  const entries: Stripe.V2.MoneyManagement.TransactionEntry[] = []
  for await (const one of transactionEntries.list({ limit: 3 })) entries.push(one)
  const names = ['available', 'inbound_pending', 'outbound_pending'] as const
  for (const name of names) {
    const total = (all: typeof entries) => all.reduce((so, { balance_impact }) => so + balance_impact[name].value, 0)
    assert.equal(balance[name].usd!.value, total(entries), name)
    assert.ok(balance[name].usd!.value >= 0, name)
    for await (const { id, balance_impact } of transactions.list({ limit: 2 }))
      assert.equal(balance_impact[name].value, total(entries.filter(({ transaction }) => transaction === id)), name)
  }
}
