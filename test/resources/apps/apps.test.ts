// What apps keep and are given: secrets, installs, ephemeral keys and customer sessions.
// (https://docs.stripe.com/stripe-apps/store-secrets, docs.stripe.com/api/ephemeral_keys, docs.stripe.com/api/customer_sessions)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'

const ACCOUNT = { type: 'account' } as const
const USER = { type: 'user', user: 'usr_1' } as const

behaves('POST /v1/apps/secrets', 'is kept for an account or a user, ten in each', async (world) => {
  const { stripe, call, news } = world
  const { id, created, ...rest } = await stripe.apps.secrets.create({ name: 'key', payload: 'one', scope: USER })
  assert.match(id, /^appsecret_\w{24}$/)
  assert.ok(created > 1_600_000_000)
  const shown = { object: 'apps.secret', expires_at: null, livemode: false, name: 'key', scope: USER }
  assert.deepEqual({ ...rest }, shown)
  // The same name in the same scope takes its place.
  const again = await stripe.apps.secrets.create({ name: 'key', payload: 'two', scope: USER, expand: ['payload'] })
  assert.deepEqual([again.id, again.payload], [id, 'two'])
  const other = await stripe.apps.secrets.create({ name: 'key', payload: 'three', scope: ACCOUNT })
  assert.notEqual(other.id, id)
  for (let i = 2; i <= 10; i++) await stripe.apps.secrets.create({ name: `key${i}`, payload: 'x', scope: ACCOUNT })
  const refuse = async (form: string, code: string | undefined, param: string, message: string) =>
    refused(await call('POST', '/v1/apps/secrets', `${form}&payload=x`), 400, { param, message, ...(code && { code }) })
  await refuse('name=key11&scope[type]=account', undefined, 'scope', 'A scope stores at most 10 secrets.')
  await refuse('name=a&scope[type]=user', 'parameter_missing', 'scope[user]', 'Missing required param: scope[user].')
  await refuse(
    'name=a&scope[type]=account&scope[user]=u',
    undefined,
    'scope[user]',
    'A secret of the scope `account` has no user.',
  )
  await refuse(
    'name=a&scope[type]=user&scope[user]=u&expires_at=1',
    undefined,
    'expires_at',
    'The expiry time of a secret must be in the future.',
  )
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/apps/secrets/find', 'shows the payload only when asked, until it expires', async (world) => {
  const { stripe, call, news, advance } = world
  const { created: now } = await stripe.apps.secrets.create({ name: 'first', payload: 'zero', scope: ACCOUNT })
  await stripe.apps.secrets.create({ name: 'key', payload: 'one', scope: ACCOUNT, expires_at: now + 100 })
  const found = await stripe.apps.secrets.find({ name: 'key', scope: ACCOUNT })
  assert.deepEqual([found.payload, found.expires_at], [undefined, now + 100])
  const open = await stripe.apps.secrets.find({ name: 'key', scope: ACCOUNT, expand: ['payload'] })
  assert.equal(open.payload, 'one')
  const missing = { code: 'resource_missing', param: 'name', message: "No such secret: 'key'" }
  refused(await call('GET', '/v1/apps/secrets/find?name=key&scope[type]=user&scope[user]=usr_1'), 404, missing)
  await advance(101)
  refused(await call('GET', '/v1/apps/secrets/find?name=key&scope[type]=account'), 404, missing)
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/apps/secrets', 'lists one scope', async (world) => {
  const { stripe, call, news } = world
  await stripe.apps.secrets.create({ name: 'a', payload: '1', scope: ACCOUNT })
  await stripe.apps.secrets.create({ name: 'b', payload: '2', scope: ACCOUNT })
  await stripe.apps.secrets.create({ name: 'c', payload: '3', scope: USER })
  const { data } = await stripe.apps.secrets.list({ scope: ACCOUNT, expand: ['data.payload'] })
  assert.deepEqual(
    data.map(({ name, payload }) => [name, payload]),
    [
      ['b', '2'],
      ['a', '1'],
    ],
  )
  assert.deepEqual(
    (await stripe.apps.secrets.list({ scope: USER })).data.map(({ name }) => name),
    ['c'],
  )
  refused(await call('GET', '/v1/apps/secrets'), 400, {
    code: 'parameter_missing',
    param: 'scope',
    message: 'Missing required param: scope.',
  })
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/apps/secrets/delete', 'forgets it', async ({ stripe, call, news }) => {
  const made = await stripe.apps.secrets.create({ name: 'a', payload: '1', scope: ACCOUNT })
  const gone = await stripe.apps.secrets.deleteWhere({ name: 'a', scope: ACCOUNT })
  assert.deepEqual({ ...gone }, { ...made, deleted: true })
  refused(await call('POST', '/v1/apps/secrets/delete', 'name=a&scope[type]=account'), 404, {
    code: 'resource_missing',
    param: 'name',
    message: "No such secret: 'a'",
  })
  assert.deepEqual(await news(), [])
})

