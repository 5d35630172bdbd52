// Outbound payments and transfers to banks: one machine with two names, each state, each event and what it does to the balance.
// (https://docs.stripe.com/treasury/moving-money/financial-accounts/out-of/outbound-payments, .../outbound-transfers)
// One file because what the two have in common is told once, of both.
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import type { Sandbox } from '../../world.ts'
import { DAY, funded, inTwoBusinessDays, JENNY, midnight, opened, standing } from './treasury.ts'

const usd = 'usd'
const METHOD = 'destination_payment_method'
const DATA = 'destination_payment_method_data'

/** What a transfer has; a payment has more. */
type Outbound = Stripe.Treasury.OutboundTransfer
interface Kind {
  readonly path: string
  readonly noun: string
  readonly name: string
  readonly of: (stripe: Stripe) => Stripe['treasury']['outboundTransfers']
  readonly help: (stripe: Stripe) => Pick<Stripe['testHelpers']['treasury']['outboundTransfers'], 'fail' | 'post'> & {
    readonly back: (id: string, code?: string) => Promise<Outbound>
  }
  /** What both take: a payment to a method is some customer's. */
  readonly more: (stripe: Stripe) => Promise<object>
}
const PAYMENT: Kind = {
  path: 'outbound_payments',
  noun: 'OutboundPayment',
  name: 'outbound_payment',
  of: (stripe) => stripe.treasury.outboundPayments as never,
  help: ({ testHelpers: { treasury } }) => ({
    fail: treasury.outboundPayments.fail.bind(treasury.outboundPayments) as never,
    post: treasury.outboundPayments.post.bind(treasury.outboundPayments) as never,
    back: (id, code) =>
      treasury.outboundPayments.returnOutboundPayment(
        id,
        code ? { returned_details: { code: code as never } } : {},
      ) as never,
  }),
  more: async (stripe) => ({ customer: (await stripe.customers.create()).id }),
}
const TRANSFER: Kind = {
  path: 'outbound_transfers',
  noun: 'OutboundTransfer',
  name: 'outbound_transfer',
  of: (stripe) => stripe.treasury.outboundTransfers,
  help: ({ testHelpers: { treasury } }) => ({
    fail: treasury.outboundTransfers.fail.bind(treasury.outboundTransfers),
    post: treasury.outboundTransfers.post.bind(treasury.outboundTransfers),
    back: (id, code) =>
      treasury.outboundTransfers.returnOutboundTransfer(id, code ? { returned_details: { code: code as never } } : {}),
  }),
  more: async () => ({}),
}
const KINDS = [PAYMENT, TRANSFER] as const

type World = Pick<Sandbox, 'stripe' | 'advance' | 'news'>
/** A way to send from an account with so much in it, to the bank account of a token. */
async function sending(world: World, { of, more }: Kind, amount = 1000) {
  const financial_account = await funded(world, amount)
  const common = await more(world.stripe)
  await world.news()
  const send = (token = 'processing', own: object = {}): Promise<Outbound> =>
    of(world.stripe).create({
      financial_account,
      amount: 100,
      currency: usd,
      destination_payment_method: `pm_usBankAccount_${token}`,
      ...common,
      ...own,
    })
  return { financial_account, send }
}

/** The same as a form, for what the SDK's types keep from being said. */
async function form(world: World & Pick<Sandbox, 'call'>, kind: Kind) {
  const financial_account = await funded(world, 1000)
  const common = Object.entries(await kind.more(world.stripe)).map(([key, value]) => `&${key}=${value}`)
  await world.news()
  return (rest: string, money = 'amount=100&currency=usd') =>
    world.call(
      'POST',
      `/v1/treasury/${kind.path}`,
      `financial_account=${financial_account}&${money}${common.join('')}&${rest}`,
    )
}

