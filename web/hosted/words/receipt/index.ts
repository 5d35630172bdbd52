// The words of a receipt, printed and on its page, beside those of an invoice.
import type { Language } from '../../language.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import { fr } from './fr.ts'
import { ja } from './ja.ts'
import { ko } from './ko.ts'
import { zhTW } from './zh-TW.ts'
import { zh } from './zh.ts'

/** What is put into `from` is HTML already; all else is text, on paper and on the page. */
export interface ReceiptWords {
  readonly title: string
  readonly number: string
  readonly method: string
  /** Of a payment that nothing else is said of. */
  readonly payment: string
  readonly refunded: (day: string) => string
  /** What is left of the payment. */
  readonly kept: string
  readonly stamps: Readonly<Record<'refunded' | 'partly', string>>
  readonly from: (merchant: string) => string
  readonly unknown: readonly [title: string, text: string]
  readonly pdf: string
  readonly invoice: string
}

export const RECEIPT_WORDS: Readonly<Record<Language, ReceiptWords>> = { en, de, fr, ja, ko, zh, 'zh-TW': zhTW }
