// The sentences of the page of an invoice in Korean.
import type { InvoicePageWords } from './index.ts'

export const ko: InvoicePageWords = {
  of: (number, merchant) => `${merchant}의 청구서 ${number}`,
  status: '상태',
  statuses: { open: '미결제', paid: '결제됨', processing: '처리 중', uncollectible: '회수 불가', void: '무효' },
  titles: { paid: '결제된 청구서', processing: '결제 처리 중', void: '무효 처리된 청구서' },
  leads: {
    paid: '더 결제할 금액이 없습니다. 감사합니다.',
    processing: '은행에서 처리하는 데 시간이 걸립니다. 따로 하실 일은 없습니다.',
    void: '판매자가 이 청구서를 취소했습니다. 결제할 금액이 없습니다.',
  },
  unknown: [
    '청구서가 없습니다',
    '이 주소에 해당하는 청구서가 없습니다. 주소가 완전한지 확인하세요. 서버의 데이터가 초기화되었을 수도 있습니다.',
  ],
  details: '세부 내역',
  payments: '지금까지의 결제',
  pay: '이 청구서 결제하기',
  submit: (amount) => `${amount} 결제`,
  waiting: ['결제가 끝나지 않았습니다', '결제를 시작하셨습니다. 계속하거나 아래에서 다른 방법을 선택하세요.'],
  goOn: '결제 계속하기',
  pdf: '청구서 내려받기 (PDF)',
  receipt: '영수증',
  play: '여기서는 고객 역할을 합니다. 테스트 카드만 사용하세요. 4242 4242 4242 4242는 결제되고 4000 0000 0000 0002는 거절됩니다.',
}
