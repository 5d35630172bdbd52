// The words of the pages of those who hold a connected account, in Chinese, in traditional characters, as they are used in Taiwan.
import type { OnboardingWords } from './index.ts'

export const zhTW: OnboardingWords = {
  title: { account_onboarding: '設定收款', account_update: '更新帳戶' },
  lead: '帳戶持有人在此填寫所需資訊。按下按鈕即填入測試值並接受條款。',
  nothingDue: '沒有需要填寫的資訊。按下按鈕即接受條款並返回。',
  account: '帳戶',
  due: '待填寫',
  submit: '填寫並送出',
  express: 'Express 管理平台',
  expressLead: '此帳戶可以進行的操作。',
  charges: '可以收款',
  payouts: '可以撥款',
  yes: '是',
  no: '否',
  unknown: ['這裡沒有內容', '此網址已被使用，或從未有效。請向平台索取新的網址。'],
}
