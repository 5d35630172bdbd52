// Report runs: files of what moved the balance. The figures are worked out by hand; the heads and the form of the lines are those of
// files that Stripe wrote in 2025 and 2026, as public code has them.
// One file because the reports are of the same day, and are compared with each other. (https://docs.stripe.com/api/reporting/report_run)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import type { Sandbox } from '../../world.ts'
import { piece as reportPiece, reportRun } from '../../../src/resources/payments/report_making.ts'
import { within } from '../within.ts'
import { advanceTo, DAY, onMonday, pay } from './funds.ts'
import { day, fileOf, midnight, monday, report, time } from './reports.ts'

const RUN = 'POST /v1/reporting/report_runs'

behaves(RUN, 'is pending, and a moment later a file', async (world) => {
  const { stripe, news, url } = world
  const { interval } = await monday(world)
  const params = { report_type: 'balance.summary.1', parameters: { ...interval, currency: 'usd' } }
  const { id, created, lastResponse: _, ...run } = await stripe.reporting.reportRuns.create(params)
  assert.match(id, /^frr_[A-Za-z0-9]{24}$/)
  assert.deepEqual(run, {
    object: 'reporting.report_run',
    error: null,
    livemode: false,
    parameters: { currency: 'usd', ...interval },
    report_type: 'balance.summary.1',
    result: null,
    status: 'pending',
    succeeded_at: null,
  })
  assert.deepEqual(await news(), [])
  await world.advance(60)
  assert.deepEqual(await news(), ['file.created', 'reporting.report_run.succeeded'])
  const done = await stripe.reporting.reportRuns.retrieve(id)
  const text = [
    '"category","description","net_amount","currency"',
    `"starting_balance","Starting balance (${day(interval.interval_start)})","7.00","usd"`,
    // 50.00 + 100.00 - 10.00
    '"activity_gross","Account activity before fees","140.00","usd"',
    // 2.9 % of 100.00, and 0.30
    '"activity_fee","Less fees","-3.20","usd"',
    '"activity","Activity","136.80","usd"',
    '"payouts_gross","Payouts to bank","-11.00","usd"',
    '"payouts_fee","Payout fees","0.00","usd"',
    '"payouts","Total payouts","-11.00","usd"',
    // 7.00 + 136.80 - 11.00, at the end of the last day
    `"ending_balance","Ending balance (${day(interval.interval_start)})","132.80","usd"`,
    '',
  ].join('\n')
  const file = done.result!
  assert.match(file.id, /^file_[A-Za-z0-9]{24}$/)
  const at = done.succeeded_at!
  assert.ok(at >= created + 1)
  assert.deepEqual(
    { ...done, lastResponse: undefined },
    {
      id,
      created,
      ...run,
      status: 'succeeded',
      succeeded_at: at,
      result: {
        id: file.id,
        object: 'file',
        created: at,
        expires_at: at + 365 * DAY,
        filename: `${id}.csv`,
        purpose: 'finance_report_run',
        size: text.length,
        title: `FinanceReportRun ${id}`,
        type: 'csv',
        url: `${url}/v1/files/${file.id}/contents`,
      },
      lastResponse: undefined,
    },
  )
  assert.equal(await fileOf(world, done), text)
  // It is a file like any other.
  const { data } = await stripe.files.list({ purpose: 'finance_report_run' })
  assert.deepEqual(data, [file])
  const link = await stripe.fileLinks.create({ file: file.id })
  assert.equal(await (await fetch(link.url!)).text(), text)
  // The event has the whole of it.
  const [event] = (await stripe.events.list({ type: 'reporting.report_run.succeeded' })).data
  assert.deepEqual((event!.data.object as Stripe.Reporting.ReportRun).result, file)
  assert.deepEqual(await news(), [])
})

behaves(RUN, 'sums up what moved, by category', async (world) => {
  const { interval } = await monday(world)
  assert.deepEqual(
    await report(world, 'balance_change_from_activity.summary.1', { ...interval, timezone: 'Etc/UTC' }),
    [
      '"reporting_category","currency","count","gross","fee","net"',
      '"charge","usd","1","100.00","3.20","96.80"',
      '"refund","usd","1","-10.00","0.00","-10.00"',
      '"topup","usd","1","50.00","0.00","50.00"',
      '"total","usd","3","140.00","3.20","136.80"',
    ],
  )
  assert.deepEqual(await report(world, 'payouts.summary.1', { ...interval, columns: ['reporting_category', 'net'] }), [
    '"reporting_category","net"',
    '"payout","-11.00"',
    '"total","-11.00"',
  ])
  assert.deepEqual(await report(world, 'balance_change_from_activity.summary.1', { ...interval, currency: 'jpy' }), [
    '"reporting_category","currency","count","gross","fee","net"',
    '"total","jpy","0","0","0","0"',
  ])
  const files = ['file.created', 'reporting.report_run.succeeded']
  assert.deepEqual(await world.news(), [...files, ...files, ...files])
})

