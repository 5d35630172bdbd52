// Which e-mails an account has sent: what Stripe's dashboard sets. What comes of it: billing/outgoing_message.test.ts.
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'

const PATH = '/brindle/email_settings'
const OFF = {
  object: 'brindle.email_settings',
  receipts: false,
  failed_payments: false,
  payment_confirmations: false,
  upcoming_renewals: false,
  trial_ending: false,
}

behaves(`GET ${PATH}`, 'is off in a new account, as in test mode', async ({ call, news }) => {
  const { status, body } = await call('GET', PATH)
  assert.equal(status, 200)
  assert.deepEqual(body, OFF)
  assert.deepEqual(await news(), [])
})

behaves(`POST ${PATH}`, 'changes what is sent and nothing else', async ({ call, news }) => {
  assert.deepEqual((await call('POST', PATH, 'receipts=true&trial_ending=true')).body, {
    ...OFF,
    receipts: true,
    trial_ending: true,
  })
  const next = { ...OFF, failed_payments: true, trial_ending: true }
  assert.deepEqual((await call('POST', PATH, 'receipts=false&failed_payments=true&upcoming_renewals=false')).body, next)
  assert.deepEqual((await call('GET', PATH)).body, next)
  // It stands beside the other settings of the account.
  assert.equal((await call('POST', '/brindle/account', 'after_retries=mark_unpaid')).status, 200)
  assert.deepEqual((await call('GET', PATH)).body, next)
  assert.equal((await call('GET', '/brindle/account')).body.after_retries, 'mark_unpaid')
  assert.deepEqual(await news(), [])
})

behaves(`POST ${PATH}`, 'refuses what is none of it', async ({ call, news }) => {
  refused(await call('POST', PATH, ''), 400, {
    code: 'parameter_missing',
    param: 'receipts',
    message: 'Missing required param: receipts.',
  })
  refused(await call('POST', PATH, 'receipts=maybe'), 400, { param: 'receipts', message: 'Invalid boolean: maybe' })
  refused(await call('POST', PATH, 'expiring_cards=true'), 400, {
    code: 'parameter_unknown',
    param: 'expiring_cards',
    message: 'Received unknown parameter: expiring_cards',
  })
  assert.deepEqual((await call('GET', PATH)).body, OFF)
  assert.deepEqual(await news(), [])
})
