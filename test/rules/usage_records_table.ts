// What usage records come to, worked out with a pencil: the reports in the order in which they arrive, each with its timestamp;
// a period from 100 on and before 200, and what it is billed for under each `aggregate_usage`.
//   [R] docs.stripe.com/billing/subscriptions/usage-based-legacy/recording-usage, docs.stripe.com/api/usage_records/create
//   [P] github.com/stripe/stripe-python/pull/607: `set` knows of its own timestamp only
//   [C] laravel/cashier-stripe, tests/Feature/MeteredBillingTest.php: 1, 10 and 10 are 21

export type Said = readonly [at: number, action: '+' | '=', quantity: number]

// biome-ignore format: one row
export type Row = readonly [said: readonly Said[], sum: number, during: number, ever: number, max: number, why: string]

// biome-ignore format: a table
export const ROWS: readonly Row[] = [
  [[], 0, 0, 0, 0, 'nothing was used'],
  [[[110, '+', 1], [120, '+', 10], [130, '+', 10]], 21, 10, 10, 10, 'three moments [C]'],
  [[[110, '+', 5], [110, '+', 7]], 12, 12, 12, 12, 'one timestamp: 5 + 7 are added there [R]'],
  [[[110, '+', 5], [110, '=', 7]], 7, 7, 7, 7, 'one timestamp: set replaces what stood there [R]'],
  [[[110, '=', 7], [110, '+', 5]], 12, 12, 12, 12, 'and what is added after a set is added to it'],
  [[[110, '=', 5], [120, '=', 7]], 12, 7, 7, 7, 'set at another timestamp does not replace the whole: 5 + 7 [P]'],
  [[[110, '=', 7], [120, '=', 5]], 12, 5, 5, 7, 'the last is not the largest'],
  [[[120, '=', 5], [110, '=', 7]], 12, 5, 5, 7, 'the last is the one of the latest timestamp, not the one that came last'],
  [[[110, '=', 9], [120, '=', 4], [110, '=', 2]], 6, 4, 4, 4, 'the largest goes down: 4 of the other is left'],
  [[[110, '=', 9], [120, '=', 4], [110, '=', 6]], 10, 4, 4, 6, 'it goes down, and is still the largest'],
  [[[110, '=', 9], [110, '=', 0]], 0, 0, 0, 0, 'a report is taken back'],
  [[[110, '=', 9], [120, '=', 9], [110, '=', 1]], 10, 9, 9, 9, 'two are the largest: one goes down, 9 stays'],
  [[[50, '+', 8]], 0, 0, 8, 0, 'only in an earlier period: last_ever still knows of it [R]'],
  [[[50, '+', 8], [150, '+', 3]], 3, 3, 3, 3, 'a report in the period counts before older ones'],
  [[[50, '+', 8], [150, '=', 0]], 0, 0, 0, 0, 'also one of nothing'],
  [[[100, '+', 2], [199, '+', 3]], 5, 3, 3, 3, 'the first and the last second of the period'],
  [[[199, '+', 3], [200, '+', 4]], 3, 3, 3, 3, 'the second at which it ends belongs to the next one'],
]
