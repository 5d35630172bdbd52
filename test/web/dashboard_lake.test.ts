// The Dashboard's pages of what runs and what was landed: runs and what failed in them, datasets, the report of pay later; and who has to show
// a token.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { writeToken } from '../../src/source/door/token.ts'
import { lakeKey } from '../../src/source/lake/keys.ts'
import { type Sandbox, sandbox, startBrindle } from '../world.ts'
import { accessible, askSource, connected, dashboard, look } from './dashboard.ts'

const at = dashboard()
/** The account that all pages are of, and its connection: made when the first of them is opened. */
let opened: Promise<{ readonly world: Sandbox; readonly connection: string }> | undefined
const shop = () => {
  opened ??= open()
  return opened
}
async function open() {
  const world = sandbox(at.brindle)
  return { world, connection: await connected(world, 'Shop') }
}

const spec = (id: string) => ({ id, version: '1.0' })
/** In time that does not come: runs begin when they are asked for. */
const NEVER = 253_370_764_800

/** A flow of coupons, some of whose fields are mapped; it runs when it is asked to. */
async function couponFlow(name: string, expression: string, options: object = {}): Promise<string> {
  const { connection } = await shop()
  const [ready] = (await askSource('/flowservice/readySchemas', 'POST', { resourcePath: 'coupons' })).items
  const contentType = 'application/vnd.adobe.xed-full+json;version=1'
  const [set] = await askSource('/catalog/dataSets', 'POST', { name, schemaRef: { id: ready.schemaId, contentType } })
  const to = '_brindle.coupons_data'
  const mapping = await askSource('/conversion/mappingSets', 'POST', {
    xdmSchema: ready.schemaId,
    xdmVersion: '1.0',
    mappings: [
      { sourceType: 'ATTRIBUTE', source: 'data.id', destination: `${to}.id` },
      { sourceType: 'EXPRESSION', source: expression, destination: `${to}.times_redeemed` },
    ],
  })
  const from = await askSource('/flowservice/sourceConnections', 'POST', {
    name,
    baseConnectionId: connection,
    connectionSpec: spec('cc2c31d6-7b8c-4581-b49f-5c8698aa3ab3'),
    data: { format: 'json' },
    params: { resourcePath: 'coupons' },
  })
  const target = await askSource('/flowservice/targetConnections', 'POST', {
    name,
    connectionSpec: spec('c604ff05-7f1a-43c0-8e18-33bf874cb11c'),
    data: { format: 'parquet_xdm' },
    params: { dataSetId: set.split('/')[2] },
  })
  const flow = await askSource('/flowservice/flows', 'POST', {
    name,
    flowSpec: spec('6499120c-0b15-42dc-936e-847ea3c24d72'),
    sourceConnectionIds: [from.id],
    targetConnectionIds: [target.id],
    transformations: [{ name: 'Mapping', params: { mappingId: mapping.id } }],
    scheduleParams: { startTime: NEVER, frequency: 'once' },
    options,
  })
  return flow.id
}

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()
const TOLD = { timeout: 20_000 }

test('a run that fails says with which rows and why, and is run again', async () => {
  const { world } = await shop()
  for (const [id, name] of [
    ['WORDS', 'many'],
    ['FIGURES', '25'],
  ] as const)
    await world.stripe.coupons.create({ id, name, percent_off: 10, duration: 'once' })
  // "25" is a whole number, and "many" is none. Half of the rows fail: more than none, and less than 60 %.
  const strict = await couponFlow('Strict', 'to_integer(data.name)')
  const lenient = await couponFlow('Lenient', 'to_integer(data.name)', { partialIngestionPercent: 60 })
  await world.news()

  const { page } = await look(`/sources/flows/${strict}`, 'en-US', world)
  await page.getByText('It has not run yet.').waitFor()
  await page.getByText('none: the first row that fails ends the run').waitFor()
  await press(page, 'Run now')
  await page.locator('tr.leads').filter({ hasText: 'Failed' }).waitFor(TOLD)
  await page.locator('tr.leads a').first().click()
  await page.getByRole('heading', { name: /^Run / }).waitFor()
  const [failed] = (await askSource(`/flowservice/flows/${strict}/runs`)).items
  const [told] = failed.metrics.statusSummary.errors
  await page.getByRole('table', { name: 'Errors' }).getByText(told.message, { exact: true }).first().waitFor()
  await page.getByRole('table', { name: 'Rows that failed' }).getByText('WORDS').waitFor()
  const samples = page.getByRole('table', { name: 'Rows that failed' })
  await samples.getByText('_brindle.coupons_data.times_redeemed').waitFor()
  await samples.getByText(/"many" is no number/).waitFor()
  await accessible(page)
  await press(page, 'Run again')
  await page.waitForURL((url) => !url.pathname.endsWith(failed.id))
  const again = page.url().split('/').at(-1)
  await page.locator('.facts').getByText('Failed', { exact: true }).waitFor(TOLD)
  assert.equal((await askSource(`/flowservice/runs/${again}`)).items[0].metrics.statusSummary.status, 'failed')

  await page.goto(`${at.brindle.url}/dashboard/sources/flows/${lenient}`)
  await press(page, 'Run now')
  await page.getByRole('row', { name: /Success 2 1 1/ }).waitFor(TOLD)
  await page.getByRole('button', { name: 'Failed', exact: true }).click()
  await page.getByText('It has not run yet.').waitFor()
  await page.getByRole('button', { name: 'Success', exact: true }).click()
  await page.locator('tr.leads a').first().click()
  await page.getByRole('table', { name: 'Rows that failed' }).getByText('WORDS').waitFor()
  assert.deepEqual(await world.news(), [])
})

