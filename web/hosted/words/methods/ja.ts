// What ways to pay are called in Japanese.
import type { MethodWords } from './index.ts'

export const ja: MethodWords = {
  acss_debit: 'カナダの口座振替（PAD）',
  au_becs_debit: 'オーストラリアの BECS 口座振替',
  bacs_debit: 'Bacs ダイレクトデビット',
  card: 'カード',
  card_present: '対面でのカード払い',
  crypto: 'ステーブルコインと暗号資産',
  custom: 'カスタムの支払い方法',
  customer_balance: '銀行振込',
  interac_present: '対面での Interac 払い',
  konbini: 'コンビニ決済',
  kr_card: '韓国のカード',
  nz_bank_account: 'ニュージーランドの BECS 口座振替',
  sepa_debit: 'SEPA ダイレクトデビット',
  us_bank_account: 'ACH ダイレクトデビット',
}
