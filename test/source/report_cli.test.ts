// The commands on a lake, as a person types them, over the small shop of examples/source/fill_shop.sh: the report as text, page and JSON,
// segments and offers, the profile file, writing back, and what an experiment brought. The shop's orders stand in that script; what is
// expected here is counted from them by hand.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { run as source } from '../../src/commands/source.ts'
import { run as offers } from '../../src/commands/source_offers.ts'
import { run as report } from '../../src/commands/source_report.ts'
import { bnplReport } from '../../src/source/report/bnpl.ts'
import { narrowed } from '../../src/source/report/narrow.ts'
import { segmentsOf } from '../../src/source/report/segments.ts'
import { knownOffers } from '../../src/source/report/write_back.ts'
import { lakeOf, SHOP } from './report_rows.ts'
import { profilesAsCsv } from '../../src/source/report/profiles.ts'
import type { Brindle } from '../../src/main.ts'
import { SIX, streamNamed } from '../../src/source/extract/streams.ts'
import { syncLake } from '../../src/source/sync.ts'
import { type Sandbox, sandbox, startBrindle } from '../world.ts'
import { sourceWorld } from './world.ts'

let folder: string
let brindle: Brindle
let shop: Sandbox
/** The customers' ids by name. */
const ids: Record<string, string> = {}

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'brindle-report-'))
  brindle = await startBrindle()
  shop = sandbox(brindle)
  const env = { PATH: process.env.PATH, URL: brindle.url, KEY: shop.key }
  const script = join(import.meta.dirname, '../../examples/source/fill_shop.sh')
  await new Promise<void>((resolve, reject) => {
    execFile('sh', [script], { env, timeout: 60_000 }, (error) => (error ? reject(error) : resolve()))
  })
  await sync(SIX)
  for (const { id, name } of (await shop.stripe.customers.list({ limit: 10 })).data) ids[name!] = id
})
after(async () => {
  await brindle.close()
  rmSync(folder, { recursive: true, force: true })
})

const lake = () => join(folder, 'lake')

async function sync(names: readonly string[]) {
  const world = await sourceWorld({ folder: lake(), keep: true })
  const results = await syncLake(world.source, {
    ...{ url: brindle.url, key: shop.key, version: '2026-08-26.dahlia', connected: false },
    streams: names.map((name) => streamNamed(name)!),
  })
  await world.close()
  assert.deepEqual(
    results.flatMap(({ error }) => error ?? []),
    [],
  )
}

/** What a command printed, and its code. */
async function said(command: typeof report, ...args: string[]) {
  let out = ''
  const print = (text: string) => {
    out += text
  }
  const code = await command(['--lake', lake(), ...args], print)
  return { code, out }
}

test('the report is the shop’s orders', async () => {
  const { code, out } = await said(report, 'bnpl', '--dimension', 'device_type')
  assert.equal(code, 0)
  const lines = [
    'All time, 13 charges',
    // Later: 120 + 90 + 110 + 80 + 130 + 100 of six. Now: 40 + 50 + 44 + 60 + 52 + 30 of six.
    'USD: 6 of 12 orders (50.0%) were paid later. Their average is $105.00, $59.00 more than that of buy now.',
    '  Orders                6 (50.0%)  6 (50.0%)',
    '  Amount                  $276.00    $630.00',
    // 1 + 2 + 1 + 1 + 2 + 1 of six, and 3 + 3 + 2 + 2 + 4 + 3 of six.
    '  Items per order            1.33       2.83',
    // Ada and Cleo after 31 days (twice), Ben after 62, Dan after 31 and 31: the median is 31.
    '  Until the next order  31.0 days  31.0 days',
    '  Declined             1 (14.3%)   0 (0.0%)',
    '  Orders refunded       0 (0.0%)  1 (16.7%)',
    '  Refunded, of amount       0.0%       3.2%',
    '  Klarna  later       4  $440.00  $110.00      0.0%     25.0%',
    '  Affirm  later       2  $190.00   $95.00      0.0%      0.0%',
    // 2.9 % and 30 cents of each: 146 + 175 + 158 + 204 + 181 + 117, and 378 + 291 + 349 + 262 + 407 + 320.
    '  Buy now, in USD         6  $276.00   $9.81      3.6%  $266.19',
    '  Pay later, in USD       6  $630.00  $20.07      3.2%  $609.93',
    // Phones: 40, 44, 30 now; 120, 110, 80, 130 later.
    '  phone             7             57.1%             79.4%       $38.00        $110.00          0.0%            0.0%',
  ]
  for (const line of lines) assert.ok(out.includes(`${line}\n`), `${line}\nin\n${out}`)
})

