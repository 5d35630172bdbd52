// The words of a printed credit note in Chinese, in simplified characters.
import { mixed } from '../../mixed.ts'
import type { CreditNoteWords } from './index.ts'

export const zh: CreditNoteWords = {
  title: '贷记单',
  number: '贷记单编号',
  reason: '原因',
  reasons: {
    duplicate: '重复收费',
    fraudulent: '欺诈',
    order_change: '订单变更',
    product_unsatisfactory: '对商品不满意',
  },
  headline: (amount) => mixed`已贷记${amount}`,
  pre: '从账单中扣除',
  refunded: '已退款',
  credited: '已计入您的余额',
  elsewhere: '以其他方式退还',
}
