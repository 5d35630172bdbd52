// The words of the Checkout page in Korean.
import type { CheckoutWords } from './index.ts'

export const ko: CheckoutWords = {
  title: {
    payment: (amount) => `${amount} 결제`,
    setup: () => '결제 정보 저장',
    subscription: (amount) => `구독하고 오늘 ${amount} 결제`,
  },
  lead: {
    payment: (merchant) => `${merchant}에서 구매합니다.`,
    setup: (merchant) => `${merchant}에서 향후 결제에 사용합니다.`,
    subscription: (merchant) => `${merchant}에서 구독합니다.`,
  },
  someone: '판매자',
  closed: {
    complete: ['모두 완료되었습니다', '절차가 완료되었습니다. 이 페이지를 닫으셔도 됩니다.'],
    expired: ['페이지가 만료되었습니다', '너무 오래 열려 있었거나 판매자가 닫았습니다. 돌아가서 다시 시도해 주세요.'],
    unknown: [
      '결제할 항목이 없습니다',
      '이 주소에 해당하는 결제가 없습니다. 주소가 정확한지 확인해 주세요. 서버의 데이터가 초기화되었을 수도 있습니다.',
    ],
  },
  goOn: '판매자 사이트로 이동',
  back: '뒤로',
  play:
    '여기서는 고객의 역할을 맡게 됩니다. 테스트 카드만 사용하세요. 4242\xa04242\xa04242\xa04242는 결제되고, ' +
    '4000\xa00000\xa00000\xa00002는 거절됩니다.',
  quantity: (item) => `${item} 수량`,
  update: '주문 업데이트',
  terms: '서비스 약관에 동의합니다',
  promotions: '소식과 혜택 정보를 받겠습니다',
  method: '결제 수단',
  shipping: '배송 주소',
  shippingRate: '배송 방법',
  sums: { discount: '할인', shipping: '배송비', tax: '세금', total: '합계' },
  submit: { book: '예약하기', donate: '기부하기', pay: '결제하기', save: '저장하기', subscribe: '구독하기' },
}
