// The report as a page and as text: what it says of the small shop, that it needs nothing from elsewhere, that hostile metadata
// stays text, and that every colour of text can be read. Figures are those of report.test.ts.
import assert from 'node:assert/strict'
import test from 'node:test'
import { bnplReport } from '../../src/source/report/bnpl.ts'
import { bnplPage } from '../../src/source/report/bnpl_page.ts'
import { bnplText } from '../../src/source/report/bnpl_text.ts'
import { segmentReport } from '../../src/source/report/segments.ts'
import { charge, DROP, HOSTILE_KEY, lakeOf, SCRIPT, SHOP } from './report_rows.ts'

const price = { id: 'price_small', unit_amount: 300, active: true, type: 'one_time', currency: 'usd', product: null }
/** Moves a terminal's cursor, and turns the direction of a line. */
const CONTROLS = '\u001b[2J\u202e'

/** Names of elements in their order; fails where one is not closed, or closes another. */
function elements(page: string): string[] {
  const open: string[] = []
  const all: string[] = []
  for (const [, closes, name, , closed] of page
    .replace(/<style>[^<]*<\/style>/, '')
    .matchAll(/<(\/?)([a-z]\w*)((?:\s[^<>]*?)?)(\/?)>/g)) {
    if (closes) assert.equal(open.pop(), name)
    else {
      all.push(name!)
      if (!closed && name !== 'meta') open.push(name!)
    }
  }
  assert.deepEqual(open, [])
  return all
}