for (const kind of KINDS) {
  const { path, noun, name, of, help } = kind
  const PATH = `POST /v1/treasury/${path}`
  const event = (end: string) => `treasury.${name}.${end}`

  behaves(PATH, 'is held at once, and gone a moment later', async (world) => {
    const { stripe, news, advance } = world
    const { financial_account, send } = await sending(world, kind)
    const made = await send('success', { metadata: { a: '1' }, description: 'Rent', statement_descriptor: 'May' })
    const { id, created, transaction, destination_payment_method, destination_payment_method_details, ...rest } = made
    assert.match(id, kind === PAYMENT ? /^obp_[A-Za-z0-9]{24}$/ : /^obt_[A-Za-z0-9]{24}$/)
    assert.match(destination_payment_method!, /^pm_[A-Za-z0-9]{24}$/)
    const { us_bank_account, ...whose } = destination_payment_method_details
    assert.deepEqual(whose, { billing_details: JENNY, type: 'us_bank_account' })
    assert.deepEqual([us_bank_account!.last4, us_bank_account!.network], ['6789', 'ach'])
    const customer = (made as unknown as Stripe.Treasury.OutboundPayment).customer
    assert.deepEqual({ ...rest, lastResponse: 0 }, {
      object: `treasury.${name}`,
      amount: 100,
      cancelable: true,
      currency: usd,
      description: 'Rent',
      expected_arrival_date: inTwoBusinessDays(created),
      financial_account,
      hosted_regulatory_receipt_url: null,
      livemode: false,
      metadata: { a: '1' },
      returned_details: null,
      statement_descriptor: 'May',
      status: 'processing',
      status_transitions: { canceled_at: null, failed_at: null, posted_at: null, returned_at: null },
      tracking_details: null,
      ...(kind === PAYMENT && { customer, end_user_details: { ip_address: null, present: false } }),
      lastResponse: 0,
    } as object)
    assert.deepEqual(await standing(world, financial_account), [900, 100])
    await advance(5)
    const sent = await of(stripe).retrieve(id)
    assert.deepEqual([sent.status, sent.cancelable], ['posted', false])
    assert.equal(sent.status_transitions.posted_at, created + 5)
    const moved = await stripe.treasury.transactions.retrieve(transaction as string)
    assert.deepEqual(
      [moved.amount, moved.status, moved.description],
      [-100, 'posted', `Jenny Rosen (6789) | Outbound ${kind === PAYMENT ? 'payment' : 'transfer'} | May`],
    )
    assert.deepEqual(await standing(world, financial_account), [900, 0])
    assert.deepEqual(await news(), [event('created'), event('posted')])
  })

  behaves(PATH, 'fails, is stopped, is late or comes back as its test account says', async (world) => {
    const { stripe, news, advance } = world
    const { financial_account, send } = await sending(world, kind)
    const after = async (token: string) => {
      const { id } = await send(token)
      await advance(5)
      const held = await standing(world, financial_account)
      return { sent: await of(stripe).retrieve(id), held, news: (await news()).slice(1) }
    }
    for (const code of ['account_closed', 'no_account', 'invalid_account_number'] as const) {
      const { sent, held, news: told } = await after(code.replace(/_(.)/g, (_, letter) => letter.toUpperCase()))
      assert.deepEqual([sent.status, sent.returned_details!.code], ['returned', code])
      const [out, back] = await Promise.all(
        [sent.transaction, sent.returned_details!.transaction].map((one) =>
          stripe.treasury.transactions.retrieve(one as string),
        ),
      )
      assert.deepEqual([out!.status, out!.amount, back!.status, back!.amount], ['posted', -100, 'posted', 100])
      assert.deepEqual(
        [held, told],
        [
          [1000, 0],
          [event('posted'), event('returned')],
        ],
      )
    }
    const failed = await after('internalFailure')
    assert.deepEqual([failed.sent.status, failed.held, failed.news], ['failed', [1000, 0], [event('failed')]])
    const stopped = await after('canceledByUser')
    assert.deepEqual([stopped.sent.status, stopped.held, stopped.news], ['canceled', [1000, 0], [event('canceled')]])
    assert.equal((await stripe.treasury.transactions.retrieve(stopped.sent.transaction as string)).status, 'void')
    const late = await after('expectedArrivalDateUpdated')
    assert.equal(late.sent.expected_arrival_date, inTwoBusinessDays(late.sent.created) + DAY)
    assert.deepEqual(
      [late.sent.status, late.held, late.news],
      ['posted', [900, 0], [event('expected_arrival_date_updated'), event('posted')]],
    )
    const waiting = await after('processing')
    assert.deepEqual([waiting.sent.status, waiting.held, waiting.news], ['processing', [800, 100], []])
  })

  behaves(PATH, 'goes by wire to whom it knows whole', async (world) => {
    const { stripe, news } = world
    const post = await form(world, kind)
    const wire = `${METHOD}_options[us_bank_account][network]=us_domestic_wire`
    refused(await post(`${METHOD}=pm_usBankAccount_success&${wire}`), 400, { message: /`city` is missing/ })
    const whole = { city: 'Reno', country: 'US', line1: '1 Main', postal_code: '89501', state: 'NV' }
    const setup = await stripe.setupIntents.create({
      payment_method_data: {
        type: 'us_bank_account',
        us_bank_account: {
          account_holder_type: 'individual',
          account_number: '000123456789',
          routing_number: '110000000',
        },
        billing_details: { name: 'Ann', address: whole },
      },
      ...(kind === TRANSFER && { attach_to_self: true }),
      flow_directions: ['outbound'],
      allowed_payment_method_types: ['us_bank_account'],
      confirm: true,
      mandate_data: { customer_acceptance: { type: 'offline' } },
      expand: ['payment_method'],
    })
    await stripe.setupIntents.verifyMicrodeposits(setup.id, { amounts: [32, 45] })
    const { id } = setup.payment_method as Stripe.PaymentMethod
    if (kind === PAYMENT) {
      refused(await post(`${METHOD}=${id}`), 400, { param: METHOD, message: /does not belong to the Customer/ })
      await news()
      return
    }
    await news()
    const { body } = await post(`${METHOD}=${id}&${wire}&statement_descriptor=${'x'.repeat(140)}`)
    const weekday = (midnight(body.created) / DAY + 3) % 7
    assert.equal(body.expected_arrival_date, midnight(body.created) + (weekday < 5 ? 0 : 7 - weekday) * DAY)
    assert.deepEqual(body.destination_payment_method_details.billing_details, {
      address: { ...whole, line2: null },
      email: null,
      name: 'Ann',
    })
    assert.equal(body.destination_payment_method_details.us_bank_account.network, 'us_domestic_wire')
    refused(await post(`${METHOD}=${id}&${wire}&statement_descriptor=${'x'.repeat(141)}`), 400, {
      param: 'statement_descriptor',
      message: /at most 140 characters/,
    })
    assert.deepEqual(await news(), [event('created')])
  })

  behaves(PATH, 'refuses what it cannot send', async (world) => {
    const { stripe, news, call } = world
    const post = await form(world, kind)
    const good = `${METHOD}=pm_usBankAccount_success`
    for (const [rest, error, money] of [
      [
        good,
        { code: 'insufficient_funds', param: 'amount', message: /sufficient balance/ },
        'amount=1001&currency=usd',
      ],
      [good, { param: 'currency', message: /`eur` is not supported/ }, 'amount=1&currency=eur'],
      ['', { code: 'parameter_missing', param: METHOD, message: /./ }],
      [`${good}&${DATA}[type]=financial_account`, { code: 'parameters_exclusive', param: DATA, message: /./ }],
      [
        `${DATA}[type]=financial_account`,
        { code: 'parameter_missing', param: `${DATA}[financial_account]`, message: /./ },
      ],
      [
        `${DATA}[type]=financial_account&${DATA}[financial_account]=fa_none`,
        {
          code: 'resource_missing',
          param: `${DATA}[financial_account]`,
          message: "No such financial_account: 'fa_none'",
        },
      ],
      [`${good}&statement_descriptor=ElevenChars`, { param: 'statement_descriptor', message: /at most 10 characters/ }],
      [`${METHOD}=pm_none`, { code: 'resource_missing', param: METHOD, message: "No such PaymentMethod: 'pm_none'" }],
    ] as const)
      refused(await post(rest, money), 400, error)
    const bare = await stripe.treasury.financialAccounts.create({ supported_currencies: ['usd'] })
    const { customer } = { customer: (await stripe.customers.create()).id }
    const whose = kind === PAYMENT ? `&customer=${customer}` : ''
    refused(
      await call('POST', `/v1/treasury/${path}`, `financial_account=${bare.id}&amount=1&currency=usd&${good}${whose}`),
      400,
      { param: 'financial_account', message: new RegExp(`does not have the \`${path}.ach\` feature`) },
    )
    assert.deepEqual(await news(), ['treasury.financial_account.created', 'customer.created'])
  })

  behaves(`POST /v1/treasury/${path}/{id}/cancel`, 'stops what has not left', async (world) => {
    const { stripe, news, call } = world
    const { financial_account, send } = await sending(world, kind)
    const { id, transaction } = await send()
    const canceled = await of(stripe).cancel(id)
    assert.deepEqual([canceled.status, canceled.cancelable], ['canceled', false])
    assert.ok(canceled.status_transitions.canceled_at)
    const moved = await stripe.treasury.transactions.retrieve(transaction as string, { expand: ['entries'] })
    assert.equal(moved.status, 'void')
    assert.deepEqual(
      moved.entries!.data.map(({ type }) => type),
      [`${name}_cancellation`, name],
    )
    assert.deepEqual(await standing(world, financial_account), [1000, 0])
    refused(await call('POST', `/v1/treasury/${path}/${id}/cancel`, ''), 400, {
      message: `This ${noun} cannot be canceled: it must be \`processing\`, and is \`canceled\`.`,
    })
    assert.deepEqual(await news(), [event('created'), event('canceled')])
  })

  const HELP = `/v1/test_helpers/treasury/${path}`
  behaves(`POST ${HELP}/{id}/fail`, 'fails when the test says so, and the money is back', async (world) => {
    const { stripe, news, call } = world
    const { financial_account, send } = await sending(world, kind)
    const { id } = await send()
    assert.equal((await help(stripe).fail(id)).status, 'failed')
    assert.deepEqual(await standing(world, financial_account), [1000, 0])
    refused(await call('POST', `${HELP}/${id}/fail`, ''), 400, {
      message: `This ${noun} cannot be failed: it must be \`processing\`, and is \`failed\`.`,
    })
    assert.deepEqual(await news(), [event('created'), event('failed')])
  })

  behaves(`POST ${HELP}/{id}/post`, 'is gone when the test says so', async (world) => {
    const { stripe, news, advance, call } = world
    const { financial_account, send } = await sending(world, kind)
    // Its own answer finds it posted, and leaves it so.
    const { id } = await send('internalFailure')
    assert.equal((await help(stripe).post(id)).status, 'posted')
    await advance(5)
    assert.deepEqual(await standing(world, financial_account), [900, 0])
    refused(await call('POST', `${HELP}/${id}/post`, ''), 400, { message: /must be `processing`, and is `posted`/ })
    assert.deepEqual(await news(), [event('created'), event('posted')])
  })

  behaves(`POST ${HELP}/{id}/return`, 'comes back, from its way or from where it went', async (world) => {
    const { stripe, news, call } = world
    const { financial_account, send } = await sending(world, kind)
    const one = await send()
    await help(stripe).post(one.id)
    assert.equal((await help(stripe).back(one.id, 'account_frozen')).returned_details!.code, 'account_frozen')
    const two = await send()
    const back = await help(stripe).back(two.id)
    assert.deepEqual([back.status, back.returned_details!.code], ['returned', 'declined'])
    assert.ok(back.status_transitions.posted_at && back.status_transitions.returned_at)
    assert.deepEqual(await standing(world, financial_account), [1000, 0])
    refused(await call('POST', `${HELP}/${two.id}/return`, ''), 400, { message: /must be `posted`, and is `returned`/ })
    const steps = ['created', 'posted', 'returned'].map(event)
    assert.deepEqual(await news(), [...steps, ...steps])
  })

  behaves(`POST ${HELP}/{id}`, 'gets the number by which it is followed', async (world) => {
    const { stripe, news, call } = world
    const { send } = await sending(world, kind)
    const { id } = await send()
    const track = (rest: string) => call('POST', `${HELP}/${id}`, rest)
    const ach = 'tracking_details[type]=ach&tracking_details[ach][trace_id]=12345'
    refused(await track(ach), 400, { message: /cannot be set: it is cancelable/ })
    await help(stripe).post(id)
    refused(await track('tracking_details[type]=ach'), 400, {
      code: 'parameter_missing',
      param: 'tracking_details[ach]',
      message: /./,
    })
    refused(await track('tracking_details[type]=us_domestic_wire&tracking_details[us_domestic_wire][imad]=1'), 400, {
      param: 'tracking_details[type]',
      message: /was not sent over `us_domestic_wire`/,
    })
    const { body } = await track(ach)
    assert.deepEqual(body.tracking_details, { type: 'ach', ach: { trace_id: '12345' } })
    refused(await track(ach), 400, { message: /have already been set/ })
    assert.deepEqual(await news(), [event('created'), event('posted'), event('tracking_details_updated')])
  })

  behaves(`GET /v1/treasury/${path}`, 'has those of one account, by status', async (world) => {
    const { stripe, news } = world
    const { financial_account, send } = await sending(world, kind)
    const [one, two] = [await send(), await send()]
    await of(stripe).cancel(one.id)
    const ids = async (params: Partial<Stripe.Treasury.OutboundTransferListParams>) =>
      (await of(stripe).list({ financial_account, ...params })).data.map(({ id }) => id)
    assert.deepEqual(await ids({}), [two.id, one.id])
    assert.deepEqual(await ids({ status: 'canceled' }), [one.id])
    assert.deepEqual(await ids({ financial_account: await opened(world) }), [])
    await news()
  })
}

