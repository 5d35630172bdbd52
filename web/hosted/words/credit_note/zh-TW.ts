// The words of a printed credit note in Chinese, in traditional characters, as they are used in Taiwan.
import { mixed } from '../../mixed.ts'
import type { CreditNoteWords } from './index.ts'

export const zhTW: CreditNoteWords = {
  title: '折讓單',
  number: '折讓單編號',
  reason: '原因',
  reasons: {
    duplicate: '重複收費',
    fraudulent: '詐欺',
    order_change: '訂單變更',
    product_unsatisfactory: '對商品不滿意',
  },
  headline: (amount) => mixed`已折讓${amount}`,
  pre: '自帳單扣除',
  refunded: '已退款',
  credited: '已計入您的餘額',
  elsewhere: '以其他方式退還',
}