test('the page says the figures, in plots with a table beside each', async () => {
  const lake = await lakeOf({ ...SHOP, prices: [price] })
  const page = bnplPage(await bnplReport(lake, { dimension: 'device_type' }), await segmentReport(lake))
  assert.match(page, /^<!doctype html>\n<html lang="en">/)
  assert.match(page, /15 charges, of which 1 pending, 1 only authorised/)
  const said = [
    '3 of 8 orders (37.5%) were paid later. Their average is $70.00, $25.00 more than that of buy now.',
    '2 of 3 orders (66.7%) were paid later. Their average is ¥2,501, ¥1,501 more than that of buy now.',
    '<dd>+$25.00</dd>',
    '<desc id="usd-share-d">Of orders: 2026-01 66.7%, 2026-02 0.0%, 2026-03 33.3%.</desc>',
    '<desc id="jpy-share-d">Of orders: 2025-12 0.0%, 2026-01 no orders, 2026-02 100.0%.</desc>',
    '<desc id="usd-average-d">Buy now: $45.00. Pay later: $70.00.</desc>',
    'Refunded, of amount: buy now 3.6%, pay later 42.9%.</desc>',
    // 50 % of the cohort is the most that there is, so both cells have the darkest step.
    '<td class="heat4">50.0%</td><td class="heat4">50.0%</td>',
    // The offer of report_segments.test.ts: from 27.50 to 30.00.
    '<td>$27.50</td><td>$30.00</td><td class="words">price_small</td><td>$3.00</td>',
    '<td>$140.00</td><td>$9.00</td><td>6.4%</td><td>$131.00</td>',
  ]
  for (const one of said) assert.ok(page.includes(one), one)
  // Average of buy now to that of pay later: 4500 / 7000 of 320 units is 205.7.
  assert.match(page, /<rect class="now" x="0" y="18" width="205.7" /)
  // The share of 66.7 % on an axis to 100 % between 164 (nothing) and 34 (all): 164 − 130 × 2/3 = 77.3.
  assert.match(page, /<circle class="later" cx="48" cy="77.3" /)
  // The month without orders breaks the line: it begins twice, and has nothing in between.
  assert.match(
    page.slice(page.indexOf('<svg', page.indexOf('id="jpy"'))),
    /<path class="line later" d="M48 164M300 34"\/>/,
  )
  const names = elements(page)
  const count = (name: string) => names.filter((one) => one === name).length
  // Three plots for each of two currencies.
  assert.deepEqual([count('svg'), count('title') - 1, count('desc'), count('h1')], [6, 6, 6, 1])
  assert.equal(page.match(/<svg [^>]*role="img" aria-labelledby="\S+ \S+"/g)?.length, 6)
  const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)
  assert.equal(new Set(ids).size, ids.length)
  for (const [, of] of page.matchAll(/(?:aria-labelledby="|href="#)([^"]+)"/g))
    for (const id of of!.split(' ')) assert.ok(ids.includes(id), id)
})

test('the page needs nothing from elsewhere, and hostile texts stay texts', async () => {
  const charges = [
    ...SHOP.charges,
    charge('ch_x', '2026-01-01', 100, `"><img src=x onerror=alert(1)>`, { metadata: { device_type: CONTROLS } }),
  ]
  const lake = await lakeOf({ ...SHOP, charges })
  for (const dimension of ['device_type', HOSTILE_KEY, '<b onmouseover=1>']) {
    const report = await bnplReport(lake, { dimension })
    const page = bnplPage(report, await segmentReport(lake))
    const names = new Set(elements(page))
    for (const name of ['script', 'img', 'link', 'iframe', 'b', 'form']) assert.ok(!names.has(name), name)
    // One block of style and no attribute of it; nothing that loads, and nothing that runs.
    assert.equal(page.match(/<style>/g)?.length, 1)
    assert.doesNotMatch(page, /<[^>]*\s(?:style|on\w+|src)=|url\(|@import|https?:|javascript:/)
    assert.ok(!(page + bnplText(report)).includes('\u001b'))
  }
  const page = bnplPage(await bnplReport(lake, { dimension: 'device_type' }))
  assert.ok(page.includes('<bdi>&#60;script&#62;alert(&#34;1&#34;)&#60;/script&#62;</bdi>'))
  assert.ok(page.includes('<bdi>o&#39;b&#34;; drop table charges; --</bdi>'))
  const text = bnplText(await bnplReport(lake, { dimension: 'device_type' }))
  for (const one of [SCRIPT, DROP, '�[2J�']) assert.ok(text.includes(one), one)
  const long = [charge('ch_1', '2026-01-01', 100, 'card', { metadata: { k: 'é'.repeat(500) } })]
  const cut = bnplText(await bnplReport(await lakeOf({ charges: long }), { dimension: 'k' }))
  assert.ok(cut.includes(`${'é'.repeat(47)}…`) && !cut.includes('é'.repeat(48)))
})

test('without figures the page and the text say what is missing', async () => {
  const nothing = await bnplReport(await lakeOf({}))
  const page = bnplPage(nothing, await segmentReport(await lakeOf({})))
  assert.equal(page.match(/There is no dataset of charges, so there are no figures at all\./g)?.length, 1)
  assert.match(page, /Nothing to show yet/)
  assert.equal(
    bnplText(nothing),
    'Buy now or pay later\nAll time, 0 charges\n\nMissing\n  There is no dataset of charges, so there are no figures at all.\n',
  )
  const empty = await bnplReport(await lakeOf({ ...SHOP, charges: [] }), { from: 1_767_225_600, to: 1_767_312_001 })
  assert.match(bnplPage(empty), /From 2026-01-01 to before 2026-01-02 00:00:01 UTC · 0 charges/)
  for (const shown of [bnplPage(empty), bnplText(empty)]) assert.match(shown, /There are no charges in this period\./)
  // Only declines: figures without orders.
  const failed = [charge('ch_1', '2026-01-01', 100, 'zip', { status: 'failed' })]
  const declined = bnplPage(await bnplReport(await lakeOf({ charges: failed })))
  assert.match(declined, /No order succeeded in this period\./)
  assert.doesNotMatch(declined, /NaN|undefined|null|Infinity/)
  elements(declined)
})

test('the text is a table', async () => {
  const text = bnplText(await bnplReport(await lakeOf(SHOP)))
  const table = `Average order
                          Buy now  Pay later
  Orders                5 (62.5%)  3 (37.5%)
  Amount                  $225.00    $210.01
  Share of amount           51.7%      48.3%
  Average order            $45.00     $70.00
  Items per order            1.50       3.50
  Until the next order  27.5 days  35.5 days
`
  assert.ok(text.includes(table), text)
})

/** Of an sRGB colour such as `#1d2127`. (WCAG 2.2, relative luminance) */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((from) => {
    const part = Number.parseInt(colour.slice(from, from + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!
}

const contrast = (one: string, other: string) => {
  const [low, high] = [luminance(one), luminance(other)].toSorted((a, b) => a - b)
  return (high! + 0.05) / (low! + 0.05)
}

test('every text has a contrast of 4.5 in light and in dark', async () => {
  // The two ends, and the grey that WCAG's own pages name as the lightest on white: 4.54.
  assert.equal(contrast('#000000', '#ffffff'), 21)
  assert.equal(contrast('#767676', '#ffffff').toFixed(2), '4.54')
  const page = bnplPage(await bnplReport(await lakeOf({})))
  const blocks = [...page.matchAll(/:root\{([^}]*)\}/g)].map(([, block]) => block!)
  assert.equal(blocks.length, 2)
  for (const block of blocks) {
    const colours = new Map([...block.matchAll(/--(\w+):(#[0-9a-f]{6})/g)].map(([, name, colour]) => [name!, colour!]))
    const grounds = { bg: ['ink', 'soft', 'now'], card: ['ink', 'soft', 'now', 'later'] }
    const pairs = Object.entries(grounds).flatMap(([ground, inks]) => inks.map((ink) => [ink, ground] as const))
    const heat = [0, 1, 2, 3, 4].map((step) => ['ink', `heat${step}`] as const)
    for (const [ink, ground] of [...pairs, ...heat]) {
      const found = contrast(colours.get(ink)!, colours.get(ground)!)
      assert.ok(found >= 4.5, `${ink} on ${ground} has ${found}`)
    }
  }
})
