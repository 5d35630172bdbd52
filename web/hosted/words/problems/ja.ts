// What is wrong, in Japanese.
import type { ProblemWords } from './index.ts'

export const ja: ProblemWords = {
  amount_too_small: '金額が小さすぎます。',
  authentication_required: 'カードが拒否されました。この支払いには、カード発行会社での認証が必要です。',
  card_declined: 'カードが拒否されました。',
  card_not_supported: 'このカードはご利用いただけません。',
  card_velocity_exceeded: 'カードが拒否されました。短時間に繰り返し使用されたか、利用限度額を超えています。',
  checkout_amount_mismatch: '金額が変更されました。ご注文の内容をもう一度ご確認ください。',
  customer_tax_location_invalid: 'この住所の税金を計算できません。住所をご確認ください。',
  email_invalid: 'メールアドレスが正しくありません。',
  expired_card: 'カードの有効期限が切れています。',
  incorrect_cvc: 'カードのセキュリティコードが間違っています。',
  incorrect_number: 'カード番号が間違っています。',
  incorrect_zip: '郵便番号がカードの登録内容と一致しません。ご確認いただくか、カード発行会社にお問い合わせください。',
  insufficient_funds: 'カードの利用可能額が不足しています。',
  invalid_cvc: 'カードのセキュリティコードが無効です。',
  invalid_expiry_month: 'カードの有効期限の月が無効です。',
  invalid_expiry_year: 'カードの有効期限の年が無効です。',
  invalid_number: 'カード番号が無効です。',
  parameter_missing: '入力されていない項目があります。すべての項目を入力してください。',
  payment_intent_authentication_failure:
    '支払いを認証できませんでした。もう一度お試しいただくか、別の支払い方法をお選びください。',
  payment_method_microdeposit_failed: '少額の入金が銀行口座に届きませんでした。',
  payment_method_microdeposit_verification_amounts_invalid: '0 より大きい金額を 2 つ入力してください。',
  payment_method_microdeposit_verification_amounts_mismatch: '入力した金額が入金額と一致しません。',
  payment_method_microdeposit_verification_attempts_exceeded: '確認の試行回数が上限を超えました。',
  payment_method_microdeposit_verification_descriptor_code_mismatch: '入力したコードが入金明細のコードと一致しません。',
  payment_method_microdeposit_verification_timeout: '期限までに口座が確認されませんでした。',
  processing_error: 'カードの処理中にエラーが発生しました。しばらくしてからもう一度お試しください。',
  promotion_code: 'このプロモーションコードはご利用いただけません。',
  setup_intent_authentication_failure:
    '支払い方法を認証できませんでした。もう一度お試しいただくか、別の支払い方法をお選びください。',
  transaction_not_allowed: 'このカードでは、この種類の購入はできません。',
}
