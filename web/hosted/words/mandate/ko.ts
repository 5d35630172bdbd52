// The words of the page of a mandate in Korean.
import type { MandateWords } from './index.ts'

export const ko: MandateWords = {
  title: (method) => `${method} 출금 동의서`,
  lead: {
    multi_use: (merchant) => `고객은 ${merchant}에서 이 결제 수단으로 반복하여 출금하는 데 동의합니다.`,
    single_use: (merchant, amount) =>
      `고객은 ${merchant}에서 이 결제 수단으로 한 번만${amount === undefined ? '' : `(${amount})`} 출금하는 데 동의합니다.`,
  },
  terms: {
    merchant: '판매자',
    name: '고객',
    account: '계좌 끝자리',
    accepted: '동의 일시',
    status: '상태',
    reference: '참조 번호',
    id: '동의서',
  },
  status: { active: '유효', inactive: '효력 상실', pending: '효력 발생 전' },
  accepted: { online: '온라인', offline: '오프라인' },
  unknown: [
    '동의서가 없습니다',
    '이 주소에 해당하는 동의서가 없습니다. 주소가 정확한지 확인해 주세요. 서버의 데이터가 초기화되었을 수도 있습니다.',
  ],
}
