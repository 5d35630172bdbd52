// The words of a receipt in Japanese.
import { mixed } from '../../mixed.ts'
import type { ReceiptWords } from './index.ts'

export const ja: ReceiptWords = {
  title: '領収書',
  number: '領収書番号',
  method: 'お支払い方法',
  payment: 'お支払い',
  refunded: (day) => mixed`${day}に返金`,
  kept: '返金後のお支払い額',
  stamps: { refunded: '返金済', partly: '一部返金済' },
  from: (merchant) => mixed`${merchant}からの領収書`,
  unknown: [
    '領収書がありません',
    'このアドレスに対応する領収書はありません。アドレスが正しいかご確認ください。サーバーのデータがリセットされた可能性もあります。',
  ],
  pdf: '領収書をダウンロード（PDF）',
  invoice: '請求書を見る',
}
