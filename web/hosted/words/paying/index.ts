// What forms that pay, or keep a payment method, say beside the names of their fields.
import type { Language } from '../../language.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import { fr } from './fr.ts'
import { ja } from './ja.ts'
import { ko } from './ko.ts'
import { zhTW } from './zh-TW.ts'
import { zh } from './zh.ts'

/** What the fields of bank accounts are called. */
export type AccountWords = Readonly<
  Record<'accountNumber' | 'bsb' | 'company' | 'holderType' | 'individual' | 'routing', string>
>

export interface PayingWords extends AccountWords {
  readonly method: string
  /** Beside the method that pays by itself. */
  readonly byDefault: string
  readonly save: string
}

export const PAYING_WORDS: Readonly<Record<Language, PayingWords>> = { en, de, fr, ja, ko, zh, 'zh-TW': zhTW }
