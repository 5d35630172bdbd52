// The words of every page in Chinese, in traditional characters, as they are used in Taiwan.
import type { PageWords } from './index.ts'

export const zhTW: PageWords = {
  badge: '測試頁面',
  noMoney: '這是 Brindle 的測試頁面，不會有真實的金錢往來。',
  independent: 'Brindle 是一個獨立專案，與 Stripe 及本頁提及的任何支付服務商皆無關聯。',
}
