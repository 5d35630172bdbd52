// What forms that pay, or keep a payment method, say beside the names of their fields.
import type { Language } from '../../language.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import { fr } from './fr.ts'
import { ja } from './ja.ts'
import { ko } from './ko.ts'
import { zhTW } from './zh-TW.ts'
import { zh } from './zh.ts'

export interface PayingWords {
  readonly method: string
  /** Whose a bank account is. */
  readonly holderType: string
  readonly individual: string
  readonly company: string
  /** Beside the method that pays by itself. */
  readonly byDefault: string
  readonly save: string
}

export const PAYING_WORDS: Readonly<Record<Language, PayingWords>> = { en, de, fr, ja, ko, zh, 'zh-TW': zhTW }
