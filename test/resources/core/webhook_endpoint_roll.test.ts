// Rolling a signing secret: for a while both sign, then only the new one does.
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { openMerchant } from '../../stories/merchant.ts'

behaves(
  'POST /brindle/webhook_endpoints/{id}/roll',
  'the old secret stays valid for as long as was said',
  async (world) => {
    const { stripe, call, news } = world
    const merchant = await openMerchant()
    const endpoint = await stripe.webhookEndpoints.create({ url: `${merchant.url}/webhook`, enabled_events: ['*'] })
    const roll = (form: string) => call('POST', `/brindle/webhook_endpoints/${endpoint.id}/roll`, form)
    const { body } = await roll('expires_in=3600')
    assert.match(body.secret, /^whsec_[A-Za-z0-9]{32}$/)
    assert.notEqual(body.secret, endpoint.secret)
    // Signed with both: a handler with either secret takes it.
    merchant.signingSecret = endpoint.secret!
    await stripe.customers.create({})
    await merchant.arrived(1)
    merchant.signingSecret = body.secret
    await stripe.customers.create({})
    await merchant.arrived(2)
    const { body: last } = await roll('')
    merchant.signingSecret = last.secret
    await stripe.customers.create({})
    await merchant.arrived(3)
    assert.deepEqual(merchant.rejected, [])
    // At once: the handler that still has the one before refuses.
    merchant.signingSecret = body.secret
    await stripe.products.create({ name: 'x' })
    while (merchant.rejected.length === 0) await new Promise((resolve) => setTimeout(resolve, 10))
    assert.equal(merchant.received.length, 3)
    assert.deepEqual(
      [(await roll('expires_in=-1')).body.error.param, (await roll('expires_in=86401')).status],
      ['expires_in', 400],
    )
    assert.deepEqual(await news(), ['customer.created', 'customer.created', 'customer.created', 'product.created'])
    await merchant.close()
  },
)
