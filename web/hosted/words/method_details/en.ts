// What the details of payment methods are called in English.
import type { DetailLabels } from './index.ts'

export const en: DetailLabels = {
  accountNumber: 'Account number',
  accountSuffix: 'Account suffix',
  amount: 'Amount',
  bank: 'Bank',
  bankCode: 'Bank code',
  blikCode: 'BLIK code',
  branchCode: 'Branch code',
  bsb: 'BSB',
  businessName: 'Business name',
  cpf: 'CPF or CNPJ',
  fullName: 'Full name',
  institutionNumber: 'Institution number',
  payId: 'PayID',
  routingNumber: 'Routing number',
  sortCode: 'Sort code',
  taxIdType: 'Kind of tax ID',
  taxIdValue: 'Tax ID',
  transitNumber: 'Transit number',
}
