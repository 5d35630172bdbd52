// What a charge of the time before PaymentMethods may be paid with: a token, a card or a bank account of a customer, or a
// source; and what is left of each afterwards. For `POST /v1/charges` and whoever else charges a customer's default.
// (https://docs.stripe.com/api/charges/create#create_charge-source, docs.stripe.com/sources/customers)
import { invalid, noSuch, StripeError } from '../../kernel/errors.ts'
import type { Tx } from '../../kernel/tx.ts'
import { chargeDetails } from '../../network/method_details.ts'
import { oldChargeDetails } from '../../network/source_details.ts'
import { sourceTypeOf } from '../../network/source_types.ts'
import { TEST_CARDS } from '../../network/test_cards.ts'
import { type BankAccount, bankAccount } from './bank_account.ts'
import { type Card, card, checkedCard, type ReadCard } from './card.ts'
import { cardDetails, oldChecks } from './card_details.ts'
import type { Instrument } from './charging.ts'
import { address } from './customer.ts'
import { customer } from './customer_state.ts'
import { sourcesOf } from './customer_source.ts'
import { cardDetails as chargedCard } from './instrument.ts'
import { consumeSource, type Source, source } from './source_state.ts'
import { notChargeable } from './source_create.ts'
import { accountIn, cardIn, isTokenId, type Token, unusedToken, useToken } from './token.ts'

/** What is to be charged. `amount` is in minor units of `currency`. */
export interface Charging {
  /** The id that came as `source` (or `card`): of a token, a card, a bank account or a source. */
  readonly source: string | undefined
  readonly customer: string | undefined
  readonly amount: number
  readonly currency: string
}

/** What pays, and what `consume` needs to know of it. */
export interface Chargeable {
  readonly instrument: Instrument
  /** Whose payment it is, named or not. */
  readonly customer: string | null
  readonly from: { readonly token: Token } | { readonly source: Source } | undefined
  /** A security code came with the card. */
  readonly hasCode?: true
  /** Its bank has heard from the customer, on the page of a 3-D Secure source. */
  readonly authenticated?: true
}

/**
 * The instrument of a legacy charge. With a customer and no source it is the customer's default; a card, a bank account or an
 * attached source goes only with its customer; a token only without one; and a source that nobody has attached with any or
 * none. Refuses, in Stripe's words, whatever cannot be charged now. Writes nothing but a fresh token for a name such as
 * `tok_visa`.
 */
export function instrumentOfSource(tx: Tx, charging: Charging): Chargeable {
  const { source: named, customer: customerId } = charging
  if (customerId === undefined) {
    if (named === undefined) throw invalid('Must provide source or customer.', { code: 'parameter_missing' })
    return alone(tx, named, charging)
  }
  const who = tx.get(customer, customerId, 'customer')
  const id = named ?? (who.default_source as string | null)
  if (id === null)
    throw new StripeError(404, {
      type: 'card_error',
      code: 'missing',
      message: 'Cannot charge a customer that has no active card',
      param: 'card',
    })
  if (sourcesOf(who).includes(id)) return attached(tx, id, charging)
  const row = tx.find(source, id)
  if (row && (row as { customer?: string }).customer === undefined) return ofSource(tx, row, charging)
  throw new StripeError(404, {
    type: 'invalid_request_error',
    code: 'missing',
    message: `Customer ${customerId} does not have a linked source with ID ${id}.`,
    param: 'source',
  })
}

/** After a charge of `amount` (minor units): a token is used, and a source that cannot be charged again is consumed. */
export function consume(tx: Tx, { from }: Chargeable, amount: number): void {
  if (from === undefined) return
  if ('token' in from) useToken(tx, from.token)
  else consumeSource(tx, from.source, amount)
}

/** Without a customer: a token, or a source that is nobody's. */
function alone(tx: Tx, id: string, charging: Charging): Chargeable {
  if (id.startsWith('src_')) {
    const row = tx.get(source, id, 'source')
    // [M]
    if ((row as { customer?: string }).customer !== undefined)
      throw invalid(
        'The source you provided is attached to a customer. Provide the customer together with the source.',
        {
          code: 'parameter_missing',
          param: 'customer',
        },
      )
    return ofSource(tx, row, charging)
  }
  // Whatever is no token, a card of somebody too, is looked for among tokens.
  if (!isTokenId(id)) throw noSuch('token', id, 'source')
  const token = unusedToken(tx, id, 'source')
  const account = accountIn(token)
  if (account) return { ...ofAccount(account as BankAccount, null), from: { token } }
  return { ...ofCard(cardIn(token, 'source'), null), from: { token } }
}

/** One of the customer's own. */
function attached(tx: Tx, id: string, charging: Charging): Chargeable {
  const saved = tx.find(card, id)
  if (saved) return ofCard(saved, charging.customer!)
  const account = tx.find(bankAccount, id)
  if (account) return ofAccount(account, charging.customer!)
  return ofSource(tx, tx.get(source, id, 'source'), charging)
}

