// On which days an account is paid out by itself, and what goes out with each payout.
// (https://docs.stripe.com/api/balance-settings, https://docs.stripe.com/payouts/reconciliation)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import type { Sandbox } from '../../world.ts'
import { advanceTo, balanceOf, DAY, onMonday, PAID, pay, topUp, worth } from './funds.ts'

const BY_HAND = {
  object: 'balance_settings',
  payments: {
    debit_negative_balances: false,
    payouts: {
      automatic_transfer_rules_by_currency: null,
      minimum_balance_by_currency: null,
      schedule: { interval: 'manual' },
      statement_descriptor: null,
      status: 'enabled',
    },
    settlement_timing: { delay_days: 2, start_of_day: null },
  },
}

type Schedule = NonNullable<NonNullable<Stripe.BalanceSettingsUpdateParams.Payments['payouts']>['schedule']>
const scheduled = ({ stripe }: Pick<Sandbox, 'stripe'>, schedule: Schedule) =>
  stripe.balanceSettings.update({ payments: { payouts: { schedule } } })

behaves('GET /v1/balance_settings', 'pays out by hand until it is told otherwise', async ({ stripe, news }) => {
  assert.deepEqual({ ...(await stripe.balanceSettings.retrieve()) }, BY_HAND)
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/balance_settings', 'keeps the days of its interval', async (world) => {
  const { stripe, news } = world
  const weekly = { interval: 'weekly', weekly_payout_days: ['monday', 'friday'] } as const
  const changed = await scheduled(world, weekly as unknown as Schedule)
  const { payments } = BY_HAND
  assert.deepEqual(
    { ...changed },
    { ...BY_HAND, payments: { ...payments, payouts: { ...payments.payouts, schedule: weekly } } },
  )
  assert.deepEqual({ ...(await stripe.balanceSettings.retrieve()) }, { ...changed })
  const [event] = (await stripe.events.list({ type: 'balance_settings.updated' })).data
  assert.deepEqual({ ...event!.data.object }, { ...changed })
  const monthly = await scheduled(world, { interval: 'monthly', monthly_payout_days: [5, 31] })
  assert.deepEqual(monthly.payments.payouts!.schedule, { interval: 'monthly', monthly_payout_days: [5, 31] })
  const daily = await scheduled(world, { interval: 'daily' })
  assert.deepEqual(daily.payments.payouts!.schedule, { interval: 'daily' })
  await stripe.balanceSettings.update({ payments: { payouts: { statement_descriptor: 'SHOP' } } })
  const last = await scheduled(world, { interval: 'manual' })
  assert.deepEqual(last.payments.payouts, { ...payments.payouts, statement_descriptor: 'SHOP' })
  assert.deepEqual(await news(), Array(5).fill('balance_settings.updated'))
})

behaves('POST /v1/balance_settings', 'refuses what it cannot do', async ({ call, news, stripe }) => {
  const refusals = [
    ['payouts][schedule][interval', 'hourly'],
    ['payouts][schedule][interval', 'weekly', 'payouts][schedule][weekly_payout_days'],
    ['payouts][schedule][monthly_payout_days][0', '3', 'payouts][schedule][monthly_payout_days'],
    ['payouts][schedule][weekly_payout_days][0', 'sunday'],
    ['debit_negative_balances', 'true'],
    ['settlement_timing][delay_days_override', '7', 'settlement_timing'],
    ['payouts][minimum_balance_by_currency][usd', '5', 'payouts][minimum_balance_by_currency'],
  ] as const
  for (const [name, value, param = name] of refusals) {
    const { status, body } = await call('POST', '/v1/balance_settings', `payments[${name}]=${value}`)
    assert.deepEqual([status, body.error?.param], [400, `payments[${param}]`], name)
  }
  const wrong = 'payments[payouts][schedule][interval]=monthly&payments[payouts][schedule][monthly_payout_days][0]=32'
  assert.equal((await call('POST', '/v1/balance_settings', wrong)).status, 400)
  assert.deepEqual({ ...(await stripe.balanceSettings.retrieve()) }, BY_HAND)
  assert.deepEqual(await news(), [])
})

