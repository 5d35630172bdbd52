// What the details of payment methods are called in Chinese, in traditional characters.
import type { DetailLabels } from './index.ts'

export const zhTW: DetailLabels = {
  accountNumber: '帳號',
  accountSuffix: '後綴',
  amount: '金額',
  bank: '銀行',
  bankCode: '銀行代碼',
  blikCode: 'BLIK 代碼',
  branchCode: '分行代碼',
  bsb: 'BSB',
  businessName: '企業名稱',
  cpf: 'CPF 或 CNPJ',
  fullName: '全名',
  institutionNumber: '機構號碼',
  payId: 'PayID',
  routingNumber: '路由號碼',
  sortCode: '銀行分類代碼',
  taxIdType: '稅號類型',
  taxIdValue: '稅號',
  transitNumber: '分行轉帳號碼',
}
