// Early fraud warnings: a bank's word before anybody disputes. (https://docs.stripe.com/api/radar/early_fraud_warnings)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import type { Sandbox } from '../../world.ts'
import { SOON } from './disputing.ts'
import { paid } from './paying.ts'

const CARD = 'pm_card_createIssuerFraudRecord'

async function warned(world: Pick<Sandbox, 'stripe' | 'news' | 'advance'>) {
  const payment = await paid(world, CARD)
  await world.advance(SOON)
  const { data } = await world.stripe.radar.earlyFraudWarnings.list({ charge: payment.charge })
  return { ...payment, warning: data[0]! }
}

behaves('GET /v1/radar/early_fraud_warnings/{id}', 'warns of a payment that goes on as it is', async (world) => {
  const { stripe, news } = world
  const { warning, charge, intent } = await warned(world)
  assert.deepEqual(await news(), ['radar.early_fraud_warning.created'])
  const { id, created, lastResponse: _, ...rest } = await stripe.radar.earlyFraudWarnings.retrieve(warning.id)
  assert.match(id, /^issfr_[A-Za-z0-9]{24}$/)
  const paidAt = (await stripe.charges.retrieve(charge)).created
  assert.ok(created >= paidAt)
  assert.deepEqual(rest, {
    object: 'radar.early_fraud_warning',
    actionable: true,
    charge,
    fraud_type: 'misc',
    livemode: false,
    payment_intent: intent,
  })
  const { disputed, refunded } = await stripe.charges.retrieve(charge)
  assert.deepEqual([disputed, refunded], [false, false])
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/radar/early_fraud_warnings/{id}', 'asks for nothing any more once all is refunded', async (world) => {
  const { stripe, news } = world
  const { warning, charge } = await warned(world)
  const isActionable = async () => (await stripe.radar.earlyFraudWarnings.retrieve(warning.id)).actionable
  await stripe.refunds.create({ charge, amount: 400 })
  assert.equal(await isActionable(), true)
  await news()
  await stripe.refunds.create({ charge })
  assert.deepEqual(await news(), ['refund.created', 'charge.refunded', 'radar.early_fraud_warning.updated'])
  assert.equal(await isActionable(), false)
})

behaves('GET /v1/radar/early_fraud_warnings', 'comes too late for what was refunded already', async (world) => {
  const { stripe, news, advance } = world
  const { charge } = await paid(world, CARD)
  await stripe.refunds.create({ charge })
  await news()
  await advance(SOON)
  const [warning] = (await stripe.radar.earlyFraudWarnings.list({ charge })).data
  assert.equal(warning!.actionable, false)
  assert.ok((await news()).includes('radar.early_fraud_warning.created'))
})

behaves(
  'GET /v1/radar/early_fraud_warnings',
  'finds them by charge and by intent, and none of others',
  async (world) => {
    const { stripe, call, news, advance } = world
    const one = await warned(world)
    const two = await warned(world)
    await paid(world)
    await paid(world, CARD, { capture_method: 'manual' })
    await advance(SOON)
    await news()
    const ids = async (params: object) => (await stripe.radar.earlyFraudWarnings.list(params)).data.map(({ id }) => id)
    assert.deepEqual(await ids({}), [two.warning.id, one.warning.id])
    assert.deepEqual(await ids({ charge: one.charge }), [one.warning.id])
    assert.deepEqual(await ids({ payment_intent: two.intent }), [two.warning.id])
    refused(await call('GET', '/v1/radar/early_fraud_warnings?actionable=true'), 400, {
      code: 'parameter_unknown',
      param: 'actionable',
      message: 'Received unknown parameter: actionable',
    })
    assert.deepEqual(await news(), [])
  },
)
