// The words of instructions to pay in Japanese.
import type { InstructionWords } from './index.ts'

export const ja: InstructionWords = {
  terms: {
    account_holder_name: '口座名義',
    account_number: '口座番号',
    account_type: '口座種別',
    amount: '金額',
    arrival: '入金予定日時',
    bank_code: '銀行コード',
    bank_name: '銀行名',
    bic: 'BIC',
    branch_code: '支店コード',
    branch_name: '支店名',
    clabe: 'CLABE',
    confirmation_number: '確認番号',
    entity: '収納機関番号',
    expires: '支払期限',
    iban: 'IBAN',
    merchant: '販売者',
    number: '番号',
    payment_code: 'お支払い番号',
    reference: '参照番号',
    routing_number: 'ルーティング番号',
    sort_code: 'ソートコード',
    swift_code: 'SWIFT コード',
  },
  line: (term, value) => `${term}：${value}`,
  pdf: '印刷用の払込票（PDF）',
  deposits: 'テストモードでは、32 と 45、またはコード SM11AA が正しい値です。',
  transfer:
    'ここでは、あなたが顧客の銀行の役割を担い、送金を行います。（POST …/fund_cash_balance でも同じことができます。）',
  send: 'テスト振込を送る',
  amounts: ['1 件目の入金額（セント単位）', '2 件目の入金額（セント単位）'],
  code: '入金明細に記載されたコード（SM で始まる 6 文字）',
  verify: '銀行口座を確認する',
}
