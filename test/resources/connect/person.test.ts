// Who stands behind a connected account, what it may do, and where its money goes: persons, capabilities, external accounts.
// One file because each of them changes what is due of the others' account. (https://docs.stripe.com/api/persons,
// …/capabilities, …/external_accounts; values: https://docs.stripe.com/connect/testing)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import type { Sandbox } from '../../world.ts'
import { connect, newsOf } from './platform.ts'

const NOTHING_DUE = {
  alternatives: [],
  currently_due: [],
  errors: [],
  eventually_due: [],
  past_due: [],
  pending_verification: [],
}
const NO_DOCUMENT = { back: null, details: null, details_code: null, front: null }

/** The company of https://docs.stripe.com/connect/testing-verification, whose tax id is verified at once. */
const COMPANY: Stripe.AccountCreateParams = {
  type: 'custom',
  country: 'US',
  business_type: 'company',
  business_profile: { mcc: '5045', url: 'https://bestcookieco.com' },
  capabilities: { card_payments: { requested: true }, transfers: { requested: true } },
  company: {
    address: { city: 'Schenectady', line1: '123 State St', postal_code: '12345', state: 'NY' },
    name: 'The Best Cookie Co',
    phone: '8888675309',
    tax_id: '222222222',
  },
  external_account: 'btok_us',
  tos_acceptance: { date: 1_547_923_073, ip: '172.18.80.19' },
}
const JENNY = {
  address: { city: 'Schenectady', line1: '123 State St', postal_code: '12345', state: 'NY' },
  dob: { day: 10, month: 11, year: 1980 },
  email: 'jenny@bestcookieco.com',
  phone: '8888675309',
  ssn_last_4: '0000',
} as const
/** An account holder in Germany, without the date of birth. */
const HOLDER = {
  address: { city: 'Berlin', line1: 'address_full_match', postal_code: '10115' },
  email: 'ada@example.com',
  first_name: 'Ada',
  last_name: 'Lovelace',
  phone: '0000000000',
} as const

/** One that takes payments in Germany, with this holder. */
const german = ({ stripe }: Pick<Sandbox, 'stripe'>, individual: Stripe.AccountCreateParams.Individual) =>
  stripe.accounts.create({
    type: 'custom',
    country: 'DE',
    business_type: 'individual',
    business_profile: { mcc: '5734', url: 'https://accessible.stripe.com' },
    capabilities: { card_payments: { requested: true } },
    external_account: {
      object: 'bank_account',
      country: 'DE',
      currency: 'eur',
      account_number: 'DE89370400440532013000',
    },
    individual: { ...HOLDER, ...individual },
    tos_acceptance: { date: 1_700_000_000, ip: '127.0.0.1' },
  })

