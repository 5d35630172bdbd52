// The sentences of the page of an invoice.
import type { Language } from '../../language.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import { fr } from './fr.ts'
import { ja } from './ja.ts'
import { ko } from './ko.ts'
import { zhTW } from './zh-TW.ts'
import { zh } from './zh.ts'

type Said = readonly [title: string, text: string]

/** What is put into the sentences is HTML already. */
export interface InvoicePageWords {
  /** Under the title: which invoice, from whom. */
  readonly of: (number: string, merchant: string) => string
  readonly status: string
  readonly statuses: Readonly<Record<'open' | 'paid' | 'processing' | 'uncollectible' | 'void', string>>
  /** Titles of the states in which nothing is to be paid here. */
  readonly titles: Readonly<Record<'paid' | 'processing' | 'void', string>>
  /** What is said beneath them. */
  readonly leads: Readonly<Record<'paid' | 'processing' | 'void', string>>
  readonly unknown: Said
  readonly details: string
  readonly payments: string
  readonly pay: string
  readonly submit: (amount: string) => string
  /** A payment that was begun waits for the customer. */
  readonly waiting: Said
  readonly goOn: string
  readonly pdf: string
  readonly receipt: string
  readonly play: string
}

export const INVOICE_PAGE_WORDS: Readonly<Record<Language, InvoicePageWords>> = {
  en,
  de,
  fr,
  ja,
  ko,
  zh,
  'zh-TW': zhTW,
}
