// Connected accounts: opened, changed and left by their platform, and nobody else's. (https://docs.stripe.com/api/accounts)
// One file because every step of an account's life is checked against the same two recorded lists.
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { sandbox } from '../../world.ts'
import { connect, newsOf, wealth } from './platform.ts'

const MET = {
  alternatives: [],
  current_deadline: null,
  currently_due: [],
  disabled_reason: null,
  errors: [],
  eventually_due: [],
  past_due: [],
  pending_verification: [],
}

/** Recorded of an express account in the United States of which nothing was told: github.com/jayminwest/Teach-Niche */
const DUE_US = [
  'business_profile.mcc',
  'business_profile.url',
  'business_type',
  'external_account',
  'representative.dob.day',
  'representative.dob.month',
  'representative.dob.year',
  'representative.email',
  'representative.first_name',
  'representative.last_name',
  'settings.payments.statement_descriptor',
  'tos_acceptance.date',
  'tos_acceptance.ip',
]
/** The same of one in Germany. */
const DUE_DE = [
  'business_profile.mcc',
  'business_profile.url',
  'business_type',
  'external_account',
  'representative.address.city',
  'representative.address.line1',
  'representative.address.postal_code',
  'representative.dob.day',
  'representative.dob.month',
  'representative.dob.year',
  'representative.email',
  'representative.first_name',
  'representative.last_name',
  'representative.phone',
  'tos_acceptance.date',
  'tos_acceptance.ip',
]

behaves('POST /v1/accounts', 'asks a new account what Stripe asks it, as recorded', async ({ stripe, news }) => {
  for (const [country, due, alternatives] of [
    [
      'US',
      DUE_US,
      [
        {
          alternative_fields_due: ['business_profile.product_description'],
          original_fields_due: ['business_profile.url'],
        },
      ],
    ],
    ['DE', DUE_DE, []],
  ] as const) {
    const made = await stripe.accounts.create({
      type: 'express',
      country,
      capabilities: { card_payments: { requested: true }, transfers: { requested: true } },
    })
    assert.deepEqual(made.requirements, {
      alternatives,
      current_deadline: null,
      currently_due: due,
      disabled_reason: 'requirements.past_due',
      errors: [],
      eventually_due: due,
      past_due: due,
      pending_verification: [],
    })
    assert.deepEqual(made.capabilities, { card_payments: 'inactive', transfers: 'inactive' })
    assert.deepEqual([made.charges_enabled, made.payouts_enabled, made.details_submitted], [false, false, false])
  }
  assert.deepEqual(await news(), [])
})

/** Told at once: a holder whose date of birth passes immediately. (https://docs.stripe.com/connect/testing) */
const ADA = {
  address: { city: 'Berlin', line1: 'address_full_match', postal_code: '10115' },
  dob: { day: 1, month: 1, year: 1902 },
  email: 'ada@example.com',
  first_name: 'Ada',
  last_name: 'Lovelace',
  phone: '0000000000',
} as const
const IBAN = {
  object: 'bank_account',
  country: 'DE',
  currency: 'eur',
  account_number: 'DE89370400440532013000',
} as const

