// Credits on invoices: what they pay of one when it is finalised, and what comes back when it is voided.
// (https://docs.stripe.com/billing/subscriptions/usage-based/billing-credits)
import type { Tx } from '../../kernel/tx.ts'
import { applyCredits, isEligible } from '../../rules/credit_grants.ts'
import { creditBalanceTransaction, enter } from './billing.credit_balance_transaction.ts'
import { expire } from './billing.credit_grant.ts'
import { type CreditGrant, creditGrant, currencyOf, isExpired, ruled, unusedGrants } from './credit_grant_state.ts'
import type { Invoice } from './invoice_state.ts'

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
  /** The movement in the grant's ledger, once it is drawn. */
  readonly transaction?: string
}

/** The invoice that credits pay for. Whether a grant may is told by the end of its period. */
export type Credited = Pick<Invoice, 'id' | 'customer' | 'currency' | 'period_end'>

/** What credits would pay of an invoice, were it finalised now: for drafts and previews. Nothing is written. */
export function foreseeCredits(tx: Tx, of: Credited, lines: readonly CreditableLine[]): CreditShare[] {
  return lines.length === 0 ? [] : sharesOf(unusedGrants(tx, of.customer as string), of, lines)
}

/**
 * Pays for lines of an invoice that is being finalised out of the customer's credits, and says which transaction paid how
 * much of which line.
 */
export function drawCredits(
  tx: Tx,
  invoice: Credited,
  lines: readonly CreditableLine[],
): (CreditShare & { readonly transaction: string })[] {
  const rows = unusedGrants(tx, invoice.customer as string)
  const grants = new Map(rows.map((row) => [row.id, row]))
  return sharesOf(rows, invoice, lines).map((share) => {
    const of = { invoice: invoice.id, invoice_line_item: share.line }
    const { grant, transaction } = enter(tx, grants.get(share.grant)!, {
      type: 'credits_applied',
      amount: share.amount,
      of,
    })
    grants.set(grant.id, grant)
    return { ...share, transaction: transaction.id }
  })
}

function sharesOf(
  rows: readonly CreditGrant[],
  { currency, period_end }: Credited,
  lines: readonly CreditableLine[],
): CreditShare[] {
  const grants = rows
    .filter((row) => currencyOf(row) === currency)
    .map(ruled)
    .filter((grant) => isEligible(grant, period_end))
  return applyCredits(lines, grants).map(({ line, grant, amount }) => ({ line: lines[line]!.id, grant, amount }))
}

/**
 * Gives back what credits paid of an invoice that is voided. What is past its end is lost at once.
 * (docs.stripe.com/changelog/acacia/2024-12-18/billing-credits-invoice-voiding)
 */
export function returnCredits(tx: Tx, { id, total_pretax_credit_amounts: amounts }: Drawn): void {
  const drawn = (amounts ?? []).flatMap(({ credit_balance_transaction: one }) => (one ? [one as string] : []))
  const debits = tx.all(creditBalanceTransaction, drawn)
  const grants = new Map<string, CreditGrant>()
  for (const row of tx.all(creditGrant, [...new Set(debits.map(({ credit_grant }) => String(credit_grant)))]))
    grants.set(row.id, row)
  for (const { credit_grant, debit } of debits) {
    const { amount, credits_applied } = debit!
    const { grant } = enter(tx, grants.get(String(credit_grant))!, {
      type: 'credits_application_invoice_voided',
      amount: amount.monetary!.value,
      of: { invoice: id, invoice_line_item: credits_applied!.invoice_line_item },
    })
    grants.set(grant.id, grant)
  }
  for (const grant of grants.values()) if (isExpired(grant, tx.now)) expire(tx, grant)
}

/** An invoice that says which transactions paid for it. */
export type Drawn = Pick<Invoice, 'id' | 'total_pretax_credit_amounts'>

/** What voiding reads of them. */
export const RETURNING = 'total_pretax_credit_amounts.credit_balance_transaction.credit_grant'
