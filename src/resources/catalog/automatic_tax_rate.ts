// The tax rates that automatic taxes are put down by: one for each tax, percentage and kind of price, made when it is first
// needed, and never active. (https://docs.stripe.com/tax/zero-tax shows one)
import { createHash } from 'node:crypto'
import type { Tx } from '../../kernel/tx.ts'
import { objectId, randomBase62 } from '../../lib/ids.ts'
import type { Levy } from '../../rules/automatic_tax.ts'
import { own } from '../core/account.ts'
import { taxRate } from './tax_rate.ts'

/**
 * The id of the rate of a tax. It follows from the account and the tax, so that one is made once, also by two that need it at
 * the same time, and a preview names the one that will be charged by.
 */
export function automaticRateId(tx: Tx, levy: Levy, inclusive: boolean): string {
  const { type, percentage, country, state } = levy
  return derivedRateId(tx, [type, percentage, country, state, inclusive].join(' '))
}

/** The id of a rate of this account that follows from what the rate is. */
export function derivedRateId(tx: Tx, key: string): string {
  const hash = createHash('sha256').update(`${tx.place.account} ${key}`).digest()
  return objectId('txr', own(tx).created!, tx.place.account.slice(-10), (count) => randomBase62(hash, count))
}

/** The rate of a tax, which is made where there is none yet; its id. */
export function automaticRate(tx: Tx, levy: Levy, inclusive: boolean): string {
  const id = automaticRateId(tx, levy, inclusive)
  if (tx.find(taxRate, id)) return id
  const percentage = Number(levy.percentage)
  tx.insert(taxRate, {
    id,
    active: false,
    country: levy.country,
    created: tx.now,
    description: levy.description,
    display_name: levy.name,
    effective_percentage: percentage,
    flat_amount: null,
    inclusive,
    jurisdiction: levy.jurisdiction,
    jurisdiction_level: levy.level,
    livemode: false,
    metadata: {},
    percentage,
    rate_type: 'percentage',
    state: levy.state,
    tax_type: levy.type,
    hidden: { percentage: levy.percentage, automatic: true },
  })
  return id
}
