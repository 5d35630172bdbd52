// What the way into the customer portal says in Korean.
import type { PortalLoginWords } from './index.ts'

export const ko: PortalLoginWords = {
  title: '청구 페이지 로그인',
  lead: (merchant) => `${merchant}에 등록된 이메일 주소를 입력하면 링크를 받을 수 있습니다.`,
  send: '링크 보내기',
  sent: ['이메일을 확인하세요', '고객의 주소라면 링크를 보내 드립니다. 링크는 몇 분 동안 유효합니다.'],
  note: 'Brindle은 이메일을 보내지 않습니다. 링크는 발신 메시지 목록에 있습니다.',
  unknown: ['아무것도 없습니다', '이 주소에 해당하는 로그인 페이지가 없거나 비활성화되었습니다.'],
  expired: [
    '페이지가 만료되었습니다',
    '제때 열지 않았거나 한 시간 동안 사용하지 않았습니다. 판매자에게 새 링크를 요청하세요.',
  ],
  again: '다시 로그인',
}
