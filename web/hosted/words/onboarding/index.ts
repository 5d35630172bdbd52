// The sentences of the pages of those who hold a connected account.
import type { Language } from '../../language.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import { fr } from './fr.ts'
import { ja } from './ja.ts'
import { ko } from './ko.ts'
import { zhTW } from './zh-TW.ts'
import { zh } from './zh.ts'

export interface OnboardingWords {
  readonly title: Readonly<Record<'account_onboarding' | 'account_update', string>>
  readonly lead: string
  readonly nothingDue: string
  readonly account: string
  readonly due: string
  readonly submit: string
  readonly express: string
  readonly expressLead: string
  readonly charges: string
  readonly payouts: string
  readonly yes: string
  readonly no: string
  readonly unknown: readonly [title: string, lead: string]
}

export const ONBOARDING_WORDS: Readonly<Record<Language, OnboardingWords>> = { en, de, fr, ja, ko, zh, 'zh-TW': zhTW }
