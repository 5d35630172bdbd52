// What the portal says of changes in Chinese in simplified characters.
import { mixed } from '../../mixed.ts'
import type { PortalChangeWords } from './index.ts'

export const zh: PortalChangeWords = {
  plan: '套餐',
  quantity: '数量',
  preview: '查看费用',
  times: (plan, quantity) => `${plan} × ${quantity}`,
  pause: '暂停',
  pauseFor: '暂停时长',
  paused: '已暂停',
  resume: '恢复',
  comment: '您还有什么想说的吗？',
  offer: (off) => mixed`离开之前：继续使用即可享受${off}。`,
  lasts: { forever: '在您使用期间', once: '下一张账单', months: (span) => mixed`为期${span}` },
  stay: '享受折扣并继续使用',
  address: '地址',
  shipping: '收货地址',
  taxIds: '税号',
  taxType: '税号类型',
  taxValue: '税号',
  addTaxId: '添加税号',
  confirmed: '已完成。谢谢。',
}
