// The words of every page in Korean.
import type { PageWords } from './index.ts'

export const ko: PageWords = {
  badge: '테스트 페이지',
  noMoney: 'Brindle의 테스트 페이지이며, 실제 돈은 오가지 않습니다.',
  independent:
    'Brindle은 독립적인 프로젝트로, Stripe 또는 이 페이지에 언급된 결제 서비스 제공업체와 아무런 관련이 없습니다.',
}