function ofCard(read: ReadCard | Card, customerId: string | null): Chargeable {
  const { hidden, ...shown } = read
  const { address_line1_check, address_zip_check, cvc_check } = checkedCard(read)
  const checks = { address_line1_check, address_postal_code_check: address_zip_check, cvc_check }
  const billing = {
    city: read.address_city,
    country: read.address_country,
    line1: read.address_line1,
    line2: read.address_line2,
    postal_code: read.address_zip,
    state: read.address_state,
  }
  return {
    instrument: {
      id: read.id,
      type: 'card',
      billing_details: billingOf({ address: billing, name: read.name }),
      details: detailsOf(hidden.card!, read, checks),
      card: hidden.card!,
      source: { customer: null, ...shown, address_line1_check, address_zip_check, cvc_check },
    },
    customer: customerId,
    from: undefined,
    ...(hidden.hasCode && { hasCode: true }),
  }
}

/** `payment_method_details.card` of a card of that row of the table. */
function detailsOf(name: string, of: { exp_month: number; exp_year: number }, checks: object) {
  const { exp_month, exp_year } = of
  const shown = cardDetails(TEST_CARDS[name]!, { exp_month, exp_year, cvc: false })!
  return chargedCard({ ...shown, checks: { ...shown.checks, ...checks } } as never)
}

function ofAccount(read: BankAccount, customerId: string | null): Chargeable {
  const { hidden, ...shown } = read
  if (read.status !== 'verified')
    throw invalid('The customer’s bank account must be verified in order to create an ACH payment.', {
      code: 'bank_account_unverified',
    })
  return {
    instrument: {
      id: read.id,
      type: 'ach_debit',
      billing_details: billingOf({ name: read.account_holder_name }),
      details: oldChargeDetails('ach_debit', shown as never)!,
      ...(hidden.account !== undefined && { account: hidden.account }),
      source: shown,
    },
    customer: customerId,
    from: undefined,
  }
}

function ofSource(tx: Tx, row: Source, charging: Charging): Chargeable {
  checkState(row)
  checkAmount(row, charging)
  const { hidden, ...shown } = row
  const { paidAs } = sourceTypeOf(row.type)!
  const name = hidden.card
  return {
    instrument: {
      id: row.id,
      type: paidAs,
      billing_details: billingOf(row.owner ?? {}),
      details: name === undefined ? paidDetails(tx, paidAs, row) : cardPaid(row, name),
      ...(name !== undefined && { card: name }),
      ...(hidden.account !== undefined && { account: hidden.account }),
      source: shown,
    },
    customer: charging.customer ?? (row as { customer?: string }).customer ?? null,
    from: { source: row },
    ...(hidden.hasCode && { hasCode: true }),
    ...(row.three_d_secure?.authenticated && { authenticated: true }),
  }
}

function cardPaid(row: Source, name: string) {
  const { exp_month, exp_year } = (row.card ?? row.three_d_secure) as { exp_month: number; exp_year: number }
  const asked = oldChecks(row.hidden, row.owner?.address?.line1, row.owner?.address?.postal_code)
  const { address_zip_check: address_postal_code_check, ...others } = asked
  const details = detailsOf(name, { exp_month, exp_year }, { ...others, address_postal_code_check })
  return row.three_d_secure ? { ...details, three_d_secure: threeDSecure(row) } : details
}

/** (https://docs.stripe.com/api/charges/object#charge_object-payment_method_details-card-three_d_secure) */
const threeDSecure = ({ three_d_secure }: Source): object => ({
  authentication_flow: three_d_secure?.authenticated ? 'challenge' : null,
  electronic_commerce_indicator: three_d_secure?.authenticated ? '05' : null,
  exemption_indicator: null,
  result: three_d_secure?.authenticated ? 'authenticated' : 'not_supported',
  result_reason: three_d_secure?.authenticated ? null : 'card_not_enrolled',
  transaction_id: null,
  version: '2.2.0',
})

function paidDetails(tx: Tx, type: string, row: Source): Readonly<Record<string, unknown>> {
  const shown = (row as unknown as Record<string, Readonly<Record<string, unknown>>>)[row.type] ?? {}
  return oldChargeDetails(type, shown) ?? chargeDetails(type, shown, (count) => tx.random(count))
}

/** Only a chargeable source can be charged. (the first text recorded) */
function checkState({ status, usage }: Source): void {
  if (status === 'chargeable') return
  if (status === 'consumed' && usage === 'reusable')
    throw invalid(
      'The reusable source you provided is consumed because it was previously charged without being attached to a customer ' +
        'or was detached from a customer. To charge a reusable source multiple time you must attach it to a customer first.',
    )
  throw notChargeable('source')
}

/** One that is charged once is charged what it was made for; a receiver no more than what has arrived. (texts [M]) */
function checkAmount(row: Source, { amount, currency }: Charging): void {
  if (row.currency !== null && row.currency !== currency)
    throw invalid(`The source you provided is in ${row.currency}, and not in ${currency}.`, { param: 'currency' })
  const { receiver } = row
  if (receiver && amount > receiver.amount_received - receiver.amount_charged - receiver.amount_returned)
    throw invalid('The amount of the charge is more than the source has received.', { param: 'amount' })
  if (!receiver && row.usage === 'single_use' && row.amount !== amount)
    throw invalid('The amount of the charge must be the amount of the source.', { param: 'amount' })
}

interface Owner {
  readonly address?: object | null
  readonly email?: string | null
  readonly name?: string | null
  readonly phone?: string | null
}

export const billingOf = ({ address: place, email, name, phone }: Owner): object => ({
  address: address(place ?? {}),
  email: email ?? null,
  name: name ?? null,
  phone: phone ?? null,
  tax_id: null,
})
