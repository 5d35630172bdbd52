// The words of the pages of those who hold a connected account, in English.
import type { OnboardingWords } from './index.ts'

export const en: OnboardingWords = {
  title: { account_onboarding: 'Set up payments', account_update: 'Update your account' },
  lead: 'Here the holder of the account tells what is due. The button fills it in with test values, and accepts the terms.',
  nothingDue: 'Nothing is due. The button accepts and goes back.',
  account: 'Account',
  due: 'Due',
  submit: 'Fill in and submit',
  express: 'Express Dashboard',
  expressLead: 'What the account may do.',
  charges: 'Takes payments',
  payouts: 'Is paid out',
  yes: 'yes',
  no: 'no',
  unknown: ['There is nothing here', 'This address was used, or never led anywhere. Ask the platform for another.'],
}