test('a flow is stopped, gets another schedule, goes on, and is deleted', async () => {
  const { world } = await shop()
  const id = await couponFlow('Changing', 'data.times_redeemed')
  const flow = async () => (await askSource(`/flowservice/flows/${id}`)).items?.[0]
  const { page } = await look(`/sources/flows/${id}`, 'de-DE', world)
  await press(page, 'Deaktivieren')
  await page.getByText('Deaktiviert', { exact: true }).waitFor()
  assert.equal((await flow()).state, 'disabled')
  assert.equal(await page.getByRole('button', { name: 'Jetzt ausführen' }).count(), 0)
  await press(page, 'Zeitplan …')
  await page.getByLabel('Häufigkeit').selectOption('minute')
  await page.getByLabel('Abstand').fill('5')
  await press(page, 'Zeitplan speichern')
  const wrong = page.locator('.field.wrong')
  await wrong.getByText('scheduleParams.interval is at least 15 with the frequency minute, not 5.').waitFor()
  await page.getByLabel('Häufigkeit').selectOption('hour')
  await page.getByLabel('Abstand').fill('6')
  await page.getByLabel('Beginn').fill('2099-01-01T12:00')
  await press(page, 'Zeitplan speichern')
  await page.getByText('Alle 6 Stunden').waitFor()
  const { scheduleParams } = await flow()
  const startTime = await page.evaluate(() => new Date('2099-01-01T12:00').getTime() / 1000)
  assert.deepEqual(scheduleParams, { startTime, frequency: 'hour', interval: 6, backfill: true })
  await press(page, 'Aktivieren')
  await page.getByText('Aktiviert', { exact: true }).waitFor()
  assert.equal((await flow()).state, 'enabled')
  await press(page, 'Löschen')
  await page.getByRole('dialog').getByRole('button', { name: 'Löschen' }).click()
  await page.getByRole('heading', { name: 'Quellen' }).waitFor()
  assert.equal(await flow(), undefined)
})

test('several lists at once, each with everything ready', async () => {
  const { world, connection } = await shop()
  const { page } = await look(`/sources/new?account=${connection}`, 'en-US', world)
  await page.getByLabel('Several lists at once').check()
  for (const list of ['Charges', 'Subscriptions', 'Refunds', 'Balance transactions', 'Prices'])
    await page.getByRole('checkbox', { name: list, exact: true }).uncheck()
  await page.getByRole('checkbox', { name: 'Products', exact: true }).check()
  await press(page, 'Next')
  await page.getByLabel('Frequency').selectOption('day')
  await page.getByLabel('Start time').fill('2099-01-01T00:00')
  await press(page, 'Next')
  await page.getByText('Customers, Products').waitFor()
  await press(page, 'Finish')
  await page.getByRole('row', { name: /Stripe products Products Shop Enabled Every day not yet/ }).waitFor()
  await page.getByRole('row', { name: /Stripe customers Customers Shop Enabled Every day not yet/ }).waitFor()
})

/** Pays by a page of the provider's. */
async function payLater({ stripe }: Sandbox, amount: number, customer: string): Promise<void> {
  const intent = await stripe.paymentIntents.create({
    ...{ amount, currency: 'usd', confirm: true, customer, return_url: 'https://shop.test' },
    allowed_payment_method_types: ['klarna'],
    payment_method_data: {
      type: 'klarna',
      billing_details: { email: 'ada@example.com', address: { country: 'US' } },
    },
  })
  await fetch(intent.next_action!.redirect_to_url!.url!, {
    method: 'POST',
    body: new URLSearchParams({ outcome: 'succeed' }),
    redirect: 'manual',
  })
}

