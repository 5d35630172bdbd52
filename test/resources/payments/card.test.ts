// Cards of customers, as the time before PaymentMethods has them. (https://docs.stripe.com/api/cards)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'

const DAY = 24 * 3600

/** A customer, and the path of what they pay with. */
async function someone({ stripe, news }: { stripe: Stripe; news: () => Promise<string[]> }) {
  const { id } = await stripe.customers.create()
  await news()
  return { id, path: `/v1/customers/${id}/sources` }
}

const GIVEN = 'source[object]=card&source[number]=4242424242424242&source[exp_month]=5&source[exp_year]=2034'

behaves('POST /v1/customers/{id}/sources', 'saves the card of a token, which its bank looks at', async (world) => {
  const { stripe, call, news } = world
  const { id: customer, path } = await someone(world)
  const { body: token } = await call(
    'POST',
    '/v1/tokens',
    'card[number]=4242424242424242&card[exp_month]=5&card[exp_year]=2034&card[cvc]=123&card[name]=Jenny Rosen' +
      '&card[address_line1]=510 Townsend St&card[address_zip]=94103',
  )
  const { status, body } = await call('POST', path, `source=${token.id}&metadata[order]=7`)
  assert.equal(status, 200)
  const { fingerprint, ...shown } = body
  assert.equal(fingerprint, token.card.fingerprint)
  // The id is that of the card in the token; the checks are the bank's.
  assert.deepEqual(shown, {
    id: token.card.id,
    object: 'card',
    address_city: null,
    address_country: null,
    address_line1: '510 Townsend St',
    address_line1_check: 'pass',
    address_line2: null,
    address_state: null,
    address_zip: '94103',
    address_zip_check: 'pass',
    allow_redisplay: 'unspecified',
    brand: 'Visa',
    country: 'US',
    customer,
    cvc_check: 'pass',
    dynamic_last4: null,
    exp_month: 5,
    exp_year: 2034,
    funding: 'credit',
    last4: '4242',
    metadata: { order: '7' },
    name: 'Jenny Rosen',
    networks: { preferred: null },
    regulated_status: 'unregulated',
    tokenization_method: null,
  })
  assert.deepEqual(await news(), ['customer.source.created', 'customer.updated'])
  assert.equal((await stripe.tokens.retrieve(token.id)).used, true)
  refused(await call('POST', path, `source=${token.id}`), 400, {
    code: 'token_already_used',
    message: `You cannot use a Stripe token more than once: ${token.id}.`,
  })
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/customers/{id}/sources', 'saves a card of its details, under any of its names', async (world) => {
  const { call, news } = world
  const { id: customer, path } = await someone(world)
  const { status, body, text } = await call('POST', path, `${GIVEN}&source[name]=Jenny Rosen`)
  assert.deepEqual([status, body.last4, body.name, body.cvc_check], [200, '4242', 'Jenny Rosen', null])
  assert.doesNotMatch(text, /4242424242424242|hidden/)
  const old = await call('POST', `/v1/customers/${customer}/cards`, GIVEN.replaceAll('source', 'card'))
  assert.deepEqual([old.status, old.body.object, old.body.fingerprint], [200, 'card', body.fingerprint])
  const second = await call('POST', path, 'card=tok_mastercard')
  assert.equal(second.body.brand, 'MasterCard')
  assert.deepEqual(await news(), [
    'customer.source.created',
    'customer.updated',
    'customer.source.created',
    'customer.source.created',
  ])
})

behaves('POST /v1/customers/{id}/sources', 'saves no card that its bank declines', async (world) => {
  const { stripe, call, news } = world
  const { id: customer, path } = await someone(world)
  const no = { type: 'card_error', code: 'card_declined', message: 'Your card was declined.' }
  const answer = await call('POST', path, 'source=tok_chargeDeclined')
  refused(answer, 402, no)
  assert.deepEqual([answer.body.error.decline_code, 'outcome' in answer.body.error], ['generic_decline', false])
  refused(await call('POST', path, GIVEN.replace('4242424242424242', '4000000000000002')), 402, no)
  refused(await call('POST', '/v1/customers', 'source=tok_chargeDeclined'), 402, no)
  assert.deepEqual((await stripe.customers.list()).data.length, 1)
  // Its charges fail, but it can be saved; and nobody asks the bank where nobody wants to know.
  assert.equal((await call('POST', path, 'source=tok_chargeCustomerFail')).status, 200)
  assert.equal((await call('POST', path, 'source=tok_chargeDeclined&validate=false')).status, 200)
  assert.equal((await stripe.customers.listSources(customer)).data.length, 2)
  assert.deepEqual(await news(), ['customer.source.created', 'customer.updated', 'customer.source.created'])
})

