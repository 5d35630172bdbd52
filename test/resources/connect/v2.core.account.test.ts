// Accounts in the second version of the API, which are those of the first: what one changes, the other shows.
// (https://docs.stripe.com/api/v2/core/accounts, …/persons, …/account-tokens, …/person-tokens, …/account-links)
// One file because each of them is shown of the same account.
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import type { Sandbox } from '../../world.ts'
import { connect, newsOf } from './platform.ts'

const JSON_BODY = { 'content-type': 'application/json', 'stripe-version': '2026-10-28.endive' }
const ALL = [
  'configuration.customer',
  'configuration.merchant',
  'configuration.recipient',
  'defaults',
  'future_requirements',
  'identity',
  'requirements',
] as const
const PARTS: Stripe.V2.Core.AccountCreateParams['include'] = [...ALL]

/** A holder in the United States who is verified at once. */
const JENNY = {
  address: { city: 'San Francisco', country: 'US', line1: 'address_full_match', postal_code: '94111', state: 'CA' },
  date_of_birth: { day: 1, month: 1, year: 1902 },
  email: 'jenny@example.com',
  given_name: 'Jenny',
  id_numbers: [{ type: 'us_ssn' as const, value: '222222222' }],
  phone: '0000000000',
  surname: 'Rosen',
} satisfies Stripe.V2.Core.AccountCreateParams.Identity.Individual
const FUREVER: Stripe.V2.Core.AccountCreateParams = {
  contact_email: 'furever@example.com',
  display_name: 'Furever',
  dashboard: 'none',
  defaults: {
    currency: 'usd',
    profile: { business_url: 'https://accessible.stripe.com', doing_business_as: 'FurEver' },
    responsibilities: { fees_collector: 'application', losses_collector: 'application' },
  },
  configuration: {
    merchant: {
      capabilities: { card_payments: { requested: true } },
      mcc: '5734',
      statement_descriptor: { descriptor: 'FUREVER' },
      support: { phone: '0000000000' },
    },
    recipient: { capabilities: { stripe_balance: { stripe_transfers: { requested: true } } } },
  },
  identity: {
    attestations: { terms_of_service: { account: { date: '2026-01-01T00:00:00.000Z', ip: '127.0.0.1' } } },
    country: 'us',
    entity_type: 'individual',
    individual: JENNY,
  },
  include: PARTS,
  metadata: { shop: '7' },
}
const ACTIVE = { status: 'active', status_details: [] }

/** One of which all is told but where its money goes. */
const open = ({ stripe }: Pick<Sandbox, 'stripe'>) => stripe.v2.core.accounts.create(FUREVER)

