// The sentences of what customers change in the portal: plans, pauses, offers, addresses and tax ids.
import type { Language } from '../../language.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import { fr } from './fr.ts'
import { ja } from './ja.ts'
import { ko } from './ko.ts'
import { zhTW } from './zh-TW.ts'
import { zh } from './zh.ts'

/** What is put into the sentences is HTML already. */
export interface PortalChangeWords {
  readonly plan: string
  readonly quantity: string
  readonly preview: string
  readonly times: (plan: string, quantity: string) => string
  readonly pause: string
  readonly pauseFor: string
  readonly paused: string
  readonly resume: string
  readonly comment: string
  /** What is offered to those who would cancel. */
  readonly offer: (off: string) => string
  readonly lasts: {
    readonly forever: string
    readonly once: string
    readonly months: (span: string) => string
  }
  readonly stay: string
  readonly address: string
  readonly shipping: string
  readonly taxIds: string
  readonly taxType: string
  readonly taxValue: string
  readonly addTaxId: string
  readonly confirmed: string
}

export const PORTAL_CHANGE_WORDS: Readonly<Record<Language, PortalChangeWords>> = {
  en,
  de,
  fr,
  ja,
  ko,
  zh,
  'zh-TW': zhTW,
}