behaves('POST /v1/accounts/{id}/persons', 'onboards the company of Stripe’s page, step by step', async (world) => {
  const { stripe, news, call } = world
  const { id, requirements } = await stripe.accounts.create(COMPANY)
  assert.deepEqual(requirements!.currently_due, ['relationship.owner', 'relationship.representative'])
  const {
    id: person,
    created,
    ...rest
  } = await stripe.accounts.createPerson(id, {
    first_name: 'Jenny',
    last_name: 'Rosen',
    relationship: { representative: true, title: 'CEO' },
  })
  assert.match(person, /^person_[A-Za-z0-9]{24}$/)
  assert.ok(created > 0)
  // Stripe's page; the number is asked for whole some time.
  const due = [
    'address.city',
    'address.line1',
    'address.postal_code',
    'address.state',
    'dob.day',
    'dob.month',
    'dob.year',
    'email',
    'phone',
    'relationship.executive',
    'ssn_last_4',
  ]
  assert.deepEqual(rest, {
    object: 'person',
    account: id,
    dob: { day: null, month: null, year: null },
    first_name: 'Jenny',
    future_requirements: NOTHING_DUE,
    id_number_provided: false,
    last_name: 'Rosen',
    metadata: {},
    relationship: {
      authorizer: false,
      director: false,
      executive: false,
      legal_guardian: false,
      owner: false,
      percent_ownership: null,
      representative: true,
      title: 'CEO',
    },
    requirements: {
      ...NOTHING_DUE,
      currently_due: due,
      eventually_due: [...due, 'id_number'].toSorted(),
      past_due: due,
    },
    ssn_last_4_provided: false,
    verification: {
      additional_document: NO_DOCUMENT,
      details: null,
      details_code: null,
      document: NO_DOCUMENT,
      status: 'unverified',
    },
  })
  const asked = async () => (await stripe.accounts.retrieve(id)).requirements!.currently_due
  assert.deepEqual(await asked(), [...due.map((name) => `${person}.${name}`), 'relationship.owner'].toSorted())
  const told = await stripe.accounts.updatePerson(id, person, { ...JENNY, relationship: { executive: true } })
  assert.deepEqual([told.requirements!.currently_due, told.ssn_last_4_provided], [[], true])
  assert.deepEqual(told.address, { ...JENNY.address, country: 'US', line2: null })
  assert.deepEqual(await asked(), ['relationship.owner'])
  await stripe.accounts.createPerson(id, {
    first_name: 'Kathleen',
    last_name: 'Banks',
    email: 'kathleen@bestcookieco.com',
    relationship: { owner: true, percent_ownership: 80 },
  })
  assert.deepEqual(await asked(), ['company.owners_provided'])
  const last = await stripe.accounts.update(id, { company: { owners_provided: true } })
  // Jenny's four digits are looked up: they pass, a moment later.
  assert.deepEqual(last.requirements!.currently_due, [])
  assert.deepEqual([last.charges_enabled, last.capabilities!.card_payments], [false, 'pending'])
  assert.deepEqual(last.requirements!.pending_verification, [`${person}.verification.document`])
  await world.advance(2)
  const done = await stripe.accounts.retrieve(id)
  assert.deepEqual([done.charges_enabled, done.payouts_enabled, done.details_submitted], [true, true, true])
  assert.deepEqual(done.company, {
    address: { ...COMPANY.company!.address, country: 'US', line2: null },
    directors_provided: false,
    executives_provided: false,
    name: 'The Best Cookie Co',
    owners_provided: true,
    phone: '8888675309',
    tax_id_provided: true,
    verification: { document: NO_DOCUMENT },
  })
  // While the representative is asked, both capabilities wait for more and less of it.
  const both = ['capability.updated', 'capability.updated', 'account.updated']
  const { data } = await stripe.events.list({ limit: 100 }, { stripeAccount: id })
  assert.deepEqual(data.map(({ type }) => type).toReversed(), [
    'account.external_account.created',
    'person.created',
    ...both,
    'person.updated',
    ...both,
    'person.created',
    ...both,
    ...both,
    'person.updated',
    ...both,
  ])
  const more = 'relationship[owner]=true&relationship[percent_ownership]=21'
  refused(await call('POST', `/v1/accounts/${id}/persons`, more), 400, {
    param: 'relationship[percent_ownership]',
    message: /more than 100 percent/,
  })
  const { body } = await call('POST', `/v1/accounts/${id}/persons`, 'id_number=222222222&relationship[director]=true')
  assert.equal(body.id_number_provided, true)
  assert.ok(!JSON.stringify(body).includes('222222222'))
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/accounts/{id}/persons', 'has the newest first, by what they are to it', async (world) => {
  const { stripe, news } = world
  const { id } = await stripe.accounts.create(COMPANY)
  const one = await stripe.accounts.createPerson(id, { relationship: { representative: true, owner: true } })
  const two = await stripe.accounts.createPerson(id, { relationship: { owner: true }, metadata: { a: '1' } })
  const ids = async (params: Stripe.AccountListPersonsParams) =>
    (await stripe.accounts.listPersons(id, params)).data.map((person) => person.id)
  assert.deepEqual(await ids({}), [two.id, one.id])
  assert.deepEqual(await ids({ relationship: { representative: true } }), [one.id])
  assert.deepEqual(await ids({ relationship: { owner: true, representative: false } }), [two.id])
  assert.deepEqual(await ids({ starting_after: two.id }), [one.id])
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/accounts/{account}/persons/{id}', 'is there for its account only', async (world) => {
  const { stripe, news, call } = world
  const { id } = await stripe.accounts.create(COMPANY)
  const other = await connect(world)
  const made = await stripe.accounts.createPerson(id, { first_name: 'Ada' })
  assert.deepEqual({ ...(await stripe.accounts.retrievePerson(id, made.id)) }, { ...made })
  refused(await call('GET', `/v1/accounts/${other}/persons/${made.id}`), 404, {
    code: 'resource_missing',
    param: 'id',
    message: `No such person: '${made.id}'`,
  })
  // The account itself sees them too, where its platform acts in it.
  const own = await call('GET', `/v1/accounts/${id}/persons/${made.id}`, undefined, { 'stripe-account': id })
  assert.equal(own.body.first_name, 'Ada')
  const across = await call('GET', `/v1/accounts/${id}/persons/${made.id}`, undefined, { 'stripe-account': other })
  refused(across, 403, { code: 'account_invalid', message: /does not have access/ })
  assert.deepEqual(await news(), [])
})