behaves('POST /v2/core/accounts', 'opens an account, which the first version shows too', async (world) => {
  const { stripe, news } = world
  const { id, created, identity, requirements, ...rest } = await open(world)
  assert.match(id, /^acct_1[A-Za-z0-9]{15}$/)
  assert.match(created, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  const payouts = {
    status: 'restricted',
    status_details: [{ code: 'requirements_past_due', resolution: 'provide_info' }],
  }
  assert.deepEqual(rest, {
    object: 'v2.core.account',
    applied_configurations: ['merchant', 'recipient'],
    closed: false,
    configuration: {
      customer: null,
      merchant: {
        applied: true,
        branding: {},
        capabilities: { card_payments: ACTIVE, stripe_balance: { payouts } },
        card_payments: { decline_on: { avs_failure: false, cvc_failure: false } },
        mcc: '5734',
        statement_descriptor: { descriptor: 'FUREVER' },
        support: { phone: '0000000000' },
      },
      recipient: { applied: true, capabilities: { stripe_balance: { payouts, stripe_transfers: ACTIVE } } },
    },
    contact_email: 'furever@example.com',
    contact_phone: null,
    dashboard: 'none',
    defaults: {
      currency: 'usd',
      locales: [],
      profile: { business_url: 'https://accessible.stripe.com', doing_business_as: 'FurEver' },
      responsibilities: {
        fees_collector: 'application',
        losses_collector: 'application',
        requirements_collector: 'application',
      },
    },
    display_name: 'Furever',
    future_requirements: { alternatives: [], entries: [] },
    livemode: false,
    metadata: { shop: '7' },
  })
  const { individual, ...business } = identity!
  assert.deepEqual(business, {
    attestations: { terms_of_service: { account: { date: '2026-01-01T00:00:00.000Z', ip: '127.0.0.1' } } },
    country: 'US',
    entity_type: 'individual',
  })
  assert.deepEqual(
    [individual!.given_name, individual!.id_numbers],
    ['Jenny', [{ type: 'us_ssn' }, { type: 'us_ssn_last_4' }]],
  )
  const restricts = { capability: 'stripe_balance.payouts', configuration: 'recipient' }
  assert.deepEqual(requirements, {
    entries: [
      {
        awaiting_action_from: 'user',
        description: 'external_account',
        errors: [],
        impact: { restricts_capabilities: [{ ...restricts, deadline: { status: 'past_due' } }] },
        minimum_deadline: { status: 'past_due' },
        requested_reasons: [{ code: 'routine_onboarding' }],
      },
    ],
    summary: { minimum_deadline: { status: 'past_due' } },
  })
  const first = await stripe.accounts.retrieve(id)
  assert.deepEqual(first.capabilities, { card_payments: 'active', transfers: 'active' })
  assert.deepEqual([first.email, first.type, first.individual!.first_name], ['furever@example.com', 'none', 'Jenny'])
  assert.deepEqual(first.requirements!.currently_due, ['external_account'])
  const types = (await stripe.events.list({}, { stripeAccount: id })).data.map(({ type }) => type)
  assert.deepEqual(types, ['person.created'])
  assert.deepEqual(await news(), [])
})

behaves('POST /v2/core/accounts', 'refuses by name what it does not take', async (world) => {
  const { news, call, stripe } = world
  const make = (body: object) => call('POST', '/v2/core/accounts', JSON.stringify(body), JSON_BODY)
  const rows: readonly [object, string][] = [
    [{ contact_phone: '1' }, 'contact_phone'],
    [{ configuration: { customer: { billing: {} } } }, 'configuration.customer'],
    [
      { configuration: { recipient: { capabilities: { cards: { requested: true } } } } },
      'configuration.recipient.capabilities.cards',
    ],
    [{ defaults: { locales: ['de-DE'] } }, 'defaults.locales'],
    [{ identity: { business_details: { structure: 'sole_proprietorship' } } }, 'identity.business_details.structure'],
  ]
  for (const [body, param] of rows) refused(await make(body), 400, { code: 'not_built', param, message: /./ })
  refused(await make({ configuration: { merchant: {} } }), 400, {
    param: 'contact_email',
    message: /contact_email is required/,
  })
  refused(await make({ dashboard: 'huge' }), 400, { param: 'dashboard', message: /./ })
  refused(await make({ identity: { country: 'xx' } }), 400, {
    code: 'country_unsupported',
    param: 'country',
    message: /'XX'/,
  })
  const bad = { identity: { attestations: { terms_of_service: { account: { date: 'today', ip: '1.2.3.4' } } } } }
  refused(await make(bad), 400, {
    code: 'invalid_fields',
    param: 'identity.attestations.terms_of_service.account.date',
    message: 'Invalid timestamp: today',
  })
  assert.deepEqual((await stripe.accounts.list()).data, [])
  assert.deepEqual(await news(), [])
})

behaves(
  'GET /v2/core/accounts/{id}',
  'shows what is asked for, also of an account of the first version',
  async (world) => {
    const { stripe, news, call } = world
    const id = await connect(world)
    const bare = await stripe.v2.core.accounts.retrieve(id)
    assert.deepEqual(
      [bare.configuration, bare.defaults, bare.identity, bare.requirements, bare.future_requirements],
      [null, null, null, null, null],
    )
    assert.deepEqual([bare.applied_configurations, bare.dashboard], [['merchant', 'recipient'], 'express'])
    const { configuration } = await stripe.v2.core.accounts.retrieve(id, { include: ['configuration.merchant'] })
    assert.deepEqual([configuration!.recipient, configuration!.merchant!.capabilities!.card_payments], [null, ACTIVE])
    refused(await call('GET', '/v2/core/accounts/acct_1none'), 404, {
      code: 'not_found',
      message: "No such account: 'acct_1none'",
    })
    assert.deepEqual(await newsOf(world, id), [])
    assert.deepEqual(await news(), [])
  },
)

behaves('POST /v2/core/accounts/{id}', 'changes the account, which is news as ever', async (world) => {
  const { stripe, news, call } = world
  const { id } = await open(world)
  const changed = await stripe.v2.core.accounts.update(id, {
    configuration: { merchant: { mcc: '7299', capabilities: { ach_debit_payments: { requested: true } } } },
    display_name: 'Furrier',
    identity: { individual: { given_name: 'Augusta' } },
    include: ['configuration.merchant', 'identity'],
    metadata: { shop: '8' },
  })
  assert.deepEqual(
    [changed.display_name, changed.metadata, changed.identity!.individual!.given_name],
    ['Furrier', { shop: '8' }, 'Augusta'],
  )
  const { mcc, capabilities } = changed.configuration!.merchant!
  assert.deepEqual([mcc, capabilities!.ach_debit_payments], ['7299', ACTIVE])
  const first = await stripe.accounts.retrieve(id)
  assert.deepEqual(
    [first.business_profile!.mcc, first.individual!.first_name, first.settings!.dashboard.display_name],
    ['7299', 'Augusta', 'Furrier'],
  )
  assert.equal(first.capabilities!.us_bank_account_ach_payments, 'active')
  const types = (await stripe.events.list({}, { stripeAccount: id })).data.map(({ type }) => type).toReversed()
  assert.deepEqual(types, ['person.created', 'person.updated', 'account.updated'])
  const change = (body: object) => call('POST', `/v2/core/accounts/${id}`, JSON.stringify(body), JSON_BODY)
  refused(await change({ dashboard: 'full' }), 400, { code: 'not_built', param: 'dashboard', message: /./ })
  refused(await change({ identity: { country: 'de' } }), 400, {
    code: 'not_built',
    param: 'identity.country',
    message: /./,
  })
  assert.deepEqual(await news(), [])
})

behaves('GET /v2/core/accounts', 'leads from page to page, both ways', async (world) => {
  const { stripe, news, call } = world
  const made = []
  for (let i = 0; i < 3; i++) made.unshift((await stripe.v2.core.accounts.create({ contact_email: `${i}@a.test` })).id)
  const { body } = await call('GET', '/v2/core/accounts?limit=2')
  assert.deepEqual(
    body.data.map(({ id }: { id: string }) => id),
    made.slice(0, 2),
  )
  assert.deepEqual(Object.keys(body).toSorted(), ['data', 'next_page_url', 'previous_page_url'])
  assert.equal(body.previous_page_url, null)
  assert.match(body.next_page_url, /^\/v2\/core\/accounts\?limit=2&page=page_[A-Za-z0-9_-]+$/)
  const next = (await call('GET', body.next_page_url)).body
  assert.deepEqual([next.data.map(({ id }: { id: string }) => id), next.next_page_url], [made.slice(2), null])
  const back = (await call('GET', next.previous_page_url)).body
  assert.deepEqual(back.data, body.data)
  assert.deepEqual([back.previous_page_url, typeof back.next_page_url], [null, 'string'])
  const all = []
  for await (const { id } of stripe.v2.core.accounts.list({ limit: 1 })) all.push(id)
  assert.deepEqual(all, made)
  refused(await call('GET', '/v2/core/accounts?page=page_none'), 400, {
    param: 'page',
    code: 'invalid_fields',
    message: /page token/,
  })
  assert.deepEqual(await news(), [])
})

behaves('POST /v2/core/accounts/{id}/close', 'closes it for all that it is', async (world) => {
  const { stripe, news, call } = world
  const { id } = await open(world)
  const half = JSON.stringify({ applied_configurations: ['merchant'] })
  refused(await call('POST', `/v2/core/accounts/${id}/close`, half, JSON_BODY), 400, {
    param: 'applied_configurations',
    message: /merchant, recipient/,
  })
  const closed = await stripe.v2.core.accounts.close(id, { applied_configurations: ['merchant', 'recipient'] })
  assert.deepEqual([closed.id, closed.closed], [id, true])
  assert.equal((await call('GET', `/v2/core/accounts/${id}`)).status, 404)
  assert.equal((await call('GET', `/v1/accounts/${id}`)).status, 403)
  assert.deepEqual((await stripe.v2.core.accounts.list()).data, [])
  assert.deepEqual(await news(), [])
})

/** A company in the United States, without its people. */
const company = ({ stripe }: Pick<Sandbox, 'stripe'>) =>
  stripe.v2.core.accounts.create({
    contact_email: 'cookies@example.com',
    configuration: { merchant: { capabilities: { card_payments: { requested: true } } } },
    identity: {
      business_details: { registered_name: 'Cookie Co', id_numbers: [{ type: 'us_ein', value: '222222222' }] },
      country: 'us',
      entity_type: 'company',
    },
  })

behaves(
  'POST /v2/core/accounts/{id}/persons',
  'adds somebody, who is the first version’s person too',
  async (world) => {
    const { stripe, news } = world
    const { id: account } = await company(world)
    const made = await stripe.v2.core.accounts.persons.create(account, {
      ...JENNY,
      metadata: { a: '1' },
      relationship: { owner: true, percent_ownership: '50' as never, representative: true, title: 'CEO' },
    })
    const { id, created, updated, ...rest } = made
    assert.equal(created, updated)
    assert.deepEqual(JSON.parse(JSON.stringify(rest)), {
      object: 'v2.core.account_person',
      account,
      address: JENNY.address,
      date_of_birth: JENNY.date_of_birth,
      email: 'jenny@example.com',
      given_name: 'Jenny',
      id_numbers: [{ type: 'us_ssn' }, { type: 'us_ssn_last_4' }],
      livemode: false,
      metadata: { a: '1' },
      phone: '0000000000',
      relationship: {
        authorizer: false,
        director: false,
        executive: false,
        legal_guardian: false,
        owner: true,
        percent_ownership: '50',
        representative: true,
        title: 'CEO',
      },
      surname: 'Rosen',
    })
    const first = await stripe.accounts.retrievePerson(account, id)
    assert.deepEqual([first.first_name, first.relationship!.percent_ownership], ['Jenny', 50])
    assert.ok(!JSON.stringify(first).includes('222222222'))
    const types = (await stripe.events.list({}, { stripeAccount: account })).data.map(({ type }) => type).toReversed()
    assert.deepEqual(types, ['person.created', 'capability.updated', 'account.updated'])
    assert.deepEqual(await news(), [])
  },
)

behaves('GET /v2/core/accounts/{id}/persons', 'has the newest first, page by page', async (world) => {
  const { stripe, news } = world
  const { id } = await company(world)
  const made = []
  for (const surname of ['A', 'B', 'C'])
    made.unshift((await stripe.v2.core.accounts.persons.create(id, { surname })).id)
  const all = []
  for await (const person of stripe.v2.core.accounts.persons.list(id, { limit: 2 })) all.push(person.id)
  assert.deepEqual(all, made)
  assert.deepEqual(await news(), [])
})

behaves('GET /v2/core/accounts/{account}/persons/{id}', 'is there for its account only', async (world) => {
  const { stripe, news, call } = world
  const [{ id }, { id: other }] = [await company(world), await company(world)]
  const made = await stripe.v2.core.accounts.persons.create(id, { surname: 'A' })
  assert.deepEqual({ ...(await stripe.v2.core.accounts.persons.retrieve(id, made.id)) }, { ...made })
  refused(await call('GET', `/v2/core/accounts/${other}/persons/${made.id}`), 404, {
    code: 'resource_missing',
    param: 'id',
    message: `No such person: '${made.id}'`,
  })
  assert.deepEqual(await news(), [])
})

behaves('POST /v2/core/accounts/{account}/persons/{id}', 'changes them', async (world) => {
  const { stripe, news, advance } = world
  const { id } = await company(world)
  const made = await stripe.v2.core.accounts.persons.create(id, { given_name: 'Ada', surname: 'A' })
  await advance(60)
  const changed = await stripe.v2.core.accounts.persons.update(id, made.id, { surname: 'B' })
  assert.deepEqual([changed.given_name, changed.surname, changed.created], ['Ada', 'B', made.created])
  // The clock was moved by a minute, and the wall's may have gone on.
  const later = Date.parse(changed.updated) - Date.parse(made.updated)
  assert.ok(later >= 60_000 && later < 90_000, `${later}`)
  const types = (await stripe.events.list({}, { stripeAccount: id })).data.map(({ type }) => type).toReversed()
  assert.deepEqual(types, ['person.created', 'person.updated'])
  assert.deepEqual(await news(), [])
})

behaves('DELETE /v2/core/accounts/{account}/persons/{id}', 'takes them', async (world) => {
  const { stripe, news, call } = world
  const { id } = await company(world)
  const made = await stripe.v2.core.accounts.persons.create(id, { surname: 'A' })
  const gone = await stripe.v2.core.accounts.persons.del(id, made.id)
  assert.deepEqual({ ...gone }, { id: made.id, object: 'v2.core.account_person' })
  assert.equal((await call('GET', `/v2/core/accounts/${id}/persons/${made.id}`)).status, 404)
  const [last] = (await stripe.events.list({}, { stripeAccount: id })).data
  assert.equal(last!.type, 'person.deleted')
  assert.deepEqual(await news(), [])
})

behaves('POST /v2/core/account_tokens', 'lets a holder tell unseen, once', async (world) => {
  const { stripe, news, call, publishable, advance } = world
  const browser = { ...JSON_BODY, authorization: `Bearer ${publishable}` }
  const told = {
    contact_email: 'jenny@example.com',
    identity: { country: 'us', entity_type: 'individual', individual: JENNY },
  }
  const { country: _, ...identity } = told.identity
  const answer = await call('POST', '/v2/core/account_tokens', JSON.stringify({ ...told, identity }), browser)
  const { id, created, expires_at, ...rest } = answer.body
  assert.match(id, /^accttok_[A-Za-z0-9]{44}$/)
  assert.deepEqual(rest, { object: 'v2.core.account_token', livemode: false, used: false })
  assert.equal(Date.parse(expires_at) - Date.parse(created), 600_000)
  const { id: account } = await stripe.v2.core.accounts.create({ account_token: id, metadata: { a: '1' } })
  const { email, individual, metadata } = await stripe.accounts.retrieve(account)
  assert.deepEqual([email, individual!.last_name, metadata], ['jenny@example.com', 'Rosen', { a: '1' }])
  assert.equal(individual!.id_number_provided, true)
  assert.equal((await stripe.v2.core.accountTokens.retrieve(id)).used, true)
  const make = (body: object) => call('POST', '/v2/core/accounts', JSON.stringify(body), JSON_BODY)
  refused(await make({ account_token: id }), 400, {
    code: 'token_already_used',
    param: 'account_token',
    message: `The token ${id} has been used already.`,
  })
  const second = await stripe.v2.core.accountTokens.create({ contact_email: 'b@example.com' })
  refused(await make({ account_token: second.id, contact_email: 'c@example.com' }), 400, {
    code: 'parameters_exclusive',
    param: 'contact_email',
    message: 'You may only specify one of these parameters: account_token, contact_email.',
  })
  await advance(600)
  refused(await make({ account_token: second.id }), 400, { param: 'account_token', message: /has expired/ })
  assert.deepEqual(await news(), [])
})

behaves('GET /v2/core/account_tokens/{id}', 'says whether it was used, and not what it stands for', async (world) => {
  const { stripe, news, call } = world
  const made = await stripe.v2.core.accountTokens.create({ contact_email: 'a@example.com' })
  const { text } = await call('GET', `/v2/core/account_tokens/${made.id}`)
  assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(made)))
  assert.ok(!text.includes('a@example.com'))
  assert.deepEqual(await news(), [])
})

