// Payment methods: what a customer pays with. Attached, they can be used again; detached, never.
// (https://docs.stripe.com/api/payment_methods)
// One file because a method, its card and its customer are checked together.
import type Stripe from 'stripe'
import type { Node } from '../../contract/index.ts'
import type { Params } from '../../contract/wire.ts'
import { invalid, missingParameter, noSuch, type StripeError, unbuilt } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { monthStart } from '../../lib/calendar.ts'
import { METHODS, methodOf, missing } from '../../network/catalogue.ts'
import { methodDetails } from '../../network/method_details.ts'
import { type Attempt, checksOf } from '../../network/network.ts'
import { accountNamed, accountOfToken, TEST_ACCOUNTS, type TestAccount } from '../../network/test_accounts.ts'
import { cardOfToken, TEST_CARDS } from '../../network/test_cards.ts'
import { readAccount } from './bank_details.ts'
import { card, type ReadCard } from './card.ts'
import { type CardGiven, type CardState, cardDetails, kept, ofToken, readCard, refuseDeclined } from './card_details.ts'
import { address, customer } from './customer.ts'
import { sessionOfSecret } from './customer_session.ts'
import { cardIn, unusedToken, useToken } from './token.ts'

export interface PaymentMethodState extends CardState {
  /** Set up for payments without the customer: its bank has heard from them. */
  readonly isSetUp?: true
  /** Attached to the account itself (`attach_to_self`), and for which ways money was said to go when it was set up. */
  readonly isOfAccount?: true
  readonly flows?: readonly ('inbound' | 'outbound')[]
  /** The row of the test account, for debits; and that nobody has shown yet that it is the customer's. */
  readonly account?: string
  readonly unverified?: true
  /** The reader that a card was shown to, and the location of that: its charges say so. */
  readonly presented?: { readonly reader: string; readonly location?: string }
  /** The customer's word that it may be charged again. */
  readonly mandate?: string
  /** Used up without a customer, or detached from one: it may not be used again. After a setup it may still be attached. */
  readonly spent?: 'setup' | 'payment' | 'detached'
  /** Its last month is over, by a call of the house's own: it is declined until it is given another. */
  readonly expired?: true
}

export const paymentMethod = object<Stripe.PaymentMethod, PaymentMethodState>('payment_method', {
  prefix: 'pm',
  noun: 'PaymentMethod',
  inPath: { retrieve: 'payment_method', others: 'payment_method' },
  events: [
    { on: 'update', changed: ['customer'], where: (row) => row.customer !== null, types: ['payment_method.attached'] },
    { on: 'update', changed: ['customer'], types: ['payment_method.detached'] },
    // What becomes of one that is nobody's yet, nobody is told.
    { on: 'update', where: (row) => row.customer === null, types: [] },
    { on: 'update', types: ['payment_method.updated'] },
  ],
  named: (tx, id) => (isToken(id) ? methodNamed(tx, id) : savedCard(tx, id)),
  publishable: [
    'id',
    'object',
    'allow_redisplay',
    'billing_details',
    'created',
    'customer',
    'livemode',
    'radar_options',
    'type',
    ...Object.keys(METHODS),
  ] as (keyof Stripe.PaymentMethod)[],
})
export type Method = Row<Stripe.PaymentMethod, PaymentMethodState>

const REMOVING: Node & { k: 'object' } = {
  k: 'object',
  p: { customer_session_client_secret: { k: 'string' } },
  r: ['customer_session_client_secret'],
}

