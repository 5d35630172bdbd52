// The words of a printed invoice.
import type { Language } from '../../language.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import { fr } from './fr.ts'
import { ja } from './ja.ts'
import { ko } from './ko.ts'
import { zhTW } from './zh-TW.ts'
import { zh } from './zh.ts'

/** What is put into the sentences is text, and so are they. */
export interface InvoiceWords {
  readonly title: string
  readonly number: string
  readonly issued: string
  readonly due: string
  readonly paidOn: string
  /** Of a tax id of the account's own. */
  readonly taxId: string
  readonly billTo: string
  readonly shipTo: string
  readonly columns: readonly [string, string, string, string]
  readonly subtotal: string
  readonly discount: string
  readonly off: (percent: string) => string
  readonly shipping: string
  readonly untaxed: string
  readonly tax: (name: string, percent: string | null, base: string | null) => string
  readonly included: (tax: string) => string
  readonly total: string
  readonly grants: string
  readonly creditNotes: string
  readonly balance: string
  readonly amountDue: string
  readonly amountPaid: string
  readonly remaining: string
  readonly headline: {
    readonly open: (amount: string, due: string | undefined) => string
    readonly paid: (amount: string, day: string) => string
  }
  /** By the status of an invoice, or of a credit note. */
  readonly stamps: Readonly<Record<'paid' | 'void', string>>
  readonly reverse: string
  readonly test: string
  readonly page: (number: number, of: number) => string
  /** What stands between a number and its per cent sign. */
  readonly percent: string
}

export const INVOICE_WORDS: Readonly<Record<Language, InvoiceWords>> = { en, de, fr, ja, ko, zh, 'zh-TW': zhTW }
