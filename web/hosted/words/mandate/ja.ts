// The words of the page of a mandate in Japanese.
import { mixed } from '../../mixed.ts'
import type { MandateWords } from './index.ts'

export const ja: MandateWords = {
  title: (method) => mixed`${method}の同意書`,
  lead: {
    multi_use: (merchant) => mixed`お客様は、${merchant}がこの支払い方法に繰り返し請求することに同意しています。`,
    single_use: (merchant, amount) =>
      mixed`お客様は、${merchant}がこの支払い方法に 1 回に限り${amount === undefined ? '' : mixed`（${amount}）`}請求することに同意しています。`,
  },
  terms: {
    merchant: '販売者',
    name: 'お客様',
    account: '口座番号の末尾',
    accepted: '同意日時',
    status: 'ステータス',
    reference: '参照番号',
    id: '同意書',
  },
  status: { active: '有効', inactive: '失効済み', pending: 'まだ有効ではありません' },
  accepted: { online: 'オンライン', offline: 'オフライン' },
  unknown: [
    '同意書が見つかりません',
    'このアドレスに該当する同意書はありません。アドレスに誤りがないかご確認ください。サーバーのデータがリセットされた可能性もあります。',
  ],
}
