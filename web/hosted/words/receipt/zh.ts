// The words of a receipt in Chinese in simplified characters.
import { mixed } from '../../mixed.ts'
import type { ReceiptWords } from './index.ts'

export const zh: ReceiptWords = {
  title: '收据',
  number: '收据编号',
  method: '付款方式',
  payment: '付款',
  refunded: (day) => mixed`${day}退款`,
  kept: '退款后的实付金额',
  stamps: { refunded: '已退款', partly: '部分退款' },
  from: (merchant) => mixed`来自${merchant}的收据`,
  unknown: ['这里没有收据', '此地址没有对应的收据。请检查地址是否完整；服务器的数据也可能已被重置。'],
  pdf: '下载收据（PDF）',
  invoice: '查看账单',
}
