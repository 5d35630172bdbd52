// The words of the Checkout page in Japanese.
import { mixed } from '../../mixed.ts'
import type { CheckoutWords } from './index.ts'

export const ja: CheckoutWords = {
  title: {
    payment: (amount) => mixed`${amount}のお支払い`,
    setup: () => '支払い情報を保存する',
    subscription: (amount) => mixed`申し込んで、本日${amount}を支払う`,
  },
  lead: {
    payment: (merchant) => mixed`${merchant}でのご購入です。`,
    setup: (merchant) => mixed`${merchant}での今後のお支払いに使用します。`,
    subscription: (merchant) => mixed`${merchant}のサブスクリプションです。`,
  },
  someone: '販売者',
  closed: {
    complete: ['手続きが完了しました', 'お手続きは完了しています。このページは閉じてかまいません。'],
    expired: [
      'このページは有効期限切れです',
      '長時間開かれていたか、販売者によって終了されました。戻って、もう一度お試しください。',
    ],
    unknown: [
      'お支払いの対象がありません',
      'このアドレスに該当する購入手続きはありません。アドレスに誤りがないかご確認ください。サーバーのデータがリセットされた可能性もあります。',
    ],
  },
  goOn: '販売者のサイトへ進む',
  back: '戻る',
  play:
    'ここでは、あなたが顧客の役割を担います。テストカードのみを使用してください。4242\xa04242\xa04242\xa04242 は支払いに成功し、' +
    '4000\xa00000\xa00000\xa00002 は拒否されます。',
  quantity: (item) => mixed`${item}の数量`,
  update: '注文内容を更新する',
  terms: '利用規約に同意します',
  promotions: 'お知らせや特典の情報を受け取る',
  method: '支払い方法',
  shipping: '配送先住所',
  shippingRate: '配送方法',
  sums: { discount: '割引', shipping: '配送料', tax: '税金', total: '合計' },
  submit: { book: '予約する', donate: '寄付する', pay: '支払う', save: '保存する', subscribe: '申し込む' },
}
