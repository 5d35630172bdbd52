// What is kept of a payment beside what is shown of it: the invoices that it was attached to, and the refunds reported of it.
// (https://docs.stripe.com/api/invoices/attach_payment)

/** An invoice that a payment is for, and the entry of it there. */
export interface AttachedTo {
  readonly invoice: string
  readonly payment: string
}

/** What is read with a payment whose invoices may hear of it. */
export const HEARING = [
  'self.hidden.attached.payment',
  'self.hidden.attached.invoice.customer',
  'self.hidden.attached.invoice.hidden.intent',
  'self.hidden.attached.invoice.hidden.payment',
  'self.hidden.attached.invoice.parent.subscription_details.subscription',
  'self.hidden.attached.invoice.test_clock',
]

export interface RecordState {
  /** What the reported refunds are called where they were made. No two refunds of an account have the same name. */
  readonly refunds: readonly string[]
  /** What each of them gave back, minor units. */
  readonly refunded?: Readonly<Record<string, number>>
  readonly attached?: readonly AttachedTo[]
}
