// The words of the page on which a customer authorizes, in Japanese.
import { mixed } from '../../mixed.ts'
import type { AuthorizeWords } from './index.ts'

export const ja: AuthorizeWords = {
  setup: {
    title: (method) => mixed`${method}を今後の支払い用に保存しますか？`,
    lead: (merchant) => mixed`${merchant}が、この支払い方法を保存し、今後の請求に使用することを希望しています。`,
  },
  payment: {
    title: (method, amount) =>
      amount ? mixed`${method}で${amount}を支払いますか？` : mixed`${method}で支払いますか？`,
    lead: (merchant) => mixed`${merchant}がこの支払いの承認を求めています。`,
  },
  how: {
    code: 'コードをスキャンして別の端末でこのページを開くか、ここでお選びください。',
    voucher: '以下の情報を使って、店頭または銀行でお支払いください。',
    deposits: '銀行口座に届いた少額の入金について入力し、ご本人の口座であることを確認してください。',
    transfer: '以下のいずれかの口座に金額をお振り込みください。',
  },
  succeed: {
    setup: 'テスト設定を承認する',
    payment: 'テスト支払いを承認する',
    voucher: 'テスト払込票を支払う',
    challenge: '完了する',
  },
  fail: {
    setup: 'テスト設定を失敗させる',
    payment: 'テスト支払いを失敗させる',
    voucher: 'テスト払込票を期限切れにする',
    challenge: '失敗させる',
  },
  closed: {
    spent: ['すでに完了しています', 'この手続きの結果はすでに確定しており、変更できません。'],
    expired: [
      'このページは有効期限切れです',
      '時間が経過したか、より新しい手続きに置き換えられました。販売者のサイトに戻り、もう一度お試しください。',
    ],
    unknown: [
      '承認する手続きがありません',
      'このアドレスに該当する手続きはありません。アドレスに誤りがないかご確認ください。サーバーのデータがリセットされた可能性もあります。',
    ],
  },
  done: {
    setup: {
      succeeded: ['設定が承認されました', 'このウィンドウは閉じてかまいません。結果は販売者に通知されます。'],
      failed: [
        '設定に失敗しました',
        '何も保存されていません。このウィンドウは閉じてかまいません。結果は販売者に通知されます。',
      ],
    },
    payment: {
      succeeded: ['支払いが承認されました', 'このウィンドウは閉じてかまいません。結果は販売者に通知されます。'],
      failed: [
        '支払いに失敗しました',
        '支払いは行われていません。このウィンドウは閉じてかまいません。結果は販売者に通知されます。',
      ],
    },
  },
  verified: ['銀行口座が確認されました', 'このウィンドウは閉じてかまいません。結果は販売者に通知されます。'],
  goOn: '販売者のサイトへ進む',
  close: 'このページは閉じてかまいません。',
  rows: { merchant: '販売者', method: '支払い方法', amount: '金額', expires: '有効期限' },
  someone: '販売者',
  play: 'ここでは、あなたが顧客の役割を担います。承認するか、失敗させてシステムの動作を確認してください。',
}
