// A receipt as its customer has it: what was paid, with what, and what has been given back since, for whoever has the address. That of a
// payment for an invoice says what was on the invoice. (https://docs.stripe.com/receipts; the page asks by a word that only `receipt_url` gives)
import type Stripe from 'stripe'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { own } from '../core/account.ts'
import { type Charge, charge } from '../payments/charge_state.ts'
import type { Intent } from '../payments/payment_intent_state.ts'
import { type Refund, refund } from '../payments/refund.ts'
import { type InvoiceDocumentFields, printed } from './invoice_document.ts'
import { type Invoice, invoice } from './invoice_state.ts'
import { NOTHING } from './printed.ts'

/** Ours alone, and never stored: it is what the payment is at the moment. Amounts are minor units, times epoch seconds. */
export interface ReceiptDocumentFields {
  id: string
  object: 'brindle.receipt_document'
  account_name: string | null
  /** What was captured of it. */
  amount: number
  amount_refunded: number
  charge: string
  currency: string
  customer: { name: string | null; email: string | null; locales: string[] }
  description: string | null
  /** What it paid for; null where that was no invoice. */
  invoice: InvoiceDocumentFields | null
  invoice_url: string | null
  method: { type: string; brand: string | null; last4: string | null }
  /** The number that it has once it was sent. */
  number: string | null
  paid_at: number
  refunds: { amount: number; created: number }[]
}

/** What the name in an address stands for: which charge it is of. */
interface Named {
  id: string
  object: 'brindle.receipt_document'
  charge: string
}

export const receiptDocument = object<Named>('brindle.receipt_document', {
  prefix: 'test',
  internal: true,
  noun: 'receipt',
  named: (tx, id) => {
    const [, chargeId = '', word] = /^test_((?:ch|py)_\w+)\.(\w+)$/.exec(id) ?? []
    const self = chargeId === '' ? undefined : tx.find(charge, chargeId)
    const isIt = self !== undefined && word !== undefined && self.hidden.receipt === word
    return isIt ? { id, object: 'brindle.receipt_document', charge: self.id, hidden: {} } : undefined
  },
})

export const receiptDocuments = resource(receiptDocument).on<object>(
  'GET /brindle/receipt_documents/{id}',
  (tx, _params, { id, charge: of }) => receipted(tx, id, tx.get(charge, of)),
  { params: NOTHING },
)

/** Why 100: nobody refunds one payment more often. */
const REFUNDS_MAX = 100

/** A refund that did not arrive has given nothing back. */
const GIVEN_BACK = ['pending', 'requires_action', 'succeeded']

function receipted(tx: Tx, id: string, self: Charge): ReceiptDocumentFields {
  const [refunds, related] = tx.work.together<any>([
    () => tx.list(refund, [`charge=${self.id}`], { limit: REFUNDS_MAX }),
    () => tx.any([self.customer ?? '', self.payment_intent ?? ''] as string[]),
  ]) as [Refund[], unknown[]]
  const [who, intent] = related as [Row<Stripe.Customer> | undefined, Pick<Intent, 'hidden'> | undefined]
  const paid = invoiceOf(tx, intent)
  const { name, email } = self.billing_details
  return {
    id,
    object: 'brindle.receipt_document',
    account_name: own(tx).settings?.dashboard.display_name ?? null,
    amount: self.amount_captured,
    amount_refunded: self.amount_refunded,
    charge: self.id,
    currency: self.currency,
    customer: {
      name: who?.name ?? name ?? null,
      email: who?.email ?? self.receipt_email ?? email ?? null,
      locales: [...(who?.preferred_locales ?? [])],
    },
    description: self.description,
    invoice: paid ? printed(tx, `test_${paid.id}.${paid.hidden.document}`, paid) : null,
    invoice_url: paid?.hosted_invoice_url ?? null,
    method: methodOf(self),
    number: self.receipt_number,
    paid_at: self.created,
    refunds: refunds
      .filter(({ status }) => GIVEN_BACK.includes(status ?? ''))
      .map(({ amount, created }) => ({ amount, created }))
      .reverse(),
  }
}

/** The invoice that it paid: of several that were attached, the first. */
function invoiceOf(tx: Tx, intent: Pick<Intent, 'hidden'> | undefined): Invoice | undefined {
  const id = intent?.hidden.invoice ?? intent?.hidden.attached?.[0]?.invoice
  return id === undefined ? undefined : tx.find(invoice, id)
}

function methodOf({ payment_method_details }: Charge): ReceiptDocumentFields['method'] {
  const type = payment_method_details?.type ?? 'card'
  const details = (payment_method_details as Record<string, unknown> | null)?.[type]
  const { brand = null, last4 = null } = (details ?? {}) as { brand?: string | null; last4?: string | null }
  return { type, brand, last4 }
}
