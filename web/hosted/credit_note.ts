// What a credit note says when it is printed, in the customer's language: which lines stand on it. It looks as its invoice does.
// (https://docs.stripe.com/invoicing/dashboard/credit-notes)
import { cellsOf, type InvoiceDocument, type Money, partiesOf, sizeOf, totalsOf } from './invoice.ts'
import type { Language } from './language.ts'
import { among } from './page.ts'
import { CREDIT_NOTE_WORDS } from './words/credit_note/index.ts'
import { INVOICE_WORDS } from './words/invoice/index.ts'
import { dayOf } from './written.ts'

/** A credit note as the house hands it out to be printed. Amounts are minor units, times epoch seconds. */
export interface CreditNoteDocument
  extends Pick<
    InvoiceDocument,
    | 'account_name'
    | 'currency'
    | 'customer'
    | 'credit_grants'
    | 'discounts'
    | 'issued_at'
    | 'lines'
    | 'memo'
    | 'number'
    | 'page_size'
    | 'shipping'
    | 'status'
    | 'subtotal'
    | 'taxes'
    | 'total'
    | 'total_excluding_tax'
  > {
  readonly credited: number
  readonly invoice_number: string
  readonly out_of_band: number
  readonly pre_payment: number
  readonly reason: string | null
  readonly refunded: number
}

/** All that stands on a credit note, as text. */
export function creditNotePaper(view: CreditNoteDocument, money: Money, language: Language) {
  const [words, own] = [INVOICE_WORDS[language], CREDIT_NOTE_WORDS[language]]
  const day = (seconds: number) => dayOf(seconds, language)
  const amount = (minor: number) => money.amount(minor, view.currency)
  const stamp = among(words.stamps, view.status)
  const given: readonly (readonly [string, number])[] = [
    [own.pre, view.pre_payment],
    [own.refunded, view.refunded],
    [own.credited, view.credited],
    [own.elsewhere, view.out_of_band],
  ]
  return {
    title: own.title,
    language,
    size: sizeOf(view),
    from: view.account_name ?? 'Brindle',
    ...(stamp !== undefined && { stamp }),
    facts: [
      [own.number, view.number],
      [words.number, view.invoice_number],
      [words.issued, day(view.issued_at)],
      ...(view.reason === null ? [] : [[own.reason, among(own.reasons, view.reason) ?? view.reason] as const]),
    ] as readonly (readonly [string, string])[],
    parties: partiesOf(view, words, language),
    ...(view.status !== 'void' && { headline: own.headline(amount(view.total)) }),
    ...(view.memo !== null && { memo: view.memo }),
    columns: words.columns,
    rows: view.lines.map((line) => ({ cells: cellsOf(line, view.currency, money) })),
    sums: [
      ...totalsOf(view, amount, words),
      ...given
        .filter(([, minor]) => minor !== 0)
        .map(([label, minor]) => ({ label, amount: amount(minor), strong: true })),
    ],
    notes: view.customer.is_reverse_charged ? [words.reverse] : [],
    foot: `${view.number} · ${words.test}`,
    page: words.page,
  }
}
