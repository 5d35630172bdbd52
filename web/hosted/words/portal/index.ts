// The sentences of the customer portal.
import type { Language } from '../../language.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import { fr } from './fr.ts'
import { ja } from './ja.ts'
import { ko } from './ko.ts'
import { zhTW } from './zh-TW.ts'
import { zh } from './zh.ts'

type Reason =
  | 'customer_service'
  | 'low_quality'
  | 'missing_features'
  | 'other'
  | 'switched_service'
  | 'too_complex'
  | 'too_expensive'
  | 'unused'

/** What is put into the sentences is HTML already. */
export interface PortalWords {
  readonly title: string
  readonly lead: string
  readonly unknown: readonly [title: string, lead: string]
  readonly play: string
  readonly done: string
  readonly back: string
  readonly subscriptions: string
  readonly renewsOn: (day: string) => string
  readonly endsOn: (day: string) => string
  /** The price is empty where none is known. */
  readonly changeTo: (plan: string, price: string) => string
  readonly dueNow: (amount: string) => string
  readonly confirm: string
  readonly not: string
  /** By when it ends. */
  readonly cancel: Readonly<Record<'at_period_end' | 'immediately', string>>
  readonly keep: string
  readonly reason: string
  /** By the words of `cancellation_details[feedback]`. */
  readonly reasons: Readonly<Record<Reason, string>>
  readonly methods: string
  readonly makeDefault: string
  readonly remove: string
  readonly another: string
  readonly add: string
  readonly yourDetails: string
  readonly save: string
  readonly invoices: string
  /** By the status of an invoice. */
  readonly states: Readonly<Record<'draft' | 'open' | 'paid' | 'uncollectible' | 'void', string>>
}

export const PORTAL_WORDS: Readonly<Record<Language, PortalWords>> = { en, de, fr, ja, ko, zh, 'zh-TW': zhTW }
