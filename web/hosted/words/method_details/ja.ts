// What the details of payment methods are called in Japanese.
import type { DetailLabels } from './index.ts'

export const ja: DetailLabels = {
  accountNumber: '口座番号',
  accountSuffix: 'サフィックス',
  amount: '金額',
  bank: '銀行',
  bankCode: '銀行コード',
  blikCode: 'BLIK コード',
  branchCode: '支店コード',
  bsb: 'BSB',
  businessName: '法人名',
  cpf: 'CPF または CNPJ',
  fullName: '氏名',
  institutionNumber: '金融機関番号',
  payId: 'PayID',
  routingNumber: 'ルーティング番号',
  sortCode: 'ソートコード',
  taxIdType: '納税者番号の種類',
  taxIdValue: '納税者番号',
  transitNumber: 'トランジット番号',
}
