// What the portal says of changes in Chinese in traditional characters.
import { mixed } from '../../mixed.ts'
import type { PortalChangeWords } from './index.ts'

export const zhTW: PortalChangeWords = {
  plan: '方案',
  quantity: '數量',
  preview: '查看費用',
  times: (plan, quantity) => `${plan} × ${quantity}`,
  pause: '暫停',
  pauseFor: '暫停期間',
  paused: '已暫停',
  resume: '恢復',
  comment: '您還有什麼想說的嗎？',
  offer: (off) => mixed`離開之前：繼續使用即可享有${off}。`,
  lasts: { forever: '在您使用期間', once: '下一張帳單', months: (span) => mixed`為期${span}` },
  stay: '享有折扣並繼續使用',
  address: '地址',
  shipping: '送貨地址',
  taxIds: '稅籍編號',
  taxType: '編號類型',
  taxValue: '稅籍編號',
  addTaxId: '新增編號',
  confirmed: '已完成。謝謝您。',
}