export const paymentMethods = resource(paymentMethod)
  .on<Stripe.PaymentMethodCreateParams>('POST /v1/payment_methods', (tx, params) => newPaymentMethod(tx, params, ''), {
    publishable: 'yes',
  })
  .on<Stripe.PaymentMethodRetrieveParams>('GET /v1/payment_methods/{id}', (_tx, _params, self) => self)
  .on<Stripe.PaymentMethodUpdateParams>('POST /v1/payment_methods/{id}', (tx, params, self) => {
    refuseOld(self.id)
    if (self.customer === null)
      throw invalid('You must save this PaymentMethod to a customer before you can update it.', {})
    const { expired: _, ...hidden } = self.hidden
    const changed = self.card && params.card && { ...self.card, ...expiryOf(params.card) }
    return tx.update(paymentMethod, self, {
      ...(changed && endOfMonth(changed) > tx.now && { hidden }),
      ...(params.allow_redisplay !== undefined && { allow_redisplay: params.allow_redisplay }),
      ...(params.billing_details !== undefined && {
        billing_details: billingDetails(params.billing_details, self.billing_details),
      }),
      ...(params.card !== undefined && { card: { ...self.card!, ...expiryOf(params.card) } }),
      ...(params.metadata !== undefined && { metadata: mergeMetadata(self.metadata ?? {}, params.metadata) }),
    })
  })
  .on<Stripe.PaymentMethodListParams>('GET /v1/payment_methods', (tx, params) => {
    if (params.customer !== undefined) tx.get(customer, params.customer, 'customer')
    return list(tx, paymentMethod, params as never, '/v1/payment_methods')
  })
  .on<Stripe.CustomerListPaymentMethodsParams>('GET /v1/customers/{id}/payment_methods', (tx, params, _self, [id]) => {
    tx.get(customer, id!)
    return list(tx, paymentMethod, { ...params, customer: id } as never, `/v1/customers/${id}/payment_methods`)
  })
  .on<Stripe.PaymentMethodAttachParams>('POST /v1/payment_methods/{id}/attach', (tx, params, self) => {
    if (params.customer === undefined)
      throw invalid('Must provide customer or customer_account.', { code: 'parameter_missing' })
    refuseOld(self.id)
    tx.get(customer, params.customer, 'customer')
    // The card that a setup makes of it can be. [M] (docs.stripe.com/terminal/features/saving-payment-details/overview)
    if (methodOf(self.type)?.flow === 'in_person')
      throw invalid(`PaymentMethods of type ${self.type} cannot be attached to a customer.`, {
        param: 'payment_method',
      })
    if (self.type === 'card') refuseDeclined(self.hidden)
    return attach(tx, self, params.customer)
  })
  .on<Stripe.PaymentMethodDetachParams>('POST /v1/payment_methods/{id}/detach', (tx, _params, self) => detach(tx, self))
  // The browser's way, which no published description has: a customer removes what the Payment Element shows them.
  .on<{ customer_session_client_secret: string }>(
    'POST /v1/elements/payment_methods/{id}/detach',
    (tx, { customer_session_client_secret: secret }, _self, [id]) => {
      const self = tx.get(paymentMethod, id!)
      const { components, customer: whose } = sessionOfSecret(tx, secret, 'payment_element')
      if (self.customer !== whose) throw noSuch(paymentMethod.noun, self.id)
      // Wording [M].
      if (components!.payment_element.features!.payment_method_remove !== 'enabled')
        throw invalid('The customer session does not let its customer remove payment methods.', {
          param: 'customer_session_client_secret',
        })
      return detach(tx, self)
    },
    { publishable: 'yes', params: REMOVING },
  )

/** It is nobody's from now on, and pays nothing any more. */
function detach(tx: Tx, self: Method): Method {
  refuseOld(self.id)
  if (self.customer === null)
    throw invalid('The payment method you provided is not attached to a customer so detachment is impossible.')
  const detached = tx.update(paymentMethod, self, { customer: null, hidden: { ...self.hidden, spent: 'detached' } })
  const who = tx.get(customer, self.customer as string)
  if (who.invoice_settings.default_payment_method === self.id)
    tx.update(customer, who, { invoice_settings: { ...who.invoice_settings, default_payment_method: null } })
  return detached
}

const isToken = (id: string): boolean => id.startsWith('pm_card_') || accountOfToken(id) !== undefined

