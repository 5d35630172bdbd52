// The sentences of the Checkout page.
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
export interface CheckoutWords {
  readonly title: Readonly<Record<'payment' | 'setup' | 'subscription', (amount: string) => string>>
  readonly lead: Readonly<Record<'payment' | 'setup' | 'subscription', (merchant: string) => string>>
  readonly someone: string
  /** Title and text of the states in which nothing can be paid. */
  readonly closed: Readonly<Record<'complete' | 'expired' | 'unknown', Said>>
  readonly goOn: string
  readonly back: string
  readonly play: string
  readonly quantity: (item: string) => string
  readonly update: string
  readonly terms: string
  readonly promotions: string
  readonly method: string
  readonly shipping: string
  readonly shippingRate: string
  readonly sums: Readonly<Record<'discount' | 'shipping' | 'tax' | 'total', string>>
  readonly submit: Readonly<Record<'book' | 'donate' | 'pay' | 'save' | 'subscribe', string>>
}

export const CHECKOUT_WORDS: Readonly<Record<Language, CheckoutWords>> = { en, de, fr, ja, ko, zh, 'zh-TW': zhTW }
