// What prices and coupons are, in a line.
import type Stripe from 'stripe'
import { count, type Interval, money, percent, perUnit, period } from '../format.ts'
import { words } from '../words.ts'

const W = words({
  en: {
    per: 'per',
    tiers: 'Tiered',
    custom: 'Customer chooses',
    off: 'off',
    once: 'once',
    forever: 'forever',
    months: (n: number) => (n === 1 ? 'for 1 month' : `for ${count(n)} months`),
    of: (n: number) => `for ${count(n)} units`,
  },
  de: {
    per: 'pro',
    tiers: 'Gestaffelt',
    custom: 'Kunde wählt',
    off: 'Rabatt',
    once: 'einmal',
    forever: 'dauerhaft',
    months: (n: number) => (n === 1 ? '1 Monat lang' : `${count(n)} Monate lang`),
    of: (n: number) => `je ${count(n)} Stück`,
  },
})

/** What a price costs, and how often: `$12.00 per month`. Tiers and custom amounts are named. */
export function priceText(price: Stripe.Price): string {
  const { unit_amount, unit_amount_decimal, currency, recurring, billing_scheme, custom_unit_amount } = price
  const amount =
    unit_amount !== null
      ? money(unit_amount, currency)
      : billing_scheme === 'tiered'
        ? W.tiers
        : custom_unit_amount
          ? W.custom
          : perUnit(String(unit_amount_decimal), currency)
  const each = price.transform_quantity ? `${amount} ${W.of(price.transform_quantity.divide_by)}` : amount
  return recurring ? `${each} ${W.per} ${period(recurring.interval as Interval, recurring.interval_count)}` : each
}

/** How much a coupon takes off, and for how long: `20% off for 3 months`. */
export function couponText({ percent_off, amount_off, currency, duration, duration_in_months }: Stripe.Coupon): string {
  const much = percent_off !== null ? percent(percent_off) : money(amount_off ?? 0, currency ?? 'usd')
  const long = duration === 'repeating' ? W.months(duration_in_months ?? 1) : W[duration as 'once' | 'forever']
  return `${much} ${W.off}, ${long}`
}
