// A bank redirect that is set up makes a SEPA debit: that is what is charged later.
// (https://docs.stripe.com/payments/ideal/set-up-payment)
import type { Tx } from '../../kernel/tx.ts'
import { methodOf } from '../../network/catalogue.ts'
import { accountNamed } from '../../network/test_accounts.ts'
import { type Acceptance, insertMandate } from './mandate.ts'
import { attach, insertAccount, paymentMethod, type Method } from './payment_method.ts'

/** Where the accounts of a type are; Sofort's customers name their country. */
const COUNTRIES: Readonly<Record<string, string>> = { bancontact: 'be', ideal: 'nl' }

interface Origin {
  /** The charge, or the attempt to set up, that made it. */
  readonly charge?: string
  readonly setup_attempt?: string
}

/** The debit that a method makes, attached to the customer, and its mandate; nothing where the type makes none. */
export function generateDebit(
  tx: Tx,
  method: Method,
  customer: string,
  accepted: Acceptance | undefined,
  from: Origin,
):
  | {
      readonly generated_sepa_debit: string
      readonly generated_sepa_debit_mandate: string
      readonly iban_last4: string
    }
  | undefined {
  const type = methodOf(method.type)!.generates
  if (type === undefined) return undefined
  const country = COUNTRIES[method.type] ?? method.sofort?.country?.toLowerCase() ?? 'de'
  const account = accountNamed(type, `success_${country}`) ?? accountNamed(type, 'success_de')!
  const made = insertAccount(tx, { type, account }, method.billing_details)
  const generated_from = { charge: from.charge ?? null, setup_attempt: from.setup_attempt ?? null }
  const debit = tx.amend(paymentMethod, made, { sepa_debit: { ...made.sepa_debit!, generated_from } as never })
  const word = accepted ?? { accepted_at: tx.now, offline: {}, type: 'offline' as const }
  const { id } = insertMandate(tx, debit, word)
  const kept = attach(tx, debit, customer)
  tx.update(paymentMethod, kept, { hidden: { ...kept.hidden, isSetUp: true, mandate: id } })
  return { generated_sepa_debit: debit.id, generated_sepa_debit_mandate: id, iban_last4: made.sepa_debit!.last4! }
}
