// What the page of a payment update says in Korean.
import type { PaymentUpdateWords } from './index.ts'

export const ko: PaymentUpdateWords = {
  title: '결제 정보 업데이트',
  confirm: (amount) => `${amount} 결제 확인`,
  lead: (merchant) => `앞으로 ${merchant}에 결제할 방법을 선택하세요.`,
  open: (merchant, amount, number) => `청구서 ${number}의 ${amount}을(를) ${merchant}에 결제하지 못했습니다.`,
  asks: (merchant, number) => `${merchant}의 청구서 ${number} 결제를 은행에서 확인하도록 요청했습니다.`,
  processing: '미결제 금액의 결제가 처리 중입니다.',
  pay: (amount) => `미결제 금액 ${amount}을(를) 지금 결제`,
  submit: '저장',
  done: '감사합니다. 앞으로 선택하신 방법으로 결제됩니다.',
  unknown: [
    '업데이트할 내용이 없습니다',
    '알 수 없는 주소이거나 더 이상 유효하지 않습니다. 판매자에게 새 주소를 요청하세요.',
  ],
  invoice: '청구서 보기',
  play: '여기서는 고객 역할을 합니다. 테스트 카드만 사용하세요.',
}
