// What fields are called in Chinese, in simplified characters.
import type { FieldWords } from './index.ts'

export const zh: FieldWords = {
  cardNumber: '卡号',
  city: '城市',
  code: '优惠码',
  country: '国家或地区',
  cvc: '安全码 (CVC)',
  email: '电子邮箱',
  expiry: '有效期',
  holder: '持有人姓名',
  iban: 'IBAN',
  line1: '街道地址',
  line2: '楼栋、单元、门牌号',
  name: '姓名',
  optional: '选填',
  phone: '电话号码',
  postalCode: '邮政编码',
  state: '省、自治区或州',
}