behaves(
  'POST /v1/accounts/{account}/persons/{id}',
  'of a holder changes the account’s individual with it',
  async (world) => {
    const { stripe, news, call } = world
    const { id, individual } = await german(world, { dob: { day: 1, month: 1, year: 1902 } })
    const changed = await stripe.accounts.updatePerson(id, individual!.id, {
      first_name: 'Augusta',
      metadata: { a: '1' },
    })
    assert.deepEqual((await stripe.accounts.retrieve(id)).individual, { ...changed })
    const back = await stripe.accounts.update(id, { individual: { first_name: 'Ada' } })
    assert.equal(back.individual!.first_name, 'Ada')
    assert.equal((await stripe.accounts.retrievePerson(id, individual!.id)).first_name, 'Ada')
    // What is no individual any more shows none; its person is still there.
    const firm = (await german(world, {})).id
    const { individual: none } = await stripe.accounts.update(firm, { business_type: 'company' })
    assert.deepEqual([none, (await stripe.accounts.listPersons(firm)).data.length], [undefined, 1])
    const other = await call('POST', `/v1/accounts/${id}/persons`, 'first_name=Eve')
    refused(other, 400, { param: 'relationship', message: /has its person already/ })
    const both = ['person.updated', 'account.updated']
    const { data } = await stripe.events.list({}, { stripeAccount: id })
    assert.deepEqual(data.map(({ type }) => type).toReversed(), [
      'account.external_account.created',
      'person.created',
      ...both,
      ...both,
    ])
    assert.deepEqual(data[1]!.data.previous_attributes, { first_name: 'Augusta' })
    assert.deepEqual(await news(), [])
  },
)

behaves('DELETE /v1/accounts/{account}/persons/{id}', 'takes anybody but the representative', async (world) => {
  const { stripe, news, call } = world
  const { id } = await stripe.accounts.create(COMPANY)
  const jenny = await stripe.accounts.createPerson(id, { relationship: { representative: true } })
  const owner = await stripe.accounts.createPerson(id, { relationship: { owner: true, percent_ownership: 100 } })
  refused(await call('DELETE', `/v1/accounts/${id}/persons/${jenny.id}`), 400, { message: /representative/ })
  assert.deepEqual(
    { ...(await stripe.accounts.deletePerson(id, owner.id)) },
    { id: owner.id, object: 'person', deleted: true },
  )
  assert.equal((await call('GET', `/v1/accounts/${id}/persons/${owner.id}`)).status, 404)
  assert.ok((await stripe.accounts.retrieve(id)).requirements!.currently_due!.includes('relationship.owner'))
  const types = (await stripe.events.list({}, { stripeAccount: id })).data.map(({ type }) => type)
  assert.deepEqual(types.slice(0, 4), ['account.updated', 'capability.updated', 'capability.updated', 'person.deleted'])
  assert.deepEqual(await news(), [])
})

/**
 * What becomes of a holder in Germany: their status, what is due of them, and of the capability, at first and two seconds
 * later. (https://docs.stripe.com/connect/testing#identity-verification)
 */