test('a period is days or seconds, and a page and JSON are of the same', async () => {
  const [first] = (await shop.stripe.charges.list({ limit: 100 })).data.toReversed()
  const month = 31 * 86_400
  const from = first!.created + month - 3_600
  const html = join(folder, 'report.html')
  const period = ['--from', String(from), '--to', String(from + month)]
  const json = JSON.parse((await said(report, 'bnpl', ...period, '--json', '--html', html)).out)
  const [usd] = json.currencies
  // The five of the second month: 44 and 60 now and one declined, 110 and 80 later.
  assert.deepEqual([json.charges, usd.all.now.amount, usd.all.later.amount], [5, 10_400, 19_000])
  assert.deepEqual([usd.all.shareByCount.percent, json.segments.length, json.missing], ['50.0%', 4, []])
  const page = readFileSync(html, 'utf8')
  assert.match(page, /^<!doctype html>[\s\S]*2 of 4 orders \(50\.0%\) were paid later\. Their average is \$95\.00/)
  const written = await said(report, 'bnpl', '--to', '2001-01-31', '--html', html)
  assert.match(written.out, /report\.html is written, of 0 charges\.\n/)
  assert.match(readFileSync(html, 'utf8'), /Before 2001-01-31 UTC/)
})

/** A draw is the first 64 bits of SHA-256 as a part of all: by its first byte it is below 1/4 (64 of 256), or below 1/2 (128). */
const isOffered = (customer: string, below = 128) =>
  createHash('sha256').update(`lift:${customer}`).digest()[0]! < below

test('customers are put in segments, drawn, and exported with what they are offered', async () => {
  const csv = join(folder, 'profiles.csv')
  const { code, out } = await said(offers, '--experiment', 'lift', '--share', '0.25', '--csv', csv)
  assert.equal(code, 0)
  // Finn and Eve bought once; Ada and Ben never pay later; Cleo always does; of Dan's three two are less than three of four.
  for (const row of [
    /new .* 2 +\$55\.00/,
    /now only .* 2 +\$47\.00/,
    /later loyal .* 1 +\$120\.00/,
    /mixed .* 1 +\$90\.00/,
  ])
    assert.match(out, row)
  const [head, ...rows] = readFileSync(csv, 'utf8').trimEnd().split('\r\n')
  assert.equal(head, 'customer,segment,orders,later,currency,basket,experiment,arm,threshold,add_ons,total')
  const prices = (await shop.stripe.prices.list({ limit: 10 })).data
  const priceOf = (amount: number) => prices.find((price) => price.unit_amount === amount)!.id
  /** Orders, later, median order; then what lifts the segment's median to the next round amount. */
  const expected: Record<string, string> = {
    Ada: 'now_only,2,0,usd,4200',
    Ben: 'now_only,2,0,usd,5100',
    Cleo: 'later_loyal,3,3,usd,12000',
    Dan: 'mixed,3,2,usd,9000',
    Eve: 'new,1,1,usd,8000',
    Finn: 'new,1,0,usd,3000',
  }
  const offer: Record<string, string> = {
    now_only: `5000,${priceOf(700)},700`,
    later_loyal: `15000,${priceOf(700)} ${priceOf(2500)},3200`,
    mixed: `10000,${priceOf(1200)},1200`,
    new: `7500,${priceOf(2500)},2500`,
  }
  const wanted = Object.entries(expected).map(([name, figures]) => {
    const shown = isOffered(ids[name]!, 64) ? `treatment,${offer[figures.split(',')[0]!]}` : 'control,,,'
    return `${ids[name]},${figures},lift,${shown}`
  })
  assert.deepEqual(rows, wanted.toSorted())
})