behaves(
  'POST /v1/accounts',
  'opens one of which all is told, and which may be charged and paid at once',
  async (world) => {
    const { stripe, news } = world
    const made = await stripe.accounts.create({
      type: 'custom',
      country: 'DE',
      email: 'ada@example.com',
      business_type: 'individual',
      business_profile: { name: 'Ada', mcc: '5734', url: 'https://accessible.stripe.com' },
      external_account: IBAN,
      individual: ADA,
      capabilities: { card_payments: { requested: true }, transfers: { requested: true } },
      metadata: { shop: '7' },
      settings: { payments: { statement_descriptor: 'ADA' } },
      tos_acceptance: { date: 1_700_000_000, ip: '127.0.0.1' },
    })
    const { id, created, individual, external_accounts, ...rest } = made
    const bank = external_accounts!.data[0]!
    assert.deepEqual(external_accounts, {
      object: 'list',
      data: [{ ...(await stripe.accounts.retrieveExternalAccount(id, bank.id)) }],
      has_more: false,
      url: `/v1/accounts/${id}/external_accounts`,
    })
    assert.deepEqual(individual, { ...(await stripe.accounts.retrievePerson(id, individual!.id)) })
    assert.equal(individual!.verification!.status, 'verified')
    assert.match(id, /^acct_1[A-Za-z0-9]{15}$/)
    assert.ok(created! > 1_700_000_000)
    assert.deepEqual(rest, {
      object: 'account',
      business_profile: {
        annual_revenue: null,
        estimated_worker_count: null,
        mcc: '5734',
        minority_owned_business_designation: null,
        name: 'Ada',
        product_description: null,
        specified_commercial_transactions_act_url: null,
        support_address: null,
        support_email: null,
        support_phone: null,
        support_url: null,
        url: 'https://accessible.stripe.com',
      },
      business_type: 'individual',
      capabilities: { card_payments: 'active', transfers: 'active' },
      charges_enabled: true,
      // https://docs.stripe.com/connect/migrate-to-controller-properties
      controller: {
        fees: { payer: 'application_custom' },
        is_controller: true,
        losses: { payments: 'application' },
        requirement_collection: 'application',
        stripe_dashboard: { type: 'none' },
        type: 'application',
      },
      country: 'DE',
      default_currency: 'eur',
      details_submitted: true,
      email: 'ada@example.com',
      future_requirements: MET,
      metadata: { shop: '7' },
      payouts_enabled: true,
      requirements: MET,
      settings: {
        bacs_debit_payments: { display_name: null, service_user_number: null },
        branding: { icon: null, logo: null, primary_color: null, secondary_color: null },
        card_issuing: { tos_acceptance: { date: null, ip: null } },
        card_payments: {
          decline_on: { avs_failure: false, cvc_failure: false },
          statement_descriptor_prefix: null,
          statement_descriptor_prefix_kana: null,
          statement_descriptor_prefix_kanji: null,
        },
        dashboard: { display_name: null, timezone: 'Etc/UTC' },
        invoices: { default_account_tax_ids: null, hosted_payment_method_save: 'never' },
        payments: {
          statement_descriptor: 'ADA',
          statement_descriptor_kana: null,
          statement_descriptor_kanji: null,
          statement_descriptor_prefix_kana: null,
          statement_descriptor_prefix_kanji: null,
        },
        payouts: {
          debit_negative_balances: false,
          schedule: { delay_days: 2, interval: 'manual' },
          statement_descriptor: null,
        },
        sepa_debit_payments: {},
      },
      tos_acceptance: { date: 1_700_000_000, ip: '127.0.0.1', user_agent: null },
      type: 'custom',
    })
    assert.deepEqual({ ...(await stripe.accounts.retrieve(id)) }, { ...made })
    assert.deepEqual({ ...(await stripe.accounts.retrieveCurrent({}, { stripeAccount: id })) }, { ...made })
    assert.deepEqual(await news(), [])
    const { data } = await stripe.events.list({}, { stripeAccount: id })
    assert.deepEqual(
      data.map(({ type }) => type),
      ['person.created', 'account.external_account.created'],
    )
  },
)

