// What the simulation does beside intents: money goes back, is disputed, paid out and topped up, methods come and go, and
// the clock moves on. Some of it is not allowed, on purpose.
import type Stripe from 'stripe'
import type { Dice, Player } from './intent_steps.ts'

export interface Asked {
  readonly method: 'POST' | 'DELETE'
  readonly path: string
  readonly form: string
  /** Objects to look at afterwards. */
  readonly touched?: readonly string[]
}

const post = (path: string, form: string, ...touched: string[]): Asked => ({ method: 'POST', path, form, touched })

/** One of a list, rather of its end. */
const recent = <T>(dice: Dice, list: readonly T[]): T | undefined =>
  list.length === 0 ? undefined : dice.of(list.slice(-20))

export function refund({ books, dice }: Player): Asked | undefined {
  const isWhole = dice.below(10) < 7
  const able = books.charges.filter(
    (one) => one.captured && !one.disputed && one.status === 'succeeded' && one.amount_refunded < one.amount_captured,
  )
  const charge = recent<Stripe.Charge>(dice, isWhole ? able : books.charges)
  if (!charge) return undefined
  const left = charge.amount_captured - charge.amount_refunded
  const amount = [
    '',
    `&amount=${1 + dice.below(Math.max(1, left))}`,
    `&amount=${left + 1 + dice.below(50)}`,
    `&amount=${1 + dice.below(Math.max(1, left))}`,
  ][dice.below(4)]
  return post('/v1/refunds', `charge=${charge.id}${amount}`, charge.id)
}

/** Charges of the time before intents: at once, held, captured, or declined. */
export function chargeOfOld({ books, dice }: Player): Asked {
  const held = books.charges.filter((one) => !one.captured && one.status === 'succeeded' && one.payment_intent === null)
  const one = recent<Stripe.Charge>(dice, dice.below(6) > 0 ? held : books.charges)
  if (one && dice.below(3) === 0)
    return post(`/v1/charges/${one.id}/capture`, `amount=${1 + dice.below(one.amount)}`, one.id)
  const token = dice.of(['tok_visa', 'tok_visa', 'tok_createDispute', 'tok_refundFail', 'tok_chargeDeclined'])
  const capture = dice.of(['', '', '&capture=false'])
  return post('/v1/charges', `amount=${50 + dice.below(20_000)}&currency=usd&source=${token}${capture}`)
}

export function refundAgain({ books, dice }: Player): Asked | undefined {
  const one = recent(dice, books.refunds)
  return (
    one &&
    (dice.below(2) === 0
      ? post(`/v1/refunds/${one.id}/cancel`, '', one.id, one.charge as string)
      : post(`/v1/refunds/${one.id}`, `metadata[n]=${dice.below(9)}`, one.id))
  )
}

export function dispute({ books, dice }: Player): Asked | undefined {
  const open = books.disputes.filter(({ status }) => status.endsWith('needs_response'))
  const one = recent(dice, dice.below(10) < 9 ? open : books.disputes)
  if (!one) return undefined
  const path = `/v1/disputes/${one.id}`
  const ways = [
    post(path, 'evidence[uncategorized_text]=winning_evidence', one.id),
    post(path, 'evidence[uncategorized_text]=losing_evidence', one.id),
    post(path, 'evidence[uncategorized_text]=words', one.id),
    post(path, 'evidence[customer_name]=Jenny&submit=false', one.id),
    post(`${path}/close`, '', one.id),
  ]
  return dice.of(ways)
}

export function payout({ books, dice }: Player): Asked | undefined {
  const one = recent<Stripe.Payout>(dice, books.payouts)
  const way = dice.below(10)
  if (one && way < 1) return post(`/v1/payouts/${one.id}/cancel`, '', one.id)
  if (one && way < 2) return post(`/v1/payouts/${one.id}/reverse`, '', one.id)
  const { amount, currency } = dice.of(books.balance.available)
  const wish = way < 8 ? 1 + dice.below(Math.max(1, Math.min(amount, 5_000))) : Math.max(1, amount) + 1 + dice.below(9)
  const how = dice.of(['', '', '&method=instant', '&metadata[brindle_fails]=account_closed'])
  return post('/v1/payouts', `amount=${wish}&currency=${currency}${how}`)
}

export function topup({ books, dice }: Player): Asked {
  const one = recent<Stripe.Topup>(dice, books.topups)
  if (one && dice.below(5) === 0) return post(`/v1/topups/${one.id}/cancel`, '', one.id)
  const source = dice.of(['', '', '&source=btok_us_verified_insufficientFunds'])
  return post('/v1/topups', `amount=${100 + dice.below(50_000)}&currency=${dice.of(['usd', 'eur'])}${source}`)
}

/** Customers, and what they pay with. */
export function keep({ customers, dice, methods }: Player & { methods: readonly string[] }): Asked {
  const who = customers.length > 0 ? dice.of(customers) : undefined
  const one = recent(dice, methods)
  const way = dice.below(8)
  if (who === undefined || way < 2) return post('/v1/customers', `name=${dice.below(1000)}`)
  if (one && way < 4) return post(`/v1/payment_methods/${one}/detach`, '')
  if (way < 5) return post(`/v1/payment_methods/pm_card_visa_chargeDeclined/attach`, `customer=${who}`)
  if (way < 6) return post(`/v1/customers/${who}/sources`, `source=${dice.of(['tok_visa', 'tok_mastercard'])}`)
  return post(
    `/v1/payment_methods/${dice.of(['pm_card_visa', 'pm_card_chargeCustomerFail'])}/attach`,
    `customer=${who}`,
  )
}

const MINUTE = 60
const DAY = 86_400

/** How far the clock goes: mostly a moment, now and then beyond a hold. */
export const leap = (dice: Dice): number =>
  dice.of([1, 2, 3, 4, 5, 8, 8, 30, 3 * MINUTE, 3 * MINUTE, 60 * MINUTE, DAY, DAY, 3 * DAY, 8 * DAY, 11 * DAY])