test('arms are written to the customers, go on where they stopped, and are measured', async () => {
  const host = ['--url', brindle.url, '--key', shop.key]
  await assert.rejects(
    said(offers, '--experiment', 'lift', '--currency', 'usd', '--measure'),
    /no customer of the lake is in the experiment lift/,
  )
  // The third customer is refused: by id all before it are done, and it goes on there.
  const order = Object.values(ids).toSorted()
  const third = await shop.call(
    'POST',
    '/brindle/faults',
    `on=requests&path=/v1/customers/${order[2]}&status=400&count=1`,
  )
  assert.equal(third.status, 200, third.text)
  const stopped = await said(offers, '--experiment', 'lift', '--write-back', ...host)
  assert.equal(stopped.code, 1)
  assert.match(
    stopped.out,
    new RegExp(`2 of 6 customers: 2 written.*\n.*${order[2]} failed.*\nTo go on.* --after ${order[1]}\\.`),
  )
  // In euros there are no offers, and the arms are the same.
  const ndjson = join(folder, 'profiles.ndjson')
  const rest = ['--write-back', '--after', order[1]!, '--currency', 'EUR', '--csv', ndjson]
  const gone = await said(offers, '--experiment', 'lift', ...rest, ...host)
  assert.deepEqual([gone.code, /4 of 4 customers: 4 written, 0 had it already, 0 gone/.test(gone.out)], [0, true])
  assert.match(gone.out, /no offers in eur/)
  const lines = readFileSync(ndjson, 'utf8').trimEnd().split('\n')
  const profiles = lines.map((line) => JSON.parse(line))
  assert.deepEqual(
    profiles.map(({ customer, arm, add_ons, total }) => [customer, arm, add_ons, total]),
    order.map((id) => [id, isOffered(id) ? 'treatment' : 'control', [], null]),
  )
  // A spreadsheet would take it for a formula.
  const [, cells] = profilesAsCsv([{ ...profiles[0], experiment: '=a,"b', arm: 'control' }]).split('\r\n')
  assert.match(cells!, /,"'=a,""b",control,,,$/)
  const { metadata } = (await shop.stripe.customers.retrieve(ids.Cleo!)) as { metadata: Record<string, string> }
  assert.deepEqual(metadata, {
    ...{ offer_segment: 'later_loyal', offer_experiment: 'lift' },
    offer_arm: isOffered(ids.Cleo!) ? 'treatment' : 'control',
  })
  await sync(['customers'])
  assert.match(
    (await said(offers, '--experiment', 'lift', '--write-back', ...host)).out,
    /6 of 6 customers: 0 written, 6 had it already/,
  )
  const { out } = await said(offers, '--experiment', 'lift', '--measure')
  /** The first order of each. */
  const first: Record<string, number> = { Ada: 4000, Ben: 5000, Cleo: 12_000, Dan: 9000, Eve: 8000, Finn: 3000 }
  const arms = [true, false].map((offered) => Object.keys(first).filter((name) => isOffered(ids[name]!) === offered))
  const [treatment, control] = arms.map((names) => names.length)
  assert.match(out, new RegExp(`Bought +${treatment} +${control}\n`))
  for (const names of arms) {
    if (names.length === 0) continue
    const mean = names.reduce((sum, name) => sum + first[name]!, 0) / names.length
    assert.ok(out.includes(`$${(Math.round(mean) / 100).toFixed(2)}`), out)
  }
  assert.match(out, /say with --from when the offers began/)
})

/** What is said wrong, and the answer. */
const WRONG: readonly (readonly [readonly string[], RegExp])[] = [
  [['report'], /say which report: bnpl/],
  [['report', 'sales'], /no report "sales"/],
  [['report', 'bnpl', '--lake', '/nowhere'], /no lake at \/nowhere/],
  [['report', 'bnpl', '--from', 'soon'], /--from is a day such as 2026-01-31/],
  [['report', 'bnpl', '--csv', 'x'], /Unknown option '--csv'/],
  [['offers'], /name the experiment/],
  [['offers', '--experiment', 'x', '--share', '1.5'], /--share is a number from 0 to 1/],
  [['offers', '--experiment', 'x', '--measure', '--write-back'], /--measure goes by itself/],
  [['offers', '--experiment', 'x', '--after', 'cus_1'], /--after goes with --write-back/],
  [['sync', '--privacy', 'encrypt'], /--privacy is hash, drop, mask, not "encrypt"/],
  [['sync', '--since', 'soon'], /--since is a day such as 2026-01-31, or epoch seconds, not "soon"/],
  [['reconcile', 'charges'], /Unexpected argument 'charges'/],
  [['export', 'charges', '--to', 'x'], /Unexpected argument 'charges'/],
  [['token', '--days', '0'], /--days is a number above 0, not "0"/],
  [['reports'], /no "source reports"/],
]

test('what is said wrong is told', async () => {
  for (const [args, says] of WRONG) {
    const all = args.includes('--lake') || args[0] === 'sync' ? args : [...args, '--lake', lake()]
    await assert.rejects(source(all), says, args.join(' '))
  }
})

test('a report reads nothing that its narrow tables lack', async () => {
  const tables = {
    ...SHOP,
    customers: [{ id: 'cus_1', metadata: { offer_arm: 'control' } }],
    prices: [
      { id: 'p', unit_amount: 300, active: true, type: 'one_time', currency: 'usd', billing_scheme: 'per_unit' },
    ],
  }
  const [whole, narrow] = [await lakeOf(tables), await lakeOf(tables)]
  await narrowed(narrow)
  const all = async (lake: typeof whole) => [
    await bnplReport(lake, { dimension: 'device_type', installments: true }),
    await segmentsOf(lake),
    await knownOffers(lake),
  ]
  assert.deepEqual(await all(narrow), await all(whole))
})

test('what a lake lacks is said', async () => {
  const empty = join(folder, 'empty')
  mkdirSync(empty)
  await (await sourceWorld({ folder: empty, keep: true })).close()
  let out = ''
  const code = await report(['bnpl', '--lake', empty], (text) => {
    out += text
  })
  assert.equal(code, 0)
  await assert.rejects(
    source(['report', 'bnpl', '--lake', empty, '--html', '/nowhere/report.html']),
    /\/nowhere\/report.html could not be written/,
  )
  assert.match(out, /Missing\n {2}There is no dataset of charges, so there are no figures at all\.\n/)
})
