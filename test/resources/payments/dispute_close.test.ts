// Disputes that the merchant gives up, and the paths of the time when a charge had one dispute.
// (https://docs.stripe.com/api/disputes/close)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { disputed, moved } from './disputing.ts'
import { paid } from './paying.ts'

const DAY = 86_400

behaves('GET /v1/charges/{charge}/dispute', 'is the newest dispute of a charge', async (world) => {
  const { call, news } = world
  const { dispute, charge } = await disputed(world)
  const { status, body } = await call('GET', `/v1/charges/${charge}/dispute`)
  assert.equal(status, 200)
  assert.deepEqual(body, JSON.parse(JSON.stringify(dispute)))
  const { body: whole } = await call('GET', `/v1/charges/${charge}/dispute?expand[]=charge`)
  assert.equal(whole.charge.id, charge)
  refused(await call('GET', '/v1/charges/ch_none/dispute'), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such charge: 'ch_none'",
  })
  const fine = await paid(world)
  refused(await call('GET', `/v1/charges/${fine.charge}/dispute`), 404, {
    code: 'resource_missing',
    param: 'charge',
    message: `No dispute for charge: ${fine.charge}`,
  })
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/disputes/{id}/close', 'gives up, for good', async (world) => {
  const { stripe, call, news, advance } = world
  const { dispute, charge } = await disputed(world)
  const closed = await stripe.disputes.close(dispute.id)
  assert.equal(closed.status, 'lost')
  assert.deepEqual(await news(), ['charge.dispute.closed'])
  refused(await call('POST', `/v1/disputes/${dispute.id}/close`), 400, {
    message: 'This dispute cannot be closed because it has a status of lost.',
  })
  refused(await call('POST', `/v1/disputes/${dispute.id}`, 'evidence[customer_name]=Jo'), 400, {
    message: 'This dispute is already closed.',
  })
  refused(await call('POST', '/v1/refunds', `charge=${charge}`), 400, {
    code: 'charge_disputed',
    message: `Charge ${charge} has been charged back; cannot issue a refund.`,
  })
  await advance(30 * DAY)
  // The money of the payment itself has come meanwhile.
  assert.deepEqual(await news(), ['balance.available'])
  assert.deepEqual(await moved(world), [['adjustment', -1000, 1500, 'dispute']])
})

behaves('POST /v1/disputes/{id}/close', 'ends a question without a loss', async (world) => {
  const { stripe, news } = world
  const { dispute, charge } = await disputed(world, 'pm_card_createDisputeInquiry')
  assert.equal((await stripe.disputes.close(dispute.id)).status, 'warning_closed')
  assert.deepEqual(await news(), ['charge.dispute.closed'])
  assert.deepEqual(await moved(world), [])
  await stripe.refunds.create({ charge })
  assert.deepEqual(await news(), ['refund.created', 'charge.refunded'])
})

behaves('POST /v1/disputes/{id}/close', 'is refused while the bank reads the answer', async (world) => {
  const { stripe, call, news } = world
  const { dispute } = await disputed(world)
  await stripe.disputes.update(dispute.id, { evidence: { customer_name: 'Jo' } })
  await news()
  refused(await call('POST', `/v1/disputes/${dispute.id}/close`), 400, {
    message: 'This dispute cannot be closed because it has a status of under_review.',
  })
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/charges/{charge}/dispute/close', 'closes the dispute of a charge', async (world) => {
  const { call, news } = world
  const { charge } = await disputed(world)
  const { status, body } = await call('POST', `/v1/charges/${charge}/dispute/close`)
  assert.deepEqual([status, body.status], [200, 'lost'])
  assert.deepEqual(await news(), ['charge.dispute.closed'])
  refused(await call('POST', `/v1/charges/${charge}/dispute/close`, 'reason=x'), 400, {
    code: 'parameter_unknown',
    param: 'reason',
    message: 'Received unknown parameter: reason',
  })
})