const APP = 'com.example.mine'

behaves('POST /v1/apps/installs', 'installs a private app of its own', async ({ stripe, call, news }) => {
  const { id: account } = await stripe.accounts.retrieveCurrent()
  const { id, created, ...rest } = await stripe.apps.installs.create({ app: APP, channel: 'private_test' })
  assert.ok(created > 1_600_000_000)
  const nothing = { connect_src: [], image_src: [] }
  assert.deepEqual(
    { ...rest },
    {
      object: 'apps.install',
      account,
      app: APP,
      approval_required: false,
      auth_code: null,
      channel: 'private_test',
      content_security_policy_granted: nothing,
      content_security_policy_pending: nothing,
      created_by: null,
      endpoints_granted: [],
      endpoints_pending: [],
      livemode: false,
      permissions_granted: [],
      permissions_pending: [],
      status: 'installed',
    },
  )
  assert.equal((await stripe.apps.installs.create({ app: APP, channel: 'private_test' })).id, id)
  refused(await call('POST', '/v1/apps/installs', `app=${APP}`, NEWEST), 400, {
    param: 'channel',
    message: 'An account installs its own private app in test mode from the channel `private_test`.',
  })
  assert.deepEqual(await news(), ['apps.install.created'])
})

/** Installs are newer than what a new account speaks. */
const NEWEST = { 'stripe-version': '2026-10-28.endive' }

behaves('GET /v1/apps/installs', 'lists by app and status', async ({ stripe, call, news }) => {
  const one = await stripe.apps.installs.create({ app: APP, channel: 'private_test' })
  const two = await stripe.apps.installs.create({ app: 'com.example.other', channel: 'private_test' })
  const ids = async (params: Stripe.Apps.InstallListParams) =>
    (await stripe.apps.installs.list(params)).data.map(({ id }) => id)
  assert.deepEqual(await ids({}), [two.id, one.id])
  assert.deepEqual(await ids({ app: APP }), [one.id])
  assert.deepEqual(await ids({ status: 'uninstalling' }), [])
  assert.deepEqual(await ids({ account: one.account }), [two.id, one.id])
  refused(await call('GET', '/v1/apps/installs?account=acct_1', undefined, NEWEST), 400, {
    param: 'account',
    message: 'You can only list the installs of your own account.',
  })
  assert.deepEqual(await news(), ['apps.install.created', 'apps.install.created'])
})

behaves('GET /v1/apps/installs/{id}', 'is found', async ({ stripe, news }) => {
  const made = await stripe.apps.installs.create({ app: APP, channel: 'private_test' })
  assert.deepEqual({ ...(await stripe.apps.installs.retrieve(made.id)) }, { ...made })
  assert.deepEqual(await news(), ['apps.install.created'])
})

behaves('POST /v1/apps/installs/{id}', 'has nothing new to grant', async ({ stripe, news }) => {
  const made = await stripe.apps.installs.create({ app: APP, channel: 'private_test' })
  assert.deepEqual({ ...(await stripe.apps.installs.update(made.id)) }, { ...made })
  assert.deepEqual(await news(), ['apps.install.created'])
})

behaves('POST /v1/apps/installs/{id}/uninstall', 'takes the app away', async ({ stripe, call, news }) => {
  const made = await stripe.apps.installs.create({ app: APP, channel: 'private_test' })
  assert.deepEqual({ ...(await stripe.apps.installs.uninstall(made.id)) }, { ...made, status: 'uninstalling' })
  refused(await call('GET', `/v1/apps/installs/${made.id}`, undefined, NEWEST), 404, {
    code: 'resource_missing',
    param: 'id',
    message: `No such app install: '${made.id}'`,
  })
  assert.deepEqual(await news(), ['apps.install.created', 'apps.install.deleted'])
})

