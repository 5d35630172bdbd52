// The words of the page on which a customer authorizes, in Korean. Names are followed by words that fit all of them: 에서, not 이 or 가.
import type { AuthorizeWords } from './index.ts'

export const ko: AuthorizeWords = {
  setup: {
    title: (method) => `향후 결제를 위해 ${method} 결제 수단을 저장하시겠습니까?`,
    lead: (merchant) => `${merchant}에서 이 결제 수단을 저장하고 나중에 다시 청구하기를 요청합니다.`,
  },
  payment: {
    title: (method, amount) =>
      amount ? `${method} 결제 수단으로 ${amount} 결제하시겠습니까?` : `${method} 결제 수단으로 결제하시겠습니까?`,
    lead: (merchant) => `${merchant}에서 이 결제의 승인을 요청합니다.`,
  },
  how: {
    code: '코드를 스캔하여 다른 기기에서 이 페이지를 열거나, 여기에서 선택하세요.',
    voucher: '아래 정보로 매장 계산대나 은행에서 결제하세요.',
    deposits: '은행 계좌로 입금된 소액의 내용을 입력하여 본인 계좌임을 확인하세요.',
    transfer: '아래 계좌 중 하나로 금액을 이체하세요.',
  },
  succeed: { setup: '테스트 설정 승인', payment: '테스트 결제 승인', voucher: '테스트 바우처 결제', challenge: '완료' },
  fail: {
    setup: '테스트 설정 실패 처리',
    payment: '테스트 결제 실패 처리',
    voucher: '테스트 바우처 만료 처리',
    challenge: '실패 처리',
  },
  closed: {
    spent: ['이미 완료되었습니다', '이 단계의 결과는 이미 결정되었으며 변경할 수 없습니다.'],
    expired: [
      '페이지가 만료되었습니다',
      '대기 시간이 지났거나 새로운 시도로 대체되었습니다. 판매자에게 돌아가 다시 시도해 주세요.',
    ],
    unknown: [
      '승인할 항목이 없습니다',
      '이 주소에 해당하는 단계가 없습니다. 주소가 정확한지 확인해 주세요. 서버의 데이터가 초기화되었을 수도 있습니다.',
    ],
  },
  done: {
    setup: {
      succeeded: ['설정이 승인되었습니다', '이 창을 닫으셔도 됩니다. 결과는 판매자에게 전달됩니다.'],
      failed: ['설정에 실패했습니다', '저장된 내용이 없습니다. 이 창을 닫으셔도 됩니다. 결과는 판매자에게 전달됩니다.'],
    },
    payment: {
      succeeded: ['결제가 승인되었습니다', '이 창을 닫으셔도 됩니다. 결과는 판매자에게 전달됩니다.'],
      failed: ['결제에 실패했습니다', '결제된 금액이 없습니다. 이 창을 닫으셔도 됩니다. 결과는 판매자에게 전달됩니다.'],
    },
  },
  verified: ['은행 계좌가 확인되었습니다', '이 창을 닫으셔도 됩니다. 결과는 판매자에게 전달됩니다.'],
  goOn: '판매자 사이트로 이동',
  close: '이 페이지를 닫으셔도 됩니다.',
  rows: { merchant: '판매자', method: '결제 수단', amount: '금액', expires: '유효 기한' },
  someone: '판매자',
  play: '여기서는 고객의 역할을 맡게 됩니다. 승인하거나, 실패 처리하여 연동이 어떻게 대응하는지 확인해 보세요.',
}
