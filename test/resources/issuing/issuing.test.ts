// The rest of Issuing: disputes, tokens, and what physical cards are sent with. (https://docs.stripe.com/api/issuing/disputes,
// …/tokens, …/personalization_designs, …/physical_bundles)
// One file because starting another costs more than these tests.
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { token } from '../../../src/resources/issuing/issuing.token.ts'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import type { Sandbox } from '../../world.ts'
import { refusal, within } from '../within.ts'
import { issued, left, physical, plain } from './issued.ts'

const DAY = 86_400

behaves('GET /v1/issuing/physical_bundles', 'are there for everybody', async ({ stripe, news }) => {
  const { data, has_more } = await stripe.issuing.physicalBundles.list()
  assert.deepEqual([data.map(({ name }) => name), has_more], [['Test Bundle 1', 'Test Bundle 2'], false])
  assert.deepEqual((await stripe.issuing.physicalBundles.list({ type: 'custom' })).data, [])
  assert.deepEqual((await stripe.issuing.physicalBundles.list({ limit: 1 })).data.length, 1)
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/issuing/physical_bundles/{id}', 'says what it has room for', async ({ stripe, news, call }) => {
  const [first] = (await stripe.issuing.physicalBundles.list()).data
  const { id, ...rest } = plain(await stripe.issuing.physicalBundles.retrieve(first!.id))
  assert.equal(id, first!.id)
  assert.deepEqual(rest, {
    object: 'issuing.physical_bundle',
    features: { card_logo: 'optional', carrier_text: 'optional', second_line: 'optional' },
    livemode: false,
    name: 'Test Bundle 1',
    status: 'active',
    type: 'standard',
  })
  assert.equal((await call('GET', '/v1/issuing/physical_bundles/ics_none')).status, 404)
  assert.deepEqual(await news(), [])
})

const bundles = async ({ stripe }: { stripe: Stripe }) =>
  (await stripe.issuing.physicalBundles.list()).data.map(({ id }) => id) as [string, string]

behaves('POST /v1/issuing/personalization_designs', 'is looked at before it is used', async (world) => {
  const { stripe, news, call } = world
  const [bundle, bare] = await bundles(world)
  const made = await stripe.issuing.personalizationDesigns.create({
    physical_bundle: bundle,
    name: 'Rocket',
    lookup_key: 'rocket',
    carrier_text: { header_title: 'Hello' },
    preferences: { is_default: true },
  })
  const { id, created, ...rest } = plain(made)
  assert.match(id, /^ipcd_[A-Za-z0-9]{14}$/)
  assert.ok(created > 0)
  assert.deepEqual(rest, {
    object: 'issuing.personalization_design',
    card_logo: null,
    carrier_text: { footer_body: null, footer_title: null, header_body: null, header_title: 'Hello' },
    livemode: false,
    lookup_key: 'rocket',
    metadata: {},
    name: 'Rocket',
    physical_bundle: bundle,
    preferences: { is_default: true, is_platform_default: null },
    rejection_reasons: { card_logo: null, carrier_text: null },
    status: 'review',
  })
  const refusals = [
    ['physical_bundle=ics_none', 'physical_bundle', 'resource_missing', /^No such issuing physical bundle/],
    [`physical_bundle=${bare}&carrier_text[header_title]=a`, 'carrier_text', undefined, /does not support/],
    [
      `physical_bundle=${bundle}&lookup_key=rocket`,
      'lookup_key',
      'resource_already_exists',
      /already uses that lookup key/,
    ],
    [`physical_bundle=${bundle}&card_logo=file_none`, 'card_logo', 'resource_missing', /^No such file/],
  ] as const
  for (const [form, param, code, message] of refusals)
    refused(await call('POST', '/v1/issuing/personalization_designs', form), 400, {
      param,
      message,
      ...(code && { code }),
    })
  assert.deepEqual(await news(), [])
  // Another one takes over the key, and is the default: the first one lost both.
  const other = await stripe.issuing.personalizationDesigns.create({
    physical_bundle: bare,
    lookup_key: 'rocket',
    transfer_lookup_key: true,
    preferences: { is_default: true },
  })
  const first = await stripe.issuing.personalizationDesigns.retrieve(id)
  assert.deepEqual([first.lookup_key, first.preferences.is_default], [null, false])
  assert.deepEqual([other.lookup_key, other.preferences.is_default], ['rocket', true])
  assert.deepEqual(await news(), ['issuing_personalization_design.updated'])
})