behaves('POST /v1/customer_sessions', 'says what components may do', async ({ stripe, call, news }) => {
  const { id: customer } = await stripe.customers.create({})
  await news()
  const { client_secret, created, expires_at, ...rest } = await stripe.customerSessions.create({
    customer,
    components: {
      payment_element: {
        enabled: true,
        features: {
          payment_method_redisplay: 'enabled',
          payment_method_save: 'enabled',
          payment_method_save_usage: 'on_session',
        },
      },
      pricing_table: { enabled: true },
    },
  })
  assert.match(client_secret, /^cuss_secret_\w{52}$/)
  assert.equal(expires_at, created + 1800)
  const off = { enabled: false }
  assert.deepEqual(
    { ...rest },
    {
      object: 'customer_session',
      components: {
        active_entitlements: off,
        buy_button: off,
        customer_portal: off,
        customer_sheet: { ...off, features: null },
        mobile_payment_element: { ...off, features: null },
        payment_element: {
          enabled: true,
          features: {
            payment_method_allow_redisplay_filters: ['always'],
            payment_method_redisplay: 'enabled',
            payment_method_redisplay_limit: 3,
            payment_method_remove: 'disabled',
            payment_method_save: 'enabled',
            payment_method_save_usage: 'on_session',
          },
        },
        pricing_table: { enabled: true },
      },
      customer,
      customer_account: null,
      livemode: false,
    },
  )
  const refuse = async (form: string, code: string | undefined, param: string, message: string | RegExp) =>
    refused(await call('POST', '/v1/customer_sessions', form), 400, { param, message, ...(code && { code }) })
  const on = 'components[payment_element][enabled]=true'
  const features = 'components[payment_element][features]'
  await refuse(`customer=${customer}`, 'parameter_missing', 'components', 'Missing required param: components.')
  await refuse(on, 'parameter_missing', 'customer', 'Missing required param: customer.')
  await refuse(`customer=cus_x&${on}`, 'resource_missing', 'customer', "No such customer: 'cus_x'")
  await refuse(
    `customer=${customer}&components[buy_button][enabled]=false`,
    undefined,
    'components',
    'You must enable at least one component.',
  )
  await refuse(
    `customer=${customer}&${on}&${features}[payment_method_redisplay_limit]=11`,
    'parameter_invalid_integer',
    `${features}[payment_method_redisplay_limit]`,
    "This value must be less than or equal to 10 (it currently is '11').",
  )
  await refuse(
    `customer=${customer}&${on}&${features}[payment_method_save_usage]=on_session`,
    undefined,
    `${features}[payment_method_save_usage]`,
    '`payment_method_save_usage` is only for components that save payment methods.',
  )
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/ephemeral_keys', 'is for one customer, card or verification, in the app’s version', async (world) => {
  const { stripe, call, news } = world
  const { id: customer } = await stripe.customers.create({})
  const { id: verification_session } = await stripe.identity.verificationSessions.create({ type: 'document' })
  await news()
  const made = await stripe.ephemeralKeys.create({ customer }, { apiVersion: '2026-08-26.dahlia' })
  const { id, created, expires, secret, ...rest } = made
  assert.match(id, /^ephkey_\w{24}$/)
  assert.match(secret!, /^ek_test_\w{64}$/)
  assert.equal(expires, created + 3600)
  const associated_objects = [{ id: customer, type: 'customer' }]
  assert.deepEqual({ ...rest }, { object: 'ephemeral_key', associated_objects, livemode: false })
  const other = await call('POST', '/v1/ephemeral_keys', `verification_session=${verification_session}`, NEWEST)
  assert.deepEqual(other.body.associated_objects, [{ id: verification_session, type: 'identity.verification_session' }])
  refused(await call('POST', '/v1/ephemeral_keys', `customer=${customer}`), 400, {
    message: 'The `Stripe-Version` header is required to create an ephemeral key: it must be that of your app.',
  })
  const refuse = async (form: string, code: string, param: string, message: string) =>
    refused(await call('POST', '/v1/ephemeral_keys', form, NEWEST), 400, { code, param, message })
  await refuse('', 'parameter_missing', 'customer', 'Missing required param: customer.')
  await refuse('customer=cus_x', 'resource_missing', 'customer', "No such customer: 'cus_x'")
  await refuse(`issuing_card=${customer}`, 'resource_missing', 'issuing_card', `No such issuing card: '${customer}'`)
  await refuse(
    `customer=${customer}&verification_session=${verification_session}`,
    'parameters_exclusive',
    'verification_session',
    'You may only specify one of these parameters: customer, verification_session.',
  )
  await refuse('nonce=a', 'not_built', 'nonce', 'Brindle does not take nonce for an ephemeral key yet.')
  // The secret opens nothing.
  const asked = await call('GET', `/v1/customers/${customer}`, undefined, { authorization: `Bearer ${secret}` })
  assert.equal(asked.status, 401)
  assert.deepEqual(await news(), [])
})

behaves('DELETE /v1/ephemeral_keys/{id}', 'ends it', async ({ stripe, call, news }) => {
  const { id: customer } = await stripe.customers.create({})
  const { secret: _, ...made } = await stripe.ephemeralKeys.create({ customer }, { apiVersion: '2026-08-26.dahlia' })
  const gone = await stripe.ephemeralKeys.del(made.id)
  assert.ok(gone.expires >= made.created && gone.expires <= made.created + 5)
  assert.deepEqual({ ...gone, expires: 0 }, { ...made, expires: 0 })
  refused(await call('DELETE', `/v1/ephemeral_keys/${made.id}`), 404, {
    code: 'resource_missing',
    param: 'id',
    message: `No such ephemeral key: '${made.id}'`,
  })
  assert.deepEqual(await news(), ['customer.created'])
})
