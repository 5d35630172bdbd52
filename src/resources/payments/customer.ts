// Customers: who pays. A deleted one can still be retrieved, as a stub. (https://docs.stripe.com/api/customers)
// One file because what a call may say of a customer is the same whether it makes or changes one.
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { exclusive, invalid, missingParameter, noSuch, unbuilt } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { type AnyRow, type Row, resource } from '../../kernel/resource.ts'
import { search } from '../../kernel/search.ts'
import type { Tx } from '../../kernel/tx.ts'
import { locate } from '../../rules/automatic_tax.ts'
import { own } from '../core/account.ts'
import { CUSTOMERS_MAX, testClock, testClockAt } from '../core/test_helpers.test_clock.ts'
import { changeReconciliation, refuseCash } from './cash_balance.ts'
import { withCoupon } from './customer_coupon.ts'
import { enterSetBalance } from './customer_balance_transaction.ts'
import {
  addSource,
  changeSource,
  checkDefault,
  firstSource,
  listSources,
  offered,
  removeAll,
  removeSource,
  replaceDefault,
  retrieveSource,
  type SourceGiven,
  sourcesOf,
  verifySource,
} from './customer_source.ts'
import { type Customer, customer } from './customer_state.ts'
import { insertTaxId } from './tax_id.ts'
import { renderingOptions } from './rendering_options.ts'

export { customer }

type Create = Params<Stripe.CustomerCreateParams>
type Update = Params<Stripe.CustomerUpdateParams>

export const customers = resource(customer)
  .on<Stripe.CustomerCreateParams>('POST /v1/customers', (tx, params) => {
    if (params.test_clock !== undefined) {
      const clock = testClockAt(tx, params.test_clock)
      if (tx.situation.strictClocks) checkRoom(tx, clock.id)
      return create(tx.under(clock.id), params)
    }
    return create(tx, params)
  })
  .on<Stripe.CustomerRetrieveParams>('GET /v1/customers/{id}', (_tx, _params, self) => self)
  .on<Stripe.CustomerUpdateParams>('POST /v1/customers/{id}', (tx, params, self) => {
    const { balance, cash_balance } = params
    if (cash_balance?.settings) changeReconciliation(tx, self.id, cash_balance.settings.reconciliation_mode)
    const changes: Partial<Customer> = {
      ...changedSource(tx, self, params),
      ...(params.address !== undefined && { address: address(params.address) }),
      ...(balance !== undefined && { balance }),
      ...(balance && !self.currency && { currency: own(tx).default_currency! }),
      ...(params.business_name !== undefined && { business_name: nameOrNone(params.business_name) }),
      ...(params.description !== undefined && { description: params.description || null }),
      ...(params.individual_name !== undefined && { individual_name: nameOrNone(params.individual_name) }),
      ...(params.email !== undefined && { email: checkEmail(params.email) || null }),
      ...(params.invoice_prefix !== undefined && { invoice_prefix: prefix(tx, params.invoice_prefix, self.id) }),
      ...(params.invoice_settings !== undefined && {
        invoice_settings: changedInvoiceSettings(tx, self, params.invoice_settings),
      }),
      ...(params.metadata !== undefined && { metadata: mergeMetadata(self.metadata, params.metadata) }),
      ...(params.name !== undefined && { name: params.name || null }),
      ...(params.next_invoice_sequence !== undefined && { next_invoice_sequence: params.next_invoice_sequence }),
      ...(params.phone !== undefined && { phone: params.phone || null }),
      ...(params.preferred_locales !== undefined && { preferred_locales: params.preferred_locales }),
      ...(params.shipping !== undefined && { shipping: shipping(params.shipping, self.shipping) }),
      ...(params.tax_exempt !== undefined && { tax_exempt: params.tax_exempt || 'none' }),
      ...(params.tax?.ip_address !== undefined && { hidden: { ...self.hidden, ip: params.tax.ip_address } }),
    }
    const changed = tx.update(customer, self, changes)
    checkLocation(changed, params.tax)
    enterSetBalance(tx, changed, self.balance, 'adjustment')
    return withCoupon(tx, changed, params)
  })
  .on<Stripe.CustomerListParams>('GET /v1/customers', (tx, params) =>
    list(tx, customer, params as never, '/v1/customers'),
  )
  .on<Stripe.CustomerSearchParams>('GET /v1/customers/search', (tx, params) =>
    search(tx, customer, params, '/v1/customers/search'),
  )
  .on<Stripe.CustomerDeleteParams>(
    'DELETE /v1/customers/{id}',
    (tx, _params, self) => {
      remove(tx, self)
      return { id: self.id, object: 'customer', deleted: true }
    },
    { reads: [(tx: Tx, { self }: { self: Customer }) => refuseCash(tx, self.id)] },
  )
  .when('test_helpers.test_clock.deleted', testClock, (tx, clock) => {
    for (const self of tx.list(customer, [`test_clock=${clock.id}`], { limit: ON_ONE_CLOCK_MAX })) remove(tx, self)
  })
  .on<SourceGiven>('POST /v1/customers/{id}/sources', (tx, params, self) => addSource(tx, params, self))
  .on<Stripe.CustomerListSourcesParams>('GET /v1/customers/{id}/sources', (tx, params, self) =>
    listSources(tx, params, self),
  )
  .on<Stripe.CustomerRetrieveSourceParams>('GET /v1/customers/{customer}/sources/{id}', (tx, _params, self, [, id]) =>
    retrieveSource(tx, self, id!),
  )
  .on<Stripe.CustomerUpdateSourceParams>('POST /v1/customers/{customer}/sources/{id}', (tx, params, self, [, id]) =>
    changeSource(tx, params, self, id!),
  )
  .on<Stripe.CustomerDeleteSourceParams>('DELETE /v1/customers/{customer}/sources/{id}', (tx, _params, self, [, id]) =>
    removeSource(tx, self, id!),
  )
  .on<Stripe.CustomerVerifySourceParams>(
    'POST /v1/customers/{customer}/sources/{id}/verify',
    (tx, { amounts }, self, [, id]) => verifySource(tx, self, id!, amounts),
  )
  .on<Stripe.CustomerRetrievePaymentMethodParams>(
    'GET /v1/customers/{customer}/payment_methods/{id}',
    (tx, _params, self, [, id]) => {
      const [method] = tx.any([id!])
      if (method?.object !== 'payment_method' || method.customer !== self.id)
        throw noSuch('PaymentMethod', id!, undefined, 'payment_method')
      return method
    },
  )