behaves('POST /v1/accounts', 'is controlled as its type or its controller says', async (world) => {
  const { stripe, news } = world
  const [express, standard, described, bare] = [
    await stripe.accounts.create({ type: 'express' }),
    await stripe.accounts.create(),
    await stripe.accounts.create({
      country: 'GB',
      controller: {
        fees: { payer: 'application' },
        losses: { payments: 'application' },
        stripe_dashboard: { type: 'express' },
      },
    }),
    await stripe.accounts.create({ type: 'custom' }),
  ]
  const shown = (one: typeof express) => [
    one.type,
    one.controller!.fees!.payer,
    one.controller!.losses!.payments,
    one.controller!.stripe_dashboard!.type,
    one.default_currency,
    one.charges_enabled,
  ]
  assert.deepEqual(shown(express), ['express', 'application_express', 'application', 'express', 'usd', false])
  assert.deepEqual(shown(standard), ['standard', 'account', 'stripe', 'full', 'usd', false])
  assert.deepEqual(shown(described), ['none', 'application', 'application', 'express', 'gbp', false])
  assert.deepEqual(shown(bare), ['custom', 'application_custom', 'application', 'none', 'usd', false])
  assert.deepEqual([bare.capabilities, bare.payouts_enabled], [{}, false])
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/accounts', 'refuses what it cannot do, and opens nothing', async (world) => {
  const { call, news, stripe } = world
  const make = (form: string) => call('POST', '/v1/accounts', form)
  for (const name of ['groups[payments_pricing]=x', 'account_token=ct_1']) {
    const param = name.split(/[[=]/)[0]!
    refused(await make(name), 400, { code: 'not_built', param, message: /./ })
  }
  refused(await make('type=express&tos_acceptance[ip]=127.0.0.1'), 400, {
    param: 'tos_acceptance',
    message: 'You cannot accept the Terms of Service on behalf of Standard and Express connected accounts.',
  })
  refused(await make('business_type=company&individual[first_name]=Ada'), 400, {
    param: 'individual',
    message: /company/,
  })
  refused(await make('type=custom&individual[dob][day]=31&individual[dob][month]=2&individual[dob][year]=1990'), 400, {
    param: 'individual[dob]',
    message: 'The date of birth is not a valid date.',
  })
  const schedule = 'settings[payouts][schedule][interval]=daily'
  refused(await make(schedule), 400, { code: 'not_built', param: 'settings[payouts][schedule]', message: /./ })
  refused(await make('country=XX'), 400, { code: 'country_unsupported', param: 'country', message: /'XX'/ })
  refused(await make('type=custom&controller[fees][payer]=account'), 400, {
    code: 'parameters_exclusive',
    param: 'type',
    message: 'You may only specify one of these parameters: type, controller.',
  })
  assert.equal((await make('type=premium')).body.error.param, 'type')
  const id = await connect(world)
  const within = await call('POST', '/v1/accounts', 'type=express', { 'stripe-account': id })
  assert.equal(within.status, 400)
  assert.deepEqual(
    (await stripe.accounts.list()).data.map((one) => one.id),
    [id],
  )
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/accounts', 'has the platform’s accounts, the newest first', async (world) => {
  const { stripe, news } = world
  const ids = [await connect(world), await connect(world), await connect(world)]
  const foreign = await connect(sandbox({ url: world.url, port: Number(new URL(world.url).port) }))
  const page = await stripe.accounts.list({ limit: 2 })
  assert.deepEqual(
    page.data.map(({ id }) => id),
    [ids[2], ids[1]],
  )
  assert.equal(page.has_more, true)
  assert.deepEqual({ ...page.data[0]! }, { ...(await stripe.accounts.retrieve(ids[2]!)) })
  const rest = await stripe.accounts.list({ starting_after: ids[1]! })
  assert.deepEqual(
    rest.data.map(({ id }) => id),
    [ids[0]],
  )
  assert.deepEqual((await stripe.accounts.list({}, { stripeAccount: ids[0]! })).data, [])
  await assert.rejects(stripe.accounts.list({ starting_after: foreign }), /No such account/)
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/accounts/{id}', 'changes it, which is news in it and not at the platform', async (world) => {
  const { stripe, news, call } = world
  const id = await connect(world)
  const changed = await stripe.accounts.update(id, {
    email: 'new@example.com',
    business_profile: { url: 'https://ada.example' },
    metadata: { a: '1' },
    capabilities: { card_payments: { requested: false } },
  })
  assert.deepEqual(
    [changed.email, changed.business_profile!.url, changed.business_profile!.name],
    ['new@example.com', 'https://ada.example', null],
  )
  assert.deepEqual(changed.capabilities, { card_payments: 'inactive', transfers: 'active' })
  assert.deepEqual([changed.charges_enabled, changed.payouts_enabled, changed.metadata], [false, true, { a: '1' }])
  assert.equal((await stripe.accounts.retrieveCapability(id, 'card_payments')).status, 'unrequested')
  assert.deepEqual({ ...(await stripe.accounts.retrieve(id)) }, { ...changed })
  assert.deepEqual(await newsOf(world, id), ['capability.updated', 'account.updated'])
  const own = await stripe.accounts.update(id, { metadata: { a: '' } }, { stripeAccount: id })
  assert.deepEqual(own.metadata, {})
  assert.deepEqual(await newsOf(world, id), ['capability.updated', 'account.updated', 'account.updated'])
  const platform = (await stripe.accounts.retrieveCurrent()).id
  refused(await call('POST', `/v1/accounts/${platform}`, 'email=x@y.z'), 403, { code: 'account_invalid', message: /./ })
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/accounts/{id}/reject', 'takes everything from it that it may do', async (world) => {
  const { stripe, news } = world
  const id = await connect(world)
  const rejected = await stripe.accounts.reject(id, { reason: 'terms_of_service' })
  assert.deepEqual([rejected.charges_enabled, rejected.payouts_enabled], [false, false])
  assert.equal(rejected.requirements!.disabled_reason, 'rejected.terms_of_service')
  assert.deepEqual(rejected.capabilities, { card_payments: 'inactive', transfers: 'inactive' })
  const told = ['capability.updated', 'capability.updated', 'account.updated']
  assert.deepEqual(await newsOf(world, id), told)
  const again = await stripe.accounts.update(id, { capabilities: { transfers: { requested: true } } })
  assert.deepEqual([again.charges_enabled, again.payouts_enabled], [false, false])
  const { status, requirements } = await stripe.accounts.retrieveCapability(id, 'transfers')
  assert.deepEqual([status, requirements!.disabled_reason], ['inactive', 'rejected.other'])
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/accounts/{id}/unreject', 'gives it back what its requirements allow', async (world) => {
  const { stripe, news, call } = world
  const id = await connect(world)
  refused(await call('POST', `/v1/accounts/${id}/unreject`, ''), 400, { message: /has not rejected it/ })
  await stripe.accounts.reject(id, { reason: 'fraud_other' })
  const back = await stripe.accounts.unreject(id)
  assert.deepEqual([back.charges_enabled, back.payouts_enabled], [true, true])
  assert.deepEqual(back.capabilities, { card_payments: 'active', transfers: 'active' })
  assert.deepEqual(back.requirements!.disabled_reason, null)
  const once = ['capability.updated', 'capability.updated', 'account.updated']
  assert.deepEqual(await newsOf(world, id), [...once, ...once])
  // One that was never enabled is not enabled by it.
  const { id: bare } = await stripe.accounts.create({
    type: 'custom',
    capabilities: { transfers: { requested: true } },
  })
  await stripe.accounts.reject(bare, { reason: 'other' })
  const still = await stripe.accounts.unreject(bare)
  assert.deepEqual([still.payouts_enabled, still.requirements!.disabled_reason], [false, 'requirements.past_due'])
  assert.deepEqual(await news(), [])
})

behaves('DELETE /v1/accounts/{id}', 'is gone once nothing is left in it', async (world) => {
  const { stripe, call, news } = world
  const id = await connect(world)
  await stripe.topups.create({ amount: 500, currency: 'usd' })
  await world.advance(5)
  await stripe.transfers.create({ amount: 500, currency: 'usd', destination: id })
  assert.equal(await wealth(world, id), 500)
  refused(await call('DELETE', `/v1/accounts/${id}`), 400, { message: /balance is not zero/ })
  await stripe.payouts.create({ amount: 500, currency: 'usd' }, { stripeAccount: id })
  await news()
  assert.deepEqual({ ...(await stripe.accounts.del(id)) }, { id, object: 'account', deleted: true })
  refused(await call('GET', `/v1/accounts/${id}`), 403, { code: 'account_invalid', message: /./ })
  refused(await call('GET', '/v1/customers', undefined, { 'stripe-account': id }), 403, {
    code: 'account_invalid',
    message: /./,
  })
  assert.deepEqual((await stripe.accounts.list()).data, [])
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/accounts/{id}', 'is a platform’s own, and no other’s', async (world) => {
  const { stripe, news } = world
  const id = await connect(world)
  const { id: customer } = await stripe.customers.create({ name: 'Grace' }, { stripeAccount: id })
  assert.equal((await stripe.customers.retrieve(customer, {}, { stripeAccount: id })).id, customer)
  const other = sandbox({ url: world.url, port: Number(new URL(world.url).port) })
  const there = { 'stripe-account': id }
  const tries = [
    await other.call('GET', `/v1/accounts/${id}`),
    await other.call('POST', `/v1/accounts/${id}`, 'email=evil@example.com'),
    await other.call('DELETE', `/v1/accounts/${id}`),
    await other.call('POST', `/v1/accounts/${id}/reject`, 'reason=other'),
    await other.call('GET', '/v1/customers', undefined, there),
    await other.call('POST', '/v1/customers', 'name=x', there),
    await other.call('GET', '/v1/balance', undefined, there),
    await other.call('GET', '/v1/events', undefined, there),
  ]
  for (const answer of tries) {
    assert.equal(answer.status, 403)
    assert.equal(answer.body.error.code, 'account_invalid')
  }
  // Neither does the one account see the other, nor the platform's things.
  const second = await connect(world)
  const across = await world.call('GET', `/v1/accounts/${second}`, undefined, there)
  assert.equal(across.status, 403)
  assert.equal((await world.call('GET', `/v1/customers/${customer}`)).status, 404)
  assert.equal(
    (await world.call('GET', `/v1/customers/${customer}`, undefined, { 'stripe-account': second })).status,
    404,
  )
  assert.equal((await stripe.accounts.retrieve(id)).email, null)
  assert.deepEqual(await newsOf(world, id), ['customer.created'])
  assert.deepEqual(await news(), [])
})