behaves(RUN, 'has a line for each movement of the time, the oldest first', async (world) => {
  const { interval, moved } = await monday(world)
  const [topup, charge, refund] = moved
  const at = ({ created, available_on }: Stripe.BalanceTransaction) => `"${time(created)}","${time(available_on)}"`
  const lines = [
    `"${topup!.id}",${at(topup!)},"usd","50.00","0.00","50.00","topup",`,
    `"${charge!.id}",${at(charge!)},"usd","100.00","3.20","96.80","charge",`,
    `"${refund!.id}",${at(refund!)},"usd","-10.00","0.00","-10.00","refund",`,
  ]
  const described = (line: string) => line.replace(/,[^,]*$/, ',')
  const [head, ...rows] = await report(world, 'balance_change_from_activity.itemized.1', interval)
  assert.equal(
    head,
    '"balance_transaction_id","created_utc","available_on_utc","currency","gross","fee","net","reporting_category","description"',
  )
  assert.deepEqual(rows.map(described), lines)
  const [zoned, ...same] = await report(world, 'balance_change_from_activity.itemized.3', interval)
  assert.equal(
    zoned,
    '"balance_transaction_id","created","available_on","currency","gross","fee","net","reporting_category","description"',
  )
  assert.deepEqual(same, rows)
  // The first second is in it, the last is not.
  const { created } = topup!
  const short = { interval_start: created, interval_end: created + 1 }
  const ids = await report(world, 'balance_change_from_activity.itemized.2', {
    ...short,
    columns: ['balance_transaction_id'],
  })
  assert.deepEqual(ids.slice(0, 2), ['"balance_transaction_id"', `"${topup!.id}"`])
  const before = { interval_start: created - 60, interval_end: created }
  assert.equal((await report(world, 'balance_change_from_activity.itemized.2', before)).length, 1)
  assert.equal((await world.news()).length, 8)
})

behaves(RUN, 'tells of the customer, the charge and the intent where it is asked for them', async (world) => {
  const { stripe } = world
  const interval_start = midnight(await onMonday(world))
  const { id: customer } = await stripe.customers.create({ name: 'Jo "J" Doe, Esq.', email: 'jo@example.com' })
  const intent = await stripe.paymentIntents.create({
    amount: 2000,
    currency: 'usd',
    customer,
    capture_method: 'automatic',
    confirm: true,
    payment_method: 'pm_card_visa',
    automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    metadata: { order: '4711' },
  })
  const { id: refund } = await stripe.refunds.create({
    payment_intent: intent.id,
    amount: 500,
    metadata: { why: 'torn' },
  })
  const interval = { interval_start, interval_end: interval_start + DAY }
  await advanceTo(world, interval.interval_end)
  await world.news()
  const columns = [
    'source_id',
    'charge_id',
    'payment_intent_id',
    'customer_id',
    'customer_name',
    'customer_facing_amount',
    'payment_method_type',
    'card_brand',
    'card_funding',
    'card_country',
    'payment_metadata[order]',
    'refund_metadata[why]',
    'automatic_payout_id',
  ]
  const [, ...lines] = await report(world, 'balance_change_from_activity.itemized.3', { ...interval, columns })
  const charge = intent.latest_charge as string
  const whose = `"${charge}","${intent.id}","${customer}","Jo ""J"" Doe, Esq."`
  assert.deepEqual(lines, [
    `"${charge}",${whose},"20.00","card","visa","credit","US","4711",,`,
    `"${refund}",${whose},"-5.00","card","visa","credit","US","4711","torn",`,
  ])
  const only = { ...interval, columns: ['source_id'], reporting_category: 'refund' as const }
  assert.deepEqual(await report(world, 'balance_change_from_activity.itemized.3', only), ['"source_id"', `"${refund}"`])
  assert.equal((await world.news()).length, 4)
})

