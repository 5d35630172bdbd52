// Payment methods: what a customer pays with. Attached, they can be used again; detached, never.
// (https://docs.stripe.com/api/payment_methods)
// One file because a method, its card and its customer are checked together.
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { declined, invalid, missingParameter, noSuch, StripeError } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { monthOf } from '../../lib/calendar.ts'
import { fingerprint } from '../../lib/fingerprint.ts'
import { passesLuhn } from '../../lib/luhn.ts'
import { METHODS, methodOf, missing } from '../../network/catalogue.ts'
import { accountNamed, accountOfToken, TEST_ACCOUNTS, type TestAccount } from '../../network/test_accounts.ts'
import { readAccount } from './bank_details.ts'
import { methodDetails } from '../../network/method_details.ts'
import { type Attempt, checksOf, judge } from '../../network/network.ts'
import { cardOfNumber, cardOfToken, type NamedCard, type TestCard } from '../../network/test_cards.ts'
import { address, customer } from './customer.ts'

export interface PaymentMethodState {
  /** The row of the test card: all that is kept of a number. */
  readonly card?: string
  /** A security code came with the number. It is never kept. */
  readonly hasCode?: true
  /** Set up for payments without the customer: its bank has heard from them. */
  readonly isSetUp?: true
  /** The row of the test account, for debits; and that nobody has shown yet that it is the customer's. */
  readonly account?: string
  readonly unverified?: true
  /** The customer's word that it may be charged again. */
  readonly mandate?: string
  /** Used up without a customer, or detached from one: it may not be used again. After a setup it may still be attached. */
  readonly spent?: 'setup' | 'payment' | 'detached'
}

