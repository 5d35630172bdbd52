// What the details of payment methods are called in German.
import type { DetailLabels } from './index.ts'

export const de: DetailLabels = {
  accountNumber: 'Kontonummer',
  accountSuffix: 'Kontosuffix',
  amount: 'Betrag',
  bank: 'Bank',
  bankCode: 'Bankcode',
  blikCode: 'BLIK-Code',
  branchCode: 'Filialcode',
  bsb: 'BSB',
  businessName: 'Name des Unternehmens',
  cpf: 'CPF oder CNPJ',
  fullName: 'Vollständiger Name',
  institutionNumber: 'Institutsnummer',
  payId: 'PayID',
  routingNumber: 'Routing-Nummer',
  sortCode: 'Sort Code',
  taxIdType: 'Art der Steuernummer',
  taxIdValue: 'Steuernummer',
  transitNumber: 'Transit-Nummer',
}
