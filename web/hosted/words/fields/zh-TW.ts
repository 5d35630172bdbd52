// What fields are called in Chinese, in traditional characters, as they are used in Taiwan.
import type { FieldWords } from './index.ts'

export const zhTW: FieldWords = {
  cardNumber: '卡號',
  city: '鄉鎮市區',
  code: '優惠代碼',
  country: '國家或地區',
  cvc: '安全碼 (CVC)',
  email: '電子郵件',
  expiry: '有效期限',
  holder: '持有人姓名',
  iban: 'IBAN',
  line1: '街道地址',
  line2: '樓層、室號',
  name: '姓名',
  optional: '選填',
  phone: '電話號碼',
  postalCode: '郵遞區號',
  state: '縣市或州',
}
