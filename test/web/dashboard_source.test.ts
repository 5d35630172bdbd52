// The Dashboard's pages of the source, from an account to the runs of a data flow: the way that Adobe's page on the Stripe source goes,
// against a Brindle with some charges. What is seen is what the API then says.
// One file because the pages are one story over one lake.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { createServer } from 'node:net'
import { test } from 'node:test'
import { promisify } from 'node:util'
import type { Page } from 'playwright-core'
import { accessible, askSource, connected, dashboard, look } from './dashboard.ts'

const at = dashboard()

const items = async (kind: string): Promise<any[]> => (await askSource(`/flowservice/${kind}`)).items

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

test('from an account to a run that is watched', async () => {
  const { page, world } = await look('/sources')
  for (const amount of [1099, 2500, 4300])
    await world.stripe.charges.create({ amount, currency: 'usd', source: 'tok_visa' })
  // A charge is booked a moment later: a run that meets that reads it twice.
  await world.advance(10)
  await world.news()

  await page.getByText('No account is connected yet.').waitFor()
  await page.getByRole('link', { name: 'Add data' }).click()
  await page.getByLabel('Account name').fill('Shop')
  assert.equal(await page.getByLabel('Host').inputValue(), at.brindle.url)
  await press(page, 'Use the key of this account')
  await press(page, 'Connect to source')

  await page.getByRole('radio', { name: 'Charges' }).waitFor()
  const [connection] = await items('connections')
  assert.deepEqual([connection.name, connection.auth.params], ['Shop', { accessToken: '*****' }])
  await page.getByText('The first records of the list: 3.').waitFor()
  for (const amount of ['1099', '2500', '4300'])
    await page.getByRole('row', { name: new RegExp(`^ch_\\w+ ${amount} usd succeeded`) }).waitFor()
  await press(page, 'Structure')
  await page.getByText('amount whole number', { exact: true }).waitFor()
  await accessible(page)
  await press(page, 'Next')

  assert.equal(await page.getByLabel('Name of the dataset').inputValue(), 'Stripe charges')
  await page.getByLabel('Name of the data flow').fill('Orders')
  await page.getByLabel('Error threshold').fill('10')
  await accessible(page)
  await press(page, 'Next')

  // Adobe's schema for charges takes the whole object.
  assert.equal(await page.getByLabel('Source of row 1').inputValue(), 'data')
  assert.equal(await page.getByLabel('Target of row 1').inputValue(), '_brindle.charges_data')
  await page.locator('.samples .status.good').nth(2).waitFor()
  await accessible(page)
  await press(page, 'Next')

  await page.getByLabel('Frequency').selectOption('once')
  await accessible(page)
  await press(page, 'Next')
  await page.getByRole('definition').filter({ hasText: '10 %' }).waitFor()
  await accessible(page)
  // Loaded again, nothing of it is lost.
  await page.reload()
  await press(page, 'Finish')

  await page.getByRole('heading', { level: 1, name: 'Orders' }).waitFor()
  await page.getByRole('row', { name: /Success 3 3 0/ }).waitFor({ timeout: 20_000 })
  const [flow] = await items('flows')
  assert.deepEqual(
    [flow.name, flow.state, flow.scheduleParams.frequency, flow.options],
    ['Orders', 'enabled', 'once', { partialIngestionPercent: 10, errorDiagnosticsEnabled: true }],
  )
  const [run] = await items('runs')
  assert.deepEqual(run.metrics.recordSummary, { inputRecordCount: 3, outputRecordCount: 3, failedRecordCount: 0 })
  await page.locator('tr.leads a').click()
  await page.getByRole('heading', { name: `Run ${run.id.slice(0, 8)}` }).waitFor()
  const batch = run.activities[1].targetInfo[0].reference.ids[0]
  await page.getByText(batch).waitFor()
  // Reading an account changes nothing in it.
  assert.deepEqual(await world.news(), [])

  // One more charge, and a run by hand.
  await world.stripe.charges.create({ amount: 700, currency: 'usd', source: 'tok_visa' })
  await page.getByRole('link', { name: 'Orders' }).click()
  await press(page, 'Run now')
  await page.locator('tbody tr').nth(1).waitFor()
  const newest = page.getByRole('row').nth(1)
  await newest.filter({ hasText: 'Success' }).waitFor({ timeout: 20_000 })
  const [again] = await items('runs')
  const { inputRecordCount: read, outputRecordCount: written, failedRecordCount: failed } = again.metrics.recordSummary
  assert.ok(again.id !== run.id && written >= 1)
  assert.match((await newest.textContent())!, new RegExp(`Success${read}${written}${failed}`))
})

