// Bank accounts in the vault, the money that is pulled from them, and what is put right.
// (https://docs.stripe.com/api/v2/core/vault, https://docs.stripe.com/api/v2/money-management/inbound-transfers)
// One file because each file of tests costs a server.
import assert from 'node:assert/strict'
import Stripe from 'stripe'
import { adjust } from '../../../src/resources/money_management/v2.money_management.adjustment.ts'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import type { Sandbox } from '../../world.ts'
import { within } from '../within.ts'
import { balancesOf, checkSums, funded, get, post, usd } from './accounts.ts'

const V2 = '/v2/money_management'
const VAULT = '/v2/core/vault'
const at = (seconds: number) => new Date(seconds * 1000).toISOString()
const secondsOf = (text: string) => Date.parse(text) / 1000
const NUMBERS = { account_number: '000123456789', routing_number: '110000000', currency: 'usd' }

behaves(`POST ${VAULT}/us_bank_accounts`, 'keeps an account, and of its number the end', async (world) => {
  const { stripe, news } = world
  const { id, created, ...rest } = await stripe.v2.core.vault.usBankAccounts.create(NUMBERS)
  assert.match(id, /^usba_test_[A-Za-z0-9]{24}$/)
  assert.match(created, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/)
  assert.deepEqual(rest, {
    object: 'v2.core.vault.us_bank_account',
    archived: false,
    bank_account_type: 'checking',
    bank_name: 'Test Bank',
    fedwire_routing_number: null,
    financial_connections_account: null,
    last4: '6789',
    livemode: false,
    restricted: false,
    routing_number: '110000000',
    supported_currencies: ['usd'],
    verification: { microdeposit_verification_details: null, status: 'unverified' },
  })
  const create = (changes: object) => post(world, `${VAULT}/us_bank_accounts`, { ...NUMBERS, ...changes })
  for (const [name, value] of [
    ['account_number', '12-34'],
    ['routing_number', '990000000'],
    ['fedwire_routing_number', '11'],
  ] as const) {
    const answer = await create({ [name]: value })
    refused(answer, 400, {
      type: 'invalid_payment_method',
      code: 'invalid_us_bank_account',
      param: name,
      message: `The ${name} of the bank account is invalid.`,
    })
    assert.equal(answer.body.error.invalid_param, name)
  }
  refused(await create({ currency: 'eur' }), 400, {
    type: 'cannot_proceed',
    code: 'us_bank_account_unsupported_currency',
    param: 'currency',
    message: 'Bank accounts of the US do not support the currency eur.',
  })
  assert.deepEqual(await news(), [])
})

behaves(`POST ${VAULT}/us_bank_accounts/{id}`, 'takes a routing number that was missing', async (world) => {
  const { usBankAccounts } = world.stripe.v2.core.vault
  const { id } = await usBankAccounts.create(NUMBERS)
  assert.equal(
    (await usBankAccounts.update(id, { fedwire_routing_number: '110000000' })).fedwire_routing_number,
    '110000000',
  )
  refused(await post(world, `${VAULT}/us_bank_accounts/${id}`, { routing_number: '110000000' }), 400, {
    type: 'cannot_proceed',
    code: 'us_bank_account_routing_number_already_set',
    param: 'routing_number',
    message: 'The routing_number is set already.',
  })
  assert.deepEqual(await world.news(), [])
})

behaves(
  `POST ${VAULT}/us_bank_accounts/{id}/send_microdeposits`,
  'awaits the word of the owner, for ten days',
  async (world) => {
    const { stripe, advance, news } = world
    const { usBankAccounts } = stripe.v2.core.vault
    const { id } = await usBankAccounts.create(NUMBERS)
    const { verification } = await usBankAccounts.sendMicrodeposits(id)
    const details = verification.microdeposit_verification_details!
    assert.deepEqual(
      { ...verification },
      {
        microdeposit_verification_details: {
          expires: at(secondsOf(details.sent) + 10 * 86_400),
          microdeposit_type: 'amounts',
          sent: details.sent,
        },
        status: 'awaiting_verification',
      },
    )
    await advance(10 * 86_400)
    await assert.rejects(usBankAccounts.confirmMicrodeposits(id, { amounts: [32, 45] }), (error) => {
      assert.ok(error instanceof Stripe.errors.VerificationExpiredError)
      return true
    })
    await usBankAccounts.sendMicrodeposits(id)
    await usBankAccounts.confirmMicrodeposits(id, { descriptor_code: 'SM11AA' })
    refused(await post(world, `${VAULT}/us_bank_accounts/${id}/send_microdeposits`), 400, {
      type: 'cannot_proceed',
      code: 'us_bank_account_microdeposits_cannot_be_sent',
      message: 'Microdeposits cannot be sent to a bank account that is verified.',
    })
    assert.deepEqual(await news(), [])
  },
)