behaves(RUN, 'lists payouts as what went out, and what became of them', async (world) => {
  const { stripe } = world
  const { interval, moved, payout } = await monday(world)
  const { arrival_date, destination, created } = await stripe.payouts.retrieve(payout)
  const [head, ...lines] = await report(world, 'payouts.itemized.3', interval)
  assert.equal(
    head,
    '"payout_id","effective_at","currency","gross","fee","net","reporting_category","balance_transaction_id","description","payout_expected_arrival_date","payout_status"',
  )
  const line = `"usd","11.00","0.00","11.00","payout","${moved[3]!.id}","STRIPE PAYOUT","${time(arrival_date)}","paid"`
  assert.deepEqual(lines, [`"${payout}","${time(created)}",${line}`])
  const columns = [
    'payout_id',
    'payout_type',
    'payout_destination_id',
    'payout_description',
    'trace_id',
    'trace_id_status',
  ]
  const more = await report(world, 'payouts.itemized.1', { ...interval, columns })
  assert.deepEqual(more.slice(1), [`"${payout}","bank_account","${destination}",,,"unsupported"`])
  assert.equal((await world.news()).length, 4)
})

behaves(RUN, 'goes on in another job where there is more than a slice', async (world, brindle) => {
  const { stripe } = world
  const interval_start = midnight(await onMonday(world))
  // 501 top-ups of a dollar, a slice being 500: as many calls would take long, and each would be the same.
  await within(brindle, world, (tx) => {
    for (let i = 0; i < 501; i++) tx.request('POST', '/v1/topups', { amount: '100', currency: 'usd' })
  })
  const interval = { interval_start, interval_end: interval_start + DAY }
  await advanceTo(world, interval.interval_end)
  const lines = await report(world, 'balance_change_from_activity.itemized.3', interval)
  assert.equal(lines.length, 502)
  assert.equal(new Set(lines).size, 502)
  assert.equal(
    (await report(world, 'balance_change_from_activity.summary.1', interval)).at(-1),
    '"total","usd","501","501.00","0.00","501.00"',
  )
  const [newest] = (await stripe.balanceTransactions.list({ limit: 1 })).data
  assert.ok(lines.at(-1)!.startsWith(`"${newest!.id}"`))
  assert.ok((await world.news()).includes('reporting.report_run.succeeded'))
})

behaves(RUN, 'puts together what it wrote piece by piece', async (world, brindle) => {
  const { stripe } = world
  const { interval, moved } = await monday(world)
  const { id } = await stripe.reporting.reportRuns.create({
    report_type: 'balance_change_from_activity.itemized.3',
    parameters: { ...interval, columns: ['balance_transaction_id'] },
  })
  // As if two pieces, and all but a character of a third, were written already: each has 262 144 characters.
  const piece = (number: number, text: string) => ({ id: `piece ${id} ${number}`, object: reportPiece.object, text })
  await within(brindle, world, (tx) => {
    tx.insert(reportPiece, piece(0, 'a'.repeat(262_144)) as never)
    tx.insert(reportPiece, piece(1, 'b'.repeat(262_144)) as never)
    const hidden = { pieces: 2, text: 'c'.repeat(262_143), written: 3 * 262_144 - 1 }
    tx.update(reportRun, tx.get(reportRun, id), { hidden })
  })
  await world.advance(60)
  const text = await fileOf(world, await stripe.reporting.reportRuns.retrieve(id))
  const lines = moved.slice(0, 3).map((movement) => `"${movement.id}"\n`)
  const body = `${'a'.repeat(262_144)}${'b'.repeat(262_144)}${'c'.repeat(262_143)}${lines.join('')}`
  assert.ok(text === `"balance_transaction_id"\n${body}`)
  const left = await within(brindle, world, (tx) => tx.any([0, 1, 2].map((number) => `piece ${id} ${number}`)))
  assert.deepEqual(left, [undefined, undefined, undefined])
  assert.deepEqual(await world.news(), ['file.created', 'reporting.report_run.succeeded'])
})

