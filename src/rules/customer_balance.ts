// What a customer's balance does to an invoice when it is finalised. A balance below zero is money the customer has with the
// business, above zero what they owe it. (https://docs.stripe.com/billing/customer/balance)

/** All in minor units. */
export interface Settlement {
  /** What is to be paid. */
  readonly due: number
  /** What the invoice did to the balance: above zero it used up credit, below it gave some, or collected a debt. */
  readonly applied: number
  /** What is too little to collect, and is owed on. */
  readonly carried: number
  /** The balance afterwards. */
  readonly ending: number
}

/** `total` and `balance` in minor units; `minimum` is the least that can be charged in the currency. */
export function settleBalance(total: number, balance: number, minimum: number): Settlement {
  const wanted = Math.max(0, total + balance)
  const carried = wanted < minimum ? wanted : 0
  const untilThen = total + balance - wanted
  return { due: wanted - carried, applied: untilThen - balance, carried, ending: untilThen + carried }
}