behaves('POST /v2/core/accounts/{id}/person_tokens', 'lets somebody tell of a person unseen, once', async (world) => {
  const { stripe, news, call } = world
  const { id } = await company(world)
  const token = await stripe.v2.core.accounts.personTokens.create(id, { given_name: 'Ada', surname: 'Lovelace' })
  assert.match(token.id, /^perstok_[A-Za-z0-9]{44}$/)
  const made = await stripe.v2.core.accounts.persons.create(id, { person_token: token.id })
  assert.deepEqual([made.given_name, made.surname], ['Ada', 'Lovelace'])
  const again = JSON.stringify({ person_token: token.id })
  refused(await call('POST', `/v2/core/accounts/${id}/persons`, again, JSON_BODY), 400, {
    code: 'token_already_used',
    param: 'person_token',
    message: `The token ${token.id} has been used already.`,
  })
  assert.deepEqual(await news(), [])
})

behaves('GET /v2/core/accounts/{account}/person_tokens/{id}', 'is there for its account only', async (world) => {
  const { stripe, news, call } = world
  const [{ id }, { id: other }] = [await company(world), await company(world)]
  const token = await stripe.v2.core.accounts.personTokens.create(id, { given_name: 'Ada' })
  const { created, expires_at, ...rest } = await stripe.v2.core.accounts.personTokens.retrieve(id, token.id)
  assert.deepEqual(rest, { id: token.id, object: 'v2.core.account_person_token', livemode: false, used: false })
  assert.equal(Date.parse(expires_at) - Date.parse(created), 600_000)
  assert.equal((await call('GET', `/v2/core/accounts/${other}/person_tokens/${token.id}`)).status, 404)
  assert.deepEqual(await news(), [])
})

