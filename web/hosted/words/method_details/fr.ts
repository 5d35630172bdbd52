// What the details of payment methods are called in French.
import type { DetailLabels } from './index.ts'

export const fr: DetailLabels = {
  accountNumber: 'Numéro de compte',
  accountSuffix: 'Suffixe',
  amount: 'Montant',
  bank: 'Banque',
  bankCode: 'Code banque',
  blikCode: 'Code BLIK',
  branchCode: 'Code agence',
  bsb: 'BSB',
  businessName: 'Nom de l’entreprise',
  cpf: 'CPF ou CNPJ',
  fullName: 'Nom complet',
  institutionNumber: 'Numéro d’institution',
  payId: 'PayID',
  routingNumber: 'Numéro d’acheminement',
  sortCode: 'Sort code',
  taxIdType: 'Type de numéro fiscal',
  taxIdValue: 'Numéro fiscal',
  transitNumber: 'Numéro de transit',
}
