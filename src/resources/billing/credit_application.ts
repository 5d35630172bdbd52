// Credits on invoices: what they pay of one when it is finalised, and what comes back when it is voided.
// Finalising and voiding do not call this yet: no invoice draws credits so far.
// (https://docs.stripe.com/billing/subscriptions/usage-based/billing-credits)
import type { Tx } from '../../kernel/tx.ts'
import { applyCredits, isEligible } from '../../rules/credit_grants.ts'
import { appliedTo, creditBalanceTransaction, enter } from './billing.credit_balance_transaction.ts'
import { expire } from './billing.credit_grant.ts'
import {
  type CreditGrant,
  creditGrant,
  currencyOf,
  isExpired,
  READ_MAX,
  ruled,
  unusedGrants,
} from './credit_grant_state.ts'
import { LINES_MAX } from './line_item.ts'

/** A line of a subscription item whose price has a meter: credits pay for no others. */
export interface CreditableLine {
  readonly id: string
  /** Minor units, after discounts and before taxes. */
  readonly amount: number
  readonly price: string
}

export interface CreditShare {
  readonly line: string
  readonly grant: string
  /** Minor units. */
  readonly amount: number
}

/**
 * What credits would pay of an invoice in `currency` whose period ends `at` (epoch seconds), were it finalised now: for
 * drafts and previews. Nothing is written; one round of reads.
 */
export function foreseeCredits(
  tx: Tx,
  customer: string,
  currency: string,
  lines: readonly CreditableLine[],
  at: number,
): CreditShare[] {
  return sharesOf(unusedGrants(tx, customer), currency, lines, at)
}

/**
 * Pays for lines of an invoice that is being finalised out of the customer's credits, and says which transaction paid how
 * much of which line. `at` is the end of the invoice's period, epoch seconds.
 */
export function drawCredits(
  tx: Tx,
  customer: string,
  currency: string,
  { invoice, lines }: { readonly invoice: string; readonly lines: readonly CreditableLine[] },
  at: number,
): (CreditShare & { readonly transaction: string })[] {
  const rows = unusedGrants(tx, customer)
  const grants = new Map(rows.map((row) => [row.id, row]))
  return sharesOf(rows, currency, lines, at).map((share) => {
    const of = { invoice, invoice_line_item: share.line }
    const { grant, transaction } = enter(tx, grants.get(share.grant)!, {
      type: 'credits_applied',
      amount: share.amount,
      of,
    })
    grants.set(grant.id, grant)
    return { ...share, transaction: transaction.id }
  })
}

function sharesOf(rows: readonly CreditGrant[], currency: string, lines: readonly CreditableLine[], at: number) {
  const grants = rows
    .filter((row) => currencyOf(row) === currency)
    .map(ruled)
    .filter((grant) => isEligible(grant, at))
  return applyCredits(lines, grants).map(({ line, grant, amount }) => ({ line: lines[line]!.id, grant, amount }))
}

/**
 * Gives back what credits paid of an invoice that is voided, once. What is past its end is lost at once.
 * (docs.stripe.com/changelog/acacia/2024-12-18/billing-credits-invoice-voiding)
 */
export function returnCredits(tx: Tx, invoice: string): void {
  // Each share uses up a line or a grant, so there are no more of them than of both.
  const paid = tx.list(creditBalanceTransaction, [appliedTo(invoice)], { limit: LINES_MAX + READ_MAX }).reverse()
  const grants = new Map<string, CreditGrant>()
  for (const row of tx.all(creditGrant, [...new Set(paid.map(({ credit_grant }) => String(credit_grant)))]))
    grants.set(row.id, row)
  for (const debit of paid) {
    const { amount, credits_applied } = debit.debit!
    tx.update(creditBalanceTransaction, debit, { hidden: { ...debit.hidden, returned: true } })
    const { grant } = enter(tx, grants.get(String(debit.credit_grant))!, {
      type: 'credits_application_invoice_voided',
      amount: amount.monetary!.value,
      of: { invoice, invoice_line_item: credits_applied!.invoice_line_item },
    })
    grants.set(grant.id, grant)
  }
  for (const grant of grants.values()) if (isExpired(grant, tx.now)) expire(tx, grant)
}
