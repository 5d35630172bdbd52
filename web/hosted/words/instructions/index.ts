// What a step shows beside its buttons: what numbers and accounts are called, and what its forms ask for.
import type { Language } from '../../language.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import { fr } from './fr.ts'
import { ja } from './ja.ts'
import { ko } from './ko.ts'
import { zhTW } from './zh-TW.ts'
import { zh } from './zh.ts'

/** What numbers and accounts are called. */
export type Term =
  | 'account_holder_name'
  | 'account_number'
  | 'account_type'
  | 'amount'
  | 'arrival'
  | 'bank_code'
  | 'bank_name'
  | 'bic'
  | 'branch_code'
  | 'branch_name'
  | 'clabe'
  | 'confirmation_number'
  | 'entity'
  | 'expires'
  | 'iban'
  | 'merchant'
  | 'number'
  | 'payment_code'
  | 'reference'
  | 'routing_number'
  | 'sort_code'
  | 'swift_code'

export interface InstructionWords {
  readonly terms: Readonly<Record<Term, string>>
  /** A term and its value in one line: `Amount: $15.00`. */
  readonly line: (term: string, value: string) => string
  readonly pdf: string
  readonly deposits: string
  readonly transfer: string
  readonly send: string
  readonly amounts: readonly [first: string, second: string]
  readonly code: string
  readonly verify: string
}

export const INSTRUCTION_WORDS: Readonly<Record<Language, InstructionWords>> = { en, de, fr, ja, ko, zh, 'zh-TW': zhTW }
