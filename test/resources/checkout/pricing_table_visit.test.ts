// Who has chosen from a pricing table: the session that they get. (https://docs.stripe.com/payments/checkout/pricing-table)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { asPublic, plans } from './plans.ts'

const PATH = '/brindle/pricing_tables'

behaves(`POST ${PATH}/{id}/visit`, 'makes a session of what was chosen, for whom it is', async (world) => {
  const { call, stripe, news } = world
  const { monthly, once, yearly } = await plans(world)
  const { body: table } = await call(
    'POST',
    PATH,
    `items[0][prices][0]=${monthly.id}&items[0][prices][1]=${once.id}&items[0][trial_period_days]=14` +
      '&allow_promotion_codes=true&metadata[a]=1&success_url=https://shop.test/ok',
  )
  const visit = (form: string) => call('POST', `${PATH}/${table.id}/visit`, form, asPublic(world))
  const tried = await visit(`price=${monthly.id}&client_reference_id=u-1&customer_email=jenny@example.com&locale=de`)
  assert.equal(tried.status, 200)
  const session = await stripe.checkout.sessions.retrieve(tried.body.id, { expand: ['line_items'] })
  assert.deepEqual([tried.body.url, tried.body.metadata], [session.url, undefined])
  const { mode, client_reference_id, customer_email, locale, allow_promotion_codes, amount_total, success_url } =
    session
  assert.deepEqual(
    { mode, client_reference_id, customer_email, locale, allow_promotion_codes, amount_total, success_url },
    {
      mode: 'subscription',
      client_reference_id: 'u-1',
      customer_email: 'jenny@example.com',
      locale: 'de',
      allow_promotion_codes: true,
      // Nothing is due in a trial.
      amount_total: 0,
      success_url: 'https://shop.test/ok',
    },
  )
  assert.deepEqual(session.metadata, { a: '1' })
  assert.deepEqual(
    session.line_items!.data.map(({ price, quantity }) => [price!.id, quantity]),
    [[monthly.id, 1]],
  )
  // A price that is paid once has no trial.
  const bought = await stripe.checkout.sessions.retrieve((await visit(`price=${once.id}`)).body.id)
  assert.deepEqual([bought.mode, bought.amount_total], ['payment', 90_000])
  refused(await visit(`price=${yearly.id}`), 400, {
    code: 'resource_missing',
    param: 'price',
    message: `No such price: '${yearly.id}'`,
  })
  refused(await visit('locale=de'), 400, {
    code: 'parameter_missing',
    param: 'price',
    message: 'Missing required param: price.',
  })
  refused(await visit(`price=${once.id}&client_reference_id=${'x'.repeat(201)}`), 400, {
    param: 'client_reference_id',
    message: /must be at most 200 characters/,
  })
  refused(await visit(`price=${once.id}&customer_email=jenny`), 400, {
    code: 'email_invalid',
    param: 'customer_email',
    message: 'Invalid email address: jenny',
  })
  assert.deepEqual(await news(), [])
})

behaves(`POST ${PATH}/{id}/visit`, 'lets in a customer by the secret of their session', async (world) => {
  const { call, stripe, news } = world
  const { monthly } = await plans(world)
  const { body: table } = await call('POST', PATH, `items[0][prices][0]=${monthly.id}`)
  const { id: customer } = await stripe.customers.create({ email: 'jenny@example.com' })
  await news()
  const session = (component: 'pricing_table' | 'buy_button') =>
    stripe.customerSessions.create({ customer, components: { [component]: { enabled: true } } })
  const { client_secret: secret } = await session('pricing_table')
  const param = 'customer_session_client_secret'
  const visit = (as: string, more = '') =>
    call('POST', `${PATH}/${table.id}/visit`, `price=${monthly.id}&${param}=${as}${more}`, asPublic(world))
  const { body } = await visit(secret)
  const made = await stripe.checkout.sessions.retrieve(body.id)
  assert.deepEqual([made.customer, made.customer_details!.email], [customer, 'jenny@example.com'])
  const twice = await visit(secret, '&customer_email=other@example.com')
  refused(twice, 400, {
    code: 'parameters_exclusive',
    param,
    message: /You may only specify one of these parameters/,
  })
  const tampered = `${secret.slice(0, -1)}${secret.endsWith('a') ? 'b' : 'a'}`
  for (const wrong of [tampered, 'cuss_secret_', 'x'])
    refused(await visit(wrong), 400, { param, message: /^No such customer session/ })
  const { client_secret: other } = await session('buy_button')
  refused(await visit(other), 400, { param, message: /does not enable the component `pricing_table`/ })
  await world.advance(1800)
  refused(await visit(secret), 400, { param, message: /The customer session has expired/ })
  assert.deepEqual(await news(), [])
})
