// Payments to others, and the intents that make them. (https://docs.stripe.com/api/v2/money-management)
// One file because each file of tests costs a server.
import assert from 'node:assert/strict'
import Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import type { Sandbox } from '../../world.ts'
import { balancesOf, checkSums, DE, funded, GB, payable, post, US, usd } from './accounts.ts'

const V2 = '/v2/money_management'
const at = (seconds: number) => new Date(seconds * 1000).toISOString()
const secondsOf = (text: string) => Date.parse(text) / 1000

const OBP = `${V2}/outbound_payments`
const wishOf = (account: string, to: object, value = 1000) => ({
  amount: usd(value),
  from: { financial_account: account, currency: 'usd' },
  to,
})
const pay = ({ stripe }: Pick<Sandbox, 'stripe'>, account: string, to: object, value?: number) =>
  stripe.v2.moneyManagement.outboundPayments.create(wishOf(account, to, value) as never)

behaves(`POST ${OBP}`, 'sets money aside, and sends it', async (world) => {
  const { stripe, advance, news } = world
  const { outboundPayments, transactions } = stripe.v2.moneyManagement
  const { id: account } = await funded(world, 5000)
  const to = await payable(world)
  const { id, created, ...rest } = await outboundPayments.create({
    ...(wishOf(account, to) as never as Stripe.V2.MoneyManagement.OutboundPaymentCreateParams),
    description: 'Streamer earnings',
    metadata: { a: '1' },
    recipient_notification: { setting: 'none' },
    statement_descriptor: 'Payment for streaming',
  })
  assert.match(id, /^obp_test_[A-Za-z0-9]{24}$/)
  const processing = {
    object: 'v2.money_management.outbound_payment',
    amount: usd(1000),
    cancelable: true,
    description: 'Streamer earnings',
    expected_arrival_date: at(secondsOf(created) + 5),
    from: { debited: usd(1000), financial_account: account },
    livemode: false,
    metadata: { a: '1' },
    payout_intent: null,
    recipient_notification: { setting: 'none' },
    recipient_verification: null,
    statement_descriptor: 'Payment for streaming',
    status: 'processing',
    status_details: null,
    status_transitions: {},
    to: { credited: usd(1000), ...to },
    tracking_details: { status: 'pending', type: 'bank_account' },
  }
  assert.deepEqual(rest, processing)
  assert.deepEqual(await balancesOf(world, account), [4000, 0, 1000])
  const [moved] = (await transactions.list({ flow: id })).data
  assert.deepEqual(
    [moved!.category, moved!.amount, moved!.status, moved!.counterparty, moved!.description],
    ['outbound_payment', usd(-1000), 'pending', { name: 'Jenny Rosen' }, 'Streamer earnings'],
  )
  await advance(5)
  const { tracking_details: tracking, ...posted } = await outboundPayments.retrieve(id)
  assert.match(tracking!.bank_account!.trace_id!, /^\d{15}$/)
  const { tracking_details: _, ...before } = processing
  assert.deepEqual(posted, {
    id,
    created,
    ...before,
    cancelable: false,
    status: 'posted',
    status_transitions: { posted_at: at(secondsOf(created) + 5) },
  })
  assert.deepEqual(await balancesOf(world, account), [4000, 0, 0])
  assert.deepEqual((await transactions.retrieve(moved!.id)).status, 'posted')
  await checkSums(world, account)
  assert.deepEqual(await news(), [])
})

