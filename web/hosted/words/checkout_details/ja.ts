// The words of what only some Checkout pages ask in Japanese.
import type { DetailWords } from './index.ts'

export const ja: DetailWords = {
  nameOnCard: 'カードに記載の氏名',
  saved: (kind, last4) => `${kind}（末尾 ${last4}）`,
  savedTitle: '保存済みの支払い方法',
  forget: (method) => `${method}を削除`,
  save: '次回のために支払い情報を保存する',
  trialTitle: (days) => `${days} 日間の無料トライアル`,
  amountTitle: '支払う金額をお選びください',
  startTrial: 'トライアルを開始',
  afterTrial: (day) => `トライアル終了後、${day}から`,
  nextBill: '次回以降',
  extras: 'ご一緒にいかがですか',
  add: (item) => `${item}を追加する`,
  leaveOut: (item) => `${item}を外す`,
  whereTaxed: '税金の計算のための所在地',
  amountChanged: '金額が変わりました。ご確認のうえ、もう一度ボタンを押してください。',
  startAgain: 'もう一度始める',
  leaving: '銀行またはウォレットへ進みます',
  leavingLead: 'そこで支払いを承認すると、ここに戻ります。',
  leavingGo: '続ける',
  mandate: (merchant) => `ボタンを押すと、${merchant}による口座からの引き落としを許可したことになります。`,
  reuse: (merchant) => `ボタンを押すと、合意した内容に従って${merchant}が後日請求することを許可したことになります。`,
  business: '法人としての購入',
}