behaves(RUN, 'fails where the file would be too large', async (world, brindle) => {
  const { stripe, news } = world
  const { interval } = await monday(world)
  const { id } = await stripe.reporting.reportRuns.create({
    report_type: 'balance_change_from_activity.itemized.3',
    parameters: interval,
  })
  // As if 16 Mi characters were written already.
  await within(brindle, world, (tx) =>
    tx.update(reportRun, tx.get(reportRun, id), { hidden: { written: 16 * 1024 * 1024 } }),
  )
  await world.advance(60)
  // The official client takes an answer with an `error` for a refusal: so the answer is read as it is.
  const { status, body } = await world.call('GET', `/v1/reporting/report_runs/${id}`)
  assert.deepEqual(
    [status, body.status, body.error, body.result, body.succeeded_at],
    [
      200,
      'failed',
      'The report is larger than 16777216 characters. Ask for a shorter interval, or for fewer columns.',
      null,
      null,
    ],
  )
  assert.deepEqual(await news(), ['reporting.report_run.failed'])
})

/** Money that goes out by itself every day: what was paid on a Monday goes out on the Wednesday. */
async function automatic(world: Sandbox) {
  const { stripe } = world
  const start = midnight(await onMonday(world))
  await stripe.balanceSettings.update({ payments: { payouts: { schedule: { interval: 'daily' } } } })
  const intents = [await pay(world, 10_000), await pay(world, 2000)]
  await advanceTo(world, start + 4 * DAY)
  const payouts = (await stripe.payouts.list({ limit: 10 })).data
  const movements = (await stripe.balanceTransactions.list({ type: 'charge' })).data.reverse()
  await world.news()
  return { interval: { interval_start: start, interval_end: start + 4 * DAY }, payouts, movements, intents }
}

behaves(RUN, 'tells what went out with each automatic payout', async (world) => {
  const { interval, payouts, movements } = await automatic(world)
  // 100.00 - 3.20 and 20.00 - 0.88
  assert.deepEqual(
    payouts.map(({ amount, automatic, currency }) => [amount, automatic, currency]),
    [[9680 + 1912, true, 'usd']],
  )
  const { id, created } = payouts[0]!
  const settled = `"${id}","${time(created)}"`
  const line = (i: number, amounts: string) => {
    const { id, created, available_on } = movements[i]!
    return `${settled},"${id}","${time(created)}","${time(available_on)}","usd",${amounts},"charge",`
  }
  const lines = [line(0, '"100.00","3.20","96.80"'), line(1, '"20.00","0.88","19.12"')]
  const [, ...all] = await report(world, 'payout_reconciliation.itemized.5', interval)
  assert.deepEqual(all, lines)
  const [, ...one] = await report(world, 'payout_reconciliation.by_id.itemized.4', { payout: id })
  assert.deepEqual(one, lines)
  const sums = ['"charge","usd","2","120.00","4.08","115.92"', '"total","usd","2","120.00","4.08","115.92"']
  assert.deepEqual((await report(world, 'payout_reconciliation.summary.1', interval)).slice(1), sums)
  assert.deepEqual((await report(world, 'payout_reconciliation.by_id.summary.1', { payout: id })).slice(1), sums)
  // Another time has none of it.
  const early = { interval_start: interval.interval_start, interval_end: interval.interval_start + DAY }
  assert.equal((await report(world, 'payout_reconciliation.itemized.5', early)).length, 1)
  assert.equal((await world.news()).length, 10)
})

behaves('GET /v1/reporting/report_runs/{id}', 'is not there under an id that was made up', async ({ call, news }) => {
  refused(await call('GET', '/v1/reporting/report_runs/frr_none'), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such report run: 'frr_none'",
  })
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/reporting/report_runs', 'has the newest first', async (world) => {
  const { stripe, news } = world
  const { interval } = await monday(world)
  const make = () => stripe.reporting.reportRuns.create({ report_type: 'balance.summary.1', parameters: interval })
  const one = await make()
  await world.advance(60)
  const two = await make()
  const ids = async (params: Stripe.Reporting.ReportRunListParams) =>
    (await stripe.reporting.reportRuns.list(params)).data.map(({ id }) => id)
  assert.deepEqual(await ids({}), [two.id, one.id])
  assert.deepEqual(await ids({ limit: 1 }), [two.id])
  assert.deepEqual(await ids({ starting_after: two.id }), [one.id])
  assert.deepEqual(await ids({ created: { lt: two.created } }), [one.id])
  assert.deepEqual(
    (await stripe.reporting.reportRuns.list()).data[1],
    await stripe.reporting.reportRuns.retrieve(one.id),
  )
  assert.deepEqual(await news(), ['file.created', 'reporting.report_run.succeeded'])
})
