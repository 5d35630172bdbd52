// What the portal says of changes in Korean.
import type { PortalChangeWords } from './index.ts'

export const ko: PortalChangeWords = {
  plan: '요금제',
  quantity: '수량',
  preview: '요금 확인',
  times: (plan, quantity) => `${plan} × ${quantity}`,
  pause: '일시 중지',
  pauseFor: '일시 중지 기간',
  paused: '일시 중지됨',
  resume: '다시 시작',
  comment: '더 남기실 말씀이 있나요?',
  offer: (off) => `계속 이용하시면 ${off} 혜택을 드립니다.`,
  lasts: { forever: '이용하시는 동안', once: '다음 청구서에', months: (span) => `${span} 동안` },
  stay: '할인받고 계속 이용',
  address: '주소',
  shipping: '배송지 주소',
  taxIds: '세금 번호',
  taxType: '세금 번호 종류',
  taxValue: '세금 번호',
  addTaxId: '세금 번호 추가',
  confirmed: '완료되었습니다. 감사합니다.',
}
