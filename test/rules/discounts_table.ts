// What coupons take off the lines of an invoice, in minor units, worked out with a pencil: the lines, the coupons of the invoice
// in their order, what each takes off each line, and the working. A percentage is rounded half up on each line; an amount is
// shared in proportion, rounded down, and the rest goes to the last line that has room.
//   [P] docs.stripe.com/billing/subscriptions/prorations    [C] docs.stripe.com/billing/subscriptions/coupons
//   [A] docs.stripe.com/api/coupons/object                  [L] docs.stripe.com/changelog/2013-10-29/coupons-apply-invoice-total-balance
import type { Discount, DiscountableLine } from '../../src/rules/discounts.ts'

/** A coupon: `10%` or `500`, and what it is only for. Its id is how it is written. */
export const off = (text: string, ...products: string[]): Discount => ({
  id: text,
  percent_off: text.endsWith('%') ? text.slice(0, -1) : null,
  amount_off: text.endsWith('%') ? null : Number(text),
  products: products.length ? products : null,
})
const line = (amount: number, more: Partial<DiscountableLine> = {}): DiscountableLine => ({
  amount,
  discountable: true,
  product: null,
  discounts: [],
  ...more,
})
const lines = (...amounts: readonly number[]) => amounts.map((amount) => line(amount))
/** A line with coupons of its own. */
const own = (amount: number, ...discounts: Discount[]) => line(amount, { discounts })
/** A line that no coupon touches, such as a proration. */
const fixed = (amount: number, ...discounts: Discount[]) => line(amount, { discounts, discountable: false })
const of = (product: string, amount: number, ...discounts: Discount[]) => line(amount, { product, discounts })

// biome-ignore format: one row
export type Row = readonly [lines: readonly DiscountableLine[], discounts: readonly Discount[], taken: readonly string[], why: string]

