// The words of a printed invoice in Chinese, in traditional characters, as they are used in Taiwan.
import { mixed } from '../../mixed.ts'
import type { InvoiceWords } from './index.ts'

export const zhTW: InvoiceWords = {
  title: '帳單',
  number: '帳單編號',
  issued: '開立日期',
  due: '付款期限',
  paidOn: '付款日期',
  taxId: '賣方稅籍編號',
  billTo: '帳單收件人',
  shipTo: '收貨人',
  columns: ['說明', '數量', '單價', '金額'],
  subtotal: '小計',
  discount: '折扣',
  off: (percent) => mixed`優惠${percent}`,
  shipping: '運費',
  untaxed: '未稅總計',
  tax: (name, percent, base) =>
    name + (percent === null ? '' : mixed`（${percent}${base === null ? '' : mixed`，計稅金額${base}`}）`),
  included: (tax) => mixed`${tax}，已含`,
  total: '總計',
  grants: '已使用的贈送額度',
  creditNotes: '折讓單',
  balance: '已使用的餘額',
  amountDue: '應付金額',
  amountPaid: '已付金額',
  remaining: '剩餘應付金額',
  headline: {
    open: (amount, due) => (due === undefined ? mixed`應付${amount}` : mixed`請於${due}前支付${amount}`),
    paid: (amount, day) => mixed`已於${day}支付${amount}`,
  },
  stamps: { paid: '已付款', void: '已作廢' },
  reverse: '反向課稅：稅款由接收方繳納。',
  test: '由測試伺服器產生，不涉及真實金錢。',
  page: (number, of) => mixed`第${number}頁，共${of}頁`,
  percent: '',
}
