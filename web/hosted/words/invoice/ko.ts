// The words of a printed invoice in Korean.
import type { InvoiceWords } from './index.ts'

export const ko: InvoiceWords = {
  title: '청구서',
  number: '청구서 번호',
  issued: '발행일',
  due: '결제 기한',
  paidOn: '결제일',
  taxId: '판매자 납세자 번호',
  billTo: '청구 대상',
  shipTo: '배송지',
  columns: ['내용', '수량', '단가', '금액'],
  subtotal: '소계',
  discount: '할인',
  off: (percent) => `${percent} 할인`,
  shipping: '배송비',
  untaxed: '합계(세금 제외)',
  tax: (name, percent, base) =>
    name + (percent === null ? '' : `(${percent}${base === null ? '' : `, 과세 대상 ${base}`})`),
  included: (tax) => `${tax}, 포함`,
  total: '합계',
  grants: '사용한 크레딧',
  creditNotes: '대변표',
  balance: '적용된 잔액',
  amountDue: '청구 금액',
  amountPaid: '결제한 금액',
  remaining: '남은 금액',
  headline: {
    open: (amount, due) => `${due === undefined ? '' : `${due}까지 `}${amount} 결제 필요`,
    paid: (amount, day) => `${day} ${amount} 결제 완료`,
  },
  stamps: { paid: '결제 완료', void: '무효' },
  reverse: '리버스 차지: 세금은 공급받는 자가 납부합니다.',
  test: '테스트 서버에서 작성되었으며, 실제 돈은 오가지 않습니다.',
  page: (number, of) => `${of}쪽 중 ${number}쪽`,
  percent: '',
}
