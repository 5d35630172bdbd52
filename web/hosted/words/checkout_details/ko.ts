// The words of what only some Checkout pages ask in Korean.
import type { DetailWords } from './index.ts'

export const ko: DetailWords = {
  nameOnCard: '카드에 표시된 성명',
  saved: (kind, last4) => `${kind} (끝자리 ${last4})`,
  savedTitle: '저장된 결제 수단',
  forget: (method) => `${method} 삭제`,
  save: '다음 결제를 위해 결제 정보 저장',
  trialTitle: (days) => `${days}일 무료 체험`,
  amountTitle: '결제할 금액을 선택하세요',
  startTrial: '체험 시작',
  afterTrial: (day) => `체험 종료 후, ${day}부터`,
  nextBill: '이후',
  extras: '함께 주문하기',
  add: (item) => `${item} 추가`,
  leaveOut: (item) => `${item} 빼기`,
  whereTaxed: '세금 계산을 위한 위치',
  amountChanged: '금액이 변경되었습니다. 확인한 뒤 버튼을 다시 눌러 주세요.',
  startAgain: '다시 시작',
  leaving: '은행 또는 지갑으로 이동합니다',
  leavingLead: '그곳에서 결제를 승인하면 다시 돌아옵니다.',
  leavingGo: '계속',
  mandate: (merchant) => `버튼을 누르면 ${merchant}의 계좌 출금을 허용하게 됩니다.`,
  reuse: (merchant) => `버튼을 누르면 합의한 대로 ${merchant}의 추후 청구를 허용하게 됩니다.`,
  business: '사업자 구매',
}
