// The words of what only some Checkout pages ask in Chinese, in simplified characters.
import type { DetailWords } from './index.ts'

export const zh: DetailWords = {
  nameOnCard: '卡片上的姓名',
  saved: (kind, last4) => `尾号为 ${last4} 的 ${kind}`,
  savedTitle: '您保存的支付方式',
  forget: (method) => `删除${method}`,
  save: '保存我的支付信息供下次使用',
  trialTitle: (days) => `免费试用 ${days} 天`,
  amountTitle: '选择您要支付的金额',
  startTrial: '开始试用',
  afterTrial: (day) => `试用结束后，自 ${day}起`,
  nextBill: '之后',
  extras: '一起购买',
  add: (item) => `添加 ${item}`,
  leaveOut: (item) => `去掉 ${item}`,
  whereTaxed: '您所在的地点，用于计算税款',
  amountChanged: '金额已变更。请再次确认，然后重新按下按钮。',
  startAgain: '重新开始',
  leaving: '前往您的银行或钱包',
  leavingLead: '您在那里批准付款，然后返回。',
  leavingGo: '继续',
  mandate: (merchant) => `按下按钮即表示您允许${merchant}从您的账户扣款。`,
  reuse: (merchant) => `按下按钮即表示您允许${merchant}日后按约定向您收费。`,
  business: '企业购买',
}
