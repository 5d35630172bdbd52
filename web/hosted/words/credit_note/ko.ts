// The words of a printed credit note in Korean.
import type { CreditNoteWords } from './index.ts'

export const ko: CreditNoteWords = {
  title: '대변표',
  number: '대변표 번호',
  reason: '사유',
  reasons: {
    duplicate: '중복 청구',
    fraudulent: '사기',
    order_change: '주문 변경',
    product_unsatisfactory: '상품 불만족',
  },
  headline: (amount) => `${amount} 공제`,
  pre: '청구서에서 차감',
  refunded: '환불 완료',
  credited: '잔액에 적립',
  elsewhere: '다른 방법으로 반환',
}
