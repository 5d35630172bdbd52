// Disputes of bank debits: their banks give the money back, and nothing can be said against it.
// (https://support.stripe.com/questions/sepa-direct-debit-payment-disputes; https://docs.stripe.com/testing#non-card-payments)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import type { Sandbox } from '../../world.ts'
import { moved } from './disputing.ts'

const HOUR = 3600
const DAY = 24 * HOUR

/** A debit of 20.00 from a test account. */
async function debited(
  { stripe, news }: Pick<Sandbox, 'stripe' | 'news'>,
  token: string,
  type: string,
  currency: string,
) {
  const { id: customer } = await stripe.customers.create()
  const { id } = await stripe.paymentIntents.create({
    amount: 2000,
    currency,
    customer,
    payment_method: token,
    allowed_payment_method_types: [type],
    confirm: true,
    mandate_data: { customer_acceptance: { type: 'offline' } },
  } as never)
  await news()
  return id
}

// The fee of a dispute: dollars are recorded, the other currencies are unconfirmed.
const DEBITS = [
  ['pm_usBankAccount_dispute', 'us_bank_account', 'usd', 1500],
  ['pm_disputed_de', 'sepa_debit', 'eur', 2000],
  ['pm_acssDebit_dispute', 'acss_debit', 'cad', 1500],
  ['pm_auBecsDebit_dispute', 'au_becs_debit', 'aud', 2500],
] as const
for (const [token, type, currency, fee] of DEBITS)
  behaves('GET /v1/disputes', `of a debit (${type}) is lost as it comes`, async (world) => {
    const { stripe, call, news, advance } = world
    const payment_intent = await debited(world, token, type, currency)
    await advance(15 * DAY)
    assert.deepEqual(await news(), [
      'charge.succeeded',
      'payment_intent.succeeded',
      'charge.dispute.created',
      'charge.dispute.funds_withdrawn',
      'charge.dispute.closed',
      'charge.updated',
      'balance.available',
    ])
    const [dispute, more] = (await stripe.disputes.list({ payment_intent })).data
    assert.equal(more, undefined)
    const { id, status, amount, is_charge_refundable, evidence_details } = dispute!
    assert.deepEqual([status, amount, dispute!.currency, is_charge_refundable], ['lost', 2000, currency, false])
    assert.deepEqual([evidence_details.due_by, 'payment_method_details' in dispute!], [null, false])
    assert.deepEqual(await moved(world), [['adjustment', -2000, fee, 'dispute']])
    refused(await call('POST', `/v1/disputes/${id}`, 'evidence[customer_name]=Jo'), 400, {
      message: 'This dispute is already closed.',
    })
    await advance(30 * DAY)
    assert.deepEqual(await news(), [])
  })

behaves('GET /v1/disputes', 'has none of a debit from an account that pays', async (world) => {
  const { stripe, news, advance } = world
  await debited(world, 'pm_usBankAccount_success', 'us_bank_account', 'usd')
  await advance(15 * DAY)
  assert.deepEqual(await news(), ['charge.succeeded', 'payment_intent.succeeded', 'balance.available'])
  assert.deepEqual((await stripe.disputes.list()).data, [])
})
