// The words of the pages of those who hold a connected account, in Chinese, in simplified characters.
import type { OnboardingWords } from './index.ts'

export const zh: OnboardingWords = {
  title: { account_onboarding: '设置收款', account_update: '更新账户' },
  lead: '账户持有人在此填写所需信息。点击按钮即填入测试值并接受条款。',
  nothingDue: '没有需要填写的信息。点击按钮即接受条款并返回。',
  account: '账户',
  due: '待填写',
  submit: '填写并提交',
  express: 'Express 管理平台',
  expressLead: '此账户可以进行的操作。',
  charges: '可以收款',
  payouts: '可以提现',
  yes: '是',
  no: '否',
  unknown: ['这里没有内容', '此地址已被使用，或从未有效。请向平台索取新的地址。'],
}
