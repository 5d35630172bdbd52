// What fields are called in Korean.
import type { FieldWords } from './index.ts'

export const ko: FieldWords = {
  cardNumber: '카드 번호',
  city: '시/군/구',
  code: '프로모션 코드',
  country: '국가 또는 지역',
  cvc: '보안 코드(CVC)',
  email: '이메일',
  expiry: '유효 기간',
  holder: '명의자 이름',
  iban: 'IBAN',
  line1: '도로명 주소',
  line2: '상세 주소',
  name: '이름',
  optional: '선택 사항',
  phone: '전화번호',
  postalCode: '우편번호',
  state: '시/도',
}
