// The words of the page of a mandate in Chinese, in simplified characters.
import { mixed } from '../../mixed.ts'
import type { MandateWords } from './index.ts'

export const zh: MandateWords = {
  title: (method) => mixed`${method}授权书`,
  lead: {
    multi_use: (merchant) => mixed`客户允许${merchant}通过此支付方式多次扣款。`,
    single_use: (merchant, amount) =>
      mixed`客户允许${merchant}通过此支付方式扣款一次${amount === undefined ? '' : mixed`，金额为${amount}`}。`,
  },
  terms: {
    merchant: '商家',
    name: '客户',
    account: '账户尾号',
    accepted: '同意时间',
    status: '状态',
    reference: '参考号',
    id: '授权书',
  },
  status: { active: '有效', inactive: '已失效', pending: '尚未生效' },
  accepted: { online: '线上', offline: '线下' },
  unknown: ['这里没有授权书', '没有与此地址对应的授权书。请检查地址是否完整；服务器数据也可能已被重置。'],
}
