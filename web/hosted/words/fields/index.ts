// What the fields of forms are called, on every page that has them.
import type { Language } from '../../language.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import { fr } from './fr.ts'
import { ja } from './ja.ts'
import { ko } from './ko.ts'
import { zhTW } from './zh-TW.ts'
import { zh } from './zh.ts'

export type FieldWords = Readonly<
  Record<
    | 'cardNumber'
    | 'city'
    | 'code'
    | 'country'
    | 'cvc'
    | 'email'
    | 'expiry'
    | 'holder'
    | 'iban'
    | 'line1'
    | 'line2'
    | 'name'
    | 'optional'
    | 'phone'
    | 'postalCode'
    | 'state',
    string
  >
>

export const FIELD_WORDS: Readonly<Record<Language, FieldWords>> = { en, de, fr, ja, ko, zh, 'zh-TW': zhTW }
