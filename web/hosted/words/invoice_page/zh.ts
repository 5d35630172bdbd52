// The sentences of the page of an invoice in Chinese in simplified characters.
import { mixed } from '../../mixed.ts'
import type { InvoicePageWords } from './index.ts'

export const zh: InvoicePageWords = {
  of: (number, merchant) => mixed`来自${merchant}的账单${number}`,
  status: '状态',
  statuses: { open: '待付款', paid: '已付款', processing: '处理中', uncollectible: '无法收回', void: '已作废' },
  titles: { paid: '账单已付清', processing: '付款处理中', void: '账单已作废' },
  leads: {
    paid: '没有需要支付的金额。谢谢。',
    processing: '您的银行需要一些时间。您无需进行任何操作。',
    void: '商家已撤回此账单，无需付款。',
  },
  unknown: ['这里没有账单', '此地址没有对应的账单。请检查地址是否完整；服务器的数据也可能已被重置。'],
  details: '明细',
  payments: '已付款项',
  pay: '支付此账单',
  submit: (amount) => mixed`支付${amount}`,
  waiting: ['您的付款尚未完成', '您已开始付款。请继续，或在下方选择其他方式。'],
  goOn: '继续付款',
  pdf: '下载账单（PDF）',
  receipt: '收据',
  play: '您在这里扮演客户。请只使用测试卡：4242 4242 4242 4242 可以付款，4000 0000 0000 0002 会被拒绝。',
}
