// What ways to pay are called in Korean.
import type { MethodWords } from './index.ts'

export const ko: MethodWords = {
  acss_debit: '캐나다 자동이체(PAD)',
  alipay: '알리페이',
  au_becs_debit: '호주 BECS 자동이체',
  bacs_debit: 'Bacs 자동이체',
  card: '카드',
  card_present: '대면 카드',
  crypto: '스테이블코인 및 암호화폐',
  custom: '맞춤 결제 수단',
  customer_balance: '계좌 이체',
  interac_present: '대면 Interac',
  kakao_pay: '카카오페이',
  konbini: '일본 편의점',
  kr_card: '한국 카드',
  naver_pay: '네이버페이',
  nz_bank_account: '뉴질랜드 BECS 자동이체',
  samsung_pay: '삼성페이',
  sepa_debit: 'SEPA 자동이체',
  us_bank_account: 'ACH 자동이체',
  wechat_pay: '위챗페이',
}