behaves('POST /v1/treasury/outbound_payments', 'goes to numbers, and makes no method of them', async (world) => {
  const { stripe, news, advance, call } = world
  const financial_account = await funded(world, 1000)
  const pay = (account_number: string) =>
    stripe.treasury.outboundPayments.create({
      financial_account,
      amount: 100,
      currency: usd,
      destination_payment_method_data: {
        type: 'us_bank_account',
        us_bank_account: { account_holder_type: 'company', account_number, routing_number: '110000000' },
        billing_details: { name: 'Rent Ltd' },
      },
      end_user_details: { present: true, ip_address: '203.0.113.9' },
    })
  const made = await pay('000123456789')
  assert.deepEqual([made.customer, made.destination_payment_method], [null, null])
  assert.deepEqual(made.end_user_details, { ip_address: '203.0.113.9', present: true })
  const { billing_details, us_bank_account } = made.destination_payment_method_details!
  assert.deepEqual(billing_details, { ...JENNY, email: null, name: 'Rent Ltd' })
  assert.deepEqual([us_bank_account!.account_holder_type, us_bank_account!.last4], ['company', '6789'])
  // https://docs.stripe.com/treasury/moving-money/financial-accounts/out-of/outbound-payments#testing
  const numbers = {
    '000123457890': 'posted',
    '000000000123': 'canceled',
    '000000000234': 'failed',
    '000111111113': 'returned',
    '000111111116': 'returned',
    '000111111119': 'returned',
  }
  const sent = await Promise.all(Object.keys(numbers).map(pay))
  await advance(5)
  const ended = await Promise.all(sent.map(({ id }) => stripe.treasury.outboundPayments.retrieve(id)))
  assert.deepEqual(
    ended.map(({ status }) => status),
    Object.values(numbers),
  )
  assert.deepEqual(await standing(world, financial_account), [800, 0])
  await news()
  const post = (rest: string) =>
    call(
      'POST',
      '/v1/treasury/outbound_payments',
      `financial_account=${financial_account}&amount=1&currency=usd&${rest}`,
    )
  const bank = `${DATA}[type]=us_bank_account&${DATA}[us_bank_account]`
  const numbered = `${bank}[routing_number]=110000000&${DATA}[us_bank_account][account_number]=000123456789`
  for (const [rest, error] of [
    [
      `${bank}[routing_number]=110000000`,
      { code: 'parameter_missing', param: `${DATA}[us_bank_account][account_number]` },
    ],
    [
      numbered.replace('110000000', '021000021'),
      { code: 'routing_number_invalid', param: `${DATA}[us_bank_account][routing_number]` },
    ],
    [
      numbered.replace('000123456789', '4321'),
      { code: 'account_number_invalid', param: `${DATA}[us_bank_account][account_number]` },
    ],
    [`${numbered}&${DATA}[metadata][a]=1`, { code: 'not_built', param: `${DATA}[metadata]` }],
    [
      `${numbered}&end_user_details[present]=true`,
      { code: 'parameter_missing', param: 'end_user_details[ip_address]' },
    ],
    [`${METHOD}=pm_usBankAccount_success`, { code: 'parameter_missing', param: 'customer' }],
    [`${numbered}&customer=cus_none`, { code: 'resource_missing', param: 'customer' }],
  ] as const)
    refused(await post(rest), 400, { ...error, message: /./ })
  assert.deepEqual(await news(), [])
})

