// The words of what only some Checkout pages ask in Chinese, in traditional characters.
import type { DetailWords } from './index.ts'

export const zhTW: DetailWords = {
  nameOnCard: '卡片上的姓名',
  saved: (kind, last4) => `末四碼為 ${last4} 的 ${kind}`,
  savedTitle: '您儲存的付款方式',
  forget: (method) => `移除${method}`,
  save: '儲存我的付款資料供下次使用',
  trialTitle: (days) => `免費試用 ${days} 天`,
  amountTitle: '選擇您要支付的金額',
  startTrial: '開始試用',
  afterTrial: (day) => `試用結束後，自 ${day}起`,
  nextBill: '之後',
  extras: '一起購買',
  add: (item) => `加入 ${item}`,
  leaveOut: (item) => `移除 ${item}`,
  whereTaxed: '您所在的地點，用於計算稅款',
  amountChanged: '金額已變更。請再次確認，然後重新按下按鈕。',
  startAgain: '重新開始',
  leaving: '前往您的銀行或錢包',
  leavingLead: '您在那裡核准付款，然後返回。',
  leavingGo: '繼續',
  mandate: (merchant) => `按下按鈕即表示您允許${merchant}從您的帳戶扣款。`,
  reuse: (merchant) => `按下按鈕即表示您允許${merchant}日後依約定向您收費。`,
  business: '企業購買',
}
