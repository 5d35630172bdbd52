// The currency that a subscription is in: the one that is asked for, or its prices' own; and the one that its customer is held
// to. (https://docs.stripe.com/invoicing/multi-currency-customers; docs.stripe.com/products-prices/pricing-models#multicurrency)
import type Stripe from 'stripe'
import { invalid } from '../../kernel/errors.ts'
import type { Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { checkCurrency, type PriceRow } from '../catalog/price.ts'
import { checkIn, isIn } from '../catalog/price_currency.ts'
import { ITEMS_MAX, invoiceItem, pendingTerms } from './invoiceitem_state.ts'
import { isPending, quote } from './quote_state.ts'
import { subscriptionSchedule } from './subscription_schedule_state.ts'
import { PER_CUSTOMER_MAX, subscription } from './subscription_state.ts'

interface Wanted {
  readonly asked: string | undefined
  /** One that is taken where nothing is asked for, and all prices have it. */
  readonly preferred?: string | null | undefined
  /** The one that other phases are in already. */
  readonly among?: string | undefined
  /** The parameter in which a price stands, by its place. */
  readonly at: (i: number) => string
}

/**
 * The currency of prices that are sold together. Nothing that the customer owes already chooses it: github.com/laravel/
 * cashier-stripe/issues/1570 and pull 1571 tell so of Stripe's own answers.
 */
export function currencyOf(prices: readonly PriceRow[], { asked, preferred, among, at }: Wanted): string {
  if (asked !== undefined) {
    const currency = checkCurrency(asked)
    for (const [i, row] of prices.entries()) checkIn(row, currency, at(i))
    return currency
  }
  if (preferred && prices.every((row) => isIn(row, preferred))) return preferred
  const own = among ?? prices[0]!.currency
  for (const [i, row] of prices.entries())
    if (among === undefined ? row.currency !== own : !isIn(row, own)) throw otherCurrency(row.currency, own, at(i))
  return own
}

/** The currency of a phase of a schedule, which is that of the phases before it. A phase in another one is refused. [M] */
export function currencyOfPhase(
  asked: string | undefined,
  prices: readonly PriceRow[],
  { currency, at }: { readonly currency?: string; readonly at: string },
): string {
  const own = currencyOf(prices, { asked, among: currency, at: (i) => `${at}[items][${i}][price]` })
  if (currency === undefined || own === currency) return own
  throw invalid(`The \`currency\` of a phase must be that of the phases before it, \`${currency}\`.`, {
    param: `${at}[currency]`,
  })
}

/** Recorded. */
const otherCurrency = (theirs: string, ours: string, param: string) =>
  invalid(
    `This \`price\` has \`currency=${theirs}\`, but other items use \`currency=${ours}\`. All items must have pricing in the ` +
      'same currency. When using multi-currency prices, you can specify `currency` at the top level, to be used by all items.',
    { param },
  )

/** Why 100: a few are open at a time; one in another currency holds the customer. */
const QUOTES_MAX = 100

type Held = Pick<Row<Stripe.Customer>, 'id' | 'currency' | 'balance'>

/**
 * A customer is subscribed in one currency at a time. They may go over to another one when nothing is left in theirs: no
 * subscription, schedule, quote or pending item, nor a balance. (https://support.stripe.com/questions/setting-a-customers-default-currency)
 * One round of reads, and none where the currency is theirs.
 */
export function checkOneCurrency(tx: Tx, who: Held, currency: string, prices: readonly PriceRow[] = []): void {
  const theirs = who.currency
  if (!theirs || theirs === currency || !isHeld(tx, who, currency)) return
  // In Stripe's words, of a price that would have had the customer's currency: github.com/laravel/cashier-stripe/issues/1570.
  if (prices.length > 0 && prices.every((row) => isIn(row, theirs)))
    throw invalid(`The currency of the selected prices (${currency}) does not match the customer currency (${theirs}).`)
  // In Stripe's words of 2026, as several projects quote them.
  throw invalid(
    'You cannot combine currencies on a single customer. This customer has an active subscription, subscription schedule, ' +
      `discount, quote, invoice item or active subscription mode checkout session with currency ${theirs}.`,
  )
}

function isHeld(tx: Tx, who: Held, currency: string): boolean {
  const mine = [`customer=${who.id}`]
  const found = tx.work.together<readonly { currency?: string | null }[]>([
    () => tx.list(subscription, [...mine, 'ended=false'], { limit: PER_CUSTOMER_MAX }),
    () =>
      tx
        .list(subscriptionSchedule, [...mine, 'scheduled=true'], { limit: PER_CUSTOMER_MAX })
        .map(({ phases }) => ({ currency: phases[0]!.currency })),
    () => tx.list(invoiceItem, pendingTerms(who.id), { limit: ITEMS_MAX }),
    () => tx.list(quote, mine, { limit: QUOTES_MAX }).filter(isPending),
  ])
  return who.balance !== 0 || found.flat().some((one) => (one.currency ?? currency) !== currency)
}
