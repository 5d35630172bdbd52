// The words of every page in Chinese, in simplified characters.
import type { PageWords } from './index.ts'

export const zh: PageWords = {
  badge: '测试页面',
  noMoney: '这是 Brindle 的测试页面，不会发生真实的资金往来。',
  independent: 'Brindle 是一个独立项目，与 Stripe 及本页提到的任何支付服务商均无关联。',
}
