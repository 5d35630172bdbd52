// The ways into the customer portal in every state that looks different, as the server draws them: for tests that go through all of them.
import { HOSTED } from '../../src/hosted.ts'

const WRONG = { message: 'Invalid email address: jenny', code: 'email_invalid', param: 'email' }
const LOGIN = { account_name: 'Rocket Rides', headline: null }

export const LOGINS = {
  open: (acceptLanguage: string) => HOSTED.portal_login(LOGIN, { email: 'jenny@example.com' }, acceptLanguage),
  problem: (acceptLanguage: string) => HOSTED.portal_login(LOGIN, { problem: WRONG }, acceptLanguage),
  sent: (acceptLanguage: string) => HOSTED.portal_login(LOGIN, { sent: true }, acceptLanguage),
  unknown: (acceptLanguage: string) => HOSTED.portal_login(undefined, {}, acceptLanguage),
}

export const OVERS = {
  over: (acceptLanguage: string) => HOSTED.portal_over(undefined, acceptLanguage),
  again: (acceptLanguage: string) => HOSTED.portal_over('https://example.com/login', acceptLanguage),
}
