// What is wrong, in Korean.
import type { ProblemWords } from './index.ts'

export const ko: ProblemWords = {
  amount_too_small: '금액이 너무 적습니다.',
  authentication_required: '카드가 거절되었습니다. 이 결제에는 카드사 인증이 필요합니다.',
  card_declined: '카드가 거절되었습니다.',
  card_not_supported: '지원되지 않는 카드입니다.',
  card_velocity_exceeded: '카드가 거절되었습니다. 너무 자주 시도했거나 한도를 초과했습니다.',
  checkout_amount_mismatch: '금액이 변경되었습니다. 주문 내용을 다시 확인해 주세요.',
  customer_tax_location_invalid: '이 주소의 세금을 계산할 수 없습니다. 주소를 확인해 주세요.',
  email_invalid: '이메일 주소가 올바르지 않습니다.',
  expired_card: '카드의 유효 기간이 지났습니다.',
  incorrect_cvc: '카드의 보안 코드가 틀렸습니다.',
  incorrect_number: '카드 번호가 틀렸습니다.',
  incorrect_zip: '우편번호가 카드 정보와 일치하지 않습니다. 우편번호를 확인하거나 카드사에 문의해 주세요.',
  insufficient_funds: '카드의 잔액이 부족합니다.',
  invalid_cvc: '카드의 보안 코드가 올바르지 않습니다.',
  invalid_expiry_month: '카드 유효 기간의 월이 올바르지 않습니다.',
  invalid_expiry_year: '카드 유효 기간의 연도가 올바르지 않습니다.',
  invalid_number: '카드 번호가 올바르지 않습니다.',
  parameter_missing: '입력하지 않은 항목이 있습니다. 모든 항목을 입력해 주세요.',
  payment_intent_authentication_failure: '결제가 인증되지 않았습니다. 다시 시도하거나 다른 결제 수단을 선택해 주세요.',
  payment_method_microdeposit_failed: '소액 입금이 은행 계좌로 전달되지 않았습니다.',
  payment_method_microdeposit_verification_amounts_invalid: '0보다 큰 금액 두 개를 입력해 주세요.',
  payment_method_microdeposit_verification_amounts_mismatch: '입력한 금액이 입금액과 일치하지 않습니다.',
  payment_method_microdeposit_verification_attempts_exceeded: '확인 시도 횟수를 초과했습니다.',
  payment_method_microdeposit_verification_descriptor_code_mismatch:
    '입력한 코드가 입금 내역의 코드와 일치하지 않습니다.',
  payment_method_microdeposit_verification_timeout: '계좌가 기한 내에 확인되지 않았습니다.',
  processing_error: '카드를 처리하는 중에 오류가 발생했습니다. 잠시 후 다시 시도해 주세요.',
  promotion_code: '사용할 수 없는 프로모션 코드입니다.',
  setup_intent_authentication_failure:
    '결제 수단이 인증되지 않았습니다. 다시 시도하거나 다른 결제 수단을 선택해 주세요.',
  transaction_not_allowed: '이 카드로는 이러한 유형의 구매를 할 수 없습니다.',
}