behaves(
  'POST /v1/treasury/outbound_payments',
  'goes to a method of the customer’s, by the list of theirs',
  async (world) => {
    const { stripe, news } = world
    const financial_account = await funded(world, 1000)
    const { id: customer } = await stripe.customers.create()
    const setUp = await stripe.setupIntents.create({
      customer,
      payment_method: 'pm_usBankAccount_success',
      flow_directions: ['outbound'],
      allowed_payment_method_types: ['us_bank_account'],
      confirm: true,
      mandate_data: { customer_acceptance: { type: 'offline' } },
    })
    const method = setUp.payment_method as string
    const of = { financial_account, amount: 100, currency: usd, customer, destination_payment_method: method }
    const made = await stripe.treasury.outboundPayments.create(of)
    assert.deepEqual([made.customer, made.destination_payment_method], [customer, method])
    const list = await stripe.treasury.outboundPayments.list({ financial_account, customer })
    assert.deepEqual(
      list.data.map(({ id }) => id),
      [made.id],
    )
    const none = await stripe.treasury.outboundPayments.list({ financial_account, customer: 'cus_none' })
    assert.deepEqual(none.data, [])
    assert.ok((await news()).includes('treasury.outbound_payment.created'))
  },
)

for (const { path } of KINDS)
  behaves(`GET /v1/treasury/${path}/{id}`, 'shows its transaction to who expands it', async (world) => {
    const { stripe, news } = world
    const kind = KINDS.find((one) => one.path === path)!
    const { send } = await sending(world, kind)
    const { id, financial_account } = await send()
    const { transaction } = await kind.of(stripe).retrieve(id, { expand: ['transaction.flow_details'] })
    const { amount, flow_details } = transaction as Stripe.Treasury.Transaction
    assert.equal(amount, -100)
    assert.equal((flow_details as unknown as Record<string, Outbound>)[kind.name]!.financial_account, financial_account)
    assert.equal((await news()).length, 1)
  })