behaves('POST /v1/customers/{id}/sources', 'says what is wrong with what it was given', async (world) => {
  const { stripe, call, news } = world
  const { path } = await someone(world)
  const missing = { code: 'resource_missing', param: 'source' }
  refused(await call('POST', path, 'source=tok_none'), 400, { ...missing, message: "No such token: 'tok_none'" })
  refused(await call('POST', path, 'source=src_none'), 400, { ...missing, message: "No such source: 'src_none'" })
  refused(await call('POST', path, ''), 400, {
    code: 'parameter_missing',
    param: 'source',
    message: 'Missing required param: source.',
  })
  refused(await call('POST', path, 'source=tok_visa&card=tok_visa'), 400, {
    code: 'parameters_exclusive',
    param: 'card',
    message: 'You may only specify one of these parameters: card, source.',
  })
  refused(await call('POST', path, `${GIVEN}&source[account_number]=1`), 400, {
    code: 'parameter_unknown',
    param: 'source[account_number]',
    message: 'Received unknown parameter: source[account_number]',
  })
  refused(await call('POST', path, `${GIVEN}&source[colour]=1`), 400, {
    code: 'parameter_unknown',
    param: 'source[colour]',
    message: 'Received unknown parameter: source[colour]',
  })
  refused(await call('POST', path, GIVEN.replace('4242424242424242', '4242424242424241')), 402, {
    type: 'card_error',
    code: 'incorrect_number',
    param: 'source[number]',
    message: 'Your card number is incorrect.',
  })
  const alipay = await call('POST', path, 'alipay_account=ali_1')
  assert.deepEqual([alipay.body.error.code, alipay.body.error.param], ['not_built', 'alipay_account'])
  refused(await call('POST', '/v1/customers/cus_none/sources', 'source=tok_visa'), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such customer: 'cus_none'",
  })
  const gone = await stripe.customers.create()
  await stripe.customers.del(gone.id)
  assert.equal((await call('POST', `/v1/customers/${gone.id}/sources`, 'source=tok_visa')).status, 404)
  assert.equal((await call('GET', `/v1/customers/${gone.id}/sources/card_1`)).status, 404)
  assert.deepEqual(await news(), ['customer.created', 'customer.deleted'])
})

behaves(
  'GET /v1/customers/{customer}/sources/{id}',
  'finds a card of the customer, and of nobody else',
  async (world) => {
    const { stripe, call, news } = world
    const { id: customer } = await someone(world)
    const { id } = await stripe.customers.createSource(customer, { source: 'tok_amex' })
    const card = (await stripe.customers.retrieveSource(customer, id, { expand: ['customer'] })) as Stripe.Card
    assert.deepEqual(
      [card.brand, card.last4, (card.customer as Stripe.Customer).id],
      ['American Express', '0005', customer],
    )
    assert.equal((await call('GET', `/v1/customers/${customer}/cards/${id}`)).body.id, id)
    const { id: other } = await stripe.customers.create()
    const missing = { code: 'resource_missing', param: 'id', message: `No such source: '${id}'` }
    refused(await call('GET', `/v1/customers/${other}/sources/${id}`), 404, missing)
    assert.deepEqual(await news(), ['customer.source.created', 'customer.updated', 'customer.created'])
  },
)

behaves(
  'POST /v1/customers/{customer}/sources/{id}',
  'renews a card, and asks its bank of a new address',
  async (world) => {
    const { stripe, call, news } = world
    const { id: customer } = await someone(world)
    const { id } = await stripe.customers.createSource(customer, { source: 'tok_avsFail' })
    await news()
    const changed = (await stripe.customers.updateSource(customer, id, {
      name: 'Jenny Rosen',
      exp_month: '7',
      exp_year: '2036',
      address_line1: '510 Townsend St',
      address_zip: '94103',
      metadata: { order: '7' },
    })) as Stripe.Card
    assert.deepEqual(
      [changed.name, changed.exp_month, changed.exp_year, changed.address_line1, changed.address_zip],
      ['Jenny Rosen', 7, 2036, '510 Townsend St', '94103'],
    )
    // https://docs.stripe.com/testing: both checks of this card fail.
    assert.deepEqual([changed.address_line1_check, changed.address_zip_check], ['fail', 'fail'])
    const { data } = (await stripe.events.list({ limit: 1 })).data[0]!
    assert.deepEqual((data as { previous_attributes?: object }).previous_attributes, {
      address_line1: null,
      address_line1_check: null,
      address_zip: null,
      address_zip_check: null,
      exp_month: 8,
      exp_year: 2034,
      metadata: { order: null },
      name: null,
    })
    assert.deepEqual(await news(), ['customer.source.updated'])
    const path = `/v1/customers/${customer}/sources/${id}`
    refused(await call('POST', path, 'exp_month=13'), 402, {
      type: 'card_error',
      code: 'invalid_expiry_month',
      param: 'exp_month',
      message: "Your card's expiration month is invalid.",
    })
    refused(await call('POST', path, 'account_holder_name=Jenny'), 400, {
      code: 'parameter_unknown',
      param: 'account_holder_name',
      message: 'Received unknown parameter: account_holder_name',
    })
    assert.deepEqual(await news(), [])
  },
)

