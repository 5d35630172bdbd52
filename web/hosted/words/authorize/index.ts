// The sentences of the page on which a customer authorizes.
import type { Language } from '../../language.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import { fr } from './fr.ts'
import { ja } from './ja.ts'
import { ko } from './ko.ts'
import { zhTW } from './zh-TW.ts'
import { zh } from './zh.ts'

export type Said = readonly [title: string, text: string]

type Intent = 'setup' | 'payment'

/** What is decided, which the buttons are named after. */
export type Decided = Intent | 'voucher' | 'challenge'

/** What is put into the sentences is HTML already. */
export interface AuthorizeWords {
  readonly setup: { readonly title: (method: string) => string; readonly lead: (merchant: string) => string }
  readonly payment: {
    readonly title: (method: string, amount: string | undefined) => string
    readonly lead: (merchant: string) => string
  }
  /** What is said below the lead of a payment, by what is shown. */
  readonly how: Readonly<Record<'code' | 'voucher' | 'deposits' | 'transfer', string>>
  readonly succeed: Readonly<Record<Decided, string>>
  readonly fail: Readonly<Record<Decided, string>>
  /** The states in which nothing can be decided. */
  readonly closed: Readonly<Record<'spent' | 'expired' | 'unknown', Said>>
  readonly done: Readonly<Record<Intent, Readonly<Record<'succeeded' | 'failed', Said>>>>
  readonly verified: Said
  readonly goOn: string
  readonly close: string
  readonly rows: Readonly<Record<'merchant' | 'method' | 'amount' | 'expires', string>>
  readonly someone: string
  readonly play: string
}

export const AUTHORIZE_WORDS: Readonly<Record<Language, AuthorizeWords>> = { en, de, fr, ja, ko, zh, 'zh-TW': zhTW }
