// What a price comes to for the rest of its period, by the second, worked out with a pencil: the period, the moment, the
// seconds left of all, the price (minor units, as a decimal) and how many of it, what is charged for the rest, and what is given
// back for it. Each is rounded to the nearest; half a unit goes down, also below zero: 2.5 is charged as 2 and given back as 3.
// «Stripe's sample» rows are quoted, «recorded» ones were answered by Stripe:
//   [P] docs.stripe.com/billing/subscriptions/prorations
//   [S] support.stripe.com/questions/refunding-credit-balance-to-customer-after-subscription-downgrade-or-cancellation
//   [B] docs.stripe.com/billing/subscriptions/backdating
//   [R] github.com/Kiln-AI/stripe_world, tests/conformance/cassettes/01_proration_half_cent.json, at 2026-08-26.dahlia

// biome-ignore format: one row
export type Row = readonly [start: string, end: string, at: string, left: number, of: number, price: string, quantity: number, charged: number, givenBack: number, why: string]

// biome-ignore format: a table
export const ROWS: readonly Row[] = [
  // April: 30 days of 86 400 seconds.
  ['2026-04-01', '2026-05-01', '2026-04-01', 2_592_000, 2_592_000, '1000', 1, 1000, -1000, 'all of it is left'],
  ['2026-04-01', '2026-05-01', '2026-04-01T00:00:01', 2_591_999, 2_592_000, '1000', 1, 1000, -1000, 'the first second costs 0.0004 of a cent'],
  ['2026-04-01', '2026-05-01', '2026-05-01', 0, 2_592_000, '1000', 1, 0, 0, 'nothing is left'],
  ['2026-04-01', '2026-05-01', '2026-04-30T23:59:59', 1, 2_592_000, '1000', 1, 0, 0, 'the last second: 0.0004'],
  ['2026-04-01', '2026-05-01', '2026-04-30T23:59:59', 1, 2_592_000, '1296000', 1, 0, -1, 'the last second of 12 960.00 is half a cent'],
  ['2026-04-01', '2026-05-01', '2026-04-30T23:59:59', 1, 2_592_000, '99999999', 1, 39, -39, 'the last second of the largest amount: 38.58'],
  ['2026-04-01', '2026-05-01', '2026-04-16', 1_296_000, 2_592_000, '1000', 1, 500, -500, 'Stripe’s sample [P]: 5 USD for the unused half of 10 USD'],
  ['2026-04-01', '2026-05-01', '2026-04-16', 1_296_000, 2_592_000, '2000', 1, 1000, -1000, 'Stripe’s sample [P]: 10 USD for the remaining half of 20 USD'],
  ['2026-04-01', '2026-05-01', '2026-04-16', 1_296_000, 2_592_000, '10000', 1, 5000, -5000, 'Stripe’s sample [S]: 50.00 for half of 100.00'],
  ['2026-04-01', '2026-05-01', '2026-04-16', 1_296_000, 2_592_000, '999', 1, 499, -500, 'half of 9.99 is 499.5'],
  ['2026-04-01', '2026-05-01', '2026-04-16', 1_296_000, 2_592_000, '1', 1, 0, -1, 'half of a cent'],
  ['2026-04-01', '2026-05-01', '2026-04-21', 864_000, 2_592_000, '2000', 1, 667, -667, 'Stripe’s sample [P]: a third of 20 GBP is given back as 6.67'],
  ['2026-04-01', '2026-05-01', '2026-04-21', 864_000, 2_592_000, '1000', 1, 333, -333, 'Stripe’s sample [P]: a third of 10 GBP is charged, and given back, as 3.33'],
  ['2026-04-01', '2026-05-01', '2026-04-11T03:07:13', 1_716_767, 2_592_000, '1500', 2, 1987, -1987, 'odd seconds: 3000 x 0.66233… is 1986.999'],

  // A month of 30 days from the 21st of September. 6480 seconds are a 400th of it.
  ['2026-09-21T20:08:29', '2026-10-21T20:08:29', '2026-10-21T18:20:29', 6480, 2_592_000, '1000', 1, 2, -3, 'recorded [R]: 2.5 is given back as 3'],
  ['2026-09-21T20:08:29', '2026-10-21T20:08:29', '2026-10-21T18:20:29', 6480, 2_592_000, '1800', 1, 4, -5, 'recorded [R]: 4.5 is charged as 4'],
  ['2026-09-21T20:08:29', '2026-10-21T20:08:29', '2026-10-21T18:20:29', 6480, 2_592_000, '1000', 3, 7, -8, 'recorded [R]: 3 x 2.5 is 7.5, charged as 7'],

  // A month of 31 days: 2 678 400 seconds.
  ['2020-08-06T21:28:08', '2020-09-06T21:28:08', '2020-09-01T17:42:28', 445_540, 2_678_400, '1000', 1, 166, -166, 'Stripe’s sample [P], the preview: 166.35 of Silver is given back as 166'],
  ['2020-08-06T21:28:08', '2020-09-06T21:28:08', '2020-09-01T17:42:28', 445_540, 2_678_400, '3252', 1, 541, -541, 'Stripe’s sample [P], the preview: 540.96 of Gold is charged as 541'],
  ['2026-01-01', '2026-02-01', '2026-01-11', 1_814_400, 2_678_400, '1000', 1, 677, -677, '21 of 31 days: 677.42'],
  ['2026-01-01', '2026-02-01', '2026-01-31', 86_400, 2_678_400, '1000', 1, 32, -32, 'the last day: 32.26'],
  ['2026-01-15T10:00:00', '2026-02-15T10:00:00', '2026-01-27T22:34:56', 1_596_304, 2_678_400, '4900', 1, 2920, -2920, 'odd seconds: 2920.36'],
  ['2026-01-15T10:00:00', '2026-02-15T10:00:00', '2026-02-01T12:00:07', 1_202_393, 2_678_400, '7900', 3, 10_639, -10_639, 'odd seconds, three of them, rounded once: 10 639.45'],

  // A month of 28 days: 2 419 200 seconds.
  ['2026-02-01', '2026-03-01', '2026-02-08', 1_814_400, 2_419_200, '1000', 1, 750, -750, '21 of 28 days'],
  ['2026-02-01', '2026-03-01', '2026-02-22', 604_800, 2_419_200, '1999', 1, 500, -500, '7 of 28 days: 499.75'],
  ['2026-02-01', '2026-03-01', '2026-02-15', 1_209_600, 2_419_200, '834', 1, 417, -417, 'Stripe’s sample [P], flexible: 0.5 x (10 USD - 1.66 USD)'],
  ['2026-02-01', '2026-03-01', '2026-02-15', 1_209_600, 2_419_200, '500', 1, 250, -250, 'Stripe’s sample [P], classic: 0.5 x (10 USD - 5 USD)'],
  ['2026-01-31T09:30:00', '2026-02-28T09:30:00', '2026-02-14T09:30:00', 1_209_600, 2_419_200, '2500', 1, 1250, -1250, 'from the 31st to the 28th are 28 days'],

  // A month of 29 days: 2 505 600 seconds.
  ['2028-02-01', '2028-03-01', '2028-02-09', 1_814_400, 2_505_600, '1000', 1, 724, -724, '21 of 29 days: 724.14'],
  ['2028-02-01', '2028-03-01', '2028-02-29', 86_400, 2_505_600, '2900', 1, 100, -100, 'the leap day is one of 29'],
  ['2028-02-01', '2028-03-01', '2028-02-29', 86_400, 2_505_600, '1000', 1, 34, -34, 'the leap day of 10.00: 34.48'],

  // Years: 31 536 000 seconds, and 31 622 400 where a leap day is in it.
  ['2026-01-01', '2027-01-01', '2026-07-02T12:00:00', 15_768_000, 31_536_000, '12000', 1, 6000, -6000, 'half a year is 182 days and a half'],
  ['2026-01-01', '2027-01-01', '2026-07-01', 15_897_600, 31_536_000, '12000', 1, 6049, -6049, '184 of 365 days: 6049.32'],
  ['2026-01-01', '2027-01-01', '2026-12-31T23:59:59', 1, 31_536_000, '12000', 1, 0, 0, 'the last second'],
  ['2028-01-01', '2029-01-01', '2028-07-02', 15_811_200, 31_622_400, '12000', 1, 6000, -6000, 'half a leap year is 183 days'],
  ['2027-03-01', '2028-03-01', '2028-02-29', 86_400, 31_622_400, '36600', 1, 100, -100, 'its leap day is the last of 366'],
  ['2027-03-01', '2028-03-01', '2027-03-02', 31_536_000, 31_622_400, '12000', 1, 11_967, -11_967, '365 of 366 days: 11 967.21'],

  // Other intervals.
  ['2026-06-05', '2026-06-12', '2026-06-08', 345_600, 604_800, '1000', 1, 571, -571, '4 of the 7 days of a week: 571.43'],
  ['2026-06-05', '2026-06-06', '2026-06-05T18:00:00', 21_600, 86_400, '999', 1, 250, -250, '6 of the 24 hours of a day: 249.75'],
  ['2026-01-31', '2026-04-30', '2026-03-31', 2_592_000, 7_689_600, '8900', 1, 3000, -3000, '30 of the 89 days of three months'],

  // Quantities and decimals: the exact amount is prorated, and rounded once.
  ['2026-04-01', '2026-05-01', '2026-04-21', 864_000, 2_592_000, '333', 7, 777, -777, 'a third of 7 x 3.33'],
  ['2026-04-01', '2026-05-01', '2026-04-22', 777_600, 2_592_000, '0.05', 30, 0, 0, '0.3 x 1.5 is 0.45; rounding 1.5 first would give 0.6'],
  ['2026-04-01', '2026-05-01', '2026-04-21', 864_000, 2_592_000, '0.05', 30, 0, -1, 'a third of 1.5 is half a cent'],
  ['2026-04-01', '2026-05-01', '2026-04-16', 1_296_000, 2_592_000, '33.333333333333', 3, 50, -50, 'half of 99.999999999999'],
  ['2026-04-01', '2026-05-01', '2026-04-16', 1_296_000, 2_592_000, '99999999', 1001, 50_049_999_499, -50_049_999_500, 'half of an odd number of the largest amounts'],
  ['2026-04-01', '2026-05-01', '2026-04-16', 1_296_000, 2_592_000, '1000', 0, 0, 0, 'none of it'],
]

/** How much of a period lies in a part of it, in days. */
// biome-ignore format: a table
export const PARTS: readonly (readonly [start: string, end: string, from: string, to: string, days: number, of: number, why: string])[] = [
  ['2026-02-15', '2026-03-15', '2026-02-15', '2026-03-01', 14, 28, 'Stripe’s sample [B]: exactly half of a monthly amount'],
  ['2026-01-15', '2026-02-15', '2026-01-15', '2026-02-01', 17, 31, 'Stripe’s sample [B]: 17 divided by 31'],
  ['2028-02-15', '2028-03-15', '2028-02-15', '2028-03-01', 15, 29, 'the same in a leap year'],
  ['2026-01-01', '2027-01-01', '2026-03-01', '2026-04-01', 31, 365, 'March of a year'],
  ['2026-04-01', '2026-05-01', '2026-04-01', '2026-05-01', 30, 30, 'all of it'],
  ['2026-04-01', '2026-05-01', '2026-04-10', '2026-04-10', 0, 30, 'none of it'],
]
