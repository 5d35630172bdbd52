// OAuth: the owner of an account grants the platform access, and takes it back; refusals have OAuth's own shape.
// (https://docs.stripe.com/connect/oauth-reference)
import assert from 'node:assert/strict'
import Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import type { Sandbox } from '../../world.ts'
import { connect } from './platform.ts'

/** A code, as the page where the owner agrees would give one. */
async function agreed({ call }: Sandbox, form = ''): Promise<string> {
  const { status, body, text } = await call('POST', '/brindle/oauth_codes', form)
  assert.equal(status, 200, text)
  assert.match(body.id, /^ac_[A-Za-z0-9]{32}$/)
  assert.equal(body.expires_at - body.created, 300)
  return body.id
}

const exchange = ({ call }: Sandbox, code: string, more = '') =>
  call('POST', '/oauth/token', `grant_type=authorization_code&code=${code}${more}`)

const client = ({ url }: Sandbox, key: string) =>
  new Stripe(key, { host: '127.0.0.1', port: Number(new URL(url).port), protocol: 'http', maxNetworkRetries: 0 })

const typesIn = async ({ stripe }: Sandbox, stripeAccount: string) =>
  (await stripe.events.list({ limit: 100 }, { stripeAccount })).data.map(({ type }) => type).toReversed()

behaves('POST /oauth/token', 'connects the account of the owner who agreed', async (world) => {
  const { stripe, news } = world
  const code = await agreed(world, 'scope=read_write&stripe_user[email]=ada@example.com&stripe_user[country]=DE')
  assert.deepEqual((await stripe.accounts.list()).data, [])
  const { status, body } = await exchange(world, code)
  assert.equal(status, 200)
  const { access_token, refresh_token, stripe_publishable_key, stripe_user_id, ...rest } = body
  assert.deepEqual(rest, { livemode: false, scope: 'read_write', token_type: 'bearer' })
  assert.match(access_token, /^sk_test_/)
  assert.match(stripe_publishable_key, /^pk_test_/)
  assert.match(refresh_token, /^rt_[A-Za-z0-9]{40}$/)
  const account = await stripe.accounts.retrieve(stripe_user_id)
  assert.deepEqual([account.type, account.country, account.email], ['standard', 'DE', 'ada@example.com'])
  assert.deepEqual([account.charges_enabled, account.details_submitted], [true, true])
  // Keys of the account, and of no other.
  const there = client(world, access_token)
  assert.equal((await there.accounts.retrieveCurrent()).id, stripe_user_id)
  const customer = await there.customers.create({ name: 'Grace' })
  assert.equal((await stripe.customers.retrieve(customer.id, {}, { stripeAccount: stripe_user_id })).id, customer.id)
  const other = await connect(world)
  await assert.rejects(there.customers.list({}, { stripeAccount: other }), { statusCode: 403 })
  const token = await client(world, stripe_publishable_key).tokens.create({ pii: { id_number: '000000000' } })
  assert.equal((await there.tokens.retrieve(token.id)).type, 'pii')
  assert.deepEqual(await typesIn(world, stripe_user_id), [
    'account.external_account.created',
    'person.created',
    'account.application.authorized',
    'customer.created',
  ])
  const [event] = (
    await stripe.events.list({ type: 'account.application.authorized' }, { stripeAccount: stripe_user_id })
  ).data
  const platform = (await stripe.accounts.retrieveCurrent()).id
  assert.deepEqual(event!.data.object, {
    id: `ca_${platform.slice('acct_'.length).padStart(32, '0')}`,
    object: 'application',
    name: 'Brindle sandbox',
  })
  assert.deepEqual(await news(), [])
})

behaves('POST /oauth/token', 'takes a code once, and revokes what it gave when it comes again', async (world) => {
  const { stripe, news, advance, call } = world
  const code = await agreed(world, 'skip_account_form=true')
  const { body } = await exchange(world, code)
  assert.equal(body.scope, 'read_only')
  assert.equal((await stripe.accounts.retrieve(body.stripe_user_id)).details_submitted, false)
  const reader = client(world, body.access_token)
  assert.deepEqual((await reader.customers.list()).data, [])
  await assert.rejects(reader.customers.create({}), { statusCode: 403 })
  // Recorded: github.com/stripe/stripe-node/pull/602
  const again = await exchange(world, code)
  assert.deepEqual(
    [again.status, again.body],
    [
      400,
      {
        error: 'invalid_grant',
        error_description:
          'This authorization code has already been used. All tokens issued with this code have been revoked.',
      },
    ],
  )
  assert.deepEqual((await stripe.accounts.list()).data, [])
  assert.equal((await call('GET', `/v1/accounts/${body.stripe_user_id}`)).status, 403)
  const late = await agreed(world)
  await advance(300)
  /** What is asked, and the code of the refusal. */
  const rows = [
    [`grant_type=authorization_code&code=${late}`, 'invalid_grant'],
    ['grant_type=authorization_code&code=ac_none', 'invalid_grant'],
    ['grant_type=authorization_code', 'invalid_request'],
    ['code=ac_none', 'invalid_request'],
    ['grant_type=password', 'unsupported_grant_type'],
    ['grant_type=refresh_token', 'invalid_request'],
    ['grant_type=refresh_token&refresh_token=rt_none', 'invalid_grant'],
    [`grant_type=refresh_token&refresh_token=${body.refresh_token}`, 'invalid_grant'],
  ] as const
  for (const [form, error] of rows) {
    const answer = await call('POST', '/oauth/token', form)
    assert.deepEqual([answer.status, answer.body.error], [400, error], form)
    assert.deepEqual(Object.keys(answer.body), ['error', 'error_description'])
  }
  assert.deepEqual(await news(), [])
})