behaves(
  `POST ${VAULT}/us_bank_accounts/{id}/confirm_microdeposits`,
  'believes the owner three times',
  async (world) => {
    const { stripe, news } = world
    const { usBankAccounts } = stripe.v2.core.vault
    const { id } = await usBankAccounts.create(NUMBERS)
    const path = `${VAULT}/us_bank_accounts/${id}/confirm_microdeposits`
    const early = await post(world, path, { amounts: [32, 45] })
    refused(early, 400, {
      type: 'verification_not_initiated',
      code: 'us_bank_account_verification_not_initiated',
      message: 'Microdeposits have not been sent to this bank account.',
    })
    assert.equal(early.body.error.verification_status, 'unverified')
    await usBankAccounts.sendMicrodeposits(id)
    refused(await post(world, path), 400, {
      code: 'parameter_missing',
      param: 'amounts',
      message: 'Missing required param: amounts.',
    })
    const status = async () => (await usBankAccounts.retrieve(id)).verification.status
    for (const after of ['awaiting_verification', 'awaiting_verification', 'verification_failed']) {
      const wrong = await post(world, path, { amounts: [1, 2] })
      refused(wrong, 400, {
        type: 'verification_attempt_failed',
        code: 'us_bank_account_verification_attempt_failed',
        message: 'The amounts do not match the microdeposits that were sent.',
      })
      assert.deepEqual([wrong.body.error.verification_status, await status()], [after, after])
    }
    // Sent again, they may be told wrong as often again.
    const { id: again } = await usBankAccounts.create(NUMBERS)
    const wrong = (of: string) =>
      post(world, `${VAULT}/us_bank_accounts/${of}/confirm_microdeposits`, { amounts: [1, 2] })
    await usBankAccounts.sendMicrodeposits(again)
    for (const _ of [1, 2]) await wrong(again)
    await usBankAccounts.sendMicrodeposits(again)
    assert.equal((await wrong(again)).body.error.verification_status, 'awaiting_verification')
    // To this test account no deposits come.
    const { id: blocked } = await usBankAccounts.create({ ...NUMBERS, account_number: '000666666661' })
    await usBankAccounts.sendMicrodeposits(blocked)
    assert.equal((await wrong(blocked)).body.error.verification_status, 'verification_failed')
    // The order of the two does not matter.
    const { id: other } = await usBankAccounts.create(NUMBERS)
    await usBankAccounts.sendMicrodeposits(other)
    const { verification } = await usBankAccounts.confirmMicrodeposits(other, { amounts: [45, 32] })
    assert.deepEqual({ ...verification }, { microdeposit_verification_details: null, status: 'verified' })
    const ids = async (verification_status: 'verified' | 'unverified') =>
      (await usBankAccounts.list({ verification_status })).data.map((one) => one.id)
    assert.deepEqual([await ids('verified'), await ids('unverified')], [[other], []])
    assert.deepEqual(await news(), [])
  },
)