/** `pm_card_visa` and the like stand for a fresh method wherever an id may stand; every other id is a row's. */
export function methodNamed(tx: Tx, id: string, param?: string): Method {
  const test = cardOfToken(id)
  if (test) return insertMethod(tx, { type: 'card', card: cardDetails(test.card, undefined) }, ofToken(test))
  const bank = accountOfToken(id)
  if (bank) return insertAccount(tx, bank)
  if (id.startsWith('pm_card_')) throw unbuilt(`Brindle does not know the test payment method ${id} yet.`, param)
  return methodAt(tx, id, param)
}

/** The method of an id: a row of its own, or a card of the time before PaymentMethods. */
export function methodAt(tx: Tx, id: string, param?: string): Method {
  if (/^(ba|src)_/.test(id)) refuseOld(id, param)
  const row = tx.find(paymentMethod, id) ?? savedCard(tx, id)
  if (!row) throw isPlatforms(tx, id) ? noSuchHere(id, param) : noSuch(paymentMethod.noun, id, param)
  return row
}

/** Whether a connected account names what only its platform has. */
const isPlatforms = (tx: Tx, id: string): boolean =>
  tx.place.account !== tx.place.tenant && id.startsWith('pm_') && tx.platform.find(paymentMethod, id) !== undefined

/** A platform's own methods have to be cloned for its connected accounts. The words are recorded. */
function noSuchHere(id: string, param = 'payment_method'): StripeError {
  return invalid(
    `No such PaymentMethod: '${id}'; OAuth key or Stripe-Account header was used but API request was provided with a ` +
      'platform-owned payment method ID. Please ensure that the provided payment method matches the specified account.',
    { code: 'resource_missing', param },
  )
}

/** Writes what is to be known of a method from now on; of a card of old, on the card. */
export function remember(tx: Tx, method: Method, hidden: PaymentMethodState): Method {
  const saved = tx.find(card, method.id)
  if (!saved) return tx.update(paymentMethod, method, { hidden })
  tx.update(card, saved, { hidden: { ...saved.hidden, ...hidden } as never })
  return { ...method, hidden }
}

/** Cards and sources are shown as methods, and intents are paid with cards; methods' verbs change neither. */
function refuseOld(id: string, param?: string): void {
  if (/^(card|ba|src)_/.test(id))
    throw unbuilt(
      `Brindle does not take ${id} as a PaymentMethod yet. Charge it, or save a PaymentMethod instead.`,
      param,
    )
}

/** A card of the time before PaymentMethods, seen as one. (docs.stripe.com/payments/payment-methods/transitioning#compatibility) */
function savedCard(tx: Tx, id: string): Method | undefined {
  const saved = id.startsWith('card_') ? tx.find(card, id) : undefined
  if (!saved) return undefined
  const { exp_month, exp_year, hidden } = saved
  const shown = cardDetails(TEST_CARDS[hidden.card!]!, { exp_month, exp_year, cvc: false })!
  const checks = {
    address_line1_check: saved.address_line1_check,
    address_postal_code_check: saved.address_zip_check,
    cvc_check: saved.cvc_check,
  }
  return {
    id,
    object: 'payment_method',
    allow_redisplay: 'unspecified',
    billing_details: ownerOf(saved),
    card: { ...shown, checks },
    created: tx.position(id)!.created,
    customer: saved.customer,
    customer_account: null,
    livemode: false,
    metadata: saved.metadata,
    type: 'card',
    hidden,
  } as Method
}

/** A test account as its token gives it: one that was shown to be the customer's. */
export function insertAccount(
  tx: Tx,
  { type, account }: { type: string; account: TestAccount },
  billing_details: BillingDetails = billingDetails({ email: 'jenny@example.com', name: 'Jenny Rosen' }),
): Method {
  const given =
    type === 'sepa_debit'
      ? { iban: account.number }
      : { ...TEST_ACCOUNTS[type]!.bank, account_number: account.number, suffix: account.suffix }
  return insertMethod(tx, { billing_details, type, [type]: methodDetails(type, given) }, { account: account.name })
}