behaves(`POST ${OBP}`, 'fails or comes back as its test account says', async (world) => {
  const { stripe, advance, news } = world
  const { outboundPayments, transactions } = stripe.v2.moneyManagement
  const { id: account } = await funded(world, 5000)
  const [declined, closed] = [
    await pay(world, account, await payable(world, { ...US, account_number: '000222222227' })),
    await pay(world, account, await payable(world, { ...US, account_number: '000111111113' })),
  ]
  await advance(5)
  assert.deepEqual(await balancesOf(world, account), [4000, 0, 0])
  assert.equal((await outboundPayments.retrieve(closed.id)).status, 'posted')
  await advance(5)
  assert.deepEqual(await balancesOf(world, account), [5000, 0, 0])
  const outcome = async (id: string) => {
    const { status, status_details, expected_arrival_date, status_transitions } = await outboundPayments.retrieve(id)
    return [status, status_details, expected_arrival_date, Object.keys(status_transitions!)]
  }
  assert.deepEqual(await outcome(declined.id), [
    'failed',
    { failed: { reason: 'payout_method_declined' } },
    null,
    ['failed_at'],
  ])
  const returned = { returned: { reason: 'payout_method_closed' } }
  assert.deepEqual(await outcome(closed.id), ['returned', returned, null, ['posted_at', 'returned_at']])
  const told = async (id: string) =>
    (await transactions.list({ flow: id })).data.map(({ category, amount, status }) => [category, amount.value, status])
  assert.deepEqual(await told(declined.id), [['outbound_payment', -1000, 'void']])
  assert.deepEqual(await told(closed.id), [
    ['outbound_payment_reversal', 1000, 'posted'],
    ['outbound_payment', -1000, 'posted'],
  ])
  await checkSums(world, account)
  assert.deepEqual(await news(), [])
})

behaves(`POST ${OBP}`, 'refuses what cannot be paid', async (world) => {
  const { id: account } = await funded(world, 5000)
  const { payoutMethods } = world.stripe.v2.moneyManagement
  const to = await payable(world)
  const { country: _, ...bank } = US
  const { id: unused } = await world.stripe.v2.core.vault.usBankAccounts.create(bank, { stripeAccount: to.recipient })
  const create = (changes: object) => post(world, OBP, { ...wishOf(account, to), ...changes })
  refused(await create({ amount: usd(5001) }), 400, {
    type: 'insufficient_funds',
    code: 'insufficient_funds',
    param: 'amount',
    message: `The FinancialAccount ${account} has 5000 usd available, and the payment takes 5001.`,
  })
  await assert.rejects(pay(world, account, to, 5001), (error) => {
    assert.ok(error instanceof Stripe.errors.InsufficientFundsError)
    return true
  })
  const wrong = [
    [{ to: { ...to, recipient: 'acct_1nobody' } }, 'to[recipient]', 'to_recipient_not_found'],
    [{ to: { ...to, payout_method: 'usba_test_none' } }, 'to[payout_method]', 'resource_missing'],
    [{ to: { ...to, currency: 'eur' } }, 'to[payout_method]', 'payout_method_unsupported_currency'],
    [{ to: { ...to, payout_method: unused } }, 'to[payout_method]', 'payout_method_disabled'],
    [{ to: { recipient: to.recipient } }, 'to[payout_method]', 'not_built'],
    [
      { to: { ...to, payout_method_options: { bank_account: { preferred_networks: ['ach'] } } } },
      'to[payout_method_options]',
      'not_built',
    ],
    [{ amount: { value: 100, currency: 'eur' } }, 'amount[currency]', 'invalid_fields'],
    [{ from: { financial_account: account, currency: 'xyz' } }, 'from[currency]', 'invalid_fields'],
    [{ statement_descriptor: 'ab' }, 'statement_descriptor', 'invalid_fields'],
    [{ recipient_verification: 'recver_test_none' }, 'recipient_verification', 'resource_missing'],
    [{ colour: 'red' }, 'colour', 'parameter_unknown'],
  ] as const
  for (const [changes, param, code] of wrong) {
    const { status, body } = await create(changes)
    assert.deepEqual([status, body.error.param, body.error.code], [400, param, code], JSON.stringify(changes))
  }
  await payoutMethods.archive(to.payout_method, {}, { stripeAccount: to.recipient })
  refused(await create({}), 400, {
    type: 'invalid_payout_method',
    code: 'payout_method_archived',
    param: 'to[payout_method]',
    message: `The payout method ${to.payout_method} is archived.`,
  })
  assert.deepEqual(await balancesOf(world, account), [5000, 0, 0])
  assert.deepEqual(await world.news(), [])
})

