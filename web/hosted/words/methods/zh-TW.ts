// What ways to pay are called in Chinese, in traditional characters, as they are used in Taiwan.
import type { MethodWords } from './index.ts'

export const zhTW: MethodWords = {
  acss_debit: '加拿大預先授權扣款 (PAD)',
  alipay: '支付寶',
  au_becs_debit: '澳洲 BECS 直接扣款',
  bacs_debit: 'Bacs 直接扣款',
  card: '信用卡或簽帳金融卡',
  card_present: '當面刷卡',
  crypto: '穩定幣與加密貨幣',
  custom: '自訂付款方式',
  customer_balance: '銀行轉帳',
  interac_present: '當面 Interac 付款',
  konbini: '日本便利商店',
  kr_card: '韓國卡片',
  nz_bank_account: '紐西蘭 BECS 直接扣款',
  sepa_debit: 'SEPA 直接扣款',
  us_bank_account: 'ACH 直接扣款',
  wechat_pay: '微信支付',
}
