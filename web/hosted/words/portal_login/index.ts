// The sentences of the page on which customers ask for a way into the portal, and of a portal session that is over.
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
export interface PortalLoginWords {
  readonly title: string
  readonly lead: (merchant: string) => string
  readonly send: string
  /** The same whether or not the address is known. */
  readonly sent: Said
  readonly note: string
  readonly unknown: Said
  readonly expired: Said
  readonly again: string
}

export const PORTAL_LOGIN_WORDS: Readonly<Record<Language, PortalLoginWords>> = {
  en,
  de,
  fr,
  ja,
  ko,
  zh,
  'zh-TW': zhTW,
}