const HELPER = 'POST /v1/test_helpers/issuing/personalization_designs/{id}'

behaves(`${HELPER}/activate`, 'is on the cards that name no other', async (world) => {
  const { stripe, news } = world
  const [physical_bundle] = await bundles(world)
  const preferences = { is_default: true }
  const { id } = await stripe.issuing.personalizationDesigns.create({ physical_bundle, preferences })
  assert.equal((await physical(world)).personalization_design, null)
  const helper = stripe.testHelpers.issuing.personalizationDesigns
  assert.equal((await helper.activate(id)).status, 'active')
  assert.deepEqual(await news(), ['issuing_personalization_design.activated'])
  assert.equal((await physical(world)).personalization_design, id)
  await assert.rejects(helper.activate(id), /You cannot activate a personalization design with a status of active/)
  assert.deepEqual(await news(), [])
})

behaves(`${HELPER}/deactivate`, 'is on no more cards', async (world) => {
  const { stripe, news, call } = world
  const [physical_bundle] = await bundles(world)
  const { id } = await stripe.issuing.personalizationDesigns.create({ physical_bundle })
  const helper = stripe.testHelpers.issuing.personalizationDesigns
  await assert.rejects(helper.deactivate(id), /You cannot deactivate a personalization design with a status of review/)
  await helper.activate(id)
  assert.equal((await helper.deactivate(id)).status, 'inactive')
  assert.deepEqual(await news(), [
    'issuing_personalization_design.activated',
    'issuing_personalization_design.deactivated',
  ])
  const card = await physical(world)
  refused(await call('POST', `/v1/issuing/cards/${card.id}`, `personalization_design=${id}`), 400, {
    param: 'personalization_design',
    message: `The personalization design ${id} is not active, but inactive.`,
  })
  assert.deepEqual(await news(), [])
})

behaves(`${HELPER}/reject`, 'says why', async (world) => {
  const { stripe, news, call } = world
  const [physical_bundle] = await bundles(world)
  const { id } = await stripe.issuing.personalizationDesigns.create({ physical_bundle })
  const helper = stripe.testHelpers.issuing.personalizationDesigns
  const rejected = await helper.reject(id, { rejection_reasons: { carrier_text: ['network_name'] } })
  assert.equal(rejected.status, 'rejected')
  assert.deepEqual(plain(rejected.rejection_reasons), { card_logo: null, carrier_text: ['network_name'] })
  refused(await call('POST', `/v1/test_helpers/issuing/personalization_designs/${id}/reject`, ''), 400, {
    code: 'parameter_missing',
    param: 'rejection_reasons',
    message: 'Missing required param: rejection_reasons.',
  })
  assert.deepEqual(await news(), ['issuing_personalization_design.rejected'])
})

behaves('POST /v1/issuing/personalization_designs/{id}', 'is looked at again when its look changes', async (world) => {
  const { stripe, news } = world
  const [physical_bundle] = await bundles(world)
  const { id } = await stripe.issuing.personalizationDesigns.create({ physical_bundle })
  await stripe.testHelpers.issuing.personalizationDesigns.activate(id)
  const named = await stripe.issuing.personalizationDesigns.update(id, { name: 'Rocket', metadata: { a: '1' } })
  assert.deepEqual([named.name, named.metadata, named.status], ['Rocket', { a: '1' }, 'active'])
  const changed = await stripe.issuing.personalizationDesigns.update(id, { carrier_text: { footer_body: 'Bye' } })
  assert.deepEqual([changed.carrier_text!.footer_body, changed.status], ['Bye', 'review'])
  const updated = 'issuing_personalization_design.updated'
  assert.deepEqual(await news(), ['issuing_personalization_design.activated', updated, updated])
})