function create(tx: Tx, params: Create): Customer {
  const given = offered(tx, params as SourceGiven, [])
  const made = tx.insert(customer, {
    address: address(params.address),
    balance: params.balance ?? 0,
    ...(params.business_name && { business_name: params.business_name }),
    created: tx.now,
    currency: params.balance ? (own(tx).default_currency ?? null) : null,
    customer_account: null,
    ...(firstSource(given) as { default_source: string | null }),
    delinquent: false,
    description: params.description || null,
    discount: null,
    email: checkEmail(params.email) || null,
    ...(params.individual_name && { individual_name: params.individual_name }),
    invoice_prefix: prefix(tx, params.invoice_prefix),
    invoice_settings: NO_SETTINGS,
    livemode: false,
    metadata: mergeMetadata({}, params.metadata),
    name: params.name || null,
    next_invoice_sequence: params.next_invoice_sequence ?? 1,
    phone: params.phone || null,
    preferred_locales: params.preferred_locales ?? [],
    shipping: shipping(params.shipping, null),
    tax_exempt: params.tax_exempt || 'none',
    test_clock: tx.testClock ?? null,
    hidden: { ...firstSource(given).hidden, ...(params.tax?.ip_address && { ip: params.tax.ip_address }) },
  })
  given?.save(tx, made.id)
  return withCoupon(tx, withWhatHangsOn(tx, made, params), params)
}

/** Why 100: the unit that deletes a clock deletes its customers and what they subscribe to. Stripe's own bound is 3. */
const ON_ONE_CLOCK_MAX = 100

/** (the words: several projects that quote Stripe's answer) */
function checkRoom(tx: Tx, clock: string): void {
  const there = tx.list(customer, [`test_clock=${clock}`], { limit: CUSTOMERS_MAX })
  if (there.length === CUSTOMERS_MAX)
    throw invalid(`You've reached the limit of ${CUSTOMERS_MAX} customers per test clock.`, { param: 'test_clock' })
}

function remove(tx: Tx, self: Customer): void {
  refuseCash(tx, self.id)
  removeAll(tx, self)
  tx.retire(customer, self)
}

interface DefaultGiven extends SourceGiven {
  readonly default_source?: string
  /** Of the time before sources. */
  readonly default_card?: string
  readonly default_bank_account?: string
  readonly default_alipay_account?: string
}

/** A new source that becomes the default, or another of the customer's own. */
function changedSource(tx: Tx, self: Customer, params: object): Partial<Customer> {
  const given = params as DefaultGiven
  if (given.default_alipay_account !== undefined)
    throw unbuilt('Brindle knows no Alipay accounts.', 'default_alipay_account')
  const [param, ...more] = (['default_source', 'default_card', 'default_bank_account'] as const).filter(
    (name) => given[name] !== undefined,
  )
  const fresh = offered(tx, given, sourcesOf(self))
  if (more.length > 0 || (fresh && param)) throw exclusive([param!, more[0] ?? 'source'], param!)
  if (fresh) return replaceDefault(tx, self, fresh)
  return param === undefined ? {} : { default_source: checkDefault(self, given[param]!, param) }
}