test('the report of pay later, and the dataset that it reads', async () => {
  const { world, connection } = await shop()
  const { id: customer } = await world.stripe.customers.create({ name: 'Ada', source: 'tok_visa' })
  for (const amount of [2000, 3000]) await world.stripe.charges.create({ amount, currency: 'usd', customer })
  await payLater(world, 5000, customer)
  await world.advance(10)
  const { page } = await look('/pay-later', 'en-US', world)
  await page.getByText('There is no dataset of charges, so there are no figures at all.').waitFor()
  const { items } = await askSource('/flowservice/readyFlows', 'POST', {
    baseConnectionId: connection,
    resourcePaths: ['charges'],
    scheduleParams: { startTime: NEVER, frequency: 'once' },
  })
  const [{ flowId, dataSetId }] = items
  await page.goto(`${at.brindle.url}/dashboard/sources/flows/${flowId}`)
  await press(page, 'Run now')
  await page.getByRole('row', { name: /Success [3-6] [3-6] 0/ }).waitFor(TOLD)

  await page.getByRole('link', { name: 'Pay later' }).click()
  // One of three; 5000 of 10000; 5000 is 2500 more than (2000 + 3000) / 2.
  await page
    .getByText('1 of 3 orders (33.3%) were paid later. Their average is $50.00, $25.00 more than that of buy now.')
    .waitFor(TOLD)
  for (const figure of ['33.3%', '50.0%', '+$25.00']) await page.locator('.figure').getByText(figure).waitFor()
  // The plot has a bar for the share of orders and one for that of the amount.
  const bars = page.getByRole('img', { name: 'Share of pay later by month' }).locator('rect title')
  const month = new Date().toISOString().slice(0, 7)
  assert.deepEqual(
    (await bars.allTextContents()).map((text) => text.replace(/^.* · /, '')),
    ['Later, of orders: 33 %', 'Later, of amount: 50 %'],
  )
  await page.getByRole('row', { name: `${month} 3 33.3% 50.0% $25.00 $50.00` }).waitFor()
  await page.getByRole('row', { name: 'Klarna Pay later 1 $50.00 $50.00 0.0%' }).waitFor()
  await page.getByText('There is no dataset of refunds, so there are no refund rates.').waitFor()
  await accessible(page)
  // What is filtered is in the address, and of another year there is nothing.
  await page.getByLabel('Before').fill('2020-01-01')
  await press(page, 'Show')
  await page.getByText('There are no figures yet.').waitFor()
  assert.equal(new URL(page.url()).search, '?to=2020-01-01')
  await page.getByLabel('Before').fill('')
  await page.getByText('Datasets', { exact: true }).last().click()
  await page.locator('select[name=charges]').selectOption({ label: 'Strict' })
  await press(page, 'Show')
  await page.getByText('There is no dataset of charges, so there are no figures at all.').waitFor()

  await page.getByRole('link', { name: 'Datasets', exact: true }).click()
  await page.getByRole('link', { name: 'Stripe charges' }).click()
  await page.getByText('Rows 1 to 3 of 3').waitFor(TOLD)
  await page.getByRole('button', { name: /^py_/ }).click()
  await page.getByRole('dialog').getByText('"type": "klarna"').waitFor()
  await page.keyboard.press('Escape')
  const [batch] = Object.keys(await askSource(`/catalog/batches?dataSet=${dataSetId}&orderBy=desc:created`))
  await page.getByRole('link', { name: batch! }).waitFor()
  const command = 'npx brindle source export --lake ./brindle-data/lake --to ./files --format ndjson --streams charges'
  await page.getByText(command).waitFor()
  await page.getByText('Structure', { exact: true }).click()
  await page.getByText('_brindle object').click()
  await page.getByText('charges_data object').waitFor()
  // It is in use, and stays.
  await press(page, 'Delete')
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await page.getByText(/is in use by a target connection/).waitFor()
  assert.ok((await askSource(`/catalog/dataSets/${dataSetId}`))[dataSetId])
})

test('on a server that others reach, a token of the source is asked for', async () => {
  const lake = mkdtempSync(join(tmpdir(), 'brindle-lake-'))
  const open = await startBrindle({ host: '0.0.0.0', lake })
  try {
    const context = await at.browser.newContext({ locale: 'en-US' })
    await context.addInitScript(() => sessionStorage.setItem('brindle.key', 'sk_test_BQokikJOvBiI2HlWgH4olfQ2'))
    const page = await context.newPage()
    await page.goto(`http://127.0.0.1:${open.port}/dashboard/sources`)
    await page.getByLabel('Token', { exact: true }).fill('brindle')
    await press(page, 'Go on')
    await page.getByText('Oauth token is not valid.').waitFor()
    const expires = Math.floor(Date.now() / 1000) + 60
    const token = { org: 'SHOP@AdobeOrg', permissions: ['view'] as const, user: 'tests', expires }
    await page.getByLabel('Token', { exact: true }).fill(writeToken(lakeKey(lake, ''), token))
    await press(page, 'Go on')
    // Its organisation is its own.
    await page.getByText('No account is connected yet.').waitFor()
    await page.getByRole('link', { name: 'Add data' }).click()
    assert.equal(await page.getByRole('button', { name: 'Use the key of this account' }).count(), 0)
    await page.getByLabel('Account name').fill('Shop')
    await page.getByLabel('Access token').fill('sk_test_BQokikJOvBiI2HlWgH4olfQ2')
    await press(page, 'Connect to source')
    await page.getByText('The token lacks the permission Manage Sources.').first().waitFor()
    assert.equal(await page.evaluate(() => localStorage.length), 0)
  } finally {
    await open.close()
    rmSync(lake, { recursive: true, force: true })
  }
})
