// What fields are called in Japanese.
import type { FieldWords } from './index.ts'

export const ja: FieldWords = {
  cardNumber: 'カード番号',
  city: '市区町村',
  code: 'プロモーションコード',
  country: '国または地域',
  cvc: 'セキュリティコード',
  email: 'メールアドレス',
  expiry: '有効期限',
  holder: '名義人の氏名',
  iban: 'IBAN',
  line1: '町名・番地',
  line2: '建物名・部屋番号',
  name: '氏名',
  optional: '任意',
  phone: '電話番号',
  postalCode: '郵便番号',
  state: '都道府県または州',
}
