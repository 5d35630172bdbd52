// The sentences that stand on every page.
import type { Language } from '../../language.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import { fr } from './fr.ts'
import { ja } from './ja.ts'
import { ko } from './ko.ts'
import { zhTW } from './zh-TW.ts'
import { zh } from './zh.ts'

export interface PageWords {
  readonly badge: string
  readonly noMoney: string
  readonly independent: string
}

export const PAGE_WORDS: Readonly<Record<Language, PageWords>> = { en, de, fr, ja, ko, zh, 'zh-TW': zhTW }