behaves('GET /v1/issuing/personalization_designs', 'is found by key, status and preference', async (world) => {
  const { stripe, news } = world
  const [physical_bundle] = await bundles(world)
  const api = stripe.issuing.personalizationDesigns
  const one = await api.create({ physical_bundle, lookup_key: 'one', preferences: { is_default: true } })
  const two = await api.create({ physical_bundle, lookup_key: 'two' })
  const ids = async (params: Stripe.Issuing.PersonalizationDesignListParams) =>
    (await api.list(params)).data.map(({ id }) => id)
  assert.deepEqual(await ids({}), [two.id, one.id])
  assert.deepEqual(await ids({ lookup_keys: ['one'] }), [one.id])
  assert.deepEqual(await ids({ preferences: { is_default: true } }), [one.id])
  assert.deepEqual(await ids({ status: 'active' }), [])
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/issuing/personalization_designs/{id}', 'is the same again', async (world) => {
  const [physical_bundle] = await bundles(world)
  const made = await world.stripe.issuing.personalizationDesigns.create({ physical_bundle })
  assert.deepEqual(plain(await world.stripe.issuing.personalizationDesigns.retrieve(made.id)), plain(made))
  assert.deepEqual(await world.news(), [])
})

/** A wallet has made one: no operation does. */
const tokenOf = (card: string) =>
  ({
    card,
    created: 1_700_000_000,
    device_fingerprint: null,
    livemode: false,
    network: 'visa',
    network_updated_at: 1_700_000_000,
    status: 'requested',
    wallet_provider: 'apple_pay',
  }) as never

behaves('POST /v1/issuing/tokens/{id}', 'is activated, suspended and deleted', async (world, brindle) => {
  const { stripe, news, call } = world
  const card = await issued(world)
  const made = await within(brindle, world, (tx) => tx.insert(token, tokenOf(card.id)))
  if (made instanceof Error) throw refusal(made)
  assert.deepEqual(await news(), ['issuing_token.created'])
  const path = `/v1/issuing/tokens/${made.id}`
  refused(await call('POST', path, 'status=suspended'), 400, {
    param: 'status',
    message: 'You cannot change the status of a token from requested to suspended.',
  })
  for (const status of ['active', 'suspended', 'active', 'deleted'] as const) {
    const changed = await stripe.issuing.tokens.update(made.id, { status })
    assert.equal(changed.status, status)
    assert.ok(changed.network_updated_at > 1_700_000_000)
  }
  refused(await call('POST', path, 'status=active'), 400, {
    param: 'status',
    message: 'You cannot change the status of a token from deleted to active.',
  })
  assert.deepEqual(await news(), Array(4).fill('issuing_token.updated'))
})

behaves('GET /v1/issuing/tokens', 'are those of one card', async (world, brindle) => {
  const { stripe, news, call } = world
  const [one, two] = [await issued(world), await issued(world)]
  const made = (await within(brindle, world, (tx) => tx.insert(token, tokenOf(one.id)))) as { id: string }
  assert.deepEqual(
    (await stripe.issuing.tokens.list({ card: one.id })).data.map(({ id }) => id),
    [made.id],
  )
  assert.deepEqual((await stripe.issuing.tokens.list({ card: two.id })).data, [])
  assert.deepEqual((await stripe.issuing.tokens.list({ card: one.id, status: 'active' })).data, [])
  refused(await call('GET', '/v1/issuing/tokens?card=ic_none'), 400, {
    code: 'resource_missing',
    param: 'card',
    message: "No such issuing card: 'ic_none'",
  })
  assert.deepEqual(await news(), ['issuing_token.created'])
})

behaves('GET /v1/issuing/tokens/{id}', 'is there once a wallet has made it', async (world, brindle) => {
  const { id } = await issued(world)
  const made = (await within(brindle, world, (tx) => tx.insert(token, tokenOf(id)))) as { id: string }
  const shown = await world.stripe.issuing.tokens.retrieve(made.id)
  assert.deepEqual([shown.object, shown.card, shown.status], ['issuing.token', id, 'requested'])
  assert.equal((await world.call('GET', '/v1/issuing/tokens/intok_none')).status, 404)
  assert.deepEqual(await world.news(), ['issuing_token.created'])
})

