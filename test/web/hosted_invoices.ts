// The pages of invoices, of receipts and of payment updates in every state that looks different, as the server draws them: for tests that go through all of them.
import { HOSTED } from '../../src/hosted.ts'
import type { InvoiceAround, Json, PaymentUpdateAround } from '../../src/http/hosted.ts'

type Draw = (acceptLanguage: string) => string

const LATE = 1_900_000_000
const WRONG = { message: 'Your card was declined.', code: 'card_declined', decline_code: 'generic_decline' }

const CUSTOMER = {
  id: 'cus_1',
  name: 'Jenny Rosen',
  email: 'jenny@example.com',
  phone: '+49 30 901820',
  address: { line1: 'Hauptstraße 1', line2: null, postal_code: '10115', city: 'Berlin', state: null, country: 'DE' },
  shipping: null,
  tax_ids: [{ type: 'eu_vat', value: 'DE123456789' }],
  locales: [],
  is_reverse_charged: true,
}

const PAYMENT = {
  amount: 6482,
  default_method: 'pm_1',
  next_action: null,
  problem: null,
  saves: 'offer',
  status: 'requires_payment_method',
  types: ['card', 'sepa_debit', 'us_bank_account', 'boleto', 'fpx', 'paypal', 'customer_balance'],
}

export const INVOICE: Json = {
  account_name: 'Rocket Rides',
  account_tax_ids: [],
  amount_due: 6482,
  amount_paid: 0,
  amount_remaining: 6482,
  applied_balance: -500,
  credit_grants: 100,
  credit_notes: 200,
  currency: 'eur',
  custom_fields: [{ name: 'PO number', value: '4711' }],
  customer: CUSTOMER,
  discounts: [{ name: 'Summer', percent_off: '10', amount: 600 }],
  due_at: LATE,
  footer: 'Thank you for your business.',
  issued_at: 1_790_000_000,
  lines: [
    {
      amount: 3000,
      description: 'Photos, printed on the paper that lasts for ever',
      period: { start: 1_790_000_000, end: LATE },
      quantity: 3,
      unit_amount_decimal: '1000.5',
    },
  ],
  memo: 'Work on the roof\nin May',
  number: 'A1B2C3-0001',
  page_size: null,
  paid_at: null,
  payment: PAYMENT,
  payments: [],
  shipping: 500,
  status: 'open',
  subtotal: 3000,
  taxes: [{ name: 'VAT', percentage: '20', inclusive: false, amount: 1080, taxable_amount: 5402 }],
  total: 6482,
  total_excluding_tax: 5402,
}

const SAVED = [
  { id: 'pm_1', type: 'card', card: { brand: 'visa', last4: '4242' } },
  { id: 'pm_2', type: 'sepa_debit', sepa_debit: { last4: '3000' } },
]
const PAID = { amount_paid: 6482, amount_remaining: 0, paid_at: LATE, payment: null, status: 'paid' }
const PARTS = [{ amount: 700, paid_at: LATE, receipt_url: 'https://example.com/receipt' }]

const invoice =
  (more: Json = {}, around: Partial<InvoiceAround> = {}): Draw =>
  (acceptLanguage) =>
    HOSTED.invoice_page(
      { ...INVOICE, ...more },
      { methods: [], pdf: 'https://example.com/1.pdf', ...around },
      acceptLanguage,
    )

export const INVOICES = {
  open: invoice({}, { methods: SAVED }),
  partly: invoice({ amount_paid: 700, amount_remaining: 5782, payments: PARTS }),
  problem: invoice({ payment: { ...PAYMENT, types: ['card'], saves: 'never' } }, { problem: WRONG }),
  waiting: invoice({
    payment: {
      ...PAYMENT,
      status: 'requires_action',
      next_action: { type: 'redirect_to_url', redirect_to_url: { url: 'https://example.com/authorize' } },
    },
  }),
  processing: invoice({ payment: { ...PAYMENT, status: 'processing' } }),
  uncollectible: invoice({ status: 'uncollectible', due_at: null }),
  paid: invoice({ ...PAID, payments: PARTS }),
  void: invoice({ payment: null, status: 'void' }),
  unknown: (acceptLanguage: string) => HOSTED.invoice_page(undefined, { methods: [] }, acceptLanguage),
}

const RECEIPT: Json = {
  account_name: 'Rocket Rides',
  amount: 2000,
  amount_refunded: 0,
  charge: 'ch_1NirD82eZvKYlo2CIvbtLWuY',
  currency: 'eur',
  customer: { name: 'Jenny Rosen', email: 'jenny@example.com', locales: [] },
  description: 'Photos, printed',
  invoice: null,
  invoice_url: null,
  method: { type: 'card', brand: 'visa', last4: '4242' },
  number: null,
  paid_at: LATE,
  refunds: [],
}

const receipt =
  (more: Json = {}): Draw =>
  (acceptLanguage) =>
    HOSTED.receipt_page({ ...RECEIPT, ...more }, { pdf: 'https://example.com/1.pdf' }, acceptLanguage)

export const RECEIPTS = {
  payment: receipt(),
  plain: receipt({
    description: null,
    number: '1234-5678',
    method: { type: 'sepa_debit', brand: null, last4: '3000' },
  }),
  refunded: receipt({ amount_refunded: 2000, refunds: [{ amount: 2000, created: LATE }] }),
  partly: receipt({ amount_refunded: 500, refunds: [{ amount: 500, created: LATE }] }),
  invoice: receipt({ invoice: INVOICE, invoice_url: 'https://example.com/i' }),
  unknown: (acceptLanguage: string) =>
    HOSTED.receipt_page(undefined, { pdf: 'https://example.com/1.pdf' }, acceptLanguage),
}

const UPDATE: Json = {
  account_name: 'Rocket Rides',
  customer: 'cus_1',
  default_method: 'pm_1',
  next_action: null,
  open: {
    ...{ amount: 2000, currency: 'eur', number: 'A1B2C3-0001' },
    ...{ status: 'requires_payment_method', url: 'https://example.com/i' },
  },
  problem: WRONG,
  setup_problem: null,
  types: ['card', 'sepa_debit', 'us_bank_account'],
  who: { name: 'Jenny Rosen', email: 'jenny@example.com', locales: [] },
}

const update =
  (more: Json = {}, around: Partial<PaymentUpdateAround> = {}): Draw =>
  (acceptLanguage) =>
    HOSTED.payment_update({ ...UPDATE, ...more }, { methods: SAVED, ...around }, acceptLanguage)

export const UPDATES = {
  open: update({}, { problem: WRONG }),
  confirm: update({ problem: { ...WRONG, code: 'authentication_required' } }),
  trial: update({ open: null, problem: null }, { methods: [] }),
  done: update({ open: null }, { done: true }),
  processing: update({ open: { ...UPDATE.open, status: 'processing' } }),
  waiting: update({
    next_action: { type: 'redirect_to_url', redirect_to_url: { url: 'https://example.com/authorize' } },
  }),
  unknown: (acceptLanguage: string) => HOSTED.payment_update(undefined, { methods: [] }, acceptLanguage),
}
