// What the details of payment methods are called in Korean.
import type { DetailLabels } from './index.ts'

export const ko: DetailLabels = {
  accountNumber: '계좌 번호',
  accountSuffix: '접미 번호',
  amount: '금액',
  bank: '은행',
  bankCode: '은행 코드',
  blikCode: 'BLIK 코드',
  branchCode: '지점 코드',
  bsb: 'BSB',
  businessName: '사업자명',
  cpf: 'CPF 또는 CNPJ',
  fullName: '성명',
  institutionNumber: '기관 번호',
  payId: 'PayID',
  routingNumber: '라우팅 번호',
  sortCode: '소트 코드',
  taxIdType: '납세자 번호 종류',
  taxIdValue: '납세자 번호',
  transitNumber: '트랜짓 번호',
}