for (const operation of [`POST ${OBP}/{id}/cancel`, `GET ${OBP}`, `GET ${OBP}/{id}`])
  behaves(operation, 'is taken back while it is on its way', async (world) => {
    const { stripe, advance } = world
    const { outboundPayments } = stripe.v2.moneyManagement
    const { id: account } = await funded(world, 5000)
    const to = await payable(world)
    const first = await pay(world, account, to)
    await advance(5)
    const second = await pay(world, account, to)
    const canceled = await outboundPayments.cancel(second.id)
    assert.deepEqual([canceled.status, canceled.cancelable, canceled.expected_arrival_date], ['canceled', false, null])
    assert.ok(canceled.status_transitions?.canceled_at)
    await advance(60)
    assert.deepEqual({ ...(await outboundPayments.retrieve(second.id)) }, { ...canceled })
    assert.deepEqual(await balancesOf(world, account), [4000, 0, 0])
    refused(await post(world, `${OBP}/${second.id}/cancel`), 400, {
      type: 'already_canceled',
      code: 'outbound_payment_already_canceled',
      message: 'The OutboundPayment is canceled already.',
    })
    refused(await post(world, `${OBP}/${first.id}/cancel`), 400, {
      type: 'not_cancelable',
      code: 'outbound_payment_not_cancelable',
      message: 'An OutboundPayment that is posted cannot be canceled.',
    })
    const ids = async (params: Stripe.V2.MoneyManagement.OutboundPaymentListParams) =>
      (await outboundPayments.list(params)).data.map(({ id }) => id)
    assert.deepEqual(await ids({}), [second.id, first.id])
    assert.deepEqual(await ids({ status: ['posted'] }), [first.id])
    assert.deepEqual(await ids({ status: ['posted', 'canceled'], recipient: to.recipient }), [second.id, first.id])
    assert.deepEqual(await ids({ recipient: 'acct_1nobody' }), [])
    await checkSums(world, account)
    assert.deepEqual(await world.news(), [])
  })

const POI = `${V2}/payout_intents`
type Intent = Stripe.V2.MoneyManagement.PayoutIntent
const intend = ({ stripe }: Pick<Sandbox, 'stripe'>, account: string, to: object, more: object = {}): Promise<Intent> =>
  stripe.v2.moneyManagement.payoutIntents.create({ ...wishOf(account, to), ...more } as never)

behaves(`POST ${POI}`, 'sends the money at once, and hears what became of it', async (world) => {
  const { stripe, advance, news } = world
  const { outboundPayments, payoutIntents } = stripe.v2.moneyManagement
  const { id: account } = await funded(world, 5000)
  const to = await payable(world)
  const {
    id,
    created,
    latest_payout: payout,
    ...rest
  } = await intend(world, account, to, {
    description: 'Rent',
    metadata: { a: '1' },
    statement_descriptor: 'Rent',
  })
  assert.match(id, /^poi_test_[A-Za-z0-9]{24}$/)
  assert.deepEqual(rest, {
    object: 'v2.money_management.payout_intent',
    amount: usd(1000),
    confirmation_method: 'automatic',
    description: 'Rent',
    estimated_fees: [],
    from: { currency: 'usd', debited: usd(1000), financial_account: account },
    fx_quote: null,
    livemode: false,
    metadata: { a: '1' },
    next_action: null,
    recipient_notification: { setting: 'configured' },
    recipient_verification: null,
    schedule_options: null,
    statement_descriptor: 'Rent',
    status: 'processing',
    status_transitions: { processing_at: created },
    to: { credited: usd(1000), currency: 'usd', ...to },
  })
  assert.equal(payout!.type, 'outbound_payment')
  const payment = await outboundPayments.retrieve(payout!.outbound_payment!)
  assert.deepEqual(
    [payment.payout_intent, payment.description, payment.metadata, payment.statement_descriptor],
    [id, 'Rent', { a: '1' }, 'Rent'],
  )
  await advance(5)
  const posted = await payoutIntents.retrieve(id)
  assert.deepEqual(
    [posted.status, posted.status_transitions],
    ['posted', { posted_at: at(secondsOf(created) + 5), processing_at: created }],
  )
  await checkSums(world, account)
  assert.deepEqual(await news(), [])
})

