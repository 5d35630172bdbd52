// The words that a printed credit note has beside those of an invoice.
import type { Language } from '../../language.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import { fr } from './fr.ts'
import { ja } from './ja.ts'
import { ko } from './ko.ts'
import { zhTW } from './zh-TW.ts'
import { zh } from './zh.ts'

/** What is put into the sentences is text, and so are they. */
export interface CreditNoteWords {
  readonly title: string
  readonly number: string
  readonly reason: string
  readonly reasons: Readonly<Record<'duplicate' | 'fraudulent' | 'order_change' | 'product_unsatisfactory', string>>
  readonly headline: (amount: string) => string
  readonly pre: string
  readonly refunded: string
  readonly credited: string
  readonly elsewhere: string
}

export const CREDIT_NOTE_WORDS: Readonly<Record<Language, CreditNoteWords>> = { en, de, fr, ja, ko, zh, 'zh-TW': zhTW }
