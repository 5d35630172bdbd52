// What forms that pay or keep a method say in Chinese in traditional characters.
import type { PayingWords } from './index.ts'

export const zhTW: PayingWords = {
  method: '付款方式',
  holderType: '帳戶類型',
  individual: '個人',
  company: '公司',
  byDefault: '預設',
  save: '儲存此付款方式供日後使用',
}
