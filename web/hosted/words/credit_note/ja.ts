// The words of a printed credit note in Japanese.
import { mixed } from '../../mixed.ts'
import type { CreditNoteWords } from './index.ts'

export const ja: CreditNoteWords = {
  title: 'クレジットノート',
  number: 'クレジットノート番号',
  reason: '理由',
  reasons: {
    duplicate: '重複請求',
    fraudulent: '不正利用',
    order_change: '注文の変更',
    product_unsatisfactory: '商品への不満',
  },
  headline: (amount) => mixed`${amount}を差し引き`,
  pre: '請求書から差し引き',
  refunded: '返金済み',
  credited: '残高に追加',
  elsewhere: 'その他の方法で返金',
}
