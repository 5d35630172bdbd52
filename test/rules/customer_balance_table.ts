// What a customer’s balance does to an invoice, in minor units, worked out with a pencil: the total, the balance before (below
// zero the customer’s money, above it their debt), the least that can be charged; then what is due, what was applied to the
// balance, what is carried to it, and the balance after. Always: due + carried = total - applied, after = before + applied +
// carried.
//   [B] docs.stripe.com/billing/customer/balance    [P] docs.stripe.com/billing/subscriptions/prorations
//   [S] support.stripe.com/questions/refunding-credit-balance-to-customer-after-subscription-downgrade-or-cancellation
//   [I] docs.stripe.com/api/invoices/object, amount_due
//   [R] github.com/Kiln-AI/stripe_world, tests/conformance/cassettes/01_proration_half_cent.json, at 2026-08-26.dahlia

// biome-ignore format: one row
export type Row = readonly [total: number, before: number, minimum: number, due: number, applied: number, carried: number, after: number, why: string]

// biome-ignore format: a table
export const ROWS: readonly Row[] = [
  // Credit.
  [1000, 0, 50, 1000, 0, 0, 0, 'no balance'],
  [1000, -300, 50, 700, 300, 0, 0, 'a credit of 3.00 is used up'],
  [1000, -1000, 50, 0, 1000, 0, 0, 'it is all that is due'],
  [1000, -1500, 50, 0, 1000, 0, -500, '5.00 of it are left'],
  [1000, -950, 50, 50, 950, 0, 0, 'the least that can be charged is left'],
  [0, -500, 50, 0, 0, 0, -500, 'nothing to pay: the credit stays'],
  [0, 0, 50, 0, 0, 0, 0, 'nothing at all'],
  [99_999_999, -1, 50, 99_999_998, 1, 0, 0, 'the largest amount'],

  // Debt.
  [1000, 200, 50, 1200, -200, 0, 0, 'a debt of 2.00 is collected with it [I]'],
  [0, 500, 50, 500, -500, 0, 0, 'and without anything beside it [K]'],
  [30, 30, 50, 60, -30, 0, 0, 'two that were too little are enough together'],

  // Too little to charge: it is owed, with the next invoice. [B]
  [49, 0, 50, 0, 0, 49, 49, 'a cent too little'],
  [50, 0, 50, 50, 0, 0, 0, 'just enough'],
  [1, 0, 50, 0, 0, 1, 1, 'recorded [R]: -3 + 4 cents'],
  [4, 0, 50, 0, 0, 4, 4, 'recorded [R]: -3 + 7 cents'],
  [1000, -980, 50, 0, 980, 20, 20, 'the credit leaves 0.20, which are owed'],
  [30, 10, 50, 0, -10, 40, 40, 'with the debt it is still too little: 0.40 are owed [K]'],
  [29, 0, 30, 0, 0, 29, 29, '0.30 pounds can be charged'],
  [30, 0, 30, 30, 0, 0, 0, 'and are'],
  [49, 0, 0, 49, 0, 0, 0, 'a currency without a least amount'],

  // Below zero: it is credit, for the next invoices.
  [-334, 0, 50, 0, -334, 0, -334, 'Stripe’s sample [P], and recorded [R]: -6.67 + 3.33'],
  [-4500, 0, 50, 0, -4500, 0, -4500, 'Stripe’s sample [S]: a downgrade from 100.00 to 10.00 leaves a credit of 45.00'],
  [1000, -4500, 50, 0, 1000, 0, -3500, 'and the next invoice takes 10.00 of it'],
  [-334, -100, 50, 0, -334, 0, -434, 'more credit'],
  [-334, 200, 50, 0, -334, 0, -134, 'a debt becomes a credit'],
  [-334, 334, 50, 0, -334, 0, 0, 'a debt is paid'],
  [-334, 500, 50, 166, -500, 0, 0, 'the rest of a debt is collected [I] [K]'],
]
