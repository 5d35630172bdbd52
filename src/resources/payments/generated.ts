// What is charged later, where that is not what was set up: a bank redirect makes a SEPA debit, a card at a reader a card.
// (https://docs.stripe.com/payments/ideal/set-up-payment, docs.stripe.com/terminal/features/saving-payment-details/save-directly)
import type { Tx } from '../../kernel/tx.ts'
import { methodOf } from '../../network/catalogue.ts'
import { accountNamed } from '../../network/test_accounts.ts'
import { TEST_CARDS } from '../../network/test_cards.ts'
import { cardDetails } from './card_details.ts'
import { type Acceptance, insertMandate } from './mandate.ts'
import { attach, insertAccount, insertMethod, paymentMethod, type Method } from './payment_method.ts'

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

/**
 * The card that a card at a reader makes when it is set up: to be charged without a reader, and kept with the customer,
 * where there is one. The id of it.
 */
export function generateCard(tx: Tx, method: Method, customer: string | null, setup_attempt: string): string {
  const { card } = method.hidden
  const shown = {
    ...cardDetails(TEST_CARDS[card!]!),
    generated_from: { charge: null, payment_method_details: null, setup_attempt },
  }
  const { allow_redisplay = 'unspecified' } = method
  const made = insertMethod(tx, { allow_redisplay, card: shown, type: 'card' }, { card: card!, isSetUp: true })
  return customer === null ? made.id : attach(tx, made, customer).id
}
