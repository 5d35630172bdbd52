// The account's own tax ids that stand on its invoices. (https://docs.stripe.com/api/invoices/create#create_invoice-account_tax_ids)
import { noSuch, tooManyElements } from '../../kernel/errors.ts'
import type { Tx } from '../../kernel/tx.ts'
import { taxId } from '../payments/tax_id.ts'

/** Our own limit: an account has few tax ids, and all that an invoice names are printed with it. */
const IDS_MAX = 25

/** The ids as they are kept; nothing where they are cleared. Those of customers are refused as ids that there are not. [K] */
export function accountTaxIds(tx: Tx, given: readonly string[] | '', param: string): string[] | null {
  if (given === '' || given.length === 0) return null
  if (given.length > IDS_MAX) throw tooManyElements(IDS_MAX, param)
  const rows = tx.all(taxId, given, (i) => `${param}[${i}]`)
  for (const [i, row] of rows.entries()) if (row.customer !== null) throw noSuch(taxId.noun, row.id, `${param}[${i}]`)
  return rows.map(({ id }) => id)
}
