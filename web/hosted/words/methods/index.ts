// What ways to pay are called, where it is not a name that is the same everywhere: in English by src/network/catalogue, in other
// languages here.
import type { Language } from '../../language.ts'
import { de } from './de.ts'
import { fr } from './fr.ts'
import { ja } from './ja.ts'
import { ko } from './ko.ts'
import { zhTW } from './zh-TW.ts'
import { zh } from './zh.ts'

/** Those that say what they are. */
type Descriptive =
  | 'acss_debit'
  | 'au_becs_debit'
  | 'bacs_debit'
  | 'card'
  | 'card_present'
  | 'crypto'
  | 'custom'
  | 'customer_balance'
  | 'interac_present'
  | 'konbini'
  | 'kr_card'
  | 'nz_bank_account'
  | 'sepa_debit'
  | 'us_bank_account'

/** Brands that call themselves otherwise in the writing of their own customers. */
type Brand = 'alipay' | 'kakao_pay' | 'naver_pay' | 'samsung_pay' | 'wechat_pay'

/** By type of payment method. */
export type MethodWords = Readonly<Record<Descriptive, string> & Partial<Record<Brand, string>>>

export const METHOD_WORDS: Readonly<Record<Exclude<Language, 'en'>, MethodWords>> = {
  de,
  fr,
  ja,
  ko,
  zh,
  'zh-TW': zhTW,
}
