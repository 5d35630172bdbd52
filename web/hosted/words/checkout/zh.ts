// The words of the Checkout page in Chinese, in simplified characters.
import { mixed } from '../../mixed.ts'
import type { CheckoutWords } from './index.ts'

export const zh: CheckoutWords = {
  title: {
    payment: (amount) => mixed`支付${amount}`,
    setup: () => '保存您的支付信息',
    subscription: (amount) => mixed`订阅并于今日支付${amount}`,
  },
  lead: {
    payment: (merchant) => mixed`您正在向${merchant}购买。`,
    setup: (merchant) => mixed`用于日后向${merchant}付款。`,
    subscription: (merchant) => mixed`您正在订阅${merchant}的服务。`,
  },
  someone: '商家',
  closed: {
    complete: ['全部完成', '此次结账已完成。您可以关闭此页面。'],
    expired: ['此页面已过期', '页面打开时间过长，或已被商家关闭。请返回重试。'],
    unknown: ['没有需要支付的内容', '没有与此地址对应的结账页面。请检查地址是否完整；服务器数据也可能已被重置。'],
  },
  goOn: '前往商家页面',
  back: '返回',
  play: '您在此扮演客户。请仅使用测试卡：4242\xa04242\xa04242\xa04242 会支付成功，4000\xa00000\xa00000\xa00002 会被拒绝。',
  quantity: (item) => mixed`${item}的数量`,
  update: '更新订单',
  terms: '我同意服务条款',
  promotions: '接收最新消息和优惠',
  method: '支付方式',
  shipping: '收货地址',
  shippingRate: '配送方式',
  sums: { discount: '折扣', shipping: '运费', tax: '税费', total: '总计' },
  submit: { book: '预订', donate: '捐款', pay: '支付', save: '保存', subscribe: '订阅' },
}
