// What quantities cost under each pricing model, in minor units, worked out with a pencil: the price, how many, the exact
// amount, the amount of the line, and the working. «Stripe's sample» rows are quoted from Stripe's pages:
//   [T] docs.stripe.com/subscriptions/pricing-models/tiered-pricing     [D] stripe.com/docs/billing/subscriptions/decimal-amounts
//   [Q] stripe.com/docs/billing/subscriptions/quantity-transformation   [U] docs.stripe.com/billing/subscriptions/usage-based/transform-quantities
//   [M] docs.stripe.com/products-prices/pricing-models                  [C] docs.stripe.com/billing/subscriptions/billing-mode/compare
import type { Pricing, Tier } from '../../src/rules/pricing.ts'

const PLAIN: Pricing = {
  billing_scheme: 'per_unit',
  unit_amount_decimal: null,
  tiers: [],
  tiers_mode: null,
  transform_quantity: null,
}
/** So much for each. */
export const each = (amount: string): Pricing => ({ ...PLAIN, unit_amount_decimal: amount })
/** So much for each package of so many, a started one counted or not. */
export const packs = (amount: string, divide_by: number, round: 'up' | 'down'): Pricing => ({
  ...each(amount),
  transform_quantity: { divide_by, round },
})
type Given = readonly [upTo: number | null, each: string | null, flat?: string]
const tiers = (given: readonly Given[]): Tier[] =>
  given.map(([up_to, unit, flat]) => ({ up_to, unit_amount_decimal: unit, flat_amount_decimal: flat ?? null }))
const tiered = (tiers_mode: 'graduated' | 'volume', given: readonly Given[]): Pricing => ({
  ...PLAIN,
  billing_scheme: 'tiered',
  tiers_mode,
  tiers: tiers(given),
})
export const volume = (...given: readonly Given[]): Pricing => tiered('volume', given)
export const graduated = (...given: readonly Given[]): Pricing => tiered('graduated', given)

/** Fonts: 7.00 each up to 5, 6.50 up to 10, then 6.00. [T] */
const FONTS: readonly Given[] = [
  [5, '700'],
  [10, '650'],
  [null, '600'],
]
/** Each tier with a flat amount of its own, which grows. [T] */
// biome-ignore format: a table
export const FLATS: readonly Given[] = [
  [5, '500', '1000'], [10, '400', '2000'], [15, '300', '3000'], [20, '200', '4000'], [null, '100', '5000'],
]
/** By the month, whatever the number: 50.00 up to 10 and 90.00 above. */
const SIZES: readonly Given[] = [
  [10, null, '5000'],
  [null, null, '9000'],
]
/** A flat amount in a first tier of one unit, so that nothing is due for none. [T] */
const NOTHING_FOR_NONE: readonly Given[] = [
  [1, '1000'],
  [null, '0'],
]

export type Row = readonly [price: Pricing, quantity: string, exact: string, amount: number, why: string]