test('every call is shown, and its curl makes it, without the key of the account in it', async () => {
  const { page, world } = await look('/sources/new')
  await page.getByLabel('New account').check()
  await page.getByLabel('Account name').fill("Lil's shop")
  await page.getByLabel('Access token').fill(world.key)
  await press(page, 'Connect to source')
  await page.getByRole('heading', { name: 'Preview' }).waitFor()
  await page.keyboard.press('a')
  const calls = page.getByRole('complementary', { name: 'What the Dashboard asked' })
  await calls.getByText('POST /data/foundation/flowservice/connections').click()
  const shown = (await calls.locator('pre').textContent())!
  assert.match(
    shown,
    /^curl 'http:\/\/127\.0\.0\.1:\d+\/data\/foundation\/flowservice\/connections' \\\n {2}-H 'Authorization: Bearer brindle'/,
  )
  assert.match(shown, /Lil'\\''s shop/)
  assert.ok(!shown.includes(world.key))
  assert.ok(!(await page.content()).includes(world.key))
  const run = promisify(execFile)
  const { stdout } = await run('sh', ['-c', `${shown} -sS`], {
    env: { PATH: process.env.PATH, STRIPE_ACCESS_TOKEN: world.key },
  })
  const made = JSON.parse(stdout)
  const named = (await items('connections')).filter(({ name }) => name === "Lil's shop")
  assert.equal(named.length, 2)
  for (const { id } of named) await askSource(`/flowservice/connections/${id}`, 'DELETE')
  assert.ok(named.some(({ id }) => id === made.id))
})

test('a wrong token, and a host that is not there, are told at their fields; nothing is kept', async () => {
  const { page, world } = await look('/sources/new')
  const before = (await items('connections')).length
  await page.getByLabel('New account').check()
  await page.getByLabel('Account name').fill('Wrong')
  await page.getByLabel('Access token').fill('sk_live_no_such_key')
  await press(page, 'Connect to source')
  const wrong = page.locator('.field.wrong')
  await wrong.waitFor()
  assert.match((await wrong.textContent())!, /^Access token.*The host refuses the access token:/)
  await page.getByLabel('Access token').fill('pk_test_1')
  await press(page, 'Connect to source')
  await page.getByText('is a publishable key, which cannot read').first().waitFor()
  assert.match((await wrong.textContent())!, /^Access token/)
  // A port at which nobody listens any more.
  const port = await new Promise<number>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port: free } = server.address() as { port: number }
      server.close(() => resolve(free))
    })
  })
  await page.getByLabel('Access token').fill(world.key)
  await page.getByLabel('Host').fill(`http://127.0.0.1:${port}`)
  await press(page, 'Connect to source')
  await page.getByText(`http://127.0.0.1:${port} could not be asked`).first().waitFor()
  assert.match((await wrong.textContent())!, /^Host/)
  assert.equal((await items('connections')).length, before)
  assert.deepEqual(await world.news(), [])
})

test('a mapping is checked while it is written', async () => {
  const { page, world } = await look('/sources')
  await world.stripe.coupons.create({ id: 'SUMMER', percent_off: 20, duration: 'once', name: 'Summer' })
  const id = await connected(world, 'Mapping')
  await page.goto(`${at.brindle.url}/dashboard/sources/new?account=${id}`)
  await page.getByRole('radio', { name: 'Another list' }).waitFor()
  await page.getByLabel('Another list').check()
  await page.getByLabel('All other lists').selectOption('coupons')
  await page.getByRole('row', { name: /^SUMMER Summer/ }).waitFor()
  await press(page, 'Next')
  await press(page, 'Next')
  await press(page, 'One row for each field')
  const row = (kind: string, n: number) => page.getByLabel(`${kind} of row ${n}`, { exact: true })
  const sources = page.getByLabel(/^Source of row/)
  const values = await sources.evaluateAll((all) => all.map((one) => (one as unknown as { value: string }).value))
  const name = values.indexOf('data.name') + 1
  assert.equal(await row('Target', name).inputValue(), '_brindle.coupons_data.name')
  await row('Kind', name).selectOption('EXPRESSION')
  await row('Source', name).fill('upper(data.name')
  const wrong = page.locator('.maps li.wrong')
  await wrong.waitFor()
  await accessible(page)
  assert.match((await wrong.textContent())!, /source: At position 15: expected/)
  await press(page, 'Next')
  await page.getByText('One row is not right yet.').waitFor()
  await row('Source', name).fill('upper(data.name)')
  await row('Target', name).fill('_brindle.coupons_data.title')
  await page.getByText('destination: the schema has no _brindle.coupons_data.title.').waitFor()
  await row('Target', name).fill('_brindle.coupons_data.name')
  await page.locator('.samples .status.good').waitFor()
  await page.getByText('SUMMER', { exact: true }).click()
  await page.getByText('"name": "SUMMER"').waitFor()
  // A row that cannot be mapped is told with the record.
  const percent = values.indexOf('data.percent_off') + 1
  await row('Kind', percent).selectOption('EXPRESSION')
  await row('Source', percent).fill('to_integer(data.name)')
  await page.locator('.samples .status.bad').waitFor()
  await page.getByText('_brindle.coupons_data.percent_off', { exact: true }).waitFor()
  await press(page, `Remove row ${percent}`)
  await page.locator('.samples .status.good').waitFor()
  await press(page, 'Next')
  await press(page, 'Next')
  await press(page, 'Finish')
  await page.getByRole('row', { name: /Success 1 1 0/ }).waitFor({ timeout: 20_000 })
  const [dataset] = Object.keys(await askSource('/catalog/dataSets?name=Stripe%20coupons'))
  const rows = await askSource(`/catalog/dataSets/${dataset}/rows`)
  const { id: coupon, name: upper, percent_off } = rows.items[0]._brindle.coupons_data
  assert.deepEqual([coupon, upper, percent_off], ['SUMMER', 'SUMMER', undefined])
  const sets = await askSource('/conversion/mappingSets')
  const kept = sets.data.find((set: any) => set.mappings.some((one: any) => one.source === 'upper(data.name)'))
  assert.equal(kept.mappings.length, values.length - 1)
})

