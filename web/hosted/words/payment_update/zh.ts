// What the page of a payment update says in Chinese in simplified characters.
import { mixed } from '../../mixed.ts'
import type { PaymentUpdateWords } from './index.ts'

export const zh: PaymentUpdateWords = {
  title: '更新您的付款信息',
  confirm: (amount) => mixed`确认您的${amount}付款`,
  lead: (merchant) => mixed`请选择今后向${merchant}付款的方式。`,
  open: (merchant, amount, number) => mixed`账单${number}应付给${merchant}的${amount}未能扣款。`,
  asks: (merchant, number) => mixed`您的银行要求您确认来自${merchant}的账单${number}的付款。`,
  processing: '未付金额的付款正在处理中。',
  pay: (amount) => mixed`立即用它支付未付的${amount}`,
  submit: '保存',
  done: '谢谢。今后将使用您选择的方式付款。',
  unknown: ['这里没有需要更新的内容', '此地址未知或已失效。请向商家索取新的地址。'],
  invoice: '查看账单',
  play: '您在这里扮演客户。请只使用测试卡。',
}
