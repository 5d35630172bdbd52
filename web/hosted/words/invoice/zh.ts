// The words of a printed invoice in Chinese, in simplified characters.
import { mixed } from '../../mixed.ts'
import type { InvoiceWords } from './index.ts'

export const zh: InvoiceWords = {
  title: '账单',
  number: '账单编号',
  issued: '开具日期',
  due: '到期日',
  paidOn: '付款日期',
  taxId: '卖方税号',
  billTo: '账单收件人',
  shipTo: '收货人',
  columns: ['描述', '数量', '单价', '金额'],
  subtotal: '小计',
  discount: '折扣',
  off: (percent) => mixed`优惠${percent}`,
  shipping: '运费',
  untaxed: '不含税总计',
  tax: (name, percent, base) =>
    name + (percent === null ? '' : mixed`（${percent}${base === null ? '' : mixed`，计税金额${base}`}）`),
  included: (tax) => mixed`${tax}，已含`,
  total: '总计',
  grants: '已使用的赠送额度',
  creditNotes: '贷记单',
  balance: '已使用的余额',
  amountDue: '应付金额',
  amountPaid: '已付金额',
  remaining: '剩余应付金额',
  headline: {
    open: (amount, due) => (due === undefined ? mixed`应付${amount}` : mixed`请于${due}前支付${amount}`),
    paid: (amount, day) => mixed`已于${day}支付${amount}`,
  },
  stamps: { paid: '已支付', void: '已作废' },
  reverse: '反向征税：税款由接收方缴纳。',
  test: '由测试服务器生成，不涉及真实资金。',
  page: (number, of) => mixed`第${number}页，共${of}页`,
  percent: '',
}