behaves(`POST ${POI}`, 'asks its owner where the money cannot be sent, or comes back', async (world) => {
  const { stripe, advance, news } = world
  const { payoutIntents, testHelpers } = stripe.v2.moneyManagement
  const { id: account, address } = await funded(world, 900)
  const to = await payable(world)
  const short = await intend(world, account, to)
  const action = (failure_reason: string) => ({ type: 'handle_failure', handle_failure: { failure_reason } })
  assert.deepEqual(
    [short.status, short.next_action, short.latest_payout],
    ['requires_action', action('insufficient_funds'), null],
  )
  await testHelpers.financialAddresses.credit(address, { amount: usd(5000), network: 'ach' })
  const pending = await payoutIntents.confirm(short.id)
  assert.deepEqual([pending.status, pending.next_action], ['pending', null])
  await advance(1)
  assert.equal((await payoutIntents.retrieve(short.id)).status, 'processing')
  const failing = await intend(world, account, await payable(world, { ...US, account_number: '000222222227' }))
  const back = await intend(world, account, await payable(world, { ...US, account_number: '000111111116' }))
  await advance(5)
  const after = async ({ id }: Intent) => {
    const { status, next_action } = await payoutIntents.retrieve(id)
    return [status, next_action]
  }
  assert.deepEqual(await after(failing), ['requires_action', action('payout_method_declined')])
  assert.deepEqual(await after(back), ['posted', null])
  await advance(5)
  assert.deepEqual(await after(back), ['requires_action', action('payout_method_does_not_exist')])
  // It may be sent elsewhere, and is tried again.
  await payoutIntents.update(failing.id, { to })
  await payoutIntents.confirm(failing.id)
  await advance(6)
  assert.deepEqual(await after(failing), ['posted', null])
  assert.deepEqual(await balancesOf(world, account), [5900 - 2000, 0, 0])
  await checkSums(world, account)
  assert.deepEqual(await news(), [])
})

behaves(`POST ${POI}`, 'refuses what cannot be wanted', async (world) => {
  const { id: account } = await funded(world, 900)
  const to = await payable(world)
  const wrong = [
    [{ schedule_options: { execute_on: '2020-01-01' } }, 'schedule_options[execute_on]', 'invalid_fields'],
    [{ schedule_options: { execute_on: 'tomorrow' } }, 'schedule_options[execute_on]', 'invalid_fields'],
    [{ to: { payout_method: to.payout_method } }, 'to[recipient]', 'not_built'],
    [
      { from: { financial_account: account, currency: 'gbp' } },
      'from[currency]',
      'financial_account_balance_does_not_support_currency',
    ],
    [{ amount: usd(-1) }, 'amount[value]', 'invalid_fields'],
  ] as const
  for (const [changes, param, code] of wrong) {
    const { status, body } = await post(world, POI, { ...wishOf(account, to), ...changes })
    assert.deepEqual([status, body.error.param, body.error.code], [400, param, code], JSON.stringify(changes))
  }
  assert.deepEqual(await world.news(), [])
})