const ids = async (list: Promise<Stripe.ApiList<Stripe.BalanceTransaction>>) => (await list).data.map(({ id }) => id)

behaves('POST /v1/balance_settings', 'pays out daily all that is available, and says what was in it', async (world) => {
  const { stripe, news } = world
  const at = await onMonday(world)
  await scheduled(world, { interval: 'daily' })
  await pay(world, 1500)
  await pay(world, 10_000)
  assert.deepEqual(await news(), ['balance_settings.updated', ...PAID, ...PAID])
  await topUp(world, 500)
  // Tuesday, ten minutes past midnight: what was topped up. The payments are available on Wednesday.
  const tuesday = Math.floor(at / DAY) * DAY + DAY
  await advanceTo(world, tuesday + 600)
  assert.deepEqual(await news(), ['payout.created', 'payout.reconciliation_completed'])
  const [first] = (await stripe.payouts.list()).data
  assert.deepEqual([first!.amount, first!.automatic, first!.description], [500, true, 'STRIPE PAYOUT'])
  assert.deepEqual([first!.arrival_date, first!.reconciliation_status], [tuesday + DAY, 'completed'])
  assert.deepEqual(await balanceOf(world), worth(0, 1426 + 9680))

  await advanceTo(world, tuesday + DAY + 600)
  assert.deepEqual(await news(), [
    'payout.updated',
    'balance.available',
    'payout.paid',
    'payout.created',
    'payout.reconciliation_completed',
  ])
  const [second] = (await stripe.payouts.list()).data
  assert.equal(second!.amount, 11_106)
  assert.deepEqual(await balanceOf(world), worth(0, 0))
  const all = (await stripe.balanceTransactions.list()).data
  const inSecond = await stripe.balanceTransactions.list({ payout: second!.id })
  assert.deepEqual(
    inSecond.data.map(({ type, net }) => [type, net]),
    [
      ['payout', -11_106],
      ['charge', 9680],
      ['charge', 1426],
    ],
  )
  const inFirst = await ids(stripe.balanceTransactions.list({ payout: first!.id }))
  // Newest first: the second payout, the first, the top-up, and the two payments.
  assert.deepEqual(inFirst, [all[1]!.id, all[2]!.id])
  assert.deepEqual(await ids(stripe.balanceTransactions.list({ payout: 'po_other' })), [])
})

behaves('POST /v1/balance_settings', 'pays nothing out by itself any more when it is manual', async (world) => {
  await onMonday(world)
  await scheduled(world, { interval: 'daily' })
  await scheduled(world, { interval: 'manual' })
  assert.deepEqual(await world.news(), ['balance_settings.updated', 'balance_settings.updated'])
  await topUp(world, 500)
  await world.advance(10 * DAY)
  assert.deepEqual(await world.news(), [])
  assert.deepEqual(await balanceOf(world), worth(500, 0))
})

behaves('POST /v1/balance_settings', 'pays out weekly on its days, with its descriptor', async (world) => {
  const { stripe } = world
  const at = await onMonday(world)
  await scheduled(world, { interval: 'weekly', weekly_payout_days: ['thursday'] as never })
  await stripe.balanceSettings.update({ payments: { payouts: { statement_descriptor: 'SHOP' } } })
  await world.news()
  await topUp(world, 500)
  const thursday = Math.floor(at / DAY) * DAY + 3 * DAY
  await advanceTo(world, thursday + 599)
  assert.deepEqual(await world.news(), [])
  await advanceTo(world, thursday + 600)
  assert.deepEqual(await world.news(), ['payout.created', 'payout.reconciliation_completed'])
  const [made] = (await stripe.payouts.list()).data
  assert.deepEqual([made!.created, made!.statement_descriptor], [thursday + 600, 'SHOP'])
})