behaves(`POST ${VAULT}/gb_bank_accounts`, 'keeps an account, by sort code or IBAN', async (world) => {
  const { gbBankAccounts } = world.stripe.v2.core.vault
  const {
    id,
    created: _,
    ...rest
  } = await gbBankAccounts.create({
    account_number: '00012345',
    sort_code: '10-88-00',
    currency: 'gbp',
    bank_account_type: 'savings',
  })
  assert.match(id, /^gbba_test_[A-Za-z0-9]{24}$/)
  assert.deepEqual(rest, {
    object: 'v2.core.vault.gb_bank_account',
    archived: false,
    bank_account_type: 'savings',
    bank_name: 'Test Bank',
    last4: '2345',
    livemode: false,
    restricted: false,
    sort_code: '108800',
    supported_currencies: ['gbp'],
  })
  // The example of ISO 13616's registry: sort code 60-16-13, account 31926819.
  const byIban = await gbBankAccounts.create({ iban: 'GB29 NWBK 6016 1331 9268 19', currency: 'gbp' })
  assert.deepEqual([byIban.sort_code, byIban.last4], ['601613', '6819'])
  const create = (body: object) => post(world, `${VAULT}/gb_bank_accounts`, { currency: 'gbp', ...body })
  refused(await create({ iban: 'GB29NWBK60161331926818' }), 400, {
    type: 'invalid_vaulted_credential',
    code: 'invalid_gb_bank_account',
    param: 'iban',
    message: 'The iban of the bank account is invalid.',
  })
  refused(await create({ account_number: '123', sort_code: '108800' }), 400, {
    type: 'invalid_vaulted_credential',
    code: 'invalid_gb_bank_account',
    param: 'account_number',
    message: 'The account_number of the bank account is invalid.',
  })
  refused(await create({ account_number: '00012345' }), 400, {
    code: 'parameter_missing',
    param: 'sort_code',
    message: 'Missing required param: sort_code.',
  })
  refused(await create({ account_number: '00012345', iban: 'GB29NWBK60161331926819' }), 400, {
    code: 'parameters_exclusive',
    param: 'iban',
    message: 'You may only specify one of these parameters: account_number, iban.',
  })
  assert.deepEqual(await world.news(), [])
})

const KEPT = [
  'POST /v2/core/vault/us_bank_accounts/{id}/archive',
  'POST /v2/core/vault/us_bank_accounts/{id}/unarchive',
  'GET /v2/core/vault/us_bank_accounts',
  'GET /v2/core/vault/us_bank_accounts/{id}',
  'POST /v2/core/vault/gb_bank_accounts/{id}/archive',
  'POST /v2/core/vault/gb_bank_accounts/{id}/unarchive',
  'GET /v2/core/vault/gb_bank_accounts',
  'GET /v2/core/vault/gb_bank_accounts/{id}',
]

for (const kind of ['us', 'gb'] as const) {
  const path = `${VAULT}/${kind}_bank_accounts`
  const of = ({ stripe }: Pick<Sandbox, 'stripe'>) => {
    const { usBankAccounts, gbBankAccounts } = stripe.v2.core.vault
    return kind === 'us' ? usBankAccounts : gbBankAccounts
  }
  const create = ({ stripe }: Pick<Sandbox, 'stripe'>) =>
    kind === 'us'
      ? stripe.v2.core.vault.usBankAccounts.create(NUMBERS)
      : stripe.v2.core.vault.gbBankAccounts.create({ account_number: '00012345', sort_code: '108800', currency: 'gbp' })
  for (const operation of KEPT.filter((one) => one.includes(path)))
    behaves(operation, 'puts accounts away and takes them out again', async (world) => {
      const made = await create(world)
      const other = await create(world)
      assert.deepEqual({ ...(await of(world).archive(made.id)) }, { ...made, archived: true })
      // Those of the UK are listed as long as money may be sent to them.
      const ids = (await of(world).list()).data.map(({ id }) => id)
      assert.deepEqual(ids, kind === 'us' ? [other.id, made.id] : [other.id])
      assert.deepEqual({ ...(await of(world).unarchive(made.id)) }, { ...made })
      assert.deepEqual({ ...(await of(world).retrieve(made.id)) }, { ...made })
      assert.deepEqual(
        (await of(world).list()).data.map(({ id }) => id),
        [other.id, made.id],
      )
      assert.equal((await get(world, `${path}/none`)).body.error.code, 'not_found')
      assert.deepEqual(await world.news(), [])
    })
}

