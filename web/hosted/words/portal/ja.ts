// The words of the customer portal in Japanese.
import { mixed } from '../../mixed.ts'
import type { PortalWords } from './index.ts'

export const ja: PortalWords = {
  title: '請求とお支払い',
  lead: 'サブスクリプション、支払い方法、お支払いの履歴をご確認いただけます。',
  unknown: [
    '表示する内容がありません',
    'このアドレスに該当するポータルはありません。販売者に新しいアドレスを依頼してください。サーバーのデータがリセットされた可能性もあります。',
  ],
  play: 'ここでは、あなたが顧客の役割を担います。',
  done: '完了しました。',
  back: '販売者のサイトに戻る',
  subscriptions: 'サブスクリプション',
  renewsOn: (day) => mixed`${day}に更新されます`,
  endsOn: (day) => mixed`${day}に終了します`,
  changeTo: (plan, price) => mixed`${plan}${price && mixed`（${price}）`}に変更する`,
  dueNow: (amount) => mixed`次回の請求額は${amount}です。`,
  confirm: '確定する',
  not: '変更しない',
  cancel: { at_period_end: '期間終了時に解約する', immediately: '今すぐ解約する' },
  keep: '解約を取り消す',
  reason: '解約の理由をお聞かせください',
  reasons: {
    customer_service: 'サービスが期待と違った',
    low_quality: '品質が期待と違った',
    missing_features: '必要な機能がない',
    other: 'その他の理由',
    switched_service: '別のサービスを見つけた',
    too_complex: '複雑すぎる',
    too_expensive: '料金が高すぎる',
    unused: 'あまり利用していない',
  },
  methods: '支払い方法',
  makeDefault: 'デフォルトに設定',
  remove: '削除する',
  another: '別の支払い方法',
  add: '支払い方法を追加する',
  yourDetails: 'お客様の情報',
  save: '保存する',
  invoices: '請求書',
  states: { draft: '下書き', open: '未払い', paid: '支払い済み', uncollectible: '回収不能', void: '無効' },
}
