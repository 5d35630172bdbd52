// What a credit note says when it is printed, in the customer's language: its words, and which lines stand on it. It looks as its
// invoice does. (https://docs.stripe.com/invoicing/dashboard/credit-notes)
import {
  cellsOf,
  type InvoiceDocument,
  type Money,
  type PaperLanguage,
  paperLanguageOf,
  partiesOf,
  sizeOf,
  totalsOf,
  WORDS,
} from './invoice.ts'

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

interface NoteWords {
  readonly title: string
  readonly number: string
  readonly reason: string
  readonly reasons: Readonly<Record<string, string>>
  readonly headline: (amount: string) => string
  readonly pre: string
  readonly refunded: string
  readonly credited: string
  readonly elsewhere: string
}

const NOTE_WORDS: Readonly<Record<PaperLanguage, NoteWords>> = {
  en: {
    title: 'Credit note',
    number: 'Credit note number',
    reason: 'Reason',
    reasons: {
      duplicate: 'Duplicate',
      fraudulent: 'Fraudulent',
      order_change: 'Order change',
      product_unsatisfactory: 'Product unsatisfactory',
    },
    headline: (amount) => `${amount} credited`,
    pre: 'Taken off the invoice',
    refunded: 'Refunded',
    credited: 'Credited to your balance',
    elsewhere: 'Given back otherwise',
  },
  de: {
    title: 'Gutschrift',
    number: 'Nummer der Gutschrift',
    reason: 'Grund',
    reasons: {
      duplicate: 'Doppelt berechnet',
      fraudulent: 'Betrug',
      order_change: 'Bestellung geändert',
      product_unsatisfactory: 'Ware beanstandet',
    },
    headline: (amount) => `${amount} gutgeschrieben`,
    pre: 'Von der Rechnung abgezogen',
    refunded: 'Erstattet',
    credited: 'Ihrem Guthaben gutgeschrieben',
    elsewhere: 'Anderweitig zurückgegeben',
  },
  fr: {
    title: 'Avoir',
    number: 'Numéro d’avoir',
    reason: 'Motif',
    reasons: {
      duplicate: 'Double facturation',
      fraudulent: 'Fraude',
      order_change: 'Commande modifiée',
      product_unsatisfactory: 'Produit non conforme',
    },
    headline: (amount) => `${amount} crédités`,
    pre: 'Déduit de la facture',
    refunded: 'Remboursé',
    credited: 'Crédité sur votre solde',
    elsewhere: 'Restitué autrement',
  },
}

/** All that stands on a credit note, as text. */
export function creditNotePaper(view: CreditNoteDocument, money: Money, acceptLanguage: string | undefined) {
  const language = paperLanguageOf(view.customer.locales, acceptLanguage)
  const [words, own] = [WORDS[language], NOTE_WORDS[language]]
  const day = (seconds: number) =>
    new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(seconds * 1000)
  const amount = (minor: number) => money.amount(minor, view.currency)
  const stamp = words.stamps[view.status]
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
      ...(view.reason === null ? [] : [[own.reason, own.reasons[view.reason] ?? view.reason] as const]),
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
