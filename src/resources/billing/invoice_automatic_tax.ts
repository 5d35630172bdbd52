// Automatic taxes of an invoice: what each line owes where the customer is, and why it cannot be told where it cannot.
// (https://docs.stripe.com/tax/invoicing; docs/decisions/0013-automatic-tax.md)
import type Stripe from 'stripe'
import { invalid, type StripeError } from '../../kernel/errors.ts'
import type { Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { behaviorOf, leviesAt, leviesOn, locate, type Location } from '../../rules/automatic_tax.ts'
import type { TaxRate } from '../../rules/taxes.ts'
import { collectingOf, homeOf, own } from '../core/account.ts'
import { automaticRate, automaticRateId } from '../catalog/automatic_tax_rate.ts'
import { type PriceRow, taxBehaviorIn } from '../catalog/price.ts'
import type { Invoice } from './invoice_state.ts'
import { type Party, partyAsked, type PartyGiven, partyNamed, SELF, sideOf } from './issuer.ts'
import type { LineItem } from './line_item.ts'

/** What a call says of it. */
export interface AutomaticTaxGiven {
  readonly enabled?: boolean
  readonly liability?: PartyGiven
}

type Liability = { readonly type: string } | null | undefined

interface Standing {
  /** Who is liable where nothing is said. */
  readonly before?: { readonly liability?: Liability } | null
  /** The parameter in which it stands, such as `default_settings`. */
  readonly at?: string
  readonly isKnown?: boolean
}

/** Who is liable for the taxes that a call asks for. */
export function liabilityOf(
  tx: Tx,
  given: AutomaticTaxGiven | undefined,
  { before, at = '', isKnown = false }: Standing = {},
): Party {
  if (given?.liability) return partyNamed(tx, given.liability, { at, names: ['automatic_tax', 'liability'], isKnown })
  return (before?.liability as Party | null | undefined) ?? SELF
}

/** Turned on or off, as a subscription has it, with who is liable then. */
export const switched = (enabled: boolean, liability: Liability = SELF) => ({
  disabled_reason: null,
  enabled,
  liability: enabled ? (liability as Party) : null,
})

/** The same as an invoice has it, before it is reckoned. */
export const switchedOn = (enabled: boolean, liability?: Liability): Invoice['automatic_tax'] =>
  ({ ...switched(enabled, liability), provider: enabled ? 'stripe' : null, status: null }) as Invoice['automatic_tax']

/** Automatic taxes as parameters turn them on or off. */
export const taxAsked = ({ enabled, liability }: { readonly enabled: boolean; readonly liability: Liability }) => {
  const other = partyAsked(liability)
  return { enabled, ...(enabled && other && { liability: other }) }
}

/** In Stripe's words: github.com/mozilla/fxa/pull/20458 quotes them. */
export const locationInvalid = (): StripeError =>
  invalid(
    "The customer's location isn't recognized. Set a valid customer address in order to automatically calculate tax.",
    { code: 'customer_tax_location_invalid' },
  )

/** Manual and automatic taxes do not go together (docs.stripe.com/tax/invoicing). Wording [M]. */
export const notTogether = (param: string): StripeError =>
  invalid(`You cannot use \`${param}\` when \`automatic_tax[enabled]=true\`.`, { param })

/** In Stripe's words: github.com/stripe-samples/firebase-subscription-payments/issues/48 quotes them. */
export const noBehavior = (what: string, id: string): StripeError =>
  invalid(
    `The ${what} \`${id}\` does not have a \`tax_behavior\` set which is required for automatic tax computation. Please visit ` +
      'https://stripe.com/docs/tax/products-prices-tax-categories-tax-behavior#tax-behavior for more information.',
  )

/** (docs.stripe.com/api/invoices/object#invoice_object-automatic_tax-enabled) Wording [M]. */
const negative = (): StripeError =>
  invalid('You cannot add an invoice item with a negative amount to an invoice with `automatic_tax[enabled]=true`.')

type Customer = Pick<Row<Stripe.Customer>, 'address' | 'shipping'>

/** Where a customer is for taxes. */
export const locationOf = ({ address, shipping }: Customer): Location | undefined => locate(shipping?.address, address)

/** Refuses a call whose customer cannot be taxed. What the clock does goes on without, and a preview says what is missing. */
export function checkLocated(tx: Tx, who: Customer): void {
  if (tx.situation.cause === 'request' && !tx.work.isForetold && !locationOf(who)) throw locationInvalid()
}

type Taxed = Pick<
  Invoice,
  'customer_address' | 'customer_shipping' | 'customer_tax_exempt' | 'customer_tax_ids' | 'shipping_cost'
>

const placeOf = ({ customer_shipping, customer_address }: Taxed): Location | undefined =>
  locate(customer_shipping?.address, customer_address)

/** The ids of all that taxes follow from: prices, products, the shipping rate and the tax rates of the place. */
export function taxReads(tx: Tx, self: Taxed, lines: readonly Pick<LineItem, 'pricing'>[]): string[] {
  const priced = lines.flatMap(({ pricing }) => {
    const { price, product } = pricing?.price_details ?? {}
    return [price, product].filter((id): id is string => typeof id === 'string')
  })
  const shipping = self.shipping_cost?.shipping_rate as string | null | undefined
  return [...priced, ...(shipping ? [shipping] : []), ...ratesAt(tx, placeOf(self))]
}

/** The ids of the tax rates that may be needed at a place. */
export function ratesAt(tx: Tx, where: Location | undefined): string[] {
  const levies = (where ? leviesAt(where) : []).flatMap((levy) => [levy, { ...levy, percentage: '0' }])
  return levies.flatMap((levy) => [automaticRateId(tx, levy, true), automaticRateId(tx, levy, false)])
}

/** What automatic taxes make of an invoice. */
export interface Automatic {
  readonly status: 'complete' | 'failed' | 'requires_location_inputs'
  /** The rates of each line, in their order. */
  readonly lines: readonly (readonly TaxRate[])[]
  /** Those of delivery. */
  readonly shipping: readonly TaxRate[]
  /** Why it failed. */
  readonly error?: StripeError
}

/** What is asked about: one line of an invoice, or delivery. */
export interface Sold {
  readonly behavior: 'exclusive' | 'inclusive'
  readonly code: string | null
}

export interface Buyer {
  readonly where: Location
  readonly exempt: string
  /** Types of tax ids. */
  readonly ids: readonly string[]
}

/**
 * The rates of what is sold to somebody; they are made where they are not there yet. It is sold from where whoever is `liable` is
 * at home, and taxed where they collect taxes.
 */
export function ratesFor(tx: Tx, { behavior, code }: Sold, buyer: Buyer, liable?: Liability): TaxRate[] {
  const seller = sideOf(tx, liable)
  const { reason, levies } = leviesOn({
    ...buyer,
    seller: homeOf(seller),
    code,
    collecting: collectingOf(seller, tx.now),
  })
  const inclusive = behavior === 'inclusive'
  return levies.map((levy) => ({
    id: automaticRate(tx, levy, inclusive),
    percentage: levy.percentage,
    inclusive,
    reason,
  }))
}

/** Reckons which rates hold. What is incompatible is refused where a call does it, and noted where the clock does. */
export function automaticTaxes(
  tx: Tx,
  self: Taxed & Pick<Invoice, 'automatic_tax' | 'currency' | 'default_tax_rates'>,
  lines: readonly LineItem[],
): Automatic {
  const { liability } = self.automatic_tax
  tx.work.together<unknown>([() => tx.any(taxReads(tx, self, lines)), () => sideOf(tx, liability)])
  const error = self.default_tax_rates.length > 0 ? notTogether('default_tax_rates') : firstOf(tx, self, lines)
  if (error && tx.situation.cause === 'request') throw error
  const none = { lines: lines.map(() => []), shipping: [] }
  if (error) return { status: 'failed', ...none, error }
  const where = placeOf(self)
  if (!where) return { status: 'requires_location_inputs', ...none }
  const ids = (self.customer_tax_ids ?? []).map(({ type }) => type)
  const buyer = { where, exempt: self.customer_tax_exempt ?? 'none', ids }
  const shipping = shippingSold(tx, self)
  return {
    status: 'complete',
    lines: lines.map((line) => ratesFor(tx, soldBy(tx, line, self.currency) as Sold, buyer, liability)),
    shipping: shipping?.behavior ? ratesFor(tx, shipping as Sold, buyer, liability) : [],
  }
}

/** The first line that automatic taxes cannot be on, or delivery that does not say whether tax is in it. */
function firstOf(tx: Tx, self: Taxed & Pick<Invoice, 'currency'>, lines: readonly LineItem[]): StripeError | undefined {
  for (const line of lines) {
    if (line.hidden.rates) return notTogether('tax_rates')
    if (line.amount < 0 && !isProration(line)) return negative()
    if (!soldBy(tx, line, self.currency).behavior)
      return noBehavior('price', (line.pricing?.price_details?.price as string | undefined) ?? '')
  }
  const shipping = shippingSold(tx, self)
  return shipping && !shipping.behavior ? noBehavior('shipping rate', shipping.id) : undefined
}

const isProration = ({ parent }: LineItem): boolean =>
  (parent?.invoice_item_details ?? parent?.subscription_item_details)?.proration === true

/** What a line says of its taxes: itself, or else its price and its product. */
function soldBy(tx: Tx, { pricing, hidden }: LineItem, currency: string): Partial<Sold> {
  const { price, product } = pricing?.price_details ?? {}
  const [priced, sold] = tx.any([(price as string | undefined) ?? '', (product as string | undefined) ?? ''])
  const said = hidden.tax?.behavior ?? (priced && taxBehaviorIn(priced as PriceRow, currency))
  return soldAs(tx, said, hidden.tax?.code ?? (sold?.tax_code as string | null | undefined), currency)
}

/** What is said of something sold, or else what the account has for all. */
export function soldAs(
  tx: Tx,
  said: string | null | undefined,
  code: string | null | undefined,
  currency: string,
): Partial<Sold> {
  const { tax, taxBehavior } = own(tx).hidden
  const behavior = behaviorOf(said, taxBehavior ?? null, currency)
  return { ...(behavior && { behavior }), code: code ?? tax?.code ?? null }
}

function shippingSold(tx: Tx, self: Taxed & Pick<Invoice, 'currency'>): (Partial<Sold> & { id: string }) | undefined {
  const id = self.shipping_cost?.shipping_rate as string | null | undefined
  if (!id) return undefined
  const [rate] = tx.any([id])
  return { ...soldAs(tx, rate?.tax_behavior as string, rate?.tax_code as string | null, self.currency), id }
}

/** Refuses a price that does not say whether tax is in it, where the account does not say it for all. */
export function checkBehavior(
  tx: Tx,
  price: { readonly id: string; readonly tax_behavior?: string | null; readonly currency: string },
): void {
  if (!soldAs(tx, price.tax_behavior, null, price.currency).behavior) throw noBehavior('price', price.id)
}
