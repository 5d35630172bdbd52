// What is wrong, where a customer can meet it: by the code of the API's error, or of the bank's decline, or by the parameter it is
// about. In English the API words it; in other languages these do.
import type { Language } from '../../language.ts'
import { de } from './de.ts'
import { fr } from './fr.ts'
import { ja } from './ja.ts'
import { ko } from './ko.ts'
import { zhTW } from './zh-TW.ts'
import { zh } from './zh.ts'

export type ProblemWords = Readonly<
  Record<
    | 'account_number_invalid'
    | 'amount_too_small'
    | 'authentication_required'
    | 'card_declined'
    | 'card_not_supported'
    | 'card_velocity_exceeded'
    | 'checkout_amount_mismatch'
    | 'customer_tax_location_invalid'
    | 'email_invalid'
    | 'expired_card'
    | 'incorrect_cvc'
    | 'incorrect_number'
    | 'incorrect_zip'
    | 'insufficient_funds'
    | 'invalid_cvc'
    | 'invalid_expiry_month'
    | 'invalid_expiry_year'
    | 'invalid_number'
    | 'invoice_already_paid'
    | 'invoice_amount_changed'
    | 'invoice_not_payable'
    | 'invoice_payment_processing'
    | 'parameter_missing'
    | 'payment_intent_authentication_failure'
    | 'payment_intent_payment_attempt_expired'
    | 'payment_method_microdeposit_failed'
    | 'payment_method_microdeposit_verification_amounts_invalid'
    | 'payment_method_microdeposit_verification_amounts_mismatch'
    | 'payment_method_microdeposit_verification_attempts_exceeded'
    | 'payment_method_microdeposit_verification_descriptor_code_mismatch'
    | 'payment_method_microdeposit_verification_timeout'
    | 'processing_error'
    | 'promotion_code'
    | 'setup_intent_authentication_failure'
    | 'transaction_not_allowed',
    string
  >
>

export const PROBLEM_WORDS: Readonly<Record<Exclude<Language, 'en'>, ProblemWords>> = {
  de,
  fr,
  ja,
  ko,
  zh,
  'zh-TW': zhTW,
}