const bought = async (world: Sandbox, amount = 1000) => {
  const card = await issued(world)
  const made = await world.stripe.testHelpers.issuing.transactions.createForceCapture({ card: card.id, amount })
  assert.deepEqual(await world.news(), ['issuing_transaction.created'])
  return made
}

behaves('POST /v1/issuing/disputes', 'is put together before it is submitted', async (world) => {
  const { stripe, news, call } = world
  const transaction = await bought(world)
  const made = await stripe.issuing.disputes.create({
    transaction: transaction.id,
    evidence: { reason: 'not_received', not_received: { explanation: 'Nothing came.', product_type: 'merchandise' } },
  })
  const { id, created, ...rest } = plain(made)
  assert.match(id, /^idp_[A-Za-z0-9]{24}$/)
  assert.ok(created > 0)
  assert.deepEqual(rest, {
    object: 'issuing.dispute',
    amount: 1000,
    currency: 'usd',
    evidence: {
      reason: 'not_received',
      not_received: {
        additional_documentation: null,
        expected_at: null,
        explanation: 'Nothing came.',
        product_description: null,
        product_type: 'merchandise',
      },
    },
    livemode: false,
    metadata: {},
    status: 'unsubmitted',
    transaction: transaction.id,
  })
  assert.equal((await stripe.issuing.transactions.retrieve(transaction.id)).dispute, id)
  assert.deepEqual(await news(), ['issuing_transaction.updated', 'issuing_dispute.created'])
  const other = await bought(world)
  const refund = await stripe.testHelpers.issuing.transactions.createUnlinkedRefund({
    card: other.card as string,
    amount: 5,
  })
  await news()
  const refusals = [
    ['', 'transaction', 'parameter_missing', /transaction/],
    ['transaction=ipi_none', 'transaction', 'resource_missing', /^No such issuing transaction/],
    [`transaction=${transaction.id}`, 'transaction', undefined, /has already been disputed/],
    [`transaction=${refund.id}`, 'transaction', undefined, /of the type capture/],
    [`transaction=${other.id}&amount=1001`, 'amount', 'parameter_invalid_integer', /less than or equal to 1000/],
    [
      `transaction=${other.id}&evidence[reason]=other&evidence[fraudulent][explanation]=a`,
      'evidence[fraudulent]',
      undefined,
      /dispute's reason, other/,
    ],
    [
      `transaction=${other.id}&evidence[reason]=other&evidence[other][additional_documentation]=file_none`,
      'evidence[other][additional_documentation]',
      'resource_missing',
      /^No such file/,
    ],
    [`transaction=${other.id}&treasury[received_debit]=rd_1`, 'treasury', 'not_built', /treasury/],
  ] as const
  for (const [form, param, code, message] of refusals)
    refused(await call('POST', '/v1/issuing/disputes', form), 400, { param, message, ...(code && { code }) })
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/issuing/disputes/{id}', 'changes until it is submitted', async (world) => {
  const { stripe, news, call } = world
  const { id } = await stripe.issuing.disputes.create({ transaction: (await bought(world)).id })
  const changed = await stripe.issuing.disputes.update(id, {
    amount: 400,
    evidence: { reason: 'fraudulent', fraudulent: { explanation: 'Not me.' } },
    metadata: { a: '1' },
  })
  assert.deepEqual([changed.amount, changed.metadata], [400, { a: '1' }])
  assert.deepEqual(plain(changed.evidence), {
    reason: 'fraudulent',
    fraudulent: { additional_documentation: null, explanation: 'Not me.' },
  })
  await stripe.issuing.disputes.submit(id)
  assert.deepEqual((await stripe.issuing.disputes.update(id, { metadata: { a: '2' } })).metadata, { a: '2' })
  refused(await call('POST', `/v1/issuing/disputes/${id}`, 'amount=300'), 400, {
    message: 'You cannot update a dispute with a status of submitted.',
  })
  assert.deepEqual(await news(), [
    'issuing_transaction.updated',
    'issuing_dispute.created',
    'issuing_dispute.updated',
    'issuing_dispute.submitted',
    'issuing_dispute.updated',
  ])
})

