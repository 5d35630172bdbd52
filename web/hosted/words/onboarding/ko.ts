// The words of the pages of those who hold a connected account, in Korean.
import type { OnboardingWords } from './index.ts'

export const ko: OnboardingWords = {
  title: { account_onboarding: '결제 설정', account_update: '계정 업데이트' },
  lead: '계정 소유자가 필요한 정보를 여기에 입력합니다. 버튼을 누르면 테스트 값이 입력되고 약관에 동의하게 됩니다.',
  nothingDue: '입력할 정보가 없습니다. 버튼을 누르면 약관에 동의하고 돌아갑니다.',
  account: '계정',
  due: '필요한 정보',
  submit: '입력하고 제출',
  express: 'Express 대시보드',
  expressLead: '이 계정으로 할 수 있는 작업입니다.',
  charges: '결제 받기',
  payouts: '지급받기',
  yes: '가능',
  no: '불가',
  unknown: ['표시할 내용이 없습니다', '이미 사용되었거나 올바르지 않은 주소입니다. 플랫폼에 새 주소를 요청해 주세요.'],
}
