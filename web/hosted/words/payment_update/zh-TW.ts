// What the page of a payment update says in Chinese in traditional characters.
import { mixed } from '../../mixed.ts'
import type { PaymentUpdateWords } from './index.ts'

export const zhTW: PaymentUpdateWords = {
  title: '更新您的付款資訊',
  confirm: (amount) => mixed`確認您的${amount}付款`,
  lead: (merchant) => mixed`請選擇今後向${merchant}付款的方式。`,
  open: (merchant, amount, number) => mixed`帳單${number}應付給${merchant}的${amount}未能扣款。`,
  asks: (merchant, number) => mixed`您的銀行要求您確認來自${merchant}的帳單${number}的付款。`,
  processing: '未付金額的付款正在處理中。',
  pay: (amount) => mixed`立即用它支付未付的${amount}`,
  submit: '儲存',
  done: '謝謝您。今後將使用您選擇的方式付款。',
  unknown: ['這裡沒有需要更新的內容', '此網址未知或已失效。請向商家索取新的網址。'],
  invoice: '查看帳單',
  play: '您在這裡扮演客戶。請只使用測試卡。',
}