behaves(`POST ${POI}/{id}/confirm`, 'waits for its owner, and then for its day', async (world) => {
  const { stripe, advance, news } = world
  const { payoutIntents } = stripe.v2.moneyManagement
  const { id: account } = await funded(world, 5000)
  const to = await payable(world)
  const now = await advance(0)
  const midnight = (Math.floor(now / 86_400) + 2) * 86_400
  const execute_on = at(midnight).slice(0, 10)
  const { id, ...manual } = await intend(world, account, to, {
    confirmation_method: 'manual',
    schedule_options: { execute_on },
  })
  assert.deepEqual(
    [manual.status, manual.next_action, Object.keys(manual.status_transitions!)],
    ['requires_action', { type: 'confirm', confirm: { reason: 'manually_requested' } }, ['requires_action_at']],
  )
  assert.equal((await payoutIntents.confirm(id)).status, 'pending')
  refused(await post(world, `${POI}/${id}/confirm`), 400, {
    code: 'payout_intent_not_confirmable',
    message: `The PayoutIntent ${id}, which is pending, cannot be confirmed.`,
  })
  await advance(midnight - now - 60)
  assert.equal((await payoutIntents.retrieve(id)).status, 'pending')
  await advance(120)
  assert.equal((await payoutIntents.retrieve(id)).status, 'posted')
  // The day may be changed, and a pending intent given up.
  const schedule = (days: number) => ({ schedule_options: { execute_on: at(midnight + days * 86_400).slice(0, 10) } })
  const [sooner, never] = [await intend(world, account, to, schedule(9)), await intend(world, account, to, schedule(2))]
  assert.deepEqual([sooner.status, sooner.latest_payout], ['pending', null])
  await payoutIntents.update(sooner.id, schedule(1))
  await payoutIntents.cancel(never.id)
  await advance(3 * 86_400)
  assert.deepEqual(
    [(await payoutIntents.retrieve(sooner.id)).status, (await payoutIntents.retrieve(never.id)).status],
    ['posted', 'canceled'],
  )
  await checkSums(world, account)
  assert.deepEqual(await news(), [])
})

behaves(`POST ${POI}/{id}/refresh_fx_quote`, 'locks the rate for another five minutes', async (world) => {
  const { stripe, advance, news } = world
  const { payoutIntents } = stripe.v2.moneyManagement
  const { id: account } = await funded(world, 5000)
  const made = await intend(world, account, await payable(world, GB), { confirmation_method: 'manual' })
  const quote = (from: number, lock_status: string) => ({
    lock_duration: 'five_minutes',
    lock_expires_at: at(from + 300),
    lock_status,
    // 1 / 1.27, to ten places.
    rates: { usd: { exchange_rate: '0.7874015748' } },
    to_currency: 'gbp',
  })
  const begin = secondsOf(made.created)
  assert.deepEqual(made.fx_quote, quote(begin, 'active'))
  assert.deepEqual([made.from.debited, made.to.credited], [usd(1000), { value: 787, currency: 'gbp' }])
  assert.deepEqual(made.next_action!.confirm!.fields_to_review, ['fx_quote', 'recipient_verification'])
  await advance(300)
  assert.deepEqual((await payoutIntents.retrieve(made.id)).fx_quote, quote(begin, 'expired'))
  refused(await post(world, `${POI}/${made.id}/confirm`), 400, {
    type: 'fx_quote_needs_refresh',
    code: 'payout_intent_fx_quote_expired',
    message: 'The FX quote of the PayoutIntent has expired. Refresh it, and confirm again.',
  })
  assert.deepEqual((await payoutIntents.refreshFxQuote(made.id)).fx_quote, quote(begin + 300, 'active'))
  await payoutIntents.confirm(made.id)
  await advance(1)
  const { status, latest_payout } = await payoutIntents.retrieve(made.id)
  assert.equal(status, 'processing')
  const payment = await stripe.v2.moneyManagement.outboundPayments.retrieve(latest_payout!.outbound_payment!)
  assert.deepEqual(payment.to.credited, { value: 787, currency: 'gbp' })
  refused(await post(world, `${POI}/${made.id}/refresh_fx_quote`), 400, {
    code: 'payout_intent_fx_quote_not_refreshable',
    message: `The PayoutIntent ${made.id}, which is processing, has no FX quote to refresh.`,
  })
  // What was sent was sent at that rate.
  await advance(600)
  assert.equal((await payoutIntents.retrieve(made.id)).fx_quote!.lock_status, 'active')
  assert.deepEqual(await news(), [])
})

