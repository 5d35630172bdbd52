// The sentences of the page of an invoice in Japanese.
import { mixed } from '../../mixed.ts'
import type { InvoicePageWords } from './index.ts'

export const ja: InvoicePageWords = {
  of: (number, merchant) => mixed`${merchant}からの請求書${number}`,
  status: 'ステータス',
  statuses: { open: '未払い', paid: '支払済み', processing: '処理中', uncollectible: '回収不能', void: '無効' },
  titles: { paid: '請求書は支払済みです', processing: 'お支払いを処理しています', void: '請求書は無効です' },
  leads: {
    paid: '未払いの金額はありません。ありがとうございます。',
    processing: '銀行での処理に時間がかかります。何もする必要はありません。',
    void: '販売者がこの請求書を取り消しました。お支払いは不要です。',
  },
  unknown: [
    '請求書がありません',
    'このアドレスに対応する請求書はありません。アドレスが正しいかご確認ください。サーバーのデータがリセットされた可能性もあります。',
  ],
  details: '明細',
  payments: 'これまでのお支払い',
  pay: 'この請求書を支払う',
  submit: (amount) => mixed`${amount}を支払う`,
  waiting: ['お支払いが完了していません', 'お支払いの途中です。続けるか、下で別の方法をお選びください。'],
  goOn: 'お支払いを続ける',
  pdf: '請求書をダウンロード（PDF）',
  receipt: '領収書',
  play: 'ここではあなたがお客様の役です。テストカードのみをご利用ください。4242 4242 4242 4242 は成功し、4000 0000 0000 0002 は拒否されます。',
}
