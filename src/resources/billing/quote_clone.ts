// A quote that offers the same as another one, to be changed and offered anew. (https://docs.stripe.com/quotes/clone; the words
// are [M])
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { invalid } from '../../kernel/errors.ts'
import type { Tx } from '../../kernel/tx.ts'
import { DAY } from '../../lib/calendar.ts'
import { customer } from '../payments/customer.ts'
import { type DiscountGiven, discountsOf } from './discount.ts'
import { item } from './item.ts'
import { blankQuote, EXPIRES_DAYS, future, insertQuote } from './quote_edit.ts'
import { type Quote, quote } from './quote_state.ts'

/** A new draft that offers the same: another quote, or the next revision of one that is open. (docs.stripe.com/quotes/clone) */
export function clonedQuote(account: Tx, params: Params<Stripe.QuoteCreateParams>): Quote {
  const { quote: id, is_revision = false } = params.from_quote!
  const from = account.get(quote, id, 'from_quote[quote]')
  if (from.status === 'canceled' || (is_revision && from.status !== 'open'))
    throw invalid(
      is_revision ? 'You can only revise a quote that is open.' : 'You cannot clone a quote that is canceled.',
      { param: 'from_quote[quote]' },
    )
  const tx = account.under(from.test_clock)
  const who = from.customer === null ? undefined : tx.find(customer, from.customer as string)
  const expires_at = params.expires_at === undefined ? tx.now + EXPIRES_DAYS * DAY : future(tx, params.expires_at)
  const blank = blankQuote(tx, {}, from.test_clock as string | null)
  const again = (ids: readonly string[], param: string) =>
    discountsOf(tx, offersOf(tx, ids), { customer: who?.id ?? null, start: tx.now, isQuoted: true }, [], param)
  return insertQuote(
    tx,
    {
      ...from,
      id: blank.id,
      created: tx.now,
      discounts: again(from.discounts as string[], 'from_quote'),
      expires_at,
      from_quote: { is_revision, quote: from.id },
      invoice: null,
      number: null,
      status: 'draft',
      status_transitions: blank.status_transitions,
      subscription: null,
      hidden: {
        lines: from.hidden.lines.map((line) => ({
          ...line,
          id: tx.id(item),
          discounts: again(line.discounts, 'from_quote'),
        })),
        ...(is_revision && { sequence: from.hidden.sequence!, revision: from.hidden.revision! + 1 }),
      },
    } as Quote,
    who,
  )
}

/** What discounts were made from, to be given once more. */
export function offersOf(tx: Tx, ids: readonly string[]): DiscountGiven[] {
  return tx.any(ids).flatMap((row): DiscountGiven[] => {
    const one = row as { promotion_code?: string | null; source?: { coupon: string } } | undefined
    if (!one) return []
    return one.promotion_code ? [{ promotion_code: one.promotion_code }] : [{ coupon: one.source!.coupon }]
  })
}
