// What taxes come to on a line, in minor units, worked out with a pencil: the amount after discounts, the rates (`20` on top,
// `20 in` contained), each tax and what it is on, and the working. Each is rounded half up, by the line and by the rate.
//   [R] support.stripe.com/questions/rounding-rules-for-stripe-fees
//   [I] support.stripe.com/questions/inclusive-and-exclusive-tax-options-in-the-tax-rate-api-and-stripe-tax
//   [T] stripe.com/docs/billing/taxes/tax-rates

// biome-ignore format: one row
export type Row = readonly [amount: number, rates: readonly string[], taxes: readonly string[], why: string]

// biome-ignore format: a table
export const ROWS: readonly Row[] = [
  // On top.
  [60_000, ['10'], ['6000 on 60000'], 'Stripe’s sample [I]: 10 % on 600 make a total of 660'],
  [43, ['15'], ['6 on 43'], 'Stripe’s sample [R]: 6.45'],
  [484, ['15'], ['73 on 484'], 'Stripe’s sample [R]: 72.6'],
  [1000, ['7.25'], ['73 on 1000'], 'Stripe’s rate [T] for California: 72.5, the half goes up'],
  [2000, ['7.25'], ['145 on 2000'], 'the same twice'],
  [1999, ['8.875'], ['177 on 1999'], '177.41'],
  [10_000, ['9.9999'], ['1000 on 10000'], 'four decimals: 999.99'],
  [500_000, ['0.0001'], ['1 on 500000'], 'four decimals: half a cent'],
  [499_999, ['0.0001'], ['0 on 499999'], 'four decimals: just under'],
  [1, ['20'], ['0 on 1'], '0.2'],
  [3, ['20'], ['1 on 3'], '0.6'],
  [1900, ['5.5'], ['105 on 1900'], '104.5, up'],
  [12_345, ['21'], ['2592 on 12345'], '2592.45'],
  [12_345, ['25.5'], ['3148 on 12345'], '3147.98'],
  [333, ['100'], ['333 on 333'], 'as much again'],
  [99_999_999, ['25'], ['25000000 on 99999999'], '24 999 999.75 of the largest amount'],
  [1234, ['5'], ['62 on 1234'], '61.7 fils of Kuwait'],
  [1000, ['0'], ['0 on 1000'], 'a rate of nothing'],
  [0, ['20'], ['0 on 0'], 'nothing to tax'],
  [1000, [], [], 'no rate'],

  // Contained: what is taxed is the rest.
  [60_000, ['10 in'], ['5455 on 54545'], 'Stripe’s sample [I]: the total stays 600; 60000 x 10 / 110 = 5454.55'],
  [1200, ['20 in'], ['200 on 1000'], '1200 x 20 / 120'],
  [1000, ['20 in'], ['167 on 833'], '166.67'],
  [11_900, ['19 in'], ['1900 on 10000'], '11900 x 19 / 119'],
  [100, ['19 in'], ['16 on 84'], '15.97'],
  [110, ['10 in'], ['10 on 100'], '110 yen'],
  [100, ['10 in'], ['9 on 91'], '9.09 of 100 yen'],
  [108, ['8 in'], ['8 on 100'], 'food in Japan'],
  [1999, ['7.7 in'], ['143 on 1856'], '1999 x 7.7 / 107.7 = 142.92'],
  [3, ['20 in'], ['1 on 2'], 'half a cent goes up, and what is left is 2, not 2.5 again up'],
  [21, ['5 in'], ['1 on 20'], '21 x 5 / 105'],
  [0, ['20 in'], ['0 on 0'], 'nothing to tax'],

  // Below zero: what is given back has the tax that it had.
  [-1000, ['20'], ['-200 on -1000'], 'as much as on 10.00'],
  [-43, ['15'], ['-6 on -43'], '6.45 again'],
  [-10, ['5'], ['-1 on -10'], 'half a cent, as on 0.10'],
  [-1900, ['5.5'], ['-105 on -1900'], '104.5 again'],
  [-1200, ['20 in'], ['-200 on -1000'], 'contained'],
  [-1000, ['20 in'], ['-167 on -833'], 'contained: 166.67 again'],

  // Several rates: each on the same amount [K].
  [10_000, ['5', '9.975'], ['500 on 10000', '998 on 10000'], 'Canada and Quebec: 997.5, and not on 105.00'],
  [10, ['5', '5'], ['1 on 10', '1 on 10'], 'half a cent each, up; 10 % together would be one'],
  [1100, ['5 in', '5 in'], ['50 on 1000', '50 on 1000'], '1100 x 5 / 110 each'],
  [1300, ['10 in', '20 in'], ['100 on 1000', '200 on 1000'], '1300 x 10 / 130 and x 20 / 130'],
  [1000, ['10 in', '10 in'], ['83 on 834', '83 on 834'], '83.33 each; the rest is 10.00 - 0.83 - 0.83 [K]'],
  [1200, ['20 in', '5'], ['200 on 1000', '50 on 1000'], 'what is on top is on what contains no tax'],
  [1200, ['5', '20 in'], ['50 on 1000', '200 on 1000'], 'in the order of the rates'],
  [-1200, ['5', '20 in'], ['-50 on -1000', '-200 on -1000'], 'below zero'],
  [1000, ['1', '2', '3', '4', '5'], ['10 on 1000', '20 on 1000', '30 on 1000', '40 on 1000', '50 on 1000'], 'five, which is the most'],
]
