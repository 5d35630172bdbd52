// What ways to pay are called in Chinese, in simplified characters.
import type { MethodWords } from './index.ts'

export const zh: MethodWords = {
  acss_debit: '加拿大预授权借记 (PAD)',
  alipay: '支付宝',
  au_becs_debit: '澳大利亚 BECS 直接借记',
  bacs_debit: 'Bacs 直接借记',
  card: '银行卡',
  card_present: '当面刷卡',
  crypto: '稳定币和加密货币',
  custom: '自定义支付方式',
  customer_balance: '银行转账',
  interac_present: '当面 Interac 支付',
  konbini: '日本便利店',
  kr_card: '韩国银行卡',
  nz_bank_account: '新西兰 BECS 直接借记',
  sepa_debit: 'SEPA 直接借记',
  us_bank_account: 'ACH 直接借记',
  wechat_pay: '微信支付',
}
