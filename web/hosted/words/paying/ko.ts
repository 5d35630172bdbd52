// What forms that pay or keep a method say in Korean.
import type { PayingWords } from './index.ts'

export const ko: PayingWords = {
  method: '결제 수단',
  holderType: '계좌 종류',
  individual: '개인',
  company: '법인',
  byDefault: '기본',
  save: '다음 결제를 위해 이 결제 수단 저장',
}