// biome-ignore format: a table
export const ROWS: readonly Row[] = [
  // A percentage.
  [lines(10_000), [off('50%')], ['50%: 5000'], 'Stripe’s sample [A]: 50 % makes an invoice of 100 one of 50'],
  [lines(1000), [off('10%')], ['10%: 100'], 'a tenth of 10.00'],
  [lines(1000), [off('100%')], ['100%: 1000'], 'all of it'],
  [lines(999), [off('25%')], ['25%: 250'], '249.75'],
  [lines(1004), [off('12.5%')], ['12.5%: 126'], '125.5: half a cent goes up'],
  [lines(1000), [off('33.33%')], ['33.33%: 333'], '333.3'],
  [lines(5000), [off('0.01%')], ['0.01%: 1'], 'half a cent'],
  [lines(4999), [off('0.01%')], [''], '0.4999 of a cent'],
  [lines(99_999_999), [off('20%')], ['20%: 20000000'], '19 999 999.8 of the largest amount'],
  [lines(333, 333), [off('15%')], ['15%: 50', '15%: 50'], '49.95 on each line; 99.9 together would be 100 as well'],
  [lines(1, 1, 1), [off('50%')], ['50%: 1', '50%: 1', '50%: 1'], 'half a cent goes up on each line'],
  [lines(0), [off('50%')], [''], 'nothing of nothing'],

  // An amount.
  [lines(1000, 2000), [off('500')], ['500: 166', '500: 334'], 'Stripe’s sample [P]: 166.67 and 333.33, down, and the last cent on the last line'],
  [lines(2000, 1000), [off('500')], ['500: 333', '500: 167'], 'the same the other way round: 333.33 and 166.67'],
  [lines(100, 100, 100), [off('100')], ['100: 33', '100: 33', '100: 34'], '33.33 each'],
  [lines(5, 5, 5), [off('10')], ['10: 3', '10: 3', '10: 4'], '3.33 each'],
  [lines(1000, 1000), [off('1')], ['', '1: 1'], 'half a cent each, down: the cent is on the last line'],
  [lines(1000), [off('999')], ['999: 999'], 'one cent is left'],
  [lines(600), [off('1000')], ['1000: 600'], 'never below nothing [L]'],
  [lines(1, 1, 1), [off('100')], ['100: 1', '100: 1', '100: 1'], 'nor is any line'],
  [lines(3, 3, 1), [off('7')], ['7: 3', '7: 3', '7: 1'], 'exactly all'],
  [lines(3, 3, 1), [off('6')], ['6: 2', '6: 3', '6: 1'], '2.57, 2.57, 0.86: the last has room for one of the rest, the one before for the other [K]'],
  [lines(333, 666, 0), [off('100')], ['100: 33', '100: 67', ''], '33.33 and 66.67; a line of nothing has no room for the rest'],
  [lines(0), [off('500')], [''], 'nothing of nothing [L]'],

  // Lines that are not discounted.
  [lines(1000, -300), [off('10%')], ['10%: 100', ''], 'what is given back is not discounted'],
  [lines(1000, -300), [off('500')], ['500: 500', ''], 'nor shares in an amount'],
  [[line(1000), fixed(2000)], [off('10%')], ['10%: 100', ''], 'a proration is not discounted [P]'],
  [[fixed(1000), line(2000)], [off('500')], ['', '500: 500'], 'nor shares in an amount [P]'],
  [[fixed(1000)], [off('100%')], [''], 'no line is left'],
  [[fixed(1000, off('10%')), line(500)], [], ['', ''], 'nor by a coupon of its own [P]'],

  // Coupons for some products.
  [[of('a', 1000), of('b', 2000)], [off('10%', 'a')], ['10%: 100', ''], 'only the line of the product'],
  [[of('a', 1000), of('b', 300), of('b', 700)], [off('500', 'b')], ['', '500: 150', '500: 350'], 'shared among the lines of the product'],
  [[of('a', 1000), of('b', 300)], [off('500', 'b')], ['', '500: 300'], 'and no more than they come to'],
  [[of('a', 1000), of('b', 2000)], [off('10%', 'c', 'b')], ['', '10%: 200'], 'one of several products'],
  [[of('a', 1000)], [off('10%', 'c')], [''], 'none of its products: no discount is applied [C]'],
  [[line(1000)], [off('10%', 'c')], [''], 'a line of no product'],
  [[of('a', 1000, off('10%', 'b'))], [], [''], 'on the line itself, too'],

  // Several, each in what those before it left.
  [lines(5000), [off('20%'), off('500')], ['20%: 1000, 500: 500'], '20 % then 5.00 [C]: 50.00 - 10.00 - 5.00 = 35.00'],
  [lines(5000), [off('500'), off('20%')], ['500: 500, 20%: 900'], '5.00 then 20 % [C]: 50.00 - 5.00 - 9.00 = 36.00'],
  [lines(1000, 2000), [off('20%'), off('500')], ['20%: 200, 500: 166', '20%: 400, 500: 334'], 'of 8.00 and 16.00'],
  [lines(1000, 2000), [off('500'), off('20%')], ['500: 166, 20%: 167', '500: 334, 20%: 333'], '20 % of 8.34 and 16.66: 166.8 and 333.2'],
  [lines(1000), [off('10.0%'), off('10.00%'), off('10%')], ['10.0%: 100, 10.00%: 90, 10%: 81'], 'three times a tenth of what is left'],
  [lines(1000), [off('100%'), off('500')], ['100%: 1000'], 'nothing is left for the second'],
  [lines(700), [off('500'), off('400')], ['500: 500, 400: 200'], 'two amounts, the second cut'],

  // On the line first, and then on the invoice.
  [[own(1000, off('50%')), line(1000)], [off('10%')], ['50%: 500, 10%: 50', '10%: 100'], 'a tenth of 5.00 and of 10.00'],
  [[own(1000, off('300'))], [off('50%')], ['300: 300, 50%: 350'], 'half of 7.00, though the percentage would bring more first'],
  [[own(1000, off('300')), line(1000)], [], ['300: 300', ''], 'an amount on a line is only for that line'],
  [[own(1000, off('1500')), line(400)], [off('10%')], ['1500: 1000', '10%: 40'], 'and no more than the line: the rest is not for others'],
  [[own(1000, off('10%'), off('100'))], [], ['10%: 100, 100: 100'], 'two on a line: 10.00 - 1.00 - 1.00'],
  [[own(1000, off('100'), off('10%'))], [], ['100: 100, 10%: 90'], 'the other way round: 10.00 - 1.00 - 0.90'],
  [[own(1000, off('100%')), line(600)], [off('300')], ['100%: 1000', '300: 300'], 'what is free has no share in an amount'],
  [[own(2000, off('50%')), line(1000)], [off('500')], ['50%: 1000, 500: 250', '500: 250'], 'shared by what is left: 10.00 and 10.00'],
  [lines(1000, 2000), [], ['', ''], 'no coupon'],
]

/** A sum shared over amounts. */
// biome-ignore format: a table
export const SPREAD: readonly (readonly [sum: number, amounts: readonly number[], shares: readonly number[]])[] = [
  // Stripe’s sample [P].
  [500, [1000, 2000], [166, 334]],
  [0, [1000, 2000], [0, 0]],
  [10, [], []],
  [10, [0, 0], [0, 0]],
  [3000, [1000, 2000], [1000, 2000]],
  [3001, [1000, 2000], [1000, 2000]],
  // 99.99…, 0.00…: the rest has room on the last line.
  [100, [99_999_999, 1], [99, 1]],
  // A product of two amounts is more than a double holds: 49 999 999.25, 49 999 999.75.
  [99_999_999, [99_999_998, 99_999_999], [49_999_999, 50_000_000]],
]