/** What a new customer comes with: tax ids, cash, an entry for their balance, and a method that may be their default. */
function withWhatHangsOn(tx: Tx, made: Customer, params: Create): Customer {
  checkLocation(made, params.tax)
  enterSetBalance(tx, made, 0, 'initial')
  for (const [i, given] of (params.tax_id_data ?? []).entries()) insertTaxId(tx, made.id, given, `tax_id_data[${i}]`)
  const settings = params.cash_balance?.settings
  if (settings) changeReconciliation(tx, made.id, settings.reconciliation_mode)
  const method = params.payment_method === undefined ? undefined : attached(tx, made, params.payment_method)
  const { invoice_settings = {} } = params
  // A test method's name stands for one fresh method, wherever the same call says it.
  const isSame = method !== undefined && invoice_settings.default_payment_method === params.payment_method
  const wanted = isSame ? { ...invoice_settings, default_payment_method: method.id } : invoice_settings
  return tx.amend(customer, tx.get(customer, made.id), { invoice_settings: changedInvoiceSettings(tx, made, wanted) })
}

function attached(tx: Tx, { id: who }: Customer, id: string): AnyRow {
  const isName = id.startsWith('pm_card_')
  if (!isName && tx.any([id])[0]?.object !== 'payment_method') throw noSuch('PaymentMethod', id, 'payment_method')
  return tx.request('POST', `/v1/payment_methods/${id}/attach`, { customer: who })
}

/** Names that are absent, not null, while there are none. */
const nameOrNone = (name: string) => (name || undefined) as string

/** https://docs.stripe.com/api/customers/create#create_customer-tax-validate_location; wording [M]. */
function checkLocation({ address: home, shipping: ship }: Customer, tax: Update['tax']): void {
  if (tax?.validate_location !== 'immediately' || locate(ship?.address, home)) return
  throw invalid("The customer's location isn't recognized. Set a valid customer address.", {
    code: 'customer_tax_location_invalid',
    param: 'address',
  })
}

/** Stripe checks little: there must be something before and after one `@`. */
export function checkEmail(email: string | undefined): string | undefined {
  if (email && !/^[^@\s]+@[^@\s]+$/.test(email))
    throw invalid(`Invalid email address: ${email}`, { code: 'email_invalid', param: 'email' })
  return email
}

type Address = NonNullable<Row<Stripe.Customer>['address']>

export function address(given: unknown): Address | null {
  if (!given) return null
  const {
    city = null,
    country = null,
    line1 = null,
    line2 = null,
    postal_code = null,
    state = null,
  } = given as Partial<Address>
  const nullable = (text: string | null) => text || null
  return {
    city: nullable(city),
    country: nullable(country),
    line1: nullable(line1),
    line2: nullable(line2),
    postal_code: nullable(postal_code),
    state: nullable(state),
  }
}

/** A new address, or the old one with what was given: the parts that are not given stay. */
export function shipping(given: Update['shipping'], old: Row<Stripe.Customer>['shipping'] = null): typeof old {
  if (!given) return null
  const { name = old?.name, phone = old?.phone, address: place } = given as Partial<NonNullable<typeof old>>
  if (!old && !place) throw missingParameter('shipping[address]')
  if (name === undefined) throw missingParameter('shipping[name]')
  return {
    address: place ? address({ ...old?.address, ...place })! : old!.address!,
    name,
    phone: phone || null,
  } as typeof old
}

/** The start of the numbers of a customer's invoices: theirs alone. */
function prefix(tx: Tx, wanted: string | undefined, self?: string): string {
  if (wanted === undefined) return tx.random(8).toUpperCase()
  if (!/^[A-Z0-9]{1,12}$/.test(wanted))
    throw invalid('Invoice number prefix must be 1–12 uppercase letters or numbers.', { param: 'invoice_prefix' })
  const [holder] = tx.list(customer, [`invoice_prefix=${wanted}`], { limit: 1 })
  if (holder && holder.id !== self)
    throw invalid(`This invoice number prefix is taken by customer: ${holder.id}. Please enter a different prefix.`, {
      param: 'invoice_prefix',
    })
  return wanted
}

type InvoiceSettings = Row<Stripe.Customer>['invoice_settings']

const NO_SETTINGS: InvoiceSettings = {
  custom_fields: null,
  default_payment_method: null,
  footer: null,
  rendering_options: null,
}

/** The default must be a payment method of this customer; an empty one clears it. */
function changedInvoiceSettings(
  tx: Tx,
  self: { id: string; invoice_settings: InvoiceSettings },
  given: NonNullable<Update['invoice_settings']>,
): InvoiceSettings {
  const id = given.default_payment_method
  if (id) {
    const [method] = tx.any([id])
    if (method?.object !== 'payment_method')
      throw invalid(`No such PaymentMethod: '${id}'`, {
        code: 'resource_missing',
        param: 'invoice_settings[default_payment_method]',
      })
    if (method.customer !== self.id)
      throw invalid(
        `The customer does not have a payment method with the ID ${id}. The payment method must be attached to the customer.`,
        { code: 'resource_missing', param: 'invoice_settings[default_payment_method]' },
      )
  }
  return {
    ...self.invoice_settings,
    ...(id !== undefined && { default_payment_method: id || null }),
    ...(given.custom_fields !== undefined && { custom_fields: given.custom_fields || null }),
    ...(given.footer !== undefined && { footer: given.footer || null }),
    ...(given.rendering_options !== undefined && {
      rendering_options: renderingOptions(tx, given.rendering_options as object | ''),
    }),
  }
}