interface Given {
  readonly payment_method?: string
  readonly payment_method_data?: object
  readonly expected_payment_method_type?: string
}

/** The method of a request: one that exists, or a new one from its data. */
export function givenMethod(tx: Tx, params: Given): Method | undefined {
  if (params.payment_method !== undefined) return methodNamed(tx, params.payment_method, 'payment_method')
  if (params.payment_method_data) return newPaymentMethod(tx, params.payment_method_data as Data, 'payment_method_data')
  return undefined
}

/** The method of a confirmation: the request's, the intent's own, or a new one of the type that the browser expects. */
export function confirmedMethod(tx: Tx, params: Given, self: { payment_method: string | null }): Method | undefined {
  const given = givenMethod(tx, params)
  if (given) return given
  if (self.payment_method !== null) return methodAt(tx, self.payment_method)
  const type = params.expected_payment_method_type
  if (type === undefined || methodOf(type)?.flow !== 'redirect') return undefined
  return newPaymentMethod(tx, { type } as Data, 'payment_method_data')
}

/** What the network goes by when it judges a method. */
export function instrumentFacts({
  type,
  hidden,
}: Method): Pick<Attempt, 'type' | 'card' | 'hasCode' | 'account' | 'unverified' | 'expired'> {
  const account = hidden.account === undefined ? undefined : accountNamed(type, hidden.account)
  return {
    type,
    ...(hidden.card !== undefined && { card: hidden.card }),
    ...(hidden.hasCode && { hasCode: true }),
    ...(account && { account }),
    ...(hidden.unverified && { unverified: true }),
    ...(hidden.expired && { expired: true }),
  }
}

/** What the bank says of the security code and the address, once it looks at them. */
export function checked(method: Method): NonNullable<NonNullable<Method['card']>['checks']> {
  const { address } = method.billing_details
  return checksOf(method.hidden.card, {
    code: method.hidden.hasCode === true || method.card?.checks?.cvc_check != null,
    line1: address?.line1 != null,
    postalCode: address?.postal_code != null,
  })
}

/** Saves a method to a customer. The bank looks at the security code now. */
export function attach(tx: Tx, given: Method, customerId: string): Method {
  if (given.customer === customerId) return given
  if (given.customer !== null) throw invalid('The payment method you provided has already been attached to a customer.')
  if (given.hidden.spent !== 'setup') refuseSpent(given)
  const { spent: _, ...hidden } = given.hidden
  const card = given.card && { card: { ...given.card, checks: checked(given) } }
  return tx.update(paymentMethod, given, { customer: customerId, ...card, hidden })
}

/** A method that belongs to nobody can be used once. */
export function useUp(tx: Tx, method: Method, by: 'setup' | 'payment'): void {
  if (method.customer === null) tx.update(paymentMethod, method, { hidden: { ...method.hidden, spent: by } })
}

export function refuseSpent(method: Method): void {
  if (method.hidden.spent)
    throw invalid(
      'The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment, shared with a ' +
        'connected account without Customer attachment, or was detached from a Customer. It may not be used again. To use a ' +
        'PaymentMethod multiple times, you must attach it to a Customer first.',
    )
}

type Data = Params<Stripe.PaymentMethodCreateParams>