behaves('POST /oauth/token', 'gives new keys for a refresh token, and takes the old ones back', async (world) => {
  const { news, call, key } = world
  const { body } = await exchange(world, await agreed(world, 'scope=read_write'))
  const form = `grant_type=refresh_token&refresh_token=${body.refresh_token}`
  const renewed = await call('POST', '/oauth/token', form)
  assert.deepEqual(
    [renewed.body.scope, renewed.body.stripe_user_id, renewed.body.refresh_token],
    ['read_write', body.stripe_user_id, body.refresh_token],
  )
  assert.notEqual(renewed.body.access_token, body.access_token)
  await client(world, renewed.body.access_token).customers.list()
  const less = await call('POST', '/oauth/token', `${form}&scope=read_only`)
  assert.equal(less.body.scope, 'read_only')
  await assert.rejects(client(world, renewed.body.access_token).customers.create({}))
  assert.equal((await call('POST', '/oauth/token', `${form}&scope=everything`)).body.error, 'invalid_scope')
  // The secret key may come as `client_secret`, as Stripe's page has it.
  const bare = await fetch(`${world.url}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams(`${form}&client_secret=${key}`),
  })
  assert.equal(bare.status, 200)
  assert.deepEqual(await news(), [])
})

behaves(
  'POST /oauth/deauthorize',
  'takes the account from the platform, until its owner agrees again',
  async (world) => {
    const { stripe, news, call } = world
    const { body } = await exchange(world, await agreed(world, 'scope=read_write'))
    const id = body.stripe_user_id
    const platform = (await stripe.accounts.retrieveCurrent()).id
    const application = `ca_${platform.slice('acct_'.length).padStart(32, '0')}`
    const endpoint = await stripe.webhookEndpoints.create({
      url: 'http://127.0.0.1:9/connect',
      connect: true,
      enabled_events: ['account.application.deauthorized'],
    })
    const express = await connect(world)
    const revoke = (form: string) => call('POST', '/oauth/deauthorize', form)
    const rows = [
      [`client_id=${application}`, 'invalid_request'],
      [`stripe_user_id=${id}`, 'invalid_request'],
      [`client_id=ca_other&stripe_user_id=${id}`, 'invalid_client'],
      [`client_id=${application}&stripe_user_id=acct_1none`, 'invalid_client'],
      [`client_id=${application}&stripe_user_id=${express}`, 'invalid_client'],
    ] as const
    for (const [form, error] of rows) {
      const { status, body } = await revoke(form)
      assert.deepEqual([status, body.error], [error === 'invalid_client' ? 401 : 400, error], form)
    }
    const done = await revoke(`client_id=${application}&stripe_user_id=${id}`)
    assert.deepEqual([done.status, done.body], [200, { stripe_user_id: id }])
    assert.equal((await call('GET', `/v1/accounts/${id}`)).status, 403)
    assert.equal((await call('GET', '/v1/customers', undefined, { 'stripe-account': id })).status, 403)
    await assert.rejects(client(world, body.access_token).customers.list())
    assert.deepEqual(
      (await stripe.accounts.list()).data.map((one) => one.id),
      [express],
    )
    const { data } = (await call('GET', `/brindle/webhook_deliveries?endpoint=${endpoint.id}`)).body
    assert.deepEqual(
      data.map((delivery: { event_type: string }) => delivery.event_type),
      ['account.application.deauthorized'],
    )
    const back = await exchange(world, await agreed(world, `stripe_user_id=${id}`))
    assert.equal(back.body.stripe_user_id, id)
    assert.equal((await stripe.accounts.retrieve(id)).id, id)
    // What was granted before is not granted again.
    await assert.rejects(client(world, body.access_token).customers.list(), { statusCode: 401 })
    const types = (await typesIn(world, id)).filter((type) => type.startsWith('account.application'))
    assert.deepEqual(types, [
      'account.application.authorized',
      'account.application.deauthorized',
      'account.application.authorized',
    ])
    assert.deepEqual(await news(), [])
  },
)

behaves('POST /brindle/oauth_codes', 'is the word of an owner who agrees, for five minutes', async (world) => {
  const code = await agreed(world)
  await world.advance(301)
  const { status, body } = await exchange(world, code)
  assert.deepEqual([status, body.error], [400, 'invalid_grant'])
  assert.deepEqual((await world.stripe.accounts.list()).data, [])
  assert.deepEqual(await world.news(), [])
})
