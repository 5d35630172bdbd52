// What fields are called that only some forms have: those of what a type of payment method asks, and what else only some sessions do.
import type { Language } from '../../language.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import { fr } from './fr.ts'
import { ja } from './ja.ts'
import { ko } from './ko.ts'
import { zhTW } from './zh-TW.ts'
import { zh } from './zh.ts'

export type DetailLabel =
  | 'accountNumber'
  | 'accountSuffix'
  | 'amount'
  | 'bank'
  | 'bankCode'
  | 'blikCode'
  | 'branchCode'
  | 'bsb'
  | 'businessName'
  | 'cpf'
  | 'fullName'
  | 'institutionNumber'
  | 'payId'
  | 'routingNumber'
  | 'sortCode'
  | 'taxIdType'
  | 'taxIdValue'
  | 'transitNumber'

export type DetailLabels = Readonly<Record<DetailLabel, string>>

export const DETAIL_LABELS: Readonly<Record<Language, DetailLabels>> = { en, de, fr, ja, ko, zh, 'zh-TW': zhTW }
