// The words of a receipt in Korean.
import type { ReceiptWords } from './index.ts'

export const ko: ReceiptWords = {
  title: '영수증',
  number: '영수증 번호',
  method: '결제 수단',
  payment: '결제',
  refunded: (day) => `${day} 환불`,
  kept: '환불 후 결제 금액',
  stamps: { refunded: '환불됨', partly: '일부 환불됨' },
  from: (merchant) => `${merchant}의 영수증`,
  unknown: [
    '영수증이 없습니다',
    '이 주소에 해당하는 영수증이 없습니다. 주소가 완전한지 확인하세요. 서버의 데이터가 초기화되었을 수도 있습니다.',
  ],
  pdf: '영수증 내려받기 (PDF)',
  invoice: '청구서 보기',
}
