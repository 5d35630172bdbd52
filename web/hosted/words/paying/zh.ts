// What forms that pay or keep a method say in Chinese in simplified characters.
import type { PayingWords } from './index.ts'

export const zh: PayingWords = {
  method: '付款方式',
  holderType: '账户类型',
  individual: '个人',
  company: '企业',
  byDefault: '默认',
  save: '保存此付款方式供以后使用',
}
