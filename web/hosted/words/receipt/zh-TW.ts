// The words of a receipt in Chinese in traditional characters.
import { mixed } from '../../mixed.ts'
import type { ReceiptWords } from './index.ts'

export const zhTW: ReceiptWords = {
  title: '收據',
  number: '收據編號',
  method: '付款方式',
  payment: '付款',
  refunded: (day) => mixed`${day}退款`,
  kept: '退款後的實付金額',
  stamps: { refunded: '已退款', partly: '部分退款' },
  from: (merchant) => mixed`來自${merchant}的收據`,
  unknown: ['這裡沒有收據', '此網址沒有對應的收據。請確認網址是否完整；伺服器的資料也可能已被重設。'],
  pdf: '下載收據（PDF）',
  invoice: '查看帳單',
}
