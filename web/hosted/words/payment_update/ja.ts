// What the page of a payment update says in Japanese.
import { mixed } from '../../mixed.ts'
import type { PaymentUpdateWords } from './index.ts'

export const ja: PaymentUpdateWords = {
  title: 'お支払い情報の更新',
  confirm: (amount) => mixed`${amount}のお支払いの確認`,
  lead: (merchant) => mixed`今後の${merchant}へのお支払い方法をお選びください。`,
  open: (merchant, amount, number) =>
    mixed`請求書${number}について、${merchant}への${amount}のお支払いができませんでした。`,
  asks: (merchant, number) => mixed`${merchant}からの請求書${number}のお支払いについて、銀行が確認を求めています。`,
  processing: '未払い分のお支払いは処理中です。',
  pay: (amount) => mixed`今すぐ未払いの${amount}を支払う`,
  submit: '保存する',
  done: 'ありがとうございます。今後はお選びいただいた方法で支払われます。',
  unknown: [
    '更新する情報がありません',
    'このアドレスは無効か、すでに期限が切れています。販売者に新しいアドレスをお求めください。',
  ],
  invoice: '請求書を見る',
  play: 'ここではあなたがお客様の役です。テストカードのみをご利用ください。',
}