behaves('DELETE /v1/customers/{customer}/sources/{id}', 'deletes a card for good', async (world) => {
  const { stripe, call, news } = world
  const { id: customer, path } = await someone(world)
  const { id } = await stripe.customers.createSource(customer, { source: 'tok_visa' })
  await news()
  const { body } = await call('DELETE', `${path}/${id}`)
  assert.deepEqual(body, { id, object: 'card', deleted: true })
  assert.deepEqual(await news(), ['customer.source.deleted', 'customer.updated'])
  const missing = { code: 'resource_missing', param: 'id', message: `No such source: '${id}'` }
  refused(await call('GET', `${path}/${id}`), 404, missing)
  refused(await call('DELETE', `${path}/${id}`), 404, missing)
  refused(await call('POST', path, `source=${id}`), 400, {
    code: 'resource_missing',
    param: 'source',
    message: `No such token: '${id}'`,
  })
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/customers/{id}/sources', 'is told of when the last month of a card begins', async (world) => {
  // https://docs.stripe.com/api/events/types#event_types-customer.source.expiring
  const { stripe, call, news, advance } = world
  const { id: customer, path } = await someone(world)
  const now = (await call('GET', '/brindle/clock')).body.now as number
  const inTwoMonths = new Date(now * 1000)
  inTwoMonths.setUTCDate(1)
  inTwoMonths.setUTCHours(0, 0, 0, 0)
  inTwoMonths.setUTCMonth(inTwoMonths.getUTCMonth() + 2)
  const [month, year] = [inTwoMonths.getUTCMonth() + 1, inTwoMonths.getUTCFullYear()]
  const form = GIVEN.replace('=5', `=${month}`).replace('=2034', `=${year}`)
  const { body } = await call('POST', path, form)
  const renewed = await call('POST', path, form)
  const deleted = await call('POST', path, form)
  await stripe.customers.updateSource(customer, renewed.body.id, { exp_year: String(year + 2) })
  await stripe.customers.deleteSource(customer, deleted.body.id)
  await news()
  await advance(inTwoMonths.getTime() / 1000 - now - DAY)
  assert.deepEqual(await news(), [])
  await advance(DAY)
  assert.deepEqual(await news(), ['customer.source.expiring'])
  const [event] = (await stripe.events.list({ type: 'customer.source.expiring' })).data
  assert.deepEqual((event!.data.object as { id: string }).id, body.id)
  await advance(31 * DAY)
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/payment_methods/{id}', 'shows a card as a method', async (world) => {
  // docs.stripe.com/payments/payment-methods/transitioning#compatibility
  const { stripe, call, news } = world
  const { id: customer, path } = await someone(world)
  const { body: saved } = await call('POST', path, `${GIVEN}&source[name]=Jenny Rosen&source[cvc]=123`)
  const method = await stripe.paymentMethods.retrieve(saved.id)
  assert.deepEqual(
    [method.id, method.object, method.type, method.customer],
    [saved.id, 'payment_method', 'card', customer],
  )
  assert.deepEqual(
    [
      method.billing_details.name,
      method.card?.brand,
      method.card?.last4,
      method.card?.exp_year,
      method.card?.fingerprint,
    ],
    ['Jenny Rosen', 'visa', '4242', 2034, saved.fingerprint],
  )
  assert.equal(method.card?.checks?.cvc_check, 'pass')
  await news()
  for (const [verb, form] of [
    ['', 'metadata[order]=7'],
    ['/attach', `customer=${customer}`],
    ['/detach', ''],
  ]) {
    const { status, body } = await call('POST', `/v1/payment_methods/${saved.id}${verb}`, form)
    assert.deepEqual([status, body.error.code], [400, 'not_built'])
  }
  assert.equal((await call('GET', '/v1/payment_methods/card_none')).status, 404)
  assert.deepEqual(await news(), [])
})
