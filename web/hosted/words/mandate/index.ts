// The sentences of the page of a mandate.
import type { Language } from '../../language.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import { fr } from './fr.ts'
import { ja } from './ja.ts'
import { ko } from './ko.ts'
import { zhTW } from './zh-TW.ts'
import { zh } from './zh.ts'

/** What is put into the sentences is HTML already. */
export interface MandateWords {
  readonly title: (method: string) => string
  readonly lead: {
    readonly multi_use: (merchant: string) => string
    /** The amount, where the mandate is for one that is known. */
    readonly single_use: (merchant: string, amount: string | undefined) => string
  }
  readonly terms: Readonly<Record<'merchant' | 'name' | 'account' | 'accepted' | 'status' | 'reference' | 'id', string>>
  readonly status: Readonly<Record<'active' | 'inactive' | 'pending', string>>
  readonly accepted: Readonly<Record<'online' | 'offline', string>>
  readonly unknown: readonly [title: string, lead: string]
}

export const MANDATE_WORDS: Readonly<Record<Language, MandateWords>> = { en, de, fr, ja, ko, zh, 'zh-TW': zhTW }