test('an existing schema gets a row for each field that it knows; what is refused leaves nothing; a draft is published', async () => {
  const { page, world } = await look('/sources')
  await world.stripe.coupons.create({ id: 'WINTER', percent_off: 5, duration: 'once' })
  const id = await connected(world, 'By hand')
  const profile = 'https://ns.adobe.com/xdm/context/profile'
  const group = await askSource('/schemaregistry/tenant/fieldgroups', 'POST', {
    title: 'Discounts',
    type: 'object',
    'meta:intendedToExtend': [profile],
    definitions: {
      d: {
        properties: {
          _brindle: {
            type: 'object',
            properties: {
              discount: {
                type: 'object',
                properties: { id: { type: 'string' }, percent_off: { type: 'number' }, note: { type: 'string' } },
              },
            },
          },
        },
      },
    },
    allOf: [{ $ref: '#/definitions/d' }],
  })
  await askSource('/schemaregistry/tenant/schemas', 'POST', {
    title: 'Discounts',
    type: 'object',
    allOf: [{ $ref: profile }, { $ref: group.$id }],
  })
  const counted = async () => [
    Object.keys(await askSource('/catalog/dataSets?limit=100')).length,
    (await askSource('/conversion/mappingSets')).data.length,
    (await items('sourceConnections')).length,
    (await items('targetConnections')).length,
  ]
  const before = await counted()

  await page.goto(`${at.brindle.url}/dashboard/sources/new?account=${id}`)
  await page.getByLabel('Another list').check()
  await page.getByLabel('All other lists').selectOption('coupons')
  await page.getByText('More options').click()
  await page.getByLabel('Version of the API').fill('newest')
  await page.getByText('The first records of the list: 1.').waitFor()
  await press(page, 'Next')
  await page.getByLabel('Name of the dataset').fill('Discounts')
  await page.getByLabel('Name of the data flow').fill('Discounts')
  await page.getByRole('radio', { name: 'Existing schema' }).check()
  await page.getByLabel('Existing schema', { exact: true }).last().selectOption({ label: 'Discounts' })
  await press(page, 'Next')
  // A coupon has no note.
  const field = (name: string) => page.getByLabel(name, { exact: true }).inputValue()
  await page.getByLabel('Source of row 2', { exact: true }).waitFor()
  const mapped = await Promise.all(
    [1, 2].map(async (n) => [await field(`Source of row ${n}`), await field(`Target of row ${n}`)]),
  )
  assert.deepEqual(mapped, [
    ['data.id', '_brindle.discount.id'],
    ['data.percent_off', '_brindle.discount.percent_off'],
  ])
  assert.equal(await page.getByLabel('Source of row 3', { exact: true }).count(), 0)
  await press(page, 'Next')
  await press(page, 'Next')
  await press(page, 'Finish')
  await page.getByText('params.apiVersion is a version such as 2023-10-16, not "newest".').waitFor()
  assert.deepEqual(await counted(), before)

  await page.getByRole('button', { name: 'Edit Data', exact: true }).click()
  await page.getByText('More options').click()
  await page.getByLabel('Version of the API').fill('')
  // What was said before is still there.
  for (let step = 0; step < 4; step++) await press(page, 'Next')
  await press(page, 'Save as draft')
  await page.getByRole('heading', { level: 1, name: 'Discounts' }).waitFor()
  await page.getByText('Draft', { exact: true }).waitFor()
  const flow = async () => (await items('flows')).find(({ name }) => name === 'Discounts')
  assert.equal((await flow()).state, 'draft')
  await press(page, 'Publish')
  await page.getByRole('row', { name: /Success 1 1 0/ }).waitFor({ timeout: 20_000 })
  assert.equal((await flow()).state, 'enabled')
  assert.deepEqual(
    await counted(),
    before.map((n) => n + 1),
  )
})
