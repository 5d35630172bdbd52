// The sentences of the page on which customers say how they pay from now on.
import type { Language } from '../../language.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import { fr } from './fr.ts'
import { ja } from './ja.ts'
import { ko } from './ko.ts'
import { zhTW } from './zh-TW.ts'
import { zh } from './zh.ts'

/** What is put into the sentences is HTML already. */
export interface PaymentUpdateWords {
  readonly title: string
  /** Where the bank wants the customer to confirm what is open. */
  readonly confirm: (amount: string) => string
  readonly lead: (merchant: string) => string
  /** What could not be charged. */
  readonly open: (merchant: string, amount: string, number: string) => string
  readonly asks: (merchant: string, number: string) => string
  readonly processing: string
  readonly pay: (amount: string) => string
  readonly submit: string
  readonly done: string
  readonly unknown: readonly [title: string, text: string]
  readonly invoice: string
  readonly play: string
}

export const PAYMENT_UPDATE_WORDS: Readonly<Record<Language, PaymentUpdateWords>> = {
  en,
  de,
  fr,
  ja,
  ko,
  zh,
  'zh-TW': zhTW,
}