behaves(
  `POST ${POI}/{id}/refresh_recipient_verification`,
  'asks the bank again, by the name of today',
  async (world) => {
    const { stripe, news } = world
    const { payoutIntents } = stripe.v2.moneyManagement
    const { id: account } = await funded(world, 5000)
    const to = await payable(world, DE)
    const { id, recipient_verification: before } = await intend(world, account, to, { confirmation_method: 'manual' })
    const matched = (name: string) => ({
      match_result: 'match',
      match_result_details: {
        matched_name: name,
        message: 'The provided name matches the name the bank has on file for this account.',
        provided_name: name,
      },
    })
    assert.deepEqual(before, matched('Jenny Rosen'))
    await stripe.accounts.update(to.recipient, { business_profile: { name: 'Jenny Smith' } })
    const { recipient_verification: after } = await payoutIntents.refreshRecipientVerification(id)
    assert.deepEqual(after, matched('Jenny Smith'))
    const plain = await intend(world, account, await payable(world), { confirmation_method: 'manual' })
    refused(await post(world, `${POI}/${plain.id}/refresh_recipient_verification`), 400, {
      code: 'payout_intent_recipient_verification_not_refreshable',
      message: `The PayoutIntent ${plain.id}, which is requires_action, has no recipient verification to refresh.`,
    })
    await news()
    assert.deepEqual(await news(), [])
  },
)

for (const operation of [`POST ${POI}/{id}`, `POST ${POI}/{id}/cancel`, `GET ${POI}`, `GET ${POI}/{id}`])
  behaves(operation, 'is changed and given up as long as it may be', async (world) => {
    const { stripe, advance } = world
    const { outboundPayments, payoutIntents } = stripe.v2.moneyManagement
    const { id: account } = await funded(world, 5000)
    const to = await payable(world)
    const made = await intend(world, account, to, { confirmation_method: 'manual' })
    const changed = await payoutIntents.update(made.id, {
      description: 'Rent',
      metadata: { a: '1' },
      recipient_notification: { setting: 'none' },
      schedule_options: { execute_on: '2099-01-01' },
      statement_descriptor: 'Rent',
      to: await payable(world, GB),
    })
    const { to: _, fx_quote, recipient_verification, ...rest } = changed
    const { to: __, fx_quote: none, recipient_verification: nothing, ...before } = made
    assert.deepEqual(rest, {
      ...before,
      description: 'Rent',
      metadata: { a: '1' },
      recipient_notification: { setting: 'none' },
      schedule_options: { execute_on: '2099-01-01' },
      statement_descriptor: 'Rent',
    })
    assert.deepEqual(
      [none, nothing, fx_quote!.to_currency, recipient_verification!.match_result],
      [null, null, 'gbp', 'match'],
    )
    const first = await payoutIntents.cancel(made.id)
    assert.deepEqual([first.status, first.next_action], ['canceled', null])
    // While its payment is on its way, the payment is taken back with it.
    const sent = await intend(world, account, to)
    const second = await payoutIntents.cancel(sent.id)
    assert.equal(second.status, 'canceled')
    assert.equal((await outboundPayments.retrieve(sent.latest_payout!.outbound_payment!)).status, 'canceled')
    assert.deepEqual(await balancesOf(world, account), [5000, 0, 0])
    // A payment that is canceled takes its intent with it.
    const third = await intend(world, account, to)
    await outboundPayments.cancel(third.latest_payout!.outbound_payment!)
    assert.equal((await payoutIntents.retrieve(third.id)).status, 'canceled')
    const posted = await intend(world, account, to)
    await advance(5)
    for (const [id, status] of [
      [made.id, 'canceled'],
      [posted.id, 'posted'],
    ] as const) {
      refused(await post(world, `${POI}/${id}/cancel`), 400, {
        type: 'not_cancelable',
        code: 'payout_intent_not_cancelable',
        message: `A PayoutIntent that is ${status} cannot be canceled.`,
      })
      refused(await post(world, `${POI}/${id}`, { description: 'x' }), 400, {
        code: 'payout_intent_not_editable',
        message: `The PayoutIntent ${id}, which is ${status}, cannot be changed.`,
      })
    }
    const { data } = await payoutIntents.list()
    assert.deepEqual(
      data.map(({ id }) => id),
      [posted.id, third.id, sent.id, made.id],
    )
    await checkSums(world, account)
    assert.deepEqual(await world.news(), [])
  })