behaves('POST /v2/core/account_links', 'leads to the page that onboards', async (world) => {
  const { stripe, news, call } = world
  const { id } = await stripe.v2.core.accounts.create({
    contact_email: 'a@example.com',
    dashboard: 'express',
    configuration: { recipient: { capabilities: { stripe_balance: { stripe_transfers: { requested: true } } } } },
  })
  const account_onboarding = { refresh_url: 'https://shop.test/again', return_url: 'https://shop.test/done' }
  const use_case = { type: 'account_onboarding', account_onboarding } as const
  const { url, created, expires_at, ...rest } = await stripe.v2.core.accountLinks.create({ account: id, use_case })
  assert.deepEqual(rest, { object: 'v2.core.account_link', account: id, livemode: false, use_case })
  assert.equal(Date.parse(expires_at) - Date.parse(created), 300_000)
  const done = await fetch(url, { method: 'POST', redirect: 'manual' })
  assert.equal(done.headers.get('location'), 'https://shop.test/done')
  const after = await stripe.v2.core.accounts.retrieve(id, { include: ['configuration.recipient', 'requirements'] })
  assert.deepEqual(after.configuration!.recipient!.capabilities!.stripe_balance, {
    payouts: ACTIVE,
    stripe_transfers: ACTIVE,
  })
  assert.deepEqual(await newsOf(world, id), [])
  const wrong = JSON.stringify({ account: id, use_case: { type: 'account_onboarding' } })
  refused(await call('POST', '/v2/core/account_links', wrong, JSON_BODY), 400, {
    code: 'parameter_missing',
    param: 'use_case.account_onboarding',
    message: 'Missing required param: use_case.account_onboarding.',
  })
  assert.deepEqual(await news(), [])
})
