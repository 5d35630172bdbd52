// What forms that pay or keep a method say in Japanese.
import type { PayingWords } from './index.ts'

export const ja: PayingWords = {
  method: 'お支払い方法',
  holderType: '口座の種類',
  individual: '個人',
  company: '法人',
  byDefault: 'デフォルト',
  save: '今後のお支払いのためにこの方法を保存する',
}
