// The words of the page of a mandate in Chinese, in traditional characters, as they are used in Taiwan.
import { mixed } from '../../mixed.ts'
import type { MandateWords } from './index.ts'

export const zhTW: MandateWords = {
  title: (method) => mixed`${method}授權書`,
  lead: {
    multi_use: (merchant) => mixed`客戶允許${merchant}透過此付款方式多次扣款。`,
    single_use: (merchant, amount) =>
      mixed`客戶允許${merchant}透過此付款方式扣款一次${amount === undefined ? '' : mixed`，金額為${amount}`}。`,
  },
  terms: {
    merchant: '商家',
    name: '客戶',
    account: '帳號末幾碼',
    accepted: '同意時間',
    status: '狀態',
    reference: '參考編號',
    id: '授權書',
  },
  status: { active: '有效', inactive: '已失效', pending: '尚未生效' },
  accepted: { online: '線上', offline: '線下' },
  unknown: ['這裡沒有授權書', '沒有與此網址對應的授權書。請確認網址是否完整；伺服器資料也可能已重設。'],
}
