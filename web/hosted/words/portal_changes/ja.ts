// What the portal says of changes in Japanese.
import { mixed } from '../../mixed.ts'
import type { PortalChangeWords } from './index.ts'

export const ja: PortalChangeWords = {
  plan: 'プラン',
  quantity: '数量',
  preview: '料金を確認する',
  times: (plan, quantity) => `${plan} × ${quantity}`,
  pause: '一時停止する',
  pauseFor: '停止する期間',
  paused: '一時停止中',
  resume: '再開する',
  comment: 'ほかにお伝えになりたいことはありますか？',
  offer: (off) => mixed`このままご利用いただくと、${off}になります。`,
  lasts: { forever: 'ご利用中ずっと', once: '次回の請求書で', months: (span) => mixed`${span}間` },
  stay: '割引を受けて続ける',
  address: '住所',
  shipping: '配送先住所',
  taxIds: '納税者番号',
  taxType: '番号の種類',
  taxValue: '納税者番号',
  addTaxId: '番号を追加する',
  confirmed: '完了しました。ありがとうございます。',
}
