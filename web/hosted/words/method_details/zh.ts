// What the details of payment methods are called in Chinese, in simplified characters.
import type { DetailLabels } from './index.ts'

export const zh: DetailLabels = {
  accountNumber: '账号',
  accountSuffix: '后缀',
  amount: '金额',
  bank: '银行',
  bankCode: '银行代码',
  blikCode: 'BLIK 代码',
  branchCode: '分行代码',
  bsb: 'BSB',
  businessName: '企业名称',
  cpf: 'CPF 或 CNPJ',
  fullName: '全名',
  institutionNumber: '机构号码',
  payId: 'PayID',
  routingNumber: '路由号码',
  sortCode: '银行分类代码',
  taxIdType: '税号类型',
  taxIdValue: '税号',
  transitNumber: '分行转账号码',
}