behaves('POST /v1/issuing/disputes/{id}/submit', 'is won or lost by what is said', async (world) => {
  const { stripe, news, advance, call } = world
  const disputed = async (explanation?: string) => {
    const { id } = await stripe.issuing.disputes.create({
      transaction: (await bought(world)).id,
      amount: 600,
      evidence: { reason: 'fraudulent', fraudulent: explanation ? { explanation } : {} },
    })
    assert.deepEqual(await news(), ['issuing_transaction.updated', 'issuing_dispute.created'])
    return id
  }
  const won = await disputed('winning_evidence')
  assert.equal((await stripe.issuing.disputes.submit(won)).status, 'submitted')
  refused(await call('POST', `/v1/issuing/disputes/${won}/submit`, ''), 400, {
    message: 'You cannot submit a dispute with a status of submitted.',
  })
  assert.deepEqual(await news(), ['issuing_dispute.submitted'])
  assert.deepEqual(await left(world), { usd: -1000 })
  await advance(2)
  const back = await stripe.issuing.disputes.retrieve(won, { expand: ['balance_transactions'] })
  assert.equal(back.status, 'won')
  assert.deepEqual(
    back.balance_transactions!.map(({ type, amount, source }) => [type, amount, source]),
    [['issuing_dispute', 600, won]],
  )
  assert.deepEqual(await left(world), { usd: -400 })
  assert.deepEqual(await news(), ['issuing_dispute.closed', 'issuing_dispute.funds_reinstated'])
  const lost = await disputed('losing_evidence')
  await stripe.issuing.disputes.submit(lost)
  await advance(2)
  const gone = await stripe.issuing.disputes.retrieve(lost)
  assert.deepEqual([gone.status, gone.loss_reason, gone.balance_transactions], ['lost', 'other', undefined])
  assert.deepEqual(await left(world), { usd: -1400 })
  assert.deepEqual(await news(), ['issuing_dispute.submitted', 'issuing_dispute.closed'])
  const silent = await disputed()
  refused(await call('POST', `/v1/issuing/disputes/${silent}/submit`, ''), 400, {
    code: 'parameter_missing',
    param: 'evidence[fraudulent][explanation]',
    message: 'Missing required param: evidence[fraudulent][explanation].',
  })
  await advance(110 * DAY)
  assert.equal((await stripe.issuing.disputes.retrieve(silent)).status, 'expired')
  assert.deepEqual(await news(), ['issuing_dispute.closed'])
})

behaves('GET /v1/issuing/disputes', 'has the newest first, by transaction and status', async (world) => {
  const { stripe, news } = world
  const [first, second] = [await bought(world), await bought(world)]
  const one = await stripe.issuing.disputes.create({ transaction: first.id })
  const two = await stripe.issuing.disputes.create({ transaction: second.id })
  const ids = async (params: Stripe.Issuing.DisputeListParams) =>
    (await stripe.issuing.disputes.list(params)).data.map(({ id }) => id)
  assert.deepEqual(await ids({}), [two.id, one.id])
  assert.deepEqual(await ids({ transaction: first.id }), [one.id])
  assert.deepEqual(await ids({ status: 'won' }), [])
  const made = ['issuing_transaction.updated', 'issuing_dispute.created']
  assert.deepEqual(await news(), [...made, ...made])
})

behaves('GET /v1/issuing/disputes/{id}', 'is the same again', async (world) => {
  const made = await world.stripe.issuing.disputes.create({ transaction: (await bought(world)).id })
  assert.deepEqual(plain(await world.stripe.issuing.disputes.retrieve(made.id)), plain(made))
  assert.equal((await world.call('GET', '/v1/issuing/disputes/idp_none')).status, 404)
  assert.deepEqual(await world.news(), ['issuing_transaction.updated', 'issuing_dispute.created'])
})
