// What a payment does to the invoice that it is for: it is credited as far as something is still to be paid, and what is more
// than that is the customer's. (https://docs.stripe.com/invoicing/partial-payments;
// docs.stripe.com/api/invoices/object#invoice_object-amount_overpaid)

/** All in minor units. */
export interface Credit {
  /** What of the payment pays the invoice. */
  readonly credited: number
  /** What is left to pay after it. */
  readonly remaining: number
  /** What of the payment is more than was due: it goes to the customer's balance. */
  readonly overpaid: number
}

/** `remaining` is what is left to pay before the payment, `received` what has come in; both in minor units, neither below 0. */
export function creditPayment(remaining: number, received: number): Credit {
  const credited = Math.min(remaining, received)
  return { credited, remaining: remaining - credited, overpaid: received - credited }
}

/**
 * What of one payment each of several invoices gets, in order: no more than it still wants, and the last one all that is left.
 * Stripe says only that a payment may be too little for all of them; the order, and where the rest goes, are [K].
 * (docs.stripe.com/api/invoice-payment/object#invoice_payment_object-amount_paid)
 */
export function sharePayment(remaining: readonly number[], received: number): number[] {
  let left = received
  return remaining.map((wanted, i) => {
    const share = i === remaining.length - 1 ? left : Math.min(wanted, left)
    left -= share
    return share
  })
}