export const paymentMethod = object<Stripe.PaymentMethod, PaymentMethodState>('payment_method', {
  prefix: 'pm',
  noun: 'PaymentMethod',
  inPath: { retrieve: 'payment_method', others: 'payment_method' },
  events: [
    { on: 'update', changed: ['customer'], where: (row) => row.customer !== null, types: ['payment_method.attached'] },
    { on: 'update', changed: ['customer'], types: ['payment_method.detached'] },
    { on: 'update', types: ['payment_method.updated'] },
  ],
  named: (tx, id) => (isToken(id) ? methodNamed(tx, id) : undefined),
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
type Method = Row<Stripe.PaymentMethod, PaymentMethodState>

export const paymentMethods = resource(paymentMethod)
  .on<Stripe.PaymentMethodCreateParams>('POST /v1/payment_methods', (tx, params) => newPaymentMethod(tx, params, ''), {
    publishable: 'yes',
  })
  .on<Stripe.PaymentMethodRetrieveParams>('GET /v1/payment_methods/{id}', (_tx, _params, self) => self)
  .on<Stripe.PaymentMethodUpdateParams>('POST /v1/payment_methods/{id}', (tx, params, self) => {
    if (self.customer === null)
      throw invalid('You must save this PaymentMethod to a customer before you can update it.', {})
    return tx.update(paymentMethod, self, {
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
    tx.get(customer, params.customer, 'customer')
    refuseDeclined(self)
    return attach(tx, self, params.customer)
  })
  .on<Stripe.PaymentMethodDetachParams>('POST /v1/payment_methods/{id}/detach', (tx, _params, self) => {
    if (self.customer === null)
      throw invalid('The payment method you provided is not attached to a customer so detachment is impossible.')
    const detached = tx.update(paymentMethod, self, { customer: null, hidden: { ...self.hidden, spent: 'detached' } })
    const who = tx.get(customer, self.customer as string)
    if (who.invoice_settings.default_payment_method === self.id)
      tx.update(customer, who, { invoice_settings: { ...who.invoice_settings, default_payment_method: null } })
    return detached
  })

const isToken = (id: string): boolean => id.startsWith('pm_card_') || accountOfToken(id) !== undefined

/** `pm_card_visa` and the like stand for a fresh method wherever an id may stand; every other id is a row's. */
export function methodNamed(tx: Tx, id: string, param?: string): Method {
  const test = cardOfToken(id)
  if (test) return insertMethod(tx, { type: 'card', card: cardDetails(test.card, undefined) }, ofToken(test))
  const bank = accountOfToken(id)
  if (bank) return insertAccount(tx, bank)
  if (id.startsWith('pm_card_'))
    throw invalid(`Brindle does not know the test payment method ${id} yet.`, {
      code: 'not_built',
      ...(param !== undefined && { param }),
    })
  const row = tx.find(paymentMethod, id)
  if (!row) throw noSuch(paymentMethod.noun, id, param)
  return row
}

/** Test methods come without a security code, unless they are there to have it refused. */
const ofToken = ({ name, card }: NamedCard): PaymentMethodState => ({
  card: name,
  ...(card.onlyWithCode && { hasCode: true }),
})

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
  if (self.payment_method !== null) return tx.get(paymentMethod, self.payment_method)
  const type = params.expected_payment_method_type
  if (type === undefined || methodOf(type)?.flow !== 'redirect') return undefined
  return newPaymentMethod(tx, { type } as Data, 'payment_method_data')
}

/** What the network goes by when it judges a method. */
export function instrumentFacts({
  type,
  hidden,
}: Method): Pick<Attempt, 'type' | 'card' | 'hasCode' | 'account' | 'unverified'> {
  const account = hidden.account === undefined ? undefined : accountNamed(type, hidden.account)
  return {
    type,
    ...(hidden.card !== undefined && { card: hidden.card }),
    ...(hidden.hasCode && { hasCode: true }),
    ...(account && { account }),
    ...(hidden.unverified && { unverified: true }),
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

/** Refuses what the bank says no to: such a card is not saved. (https://docs.stripe.com/testing#declined-payments) */
function refuseDeclined(method: Method): void {
  if (method.type !== 'card') return
  const verdict = judge({
    ...instrumentFacts(method),
    use: 'setup',
    offSession: false,
    authenticated: true,
    agreed: false,
  })
  if (verdict.kind !== 'declined') return
  const { outcome: _, ...text } = verdict.decline
  throw declined(text)
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
  if (!methodOf(type))
    throw invalid(`Brindle does not take payments by ${type} yet.`, { code: 'not_built', param: nameOf('type') })
  const common = {
    billing_details: billingDetails(data.billing_details),
    metadata: mergeMetadata({}, data.metadata),
    ...(data.allow_redisplay && { allow_redisplay: data.allow_redisplay }),
  }
  if (type === 'card') {
    const { name, card, expiry } = readCard(tx, data.card, nameOf('card'))
    return insertMethod(
      tx,
      { ...common, type, card: cardDetails(card, expiry) },
      { card: name, ...(expiry?.cvc && { hasCode: true }) },
    )
  }
  const { flow, requires } = methodOf(type)!
  if (flow === 'in_person')
    throw invalid(`Brindle does not take payments by ${type} yet.`, { code: 'not_built', param: nameOf('type') })
  const own = requires.filter((path) => path.startsWith(type))
  const lacking = missing(own, data as never)
  if (lacking !== undefined) throw missingParameter(at ? `${at}[${lacking.replace('[', '][')}` : lacking)
  const hidden = flow === 'debit' ? readAccount(type, given(data), nameOf(type)) : {}
  return insertMethod(tx, { ...common, type, [type]: methodDetails(type, given(data)) }, hidden)
}

/** The hash of the data that is named as the type. */
const given = (data: Data): Readonly<Record<string, unknown>> =>
  ((data as Record<string, unknown>)[data.type!] as Readonly<Record<string, unknown>> | undefined) ?? {}

interface Expiry {
  readonly exp_month: number
  readonly exp_year: number
  /** Whether the security code was given. It is never kept. */
  readonly cvc: boolean
}

interface CardGiven {
  readonly number: string
  readonly exp_month: number
  readonly exp_year: number
  readonly cvc: string
}

function readCard(
  tx: Tx,
  given: Data['card'],
  at: string,
): { name: string; card: TestCard; expiry: Expiry | undefined } {
  if (!given) throw missingParameter(at)
  if ('token' in given)
    throw invalid('Brindle does not take card tokens yet.', { code: 'not_built', param: `${at}[token]` })
  const { number, exp_month, exp_year, cvc } = given as Partial<CardGiven>
  if (number === undefined) throw missingParameter(`${at}[number]`)
  if (exp_month === undefined) throw missingParameter(`${at}[exp_month]`)
  if (exp_year === undefined) throw missingParameter(`${at}[exp_year]`)
  const digits = number.replace(/[ -]/g, '')
  const known = cardOfNumber(digits)
  if (!known) throw refuseNumber(digits, `${at}[number]`)
  return { ...known, expiry: { ...checkExpiry(tx, exp_month, exp_year, at), cvc: checkCode(cvc, at) } }
}

const cardError = (code: string, message: string, param: string) =>
  new StripeError(402, { type: 'card_error', code, message, param })

/** A year of two digits is one of the next fifty, or of the last. (https://docs.stripe.com/testing#declined-payments) */
function checkExpiry(tx: Tx, exp_month: number, given: number, at: string): { exp_month: number; exp_year: number } {
  const [year, month] = monthOf(tx.now)
  const exp_year = given >= 100 ? given : given + (given + 2000 > year + 50 ? 1900 : 2000)
  if (exp_month < 1 || exp_month > 12)
    throw cardError('invalid_expiry_month', "Your card's expiration month is invalid.", `${at}[exp_month]`)
  if (exp_year < year || exp_year > year + 50)
    throw cardError('invalid_expiry_year', "Your card's expiration year is invalid.", `${at}[exp_year]`)
  if (exp_year === year && exp_month < month)
    throw cardError('invalid_expiry_month', "Your card's expiration month is invalid.", `${at}[exp_month]`)
  return { exp_month, exp_year }
}

/** Whether there is a security code. It is never kept. */
function checkCode(cvc: string | undefined, at: string): boolean {
  if (cvc !== undefined && !/^\d{3,4}$/.test(cvc))
    throw cardError('invalid_cvc', "Your card's security code is invalid.", `${at}[cvc]`)
  return cvc !== undefined
}

function expiryOf({ exp_month, exp_year }: { exp_month?: number; exp_year?: number }): object {
  return { ...(exp_month !== undefined && { exp_month }), ...(exp_year !== undefined && { exp_year }) }
}

/** Real card numbers have no place here: they are refused, and never kept. */
function refuseNumber(digits: string, param: string) {
  if (!/^\d{12,19}$/.test(digits) || !passesLuhn(digits))
    return cardError('incorrect_number', 'Your card number is incorrect.', param)
  return invalid(
    'This is not one of the test card numbers that Brindle knows. Real cards must never be sent to a test server; see ' +
      'https://docs.stripe.com/testing for numbers to use.',
    { code: 'payment_method_invalid_parameter_testmode', param },
  )
}

function cardDetails(card: TestCard, expiry: Expiry | undefined): Row<Stripe.PaymentMethod>['card'] {
  const { brand, country, funding, number, networks = [brand] } = card
  return {
    brand,
    checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: expiry?.cvc ? 'unchecked' : null },
    country,
    display_brand: brand,
    // Test methods come without an expiry; theirs lies well after any test.
    exp_month: expiry?.exp_month ?? 8,
    exp_year: expiry?.exp_year ?? 2034,
    fingerprint: fingerprint(number),
    funding,
    generated_from: null,
    last4: number.slice(-4),
    networks: { available: networks, preferred: null },
    regulated_status: 'unregulated',
    three_d_secure_usage: { supported: card.authentication !== 'not_supported' },
    wallet: null,
  } as unknown as Row<Stripe.PaymentMethod>['card']
}

function insertMethod(tx: Tx, fields: object, hidden: PaymentMethodState): Method {
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
