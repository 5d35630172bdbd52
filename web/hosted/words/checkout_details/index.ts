// The words of the Checkout page for what only some sessions and some methods ask.
import type { Language } from '../../language.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import { fr } from './fr.ts'
import { ja } from './ja.ts'
import { ko } from './ko.ts'
import { zhTW } from './zh-TW.ts'
import { zh } from './zh.ts'

/** What is put into the sentences is HTML already. */
export interface DetailWords {
  readonly nameOnCard: string
  /** A method of before, as its customer knows it. */
  readonly saved: (kind: string, last4: string) => string
  readonly savedTitle: string
  readonly forget: (method: string) => string
  readonly save: string
  readonly trialTitle: (days: number) => string
  readonly amountTitle: string
  readonly startTrial: string
  /** What comes after the trial, from a day on, or at the next bill. */
  readonly afterTrial: (day: string) => string
  readonly nextBill: string
  /** What may be bought along with it. */
  readonly extras: string
  readonly add: (item: string) => string
  readonly leaveOut: (item: string) => string
  readonly whereTaxed: string
  readonly amountChanged: string
  readonly startAgain: string
  readonly leaving: string
  readonly leavingLead: string
  readonly leavingGo: string
  /** The customer's word that their account may be debited, or their method charged later. */
  readonly mandate: (merchant: string) => string
  readonly reuse: (merchant: string) => string
  readonly business: string
}

export const DETAIL_WORDS: Readonly<Record<Language, DetailWords>> = { en, de, fr, ja, ko, zh, 'zh-TW': zhTW }