for (const operation of [
  `GET ${V2}/transactions/{id}`,
  `GET ${V2}/transaction_entries`,
  `GET ${V2}/transaction_entries/{id}`,
  `GET ${V2}/inbound_transfers`,
  `GET ${V2}/inbound_transfers/{id}`,
])
  behaves(operation, 'shows what it is asked for, and nothing made up', async (world) => {
    const path = operation.slice(`GET ${V2}/`.length)
    const { transactions, transactionEntries, inboundTransfers } = world.stripe.v2.moneyManagement
    const { id } = await funded(world, 700)
    await pull(world, id, await verified(world))
    const lists = { transactions, transaction_entries: transactionEntries, inbound_transfers: inboundTransfers }
    const of = lists[path.split('/')[0] as keyof typeof lists]
    const { data } = await of.list()
    assert.equal(data.length, path.startsWith('inbound') ? 1 : 2)
    if (path.endsWith('{id}')) {
      assert.deepEqual({ ...(await of.retrieve(data[0]!.id)) }, data[0])
      const missing = await get(world, `${V2}/${path.replace('{id}', 'x_none')}`)
      assert.deepEqual([missing.status, missing.body.error.code], [404, 'not_found'])
    }
    assert.deepEqual(await world.news(), [])
  })

/** A bank account whose owner has told its deposits. */
async function verified({ stripe }: Pick<Sandbox, 'stripe'>, account_number = NUMBERS.account_number): Promise<string> {
  const { usBankAccounts } = stripe.v2.core.vault
  const { id } = await usBankAccounts.create({ ...NUMBERS, account_number })
  await usBankAccounts.sendMicrodeposits(id)
  await usBankAccounts.confirmMicrodeposits(id, { amounts: [32, 45] })
  return id
}

const pull = ({ stripe }: Pick<Sandbox, 'stripe'>, to: string, from: string) =>
  stripe.v2.moneyManagement.inboundTransfers.create({
    amount: usd(101),
    from: { payment_method: from },
    to: { currency: 'usd', financial_account: to },
    description: 'earnings',
  })

behaves(`POST ${V2}/inbound_transfers`, 'pulls money, step by step', async (world) => {
  const { stripe, advance, news } = world
  const { inboundTransfers, transactions } = stripe.v2.moneyManagement
  const { id: account } = await funded(world, 0)
  const bank = await verified(world)
  const { id, created, transfer_history: history, ...rest } = await pull(world, account, bank)
  assert.match(id, /^ibt_test_[A-Za-z0-9]{24}$/)
  assert.deepEqual(rest, {
    object: 'v2.money_management.inbound_transfer',
    amount: usd(101),
    description: 'earnings',
    from: { debited: usd(101), payment_method: { type: 'us_bank_account', us_bank_account: bank } },
    livemode: false,
    to: { credited: usd(101), financial_account: account },
  })
  assert.deepEqual(history, [
    { id: history[0]!.id, created, effective_at: created, type: 'bank_debit_queued', bank_debit_queued: {} },
  ])
  assert.deepEqual(await balancesOf(world, account), [0, 101, 0])
  const [moved] = (await transactions.list({ flow: id })).data
  assert.deepEqual(
    [moved!.category, moved!.amount, moved!.status, moved!.description, moved!.status_transitions],
    ['inbound_transfer', usd(101), 'pending', 'earnings', {}],
  )
  const steps = async () => (await inboundTransfers.retrieve(id)).transfer_history.map(({ type }) => type)
  await advance(5)
  assert.deepEqual(await steps(), ['bank_debit_queued', 'bank_debit_processing'])
  assert.deepEqual(await balancesOf(world, account), [0, 101, 0])
  await advance(5)
  assert.deepEqual(await steps(), ['bank_debit_queued', 'bank_debit_processing', 'bank_debit_succeeded'])
  assert.deepEqual(await balancesOf(world, account), [101, 0, 0])
  const posted = await transactions.retrieve(moved!.id)
  assert.deepEqual([posted.status, posted.status_transitions], ['posted', { posted_at: at(secondsOf(created) + 10) }])
  await advance(60)
  assert.equal((await steps()).length, 3)
  await checkSums(world, account)
  assert.deepEqual(await news(), [])
})