// biome-ignore format: a table
export const ROWS: readonly Row[] = [
  // So much for each.
  [each('1000'), '1', '1000', 1000, '1 x 10.00'],
  [each('999'), '3', '2997', 2997, '3 x 9.99'],
  [each('1000'), '0', '0', 0, 'none of it'],
  [each('0'), '7', '0', 0, 'free'],
  [each('0.05'), '30', '1.5', 2, 'Stripe’s sample [D]: 0.05 x 30 is 1.5 cents, which is billed as 2'],
  [each('0.05'), '29', '1.45', 1, '0.05 x 29 is 1.45'],
  [each('0.05'), '10', '0.5', 1, 'half a cent goes up'],
  [each('0.05'), '9', '0.45', 0, '0.45 of a cent is nothing'],
  [each('105.5'), '1', '105.5', 106, 'Stripe’s price [D] of 1.055 dollars; the half goes up'],
  [each('105.5'), '2', '211', 211, '2 x 105.5, where rounding each would give 212'],
  [each('0.000000000001'), '1000000000000', '1', 1, 'twelve decimals: a million million of a million-millionth'],
  [each('0.000000000001'), '500000000000', '0.5', 1, 'half of that is half a cent'],
  [each('0.000000000001'), '499999999999', '0.499999999999', 0, 'and one unit less is under the half'],
  [each('33.333333333333'), '3', '99.999999999999', 100, '3 x 33.333333333333'],
  [each('0.333333333333'), '1', '0.333333333333', 0, 'a third of a cent'],
  [each('1000'), '2.5', '2500', 2500, 'metered: two hours and a half at 10.00'],
  [each('25'), '0.02', '0.5', 1, 'metered: 0.02 x 25 is half a cent'],
  [each('25'), '0.019999', '0.499975', 0, 'metered: just under'],
  [each('500'), '3', '1500', 1500, '3 x 500 yen, which have no cents'],
  [each('0.5'), '3', '1.5', 2, '3 x half a yen'],
  [each('1234'), '2', '2468', 2468, '2 x 1.234 dinars of Kuwait, which have a thousand fils'],
  [each('12.345'), '100', '1234.5', 1235, '100 x 12.345 fils'],
  [each('99999999'), '1000000', '99999999000000', 99_999_999_000_000, 'the largest amount, a million times'],

  // Packages.
  [packs('1000', 5, 'up'), '1', '1000', 1000, 'Stripe’s sample [Q]: 10.00 for every 5 users or part of them'],
  [packs('1000', 5, 'up'), '3', '1000', 1000, 'Stripe’s sample [Q]'],
  [packs('1000', 5, 'up'), '5', '1000', 1000, 'Stripe’s sample [Q]: exactly one package'],
  [packs('1000', 5, 'up'), '6', '2000', 2000, 'Stripe’s sample [Q]: the sixth begins a second one'],
  [packs('1000', 5, 'up'), '7', '2000', 2000, 'Stripe’s sample [Q]'],
  [packs('1000', 5, 'up'), '0', '0', 0, 'no package is begun'],
  [packs('1000', 5, 'up'), '5.001', '2000', 2000, 'metered: a thousandth more begins the second'],
  [packs('1000', 60, 'up'), '150', '3000', 3000, 'Stripe’s sample [U]: 150 minutes are 3 hours at 10.00'],
  [packs('1000', 5, 'down'), '4', '0', 0, 'no full package'],
  [packs('1000', 5, 'down'), '5', '1000', 1000, 'one full package'],
  [packs('1000', 5, 'down'), '9', '1000', 1000, 'the second is not full'],
  [packs('1000', 5, 'down'), '10', '2000', 2000, 'two full packages'],
  [packs('10', 100, 'up'), '1000', '100', 100, 'Stripe’s sample [C]: 1000 calls at 0.10 for 100 are 1.00'],
  [packs('15', 100, 'up'), '500', '75', 75, 'Stripe’s sample [C]: 500 calls at 0.15 for 100 are 0.75'],
  [packs('1000', 10, 'up'), '150', '15000', 15_000, 'Stripe’s sample [C]: 150 GB at 10.00 for 10 GB are 150.00'],
  [packs('0.5', 10, 'up'), '21', '1.5', 2, '3 packages at half a cent'],

  // All units at the price of the tier that their number is in.
  [volume(...FONTS), '1', '700', 700, 'Stripe’s sample [T]: 1 x 7.00'],
  [volume(...FONTS), '5', '3500', 3500, 'Stripe’s sample [T]: 5 x 7.00; the fifth is in the first tier'],
  [volume(...FONTS), '6', '3900', 3900, 'Stripe’s sample [T]: 6 x 6.50'],
  [volume(...FONTS), '10', '6500', 6500, '10 x 6.50; the tenth is in the second tier'],
  [volume(...FONTS), '11', '6600', 6600, '11 x 6.00'],
  [volume(...FONTS), '20', '12000', 12_000, 'Stripe’s sample [T]: 20 x 6.00'],
  [volume(...FONTS), '25', '15000', 15_000, 'Stripe’s sample [T]: 25 x 6.00'],
  [volume(...FONTS), '0', '0', 0, 'none of them, and no flat amount'],
  [volume(...FONTS), '5.5', '3575', 3575, 'metered: 5.5 is more than 5, so 5.5 x 6.50 [K]'],
  [volume(...FLATS), '0', '1000', 1000, 'Stripe’s sample [T]: the first flat amount is due for none, whatever the mode'],
  [volume(...FLATS), '5', '3500', 3500, '5 x 5.00 + 10.00'],
  [volume(...FLATS), '6', '4400', 4400, '6 x 4.00 + 20.00'],
  [volume(...FLATS), '12', '6600', 6600, 'Stripe’s sample [T]: 12 x 3.00 + 30.00'],
  [volume(...FLATS), '20', '8000', 8000, '20 x 2.00 + 40.00'],
  [volume(...FLATS), '21', '7100', 7100, '21 x 1.00 + 50.00'],
  [volume(...SIZES), '0', '5000', 5000, 'the first flat amount'],
  [volume(...SIZES), '10', '5000', 5000, 'the tenth is in the first tier'],
  [volume(...SIZES), '11', '9000', 9000, 'the second flat amount alone'],
  [volume([null, '0.05']), '30', '1.5', 2, 'one tier without end: 0.05 x 30'],
  [volume([10, '0.5', '0.5'], [null, '1']), '1', '1', 1, 'half a cent for the unit and half a cent flat, rounded together'],

  // Each unit at the price of its own tier.
  [graduated(...FONTS), '1', '700', 700, 'Stripe’s sample [T]: 1 x 7.00'],
  [graduated(...FONTS), '5', '3500', 3500, 'Stripe’s sample [T]: 5 x 7.00'],
  [graduated(...FONTS), '6', '4150', 4150, 'Stripe’s sample [T]: 35.00 + 1 x 6.50'],
  [graduated(...FONTS), '10', '6750', 6750, '35.00 + 5 x 6.50'],
  [graduated(...FONTS), '11', '7350', 7350, '35.00 + 32.50 + 1 x 6.00'],
  [graduated(...FONTS), '20', '12750', 12_750, 'Stripe’s sample [T]: 35.00 + 32.50 + 10 x 6.00'],
  [graduated(...FONTS), '25', '15750', 15_750, 'Stripe’s sample [T]: 35.00 + 32.50 + 15 x 6.00'],
  [graduated(...FONTS), '0', '0', 0, 'none of them'],
  [graduated(...FONTS), '5.5', '3825', 3825, 'metered: 35.00 + 0.5 x 6.50 [K]'],
  [graduated([5, '500'], [10, '400'], [null, '100']), '6', '2900', 2900, 'Stripe’s sample [M]: 5 x 5.00 + 1 x 4.00'],
  [graduated(...FLATS), '0', '1000', 1000, 'Stripe’s sample [T]: the first flat amount is due for none, whatever the mode'],
  [graduated(...FLATS), '5', '3500', 3500, '5 x 5.00 + 10.00'],
  [graduated(...FLATS), '6', '5900', 5900, '35.00 + 1 x 4.00 + 20.00'],
  [graduated(...FLATS), '12', '11100', 11_100, 'Stripe’s sample [T]: 35.00 + 40.00 + 2 x 3.00 + 30.00'],
  [graduated(...FLATS), '20', '17000', 17_000, '35.00 + 40.00 + 45.00 + 5 x 2.00 + 40.00'],
  [graduated(...FLATS), '21', '22100', 22_100, '170.00 + 1 x 1.00 + 50.00'],
  [graduated(...SIZES), '10', '5000', 5000, 'the first flat amount'],
  [graduated(...SIZES), '11', '14000', 14_000, 'both flat amounts: both tiers are entered'],
  [graduated(...NOTHING_FOR_NONE), '0', '0', 0, 'Stripe’s advice [T]: nothing for none'],
  [graduated(...NOTHING_FOR_NONE), '1', '1000', 1000, 'and the flat amount with the first'],
  [graduated(...NOTHING_FOR_NONE), '8', '1000', 1000, 'and with the others'],
  [graduated([10, '0'], [null, '5.5']), '10', '0', 0, 'ten are free'],
  [graduated([10, '0'], [null, '5.5']), '11', '5.5', 6, 'the eleventh is 5.5 cents'],
  [graduated([10, '0'], [null, '5.5']), '13', '16.5', 17, '3 x 5.5 cents'],
  [graduated([1, '0.5'], [null, '0.5']), '2', '1', 1, 'half a cent in each tier, rounded together; each alone would give 2'],
  [graduated([1, '0.000000000001'], [null, '0.499999999999']), '2', '0.5', 1, 'twelve decimals in each tier, half a cent together'],
]

/** Of which parts an amount is the sum: tier, kind, and exact amount. */
// biome-ignore format: a table
export const PARTS: readonly (readonly [price: Pricing, quantity: string, parts: readonly string[]])[] = [
  [each('999'), '3', ['0 unit 2997']],
  [packs('1000', 5, 'up'), '7', ['0 unit 2000']],
  // Stripe’s samples [T] of flat amounts.
  [volume(...FLATS), '12', ['3 flat 3000', '3 unit 3600']],
  [graduated(...FLATS), '12', ['1 flat 1000', '1 unit 2500', '2 flat 2000', '2 unit 2000', '3 flat 3000', '3 unit 600']],
  [graduated(...FONTS), '6', ['1 unit 3500', '2 unit 650']],
]
