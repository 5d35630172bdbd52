// Automatic taxes of a session: where its customer is, once that is known, and what is owed there of what it sells.
// (https://docs.stripe.com/tax/checkout; docs/decisions/0013-automatic-tax.md)
import { invalid } from '../../kernel/errors.ts'
import type { Tx } from '../../kernel/tx.ts'
import { type Address, locate, type Location } from '../../rules/automatic_tax.ts'
import type { TaxRate } from '../../rules/taxes.ts'
import {
  type Buyer,
  checkBehavior,
  locationOf,
  noBehavior,
  notTogether,
  ratesAt,
  ratesFor,
  type Sold,
  soldAs,
} from '../billing/invoice_automatic_tax.ts'
import { draftsOf } from '../billing/invoice_draft.ts'
import { sideOf } from '../billing/issuer.ts'
import { taxBehaviorIn } from '../catalog/price.ts'
import { type Customer, customer } from '../payments/customer_state.ts'
import type { ItemWish } from './item_wish.ts'
import type { Create, Session } from './session_state.ts'

/** The rates of each item, in their order, and those of delivery; none while it is not known where the customer is. */
export interface Automatic {
  readonly lines: readonly (readonly TaxRate[])[]
  readonly shipping: readonly TaxRate[]
}

interface Selling {
  readonly wishes: readonly ItemWish[]
  readonly currency: string
}

type Shown = Session['automatic_tax']

/** As a session shows it: on, and whether it is known where the customer is. */
export const automaticTaxOn = (buyer: Buyer | undefined, liability: Shown['liability']): Shown => ({
  enabled: true,
  liability,
  provider: 'stripe',
  status: buyer ? 'complete' : 'requires_location_inputs',
})

/** Refuses prices and ways of delivery that do not say whether tax is in them, and taxes by hand beside automatic ones. */
export function checkTaxable(
  tx: Tx,
  { wishes, currency }: Selling,
  shipping: readonly { readonly shipping_rate: unknown }[],
): void {
  for (const [i, { price, rates }] of wishes.entries()) {
    if (rates.length > 0) throw notTogether(`line_items[${i}][tax_rates]`)
    checkBehavior(tx, { id: price.id, currency, tax_behavior: taxBehaviorIn(price, currency) ?? null })
  }
  for (const { shipping_rate: id } of shipping)
    if (!soldShipping(tx, id as string, currency).behavior) throw noBehavior('shipping rate', id as string)
}

/**
 * Refuses a known customer whose place is not known, unless what they say on the page is kept with them. In Stripe's words:
 * github.com/TryGhost/Ghost/pull/19882 quotes them.
 */
export function checkKnown(who: Customer | undefined, update: Create['customer_update']): void {
  if (!who || locationOf(who) || update?.address === 'auto' || update?.shipping === 'auto') return
  throw invalid(
    'Automatic tax calculation in Checkout requires a valid address on the Customer. Add a valid address to the Customer or ' +
      "set either `customer_update[address]` to 'auto' or `customer_update[shipping]` to 'auto' to save the address entered in " +
      'Checkout to the Customer.',
    { code: 'customer_tax_location_invalid' },
  )
}

/** Who buys before anything is said on the page: a known customer. */
export const knownBuyer = (who: Customer | undefined): Buyer | undefined => who && buyerAt(locationOf(who), who)

const buyerAt = (where: Location | undefined, who: Customer | undefined, said: readonly string[] = []) =>
  where && {
    where,
    exempt: who?.tax_exempt ?? 'none',
    ids: who ? (who.hidden?.taxIds ?? []).map(({ type }) => type) : said,
  }

/** Who buys, by what is known and what was said on the page; undefined while that does not tell where they are. */
export function buyerOf(tx: Tx, self: Session): Buyer | undefined {
  const who = self.customer === null ? undefined : tx.find(customer, self.customer as string)
  const { address, shipping } = self.hidden.update ?? {}
  const known = who && locationOf(who)
  if (known && address !== 'auto' && shipping !== 'auto') return buyerAt(known, who)
  const { customer_details: said, collected_information: more, hidden } = self
  const home = (said?.address ?? hidden.said?.address ?? hidden.region ?? who?.address) as Address | null | undefined
  const sent = more?.shipping_details?.address ?? hidden.said?.shipping?.address
  const to = (sent ?? who?.shipping?.address) as Address | null | undefined
  return buyerAt(
    locate(to, home),
    who,
    (hidden.said?.tax_id ? [hidden.said.tax_id] : (said?.tax_ids ?? [])).map(({ type }) => type as never),
  )
}

interface Saying {
  readonly address?: Address | null
  readonly shipping?: { readonly address: Address } | null
  readonly tax_region?: Address
  readonly payment_method?: string
}

/** What is read for a session's taxes beside what it sells: the rates of wherever its customer may turn out to be. */
export function taxLooks(tx: Tx, self: Session, said: Saying): readonly (() => unknown)[] {
  if (!self.automatic_tax.enabled) return []
  const { hidden, collected_information: more } = self
  const places = [
    said.shipping?.address,
    more?.shipping_details?.address,
    hidden.said?.shipping?.address,
    said.address,
    hidden.said?.address,
    said.tax_region,
    hidden.region,
  ]
  const rates = (where: Location | undefined) => tx.any(ratesAt(tx, where))
  return [
    () => sideOf(tx, self.automatic_tax.liability),
    ...places.map((one) => () => rates(locate(null, one as Address | null | undefined))),
    () => {
      const who = self.customer === null ? undefined : tx.find(customer, self.customer as string)
      return rates(who && locationOf(who))
    },
    // Their drafts follow a customer whose address is kept.
    () => (self.customer !== null && hidden.update ? draftsOf(tx, self.customer as string) : []),
    () => {
      const [method] = tx.any([said.payment_method ?? ''])
      return rates(locate(null, (method?.billing_details as { address?: Address } | undefined)?.address))
    },
  ]
}

/** The rates of what is sold, and of the way of delivery, to somebody. */
export function automaticFor(
  tx: Tx,
  { wishes, currency }: Selling,
  shipping: string | null | undefined,
  buyer: Buyer | undefined,
  liability: Shown['liability'],
): Automatic {
  if (!buyer) return { lines: wishes.map(() => []), shipping: [] }
  const products = wishes.map(({ price }) => price.product as string)
  const sold = tx.any([...products, ...(shipping ? [shipping] : []), ...ratesAt(tx, buyer.where)])
  const lines = wishes.map(({ price }, i) =>
    soldAs(tx, taxBehaviorIn(price, currency), sold[i]?.tax_code as string | null, currency),
  )
  return {
    lines: lines.map((one) => ratesFor(tx, one as Sold, buyer, liability)),
    shipping: shipping ? ratesFor(tx, soldShipping(tx, shipping, currency) as Sold, buyer, liability) : [],
  }
}

function soldShipping(tx: Tx, id: string, currency: string): Partial<Sold> {
  const [rate] = tx.any([id])
  return soldAs(tx, rate?.tax_behavior as string, rate?.tax_code as string | null, currency)
}