/** A method from its data: `POST /v1/payment_methods` and `payment_method_data` alike. `at` is the parameter it came in. */
export function newPaymentMethod(tx: Tx, data: Data, at: string): Method {
  const nameOf = (key: string) => (at ? `${at}[${key}]` : key)
  const { type } = data
  if (type === undefined) throw missingParameter(nameOf('type'))
  if (!methodOf(type)) throw unbuilt(`Brindle does not take payments by ${type} yet.`, nameOf('type'))
  const common = {
    billing_details: billingDetails(data.billing_details),
    metadata: mergeMetadata({}, data.metadata),
    ...(data.allow_redisplay && { allow_redisplay: data.allow_redisplay }),
  }
  if (type === 'card') return newCard(tx, data, common, nameOf('card'))
  const { flow, requires } = methodOf(type)!
  if (flow === 'in_person') throw unbuilt(`Brindle does not take payments by ${type} yet.`, nameOf('type'))
  const own = requires.filter((path) => path.startsWith(type))
  const lacking = missing(own, data as never)
  if (lacking !== undefined) throw missingParameter(at ? `${at}[${lacking.replace('[', '][')}` : lacking)
  const hidden = flow === 'debit' ? readAccount(type, given(data), nameOf(type)) : {}
  return insertMethod(tx, { ...common, type, [type]: methodDetails(type, given(data)) }, hidden)
}

/** A method of card details, or of a token that stands for them. */
function newCard(tx: Tx, data: Data, common: object, at: string): Method {
  const { token, ...details } = (data.card ?? {}) as CardGiven & { token?: string }
  if (!data.card) throw missingParameter(at)
  if (token === undefined) {
    const read = readCard(tx, details, at)
    return insertMethod(tx, { ...common, type: 'card', card: cardDetails(read.card, read.expiry) }, kept(read))
  }
  const row = unusedToken(tx, token, `${at}[token]`)
  const inside = cardIn(row, `${at}[token]`)
  useToken(tx, row)
  const expiry = { exp_month: inside.exp_month, exp_year: inside.exp_year, cvc: inside.cvc_check !== null }
  return insertMethod(
    tx,
    {
      ...common,
      billing_details: billingDetails(data.billing_details, ownerOf(inside)),
      type: 'card',
      card: cardDetails(TEST_CARDS[inside.hidden.card!]!, expiry),
    },
    inside.hidden,
  )
}

/** The name and the address of a card, as a method has them. */
function ownerOf(of: ReadCard): BillingDetails {
  return {
    address: address({
      city: of.address_city,
      country: of.address_country,
      line1: of.address_line1,
      line2: of.address_line2,
      postal_code: of.address_zip,
      state: of.address_state,
    })!,
    email: null,
    name: of.name,
    phone: null,
    tax_id: null,
  }
}

/** The hash of the data that is named as the type. */
const given = (data: Data): Readonly<Record<string, unknown>> =>
  ((data as Record<string, unknown>)[data.type!] as Readonly<Record<string, unknown>> | undefined) ?? {}

/** When the last month of a card is over, in epoch seconds. */
const endOfMonth = ({ exp_month, exp_year }: { exp_month: number; exp_year: number }): number =>
  monthStart(exp_year, exp_month + 1)

function expiryOf({ exp_month, exp_year }: { exp_month?: number; exp_year?: number }): object {
  return { ...(exp_month !== undefined && { exp_month }), ...(exp_year !== undefined && { exp_year }) }
}

/** Writes a method that was read from a customer's card or account; `fields` are its type, and the hash of that. */
export function insertMethod(tx: Tx, fields: object, hidden: PaymentMethodState): Method {
  return tx.insert(paymentMethod, {
    allow_redisplay: 'unspecified',
    billing_details: billingDetails(undefined),
    created: tx.now,
    customer: null,
    customer_account: null,
    livemode: false,
    metadata: {},
    ...fields,
    hidden,
  } as never)
}

type BillingDetails = Row<Stripe.PaymentMethod>['billing_details']

/** What is not given stays as it was; what is given empty is cleared. */
function billingDetails(given: Data['billing_details'], old?: BillingDetails): BillingDetails {
  const text = (name: 'email' | 'name' | 'phone' | 'tax_id') =>
    (given?.[name] === undefined ? old?.[name] : given[name]) || null
  return {
    address: address({ ...old?.address, ...(given?.address || {}) })!,
    email: text('email'),
    name: text('name'),
    phone: text('phone'),
    tax_id: text('tax_id'),
  }
}
