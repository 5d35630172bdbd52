// Prices in tiers and by usage, coupons and promotion codes in the Dashboard, in a real browser.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accessible, dashboard, look, rows, stands } from './dashboard.ts'

dashboard()

test('a price in tiers is added, and shown tier by tier', async () => {
  let product = ''
  const { page, world } = await look(async ({ stripe }) => {
    product = (await stripe.products.create({ name: 'Seats' })).id
    return `/products/${product}`
  }, 'de-DE')
  const { stripe, news } = world
  const dialog = page.getByRole('dialog')
  await page.getByRole('button', { name: 'Preis hinzufügen' }).click()
  await dialog.getByLabel('Was es kostet').selectOption('graduated')
  await dialog.getByLabel('Währung').selectOption('eur')
  await dialog.getByRole('button', { name: 'Staffel hinzufügen' }).click()
  await dialog.getByLabel('Bis, Staffel 1').fill('5')
  await dialog.getByLabel('Je Stück, Staffel 1').fill('10')
  await dialog.getByLabel('Bis, Staffel 2').fill('20')
  await dialog.getByLabel('Je Stück, Staffel 2').fill('7,50')
  await dialog.getByLabel('Je Stück, Staffel 3').fill('6')
  await dialog.getByLabel('Pauschal, Staffel 3').fill('12')
  await accessible(page)
  await dialog.getByRole('button', { name: 'Preis speichern' }).click()
  await page.getByRole('link', { name: 'Gestaffelt pro Monat' }).click()
  await page.getByRole('heading', { name: 'Staffeln' }).waitFor()
  assert.deepEqual(await rows(page, 'Staffeln'), [
    ['5', '10,00 €', '–'],
    ['20', '7,50 €', '–'],
    ['Darüber', '6,00 €', '12,00 €'],
  ])
  const [price] = (await stripe.prices.list({ product, expand: ['data.tiers'] })).data
  assert.deepEqual([price?.tiers_mode, price?.currency, price?.recurring?.interval], ['graduated', 'eur', 'month'])
  assert.deepEqual(
    price?.tiers?.map(({ up_to, unit_amount, flat_amount }) => [up_to, unit_amount, flat_amount]),
    [
      [5, 1000, null],
      [20, 750, null],
      [null, 600, 1200],
    ],
  )
  assert.deepEqual(await news(), ['plan.created', 'price.created'])
})

test('a price is counted by a meter, which is made with it; another is for packages', async () => {
  let product = ''
  const { page, world } = await look(async ({ stripe }) => {
    product = (await stripe.products.create({ name: 'API', metadata: { team: 'core' } })).id
    return `/products/${product}`
  })
  const { stripe, news } = world
  const dialog = page.getByRole('dialog')
  await page.getByRole('button', { name: 'Add price' }).click()
  await dialog.getByLabel('Amount').fill('0.04')
  await dialog.getByLabel('Counted by a meter').check()
  await dialog.getByLabel('Name of the meter').fill('Calls')
  await dialog.getByLabel('Name of its events').fill('api_call')
  await dialog.getByRole('button', { name: 'Create meter' }).click()
  await dialog.getByLabel('Meter', { exact: true }).waitFor()
  await dialog.getByRole('button', { name: 'Save price' }).click()
  await page.getByRole('link', { name: '$0.04 per month' }).waitFor()
  const [meter] = (await stripe.billing.meters.list()).data
  const [price] = (await stripe.prices.list({ product })).data
  assert.deepEqual([price?.recurring?.usage_type, price?.recurring?.meter], ['metered', meter!.id])
  assert.deepEqual([meter?.event_name, meter?.default_aggregation.formula], ['api_call', 'sum'])
  assert.deepEqual(await news(), ['billing.meter.created', 'plan.created', 'price.created'])

  await page.getByRole('button', { name: 'Add price' }).click()
  await dialog.getByLabel('Billing period').selectOption('once')
  await dialog.getByLabel('What it costs').selectOption('package')
  await dialog.getByLabel('Units in a package').fill('12')
  await dialog.getByLabel('Amount').fill('6')
  await dialog.getByRole('button', { name: 'Save price' }).click()
  await page.getByRole('link', { name: '$6.00 for 12 units' }).waitFor()
  const [boxed] = (await stripe.prices.list({ product })).data
  assert.deepEqual(boxed?.transform_quantity, { divide_by: 12, round: 'up' })
  assert.deepEqual(await news(), ['price.created'])

  const section = page.locator('section', { has: page.getByRole('heading', { name: 'Metadata' }) })
  await section.getByRole('button', { name: 'Edit' }).click()
  await dialog.getByLabel('Value 1').fill('edge')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await section.getByText('edge').waitFor()
  assert.deepEqual((await stripe.products.retrieve(product)).metadata, { team: 'edge' })
  assert.deepEqual(await news(), ['product.updated'])
})

test('a coupon is made, gets a code, and is deleted', async () => {
  const { page, world } = await look('/coupons')
  const { stripe, news } = world
  const dialog = page.getByRole('dialog')
  await page.getByRole('button', { name: 'Create coupon' }).click()
  await dialog.getByLabel('Name').fill('Spring')
  await dialog.getByLabel('ID').fill('SPRING')
  await dialog.getByLabel('Percent', { exact: true }).fill('12.5')
  await dialog.getByLabel('How long').selectOption('repeating')
  await dialog.getByLabel('Months').fill('3')
  await dialog.getByLabel('Redeemed at most').fill('10')
  await dialog.getByRole('button', { name: 'Create coupon' }).click()
  await page.getByRole('heading', { level: 1, name: 'Spring' }).waitFor()
  await stands(page, 'Active')
  await page.getByText('12.5% off, for 3 months').first().waitFor()
  const coupon = await stripe.coupons.retrieve('SPRING')
  assert.deepEqual(
    [coupon.percent_off, coupon.duration, coupon.duration_in_months, coupon.max_redemptions],
    [12.5, 'repeating', 3, 10],
  )
  assert.deepEqual(await news(), ['coupon.created'])

  await page.getByRole('button', { name: 'Create code' }).click()
  await dialog.getByLabel('Code').fill('HELLO')
  await dialog.getByLabel('Only for the first payment').check()
  await dialog.getByRole('button', { name: 'Create code' }).click()
  await page.getByText('HELLO').first().waitFor()
  const [code] = (await stripe.promotionCodes.list()).data
  assert.deepEqual([code?.code, code?.active, code?.restrictions.first_time_transaction], ['HELLO', true, true])
  await page.getByRole('button', { name: 'Deactivate' }).click()
  await page.getByText('Inactive').waitFor()
  assert.equal((await stripe.promotionCodes.retrieve(code!.id)).active, false)
  assert.deepEqual(await news(), ['promotion_code.created', 'promotion_code.updated'])
  await accessible(page)

  await page.getByRole('button', { name: 'Delete' }).click()
  await dialog.getByRole('button', { name: 'Delete' }).click()
  await page.getByText('There is no coupon yet.').waitFor()
  assert.deepEqual(await news(), ['coupon.deleted'])
})
