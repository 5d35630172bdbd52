// The words of a printed invoice in Japanese.
import { mixed } from '../../mixed.ts'
import type { InvoiceWords } from './index.ts'

export const ja: InvoiceWords = {
  title: '請求書',
  number: '請求書番号',
  issued: '発行日',
  due: '支払期日',
  paidOn: '支払日',
  taxId: '販売者の納税者番号',
  billTo: '請求先',
  shipTo: '配送先',
  columns: ['内容', '数量', '単価', '金額'],
  subtotal: '小計',
  discount: '割引',
  off: (percent) => mixed`${percent}割引`,
  shipping: '配送料',
  untaxed: '合計（税抜）',
  tax: (name, percent, base) =>
    name + (percent === null ? '' : mixed`（${percent}${base === null ? '' : mixed`、対象額${base}`}）`),
  included: (tax) => mixed`${tax}（内税）`,
  total: '合計',
  grants: '利用したクレジット',
  creditNotes: 'クレジットノート',
  balance: '適用された残高',
  amountDue: '請求金額',
  amountPaid: '支払い済みの金額',
  remaining: '未払いの金額',
  headline: {
    open: (amount, due) => (due === undefined ? mixed`${amount}のお支払い` : mixed`${due}までに${amount}のお支払い`),
    paid: (amount, day) => mixed`${day}に${amount}を支払い済み`,
  },
  stamps: { paid: '支払済', void: '無効' },
  reverse: 'リバースチャージ方式により、税金は受領者が納付します。',
  test: 'テストサーバーが作成したものです。実際のお金は動きません。',
  page: (number, of) => `${number} / ${of} ページ`,
  percent: '',
}