const BORN = { day: 1, month: 1, year: 1901 }
const VALUES: readonly [
  Stripe.AccountCreateParams.Individual,
  first: readonly [status: string, due: readonly string[], capability: string, code?: string],
  later?: readonly [status: string, due: readonly string[], capability: string],
][] = [
  [{ dob: BORN }, ['pending', [], 'pending'], ['verified', [], 'active']],
  [{ dob: { ...BORN, year: 1902 } }, ['verified', [], 'active']],
  [{ dob: { ...BORN, year: 1900 } }, ['unverified', ['verification.document'], 'inactive']],
  [{ dob: { ...BORN, year: 1980 } }, ['unverified', ['verification.document'], 'inactive']],
  [{ dob: BORN, id_number: '222222222' }, ['verified', [], 'active']],
  [
    { dob: BORN, id_number: '111111111' },
    ['unverified', ['verification.document'], 'inactive', 'verification_failed_keyed_identity'],
  ],
  [
    { dob: BORN, address: { ...HOLDER.address, line1: 'address_no_match' } },
    ['unverified', ['verification.additional_document'], 'inactive', 'verification_failed_address_match'],
  ],
  [
    { dob: { ...BORN, year: 1980 }, verification: { document: { front: 'file_identity_document_success' } } },
    ['verified', [], 'active'],
  ],
  [
    { dob: BORN, verification: { document: { front: 'file_identity_document_failure' } } },
    ['unverified', ['verification.document'], 'inactive', 'verification_document_failed_test_mode'],
  ],
]