behaves(
  `POST ${V2}/inbound_transfers`,
  'fails or is taken back as its test account says, and refuses others',
  async (world) => {
    const { stripe, advance, news } = world
    const { inboundTransfers, transactions } = stripe.v2.moneyManagement
    const { id: account } = await funded(world, 0)
    const failing = await pull(world, account, await verified(world, '000222222227'))
    const returned = await pull(world, account, await verified(world, '000555555559'))
    assert.deepEqual(await balancesOf(world, account), [0, 202, 0])
    await advance(10)
    assert.deepEqual(await balancesOf(world, account), [101, 0, 0])
    await advance(5)
    assert.deepEqual(await balancesOf(world, account), [0, 0, 0])
    const last = async (id: string) => (await inboundTransfers.retrieve(id)).transfer_history.at(-1)!
    assert.deepEqual((await last(failing.id)).bank_debit_failed, { failure_reason: 'insufficient_funds' })
    assert.deepEqual((await last(returned.id)).bank_debit_returned, { return_reason: 'bank_debit_not_authorized' })
    const told = async (id: string) =>
      (await transactions.list({ flow: id })).data.map(({ category, amount, status }) => [
        category,
        amount.value,
        status,
      ])
    assert.deepEqual(await told(failing.id), [['inbound_transfer', 101, 'void']])
    assert.deepEqual(await told(returned.id), [
      ['inbound_transfer_reversal', -101, 'posted'],
      ['inbound_transfer', 101, 'posted'],
    ])
    await checkSums(world, account)
    const { id: unverified } = await stripe.v2.core.vault.usBankAccounts.create(NUMBERS)
    const wish = {
      amount: usd(1),
      from: { payment_method: unverified },
      to: { currency: 'usd', financial_account: account },
    }
    refused(await post(world, `${V2}/inbound_transfers`, wish), 400, {
      type: 'blocked_by_stripe',
      code: 'inbound_transfer_not_allowed',
      param: 'from[payment_method]',
      message: `Money cannot be pulled from ${unverified}, which is unverified.`,
    })
    const archived = await verified(world)
    await stripe.v2.core.vault.usBankAccounts.archive(archived)
    const { body } = await post(world, `${V2}/inbound_transfers`, { ...wish, from: { payment_method: archived } })
    assert.equal(body.error.message, `Money cannot be pulled from ${archived}, which is archived.`)
    refused(await post(world, `${V2}/inbound_transfers`, { ...wish, to: { ...wish.to, currency: 'gbp' } }), 400, {
      code: 'invalid_fields',
      param: 'to[currency]',
      message: 'The currency must be that of the amount, usd.',
    })
    assert.deepEqual(await news(), [])
  },
)

behaves(`GET ${V2}/adjustments`, 'has what the house put right', async (world, brindle) => {
  const { adjustments, transactions } = world.stripe.v2.moneyManagement
  const { id: account } = await funded(world, 700)
  const flow = { type: 'received_credit', id: 'rc_test_1' } as const
  await within(brindle, world, (tx) => adjust(tx, account, usd(-200), 'Counted twice', flow), [account])
  await within(brindle, world, (tx) => adjust(tx, account, usd(50), 'Rounded'), [account])
  const { data } = await adjustments.list()
  const [second, first] = data
  assert.match(first!.id, /^adj_test_[A-Za-z0-9]{24}$/)
  assert.deepEqual(
    { ...first },
    {
      id: first!.id,
      object: 'v2.money_management.adjustment',
      adjusted_flow: { received_credit: 'rc_test_1', type: 'received_credit' },
      amount: usd(-200),
      created: first!.created,
      description: 'Counted twice',
      financial_account: account,
      livemode: false,
    },
  )
  assert.deepEqual([second!.amount, second!.adjusted_flow], [usd(50), null])
  assert.deepEqual(
    (await adjustments.list({ adjusted_flow: 'rc_test_1' })).data.map(({ id }) => id),
    [first!.id],
  )
  assert.deepEqual(await balancesOf(world, account), [550, 0, 0])
  const [moved] = (await transactions.list({ flow: first!.id })).data
  assert.deepEqual([moved!.category, moved!.amount, moved!.status], ['adjustment', usd(-200), 'posted'])
  await checkSums(world, account)
  assert.deepEqual(await world.news(), [])
})

behaves(`GET ${V2}/adjustments/{id}`, 'is found by its id', async (world, brindle) => {
  const { adjustments } = world.stripe.v2.moneyManagement
  const { id: account } = await funded(world, 700)
  await within(brindle, world, (tx) => adjust(tx, account, usd(50), 'Rounded'), [account])
  const [one] = (await adjustments.list()).data
  assert.deepEqual({ ...(await adjustments.retrieve(one!.id)) }, one)
  assert.deepEqual(await world.news(), [])
})
