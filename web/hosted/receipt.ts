// What a receipt says, printed and on its page, in the customer's language: what was paid, for what and with what, and what has been given
// back. (https://docs.stripe.com/receipts)
import { cellsOf, type InvoiceDocument, type Money, partiesOf, sizeOf, totalsOf } from './invoice.ts'
import type { Language } from './language.ts'
import { escaped, pageOf, wayTo } from './page.ts'
import { factRows, lineSection } from './paper_html.ts'
import { INVOICE_WORDS } from './words/invoice/index.ts'
import { RECEIPT_WORDS } from './words/receipt/index.ts'
import { dayOf } from './written.ts'

/** A receipt as the house hands it out. Amounts are minor units, times epoch seconds. */
export interface ReceiptDocument {
  readonly account_name: string | null
  readonly amount: number
  readonly amount_refunded: number
  readonly charge: string
  readonly currency: string
  readonly customer: {
    readonly name: string | null
    readonly email: string | null
    readonly locales: readonly string[]
  }
  readonly description: string | null
  readonly invoice: InvoiceDocument | null
  readonly invoice_url: string | null
  readonly method: { readonly type: string; readonly brand: string | null; readonly last4: string | null }
  readonly number: string | null
  readonly paid_at: number
  readonly refunds: readonly { readonly amount: number; readonly created: number }[]
}

interface Around {
  readonly money: Money
  /** As people call a type of payment method. */
  readonly methodName: (type: string) => string
}

/** All that stands on a receipt, as text. */
export function receiptText(view: ReceiptDocument, { money, methodName }: Around, language: Language) {
  const [words, common] = [RECEIPT_WORDS[language], INVOICE_WORDS[language]]
  const day = (seconds: number) => dayOf(seconds, language)
  const amount = (minor: number) => money.amount(minor, view.currency)
  const stamp =
    view.amount_refunded === 0
      ? common.stamps.paid
      : words.stamps[view.amount_refunded < view.amount ? 'partly' : 'refunded']
  return {
    title: words.title,
    language,
    size: view.invoice ? sizeOf(view.invoice) : sizeOf({ page_size: null, customer: view.customer }),
    from: view.account_name ?? 'Brindle',
    stamp,
    facts: [
      ...(view.number === null ? [] : [[words.number, view.number] as const]),
      ...(view.invoice ? [[common.number, view.invoice.number] as const] : []),
      [common.paidOn, day(view.paid_at)],
      [words.method, paidWith(view, methodName)],
    ] as readonly (readonly [string, string])[],
    parties: view.invoice ? partiesOf(view.invoice, common, language) : partyOf(view, common.billTo),
    headline: common.headline.paid(amount(view.amount), day(view.paid_at)),
    columns: common.columns,
    rows: rowsOf(view, money, words.payment, day),
    sums: sumsOf(view, amount, language),
    notes: view.invoice?.footer ? [view.invoice.footer] : [],
    foot: `${view.number ?? view.charge} · ${common.test}`,
    page: common.page,
  }
}

/** `Visa ···· 4242` in letters that every paper has. */
function paidWith({ method: { type, brand, last4 } }: ReceiptDocument, methodName: (type: string) => string): string {
  const name = brand === null ? methodName(type) : brand.charAt(0).toUpperCase() + brand.slice(1)
  return last4 === null ? name : `${name} - ${last4}`
}

function partyOf({ customer: { name, email } }: ReceiptDocument, head: string) {
  const lines = [name, email].filter((line) => line !== null)
  return lines.length === 0 ? [] : [{ head, lines }]
}

/** The lines of the invoice, or what the payment says of itself. */
function rowsOf(view: ReceiptDocument, money: Money, payment: string, day: (seconds: number) => string) {
  const { invoice, description, amount, currency } = view
  if (!invoice) return [{ cells: [description || payment, '', '', money.amount(amount, currency)] as const }]
  return invoice.lines.map(({ period, ...line }) => ({
    cells: cellsOf(line, currency, money),
    ...(period.end > period.start && { note: `${day(period.start)} – ${day(period.end)}` }),
  }))
}

/** What it came to, what this payment was of it, and what was given back. */
function sumsOf(view: ReceiptDocument, amount: (minor: number) => string, language: Language) {
  const [words, common] = [RECEIPT_WORDS[language], INVOICE_WORDS[language]]
  const sum = (label: string, minor: number) => ({ label, amount: amount(minor) })
  const refunds = view.refunds.map((one) => sum(words.refunded(dayOf(one.created, language)), -one.amount))
  const left = view.refunds.reduce((rest, one) => rest - one.amount, view.amount)
  return [
    ...(view.invoice ? totalsOf(view.invoice, amount, common) : [sum(common.total, view.amount)]),
    { ...sum(common.amountPaid, view.amount), strong: refunds.length === 0 },
    ...refunds,
    ...(refunds.length === 0 ? [] : [{ ...sum(words.kept, left), strong: true }]),
  ]
}

/** The whole page. All that the receipt says is text in it, never markup. */
export function receiptPage(
  view: ReceiptDocument | undefined,
  { pdf, ...around }: Around & { readonly pdf?: string },
  language: Language,
): string {
  const words = RECEIPT_WORDS[language]
  if (!view) {
    const [title, lead] = words.unknown
    return pageOf({ title, lead, state: 'unknown' }, language)
  }
  const paper = receiptText(view, around, language)
  const isWhole = view.amount_refunded === 0
  const body = [
    isWhole ? '' : `<p><span class="badge">${escaped(paper.stamp)}</span></p>`,
    lineSection(words.title, paper),
    wayTo(pdf, words.pdf, 'button quiet'),
    wayTo(view.invoice_url, words.invoice, 'button quiet'),
  ]
  return pageOf(
    {
      title: escaped(paper.headline),
      lead: words.from(`<bdi>${escaped(paper.from)}</bdi>`),
      state: isWhole ? 'paid' : 'refunded',
      rows: factRows(paper),
      body: body.join('\n'),
    },
    language,
  )
}