behaves('POST /v1/accounts', 'looks its holder up by Stripe’s test values', async (world) => {
  const { stripe, news, advance } = world
  for (const [individual, [status, due, capability, code], later] of VALUES) {
    const made = await german(world, individual)
    const said = JSON.stringify(individual)
    assert.equal(made.individual!.verification!.status, status, said)
    assert.deepEqual(made.individual!.requirements!.currently_due, due, said)
    assert.deepEqual(
      made.requirements!.currently_due,
      due.map((name) => `individual.${name}`),
      said,
    )
    assert.equal(made.capabilities!.card_payments, capability, said)
    assert.equal(made.individual!.requirements!.errors[0]?.code, code, said)
    assert.equal(made.charges_enabled, capability === 'active')
    if (!later) continue
    assert.deepEqual(made.requirements!.pending_verification, ['individual.verification.document'])
    assert.equal(made.requirements!.disabled_reason, 'requirements.pending_verification')
    await advance(2)
    const after = await stripe.accounts.retrieve(made.id)
    assert.deepEqual(
      [after.individual!.verification!.status, after.requirements!.currently_due, after.capabilities!.card_payments],
      later,
    )
    const types = (await stripe.events.list({}, { stripeAccount: made.id })).data.map(({ type }) => type)
    assert.deepEqual(types.slice(0, 3), ['account.updated', 'capability.updated', 'person.updated'])
  }
  const listed = (await stripe.accounts.list({ limit: 100 })).data.map(
    ({ requirements }) => requirements!.disabled_reason,
  )
  assert.equal(listed.filter((reason) => reason === 'listed').length, 1)
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/accounts/{id}', 'looks the business up by Stripe’s test values', async (world) => {
  const { stripe, news, call } = world
  const { id } = await stripe.accounts.create(COMPANY)
  await stripe.rawRequest('POST', `/brindle/accounts/${id}/onboard`)
  /** What is told, the code and the field of the error, and whether charges and payouts remain. */
  const rows: readonly [Stripe.AccountUpdateParams, string, string, boolean, boolean][] = [
    [
      { business_profile: { url: 'https://missing.stripe.com' } },
      'invalid_url_website_incomplete',
      'business_profile.url',
      false,
      false,
    ],
    [{ company: { tax_id: '111111111' } }, 'verification_failed_tax_id_match', 'company.tax_id', false, false],
    [{ company: { tax_id: '111111112' } }, 'verification_failed_tax_id_not_issued', 'company.tax_id', false, false],
    [
      { company: { address: { line1: 'address_no_match' } } },
      'invalid_street_address',
      'company.address.line1',
      true,
      false,
    ],
    [
      { company: { address: { line1: 'address_line1_no_match' } } },
      'invalid_street_address',
      'company.address.line1',
      false,
      false,
    ],
    [
      { settings: { payments: { statement_descriptor: 'mismatch' } } },
      'invalid_statement_descriptor_business_mismatch',
      'settings.payments.statement_descriptor',
      false,
      false,
    ],
  ]
  const good: Stripe.AccountUpdateParams = {
    business_profile: { url: 'https://accessible.stripe.com' },
    company: { address: { line1: 'address_full_match' }, tax_id: '222222222' },
    settings: { payments: { statement_descriptor: 'COOKIES' } },
  }
  for (const [params, code, requirement, charges, payouts] of rows) {
    const failed = await stripe.accounts.update(id, params)
    assert.deepEqual(
      failed.requirements!.errors!.map((error) => [error.code, error.requirement, error.reason.length > 0]),
      [[code, requirement, true]],
    )
    assert.deepEqual([failed.charges_enabled, failed.payouts_enabled], [charges, payouts], code)
    const mended = await stripe.accounts.update(id, good)
    assert.deepEqual([mended.charges_enabled, mended.payouts_enabled, mended.requirements!.errors], [true, true, []])
  }
  const file = await call('POST', `/v1/accounts/${id}`, 'company[verification][document][front]=file_1')
  assert.equal(file.body.error.code, 'not_built')
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/accounts/{account}/capabilities/{id}', 'shows what one needs, asked for or not', async (world) => {
  const { stripe, news, call } = world
  const { id } = await stripe.accounts.create({ type: 'custom', capabilities: { transfers: { requested: true } } })
  const { requested_at, ...rest } = await stripe.accounts.retrieveCapability(id, 'transfers')
  assert.ok(requested_at! > 0)
  const due = [
    'business_type',
    'external_account',
    'representative.dob.day',
    'representative.dob.month',
    'representative.dob.year',
    'representative.email',
    'representative.first_name',
    'representative.last_name',
    'tos_acceptance.date',
    'tos_acceptance.ip',
  ]
  assert.deepEqual(rest, {
    id: 'transfers',
    object: 'capability',
    account: id,
    future_requirements: { ...NOTHING_DUE, current_deadline: null, disabled_reason: null },
    requested: true,
    requirements: {
      ...NOTHING_DUE,
      current_deadline: null,
      currently_due: due,
      disabled_reason: 'requirements.fields_needed',
      eventually_due: due,
      past_due: due,
    },
    status: 'inactive',
  })
  const preview = await stripe.accounts.retrieveCapability(id, 'card_payments')
  assert.deepEqual([preview.requested, preview.requested_at, preview.status], [false, null, 'unrequested'])
  assert.deepEqual(
    preview.requirements!.currently_due,
    [...due, 'business_profile.mcc', 'business_profile.url'].toSorted(),
  )
  refused(await call('GET', `/v1/accounts/${id}/capabilities/teleporting`), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such capability: 'teleporting'",
  })
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/accounts/{account}/capabilities/{id}', 'asks for one, and gives it up', async (world) => {
  const { stripe, news } = world
  const id = await connect(world, { capabilities: { transfers: { requested: true } } })
  const asked = await stripe.accounts.updateCapability(id, 'us_bank_account_ach_payments', { requested: true })
  assert.equal(asked.status, 'inactive')
  assert.deepEqual(asked.requirements!.currently_due, [
    'business_profile.mcc',
    'business_profile.url',
    'settings.payments.statement_descriptor',
  ])
  const { capabilities, charges_enabled } = await stripe.accounts.update(id, {
    business_profile: { mcc: '5734', url: 'https://accessible.stripe.com' },
    settings: { payments: { statement_descriptor: 'ROSEN' } },
  })
  assert.deepEqual(
    [capabilities, charges_enabled],
    [{ transfers: 'active', us_bank_account_ach_payments: 'active' }, true],
  )
  const given = await stripe.accounts.updateCapability(id, 'us_bank_account_ach_payments', { requested: false })
  assert.deepEqual([given.status, given.requested, given.requested_at], ['unrequested', false, null])
  assert.deepEqual((await stripe.accounts.retrieve(id)).charges_enabled, false)
  assert.deepEqual(await newsOf(world, id), [
    'account.updated',
    'capability.updated',
    'account.updated',
    'capability.updated',
    'account.updated',
  ])
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/accounts/{id}/capabilities', 'has those that were asked for', async (world) => {
  const { stripe, news } = world
  const id = await connect(world)
  const { data, has_more } = await stripe.accounts.listCapabilities(id)
  assert.deepEqual(data.map((one) => [one.id, one.status]).toSorted(), [
    ['card_payments', 'active'],
    ['transfers', 'active'],
  ])
  assert.equal(has_more, false)
  assert.deepEqual(await news(), [])
})
