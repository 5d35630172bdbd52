// The Dashboard in a real browser: its frame, the product form of which the price id is copied, the calls it shows, and who has to sign in.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { freshName, startBrindle } from '../world.ts'
import { dashboard, look } from './dashboard.ts'

const at = dashboard()

test('a product is added with its price, whose id is copied', async () => {
  const { page, world } = await look('/products', 'de-DE')
  await page.getByRole('link', { name: 'Produkt hinzufügen' }).click()
  await page.getByLabel('Name').fill('Kaffee')
  await page.getByLabel('Betrag').fill('9,9')
  await page.getByLabel('Währung').selectOption('eur')
  await page.getByLabel('Abrechnungszeitraum').selectOption('quarter')
  await page.getByRole('button', { name: 'Produkt speichern' }).click()
  await page.getByRole('heading', { name: 'Kaffee' }).waitFor()
  const [price] = (await world.stripe.prices.list()).data
  assert.deepEqual(
    [price?.unit_amount, price?.currency, price?.recurring?.interval, price?.recurring?.interval_count],
    [990, 'eur', 'month', 3],
  )
  assert.equal(await page.getByRole('link', { name: '9,90 € pro 3 Monate' }).count(), 1)
  await page.getByRole('button', { name: `Kopieren: ${price!.id}` }).click()
  assert.equal(await page.evaluate('navigator.clipboard.readText()'), price!.id)
  assert.deepEqual(await world.news(), ['product.created', 'plan.created', 'price.created'])
})

test('what the API refuses stands at the field that it names, and changes nothing', async () => {
  const { page, world } = await look('/products/new')
  await page.getByLabel('Name').fill('Coffee')
  await page.getByLabel('Amount').fill('9.999')
  await page.getByRole('button', { name: 'Save product' }).click()
  const wrong = page.locator('.field.wrong')
  await wrong.waitFor()
  assert.match((await wrong.textContent())!, /^Amount[\s\S]*Write an amount such as 12\.50\./)
  await page.goto(`${at.brindle.url}/dashboard/objects/coupon`)
  await page.getByRole('button', { name: 'New: Coupon' }).click()
  await page.getByText('All parameters with single values').click()
  await page.getByLabel('Percent off').fill('150')
  await page.getByRole('button', { name: 'Send' }).click()
  await wrong.waitFor()
  assert.match((await wrong.textContent())!, /^Percent off[\s\S]*100/)
  assert.deepEqual(await world.news(), [])
})

test('every change is shown as a call that can be made with curl, and makes it', async () => {
  const { page, world } = await look('/products/new')
  await page.getByLabel('Name').fill("Lil's plan")
  await page.getByLabel('Amount').fill('12')
  await page.getByRole('button', { name: 'Save product' }).click()
  await page.getByRole('heading', { name: "Lil's plan" }).waitFor()
  await page.keyboard.press('a')
  const calls = page.getByRole('complementary', { name: 'What the Dashboard asked' })
  await calls.getByText('POST /v1/products').click()
  const shown = await calls.locator('pre').first().textContent()
  assert.equal(
    shown,
    `curl ${at.brindle.url}/v1/products -u ${world.key}: \\\n  -d 'name=Lil'\\''s plan' \\\n` +
      `  -d 'default_price_data[unit_amount]=1200' \\\n  -d 'default_price_data[currency]=usd' \\\n` +
      `  -d 'default_price_data[recurring][interval]=month' \\\n  -d 'default_price_data[recurring][interval_count]=1'`,
  )
})

test('pages are found by name, and any object by its id', async () => {
  const { page, world } = await look('/')
  const coupon = await world.stripe.coupons.create({ percent_off: 20, duration: 'once', id: 'SUMMER' })
  await page.keyboard.press('Control+k')
  await page.keyboard.type('obj')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'All objects' }).waitFor()
  await page.getByRole('link', { name: 'Coupon', exact: true }).click()
  await page.getByRole('link', { name: coupon.id }).waitFor()
  await page.getByRole('button', { name: 'New: Coupon' }).click()
  await page.getByRole('dialog').getByText('All parameters with single values').click()
  await page.getByLabel('More parameters').fill('metadata[season]=winter')
  await page.getByLabel('Percent off').fill('15')
  await page.getByLabel('Duration', { exact: true }).selectOption('forever')
  await page.getByRole('button', { name: 'Send' }).click()
  await page.getByText('winter', { exact: true }).waitFor()
  const [made] = (await world.stripe.coupons.list()).data
  assert.deepEqual([made?.percent_off, made?.duration, made?.metadata], [15, 'forever', { season: 'winter' }])
})

test('an object is found by what one has in one’s hands', async () => {
  const { page, world } = await look('/')
  const customer = await world.stripe.customers.create({ name: 'Jenny Rosen', email: 'jenny@example.com' })
  await page.keyboard.press('/')
  await page.keyboard.type('jenny@ex')
  await page.getByRole('option', { name: 'Jenny Rosen Customer · jenny@example.com' }).waitFor()
  await page.keyboard.press('Enter')
  await page.getByText(customer.id).first().waitFor()
})

test('on a server that others reach, a secret key is asked for', async () => {
  const open = await startBrindle({ host: '0.0.0.0' })
  try {
    const session = await fetch(`http://127.0.0.1:${open.port}/dashboard/session`)
    assert.equal(((await session.json()) as { key: unknown }).key, null)
    const page = await (await at.browser.newContext({ locale: 'en-US' })).newPage()
    await page.goto(`http://127.0.0.1:${open.port}/dashboard/products`)
    await page.getByLabel('Secret key').fill(`sk_test_${freshName()}`)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('Invalid API Key provided').waitFor()
    await page.getByLabel('Secret key').fill('sk_test_BQokikJOvBiI2HlWgH4olfQ2')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('heading', { name: 'Products' }).waitFor()
    assert.equal(await page.evaluate(() => localStorage.length), 0)
  } finally {
    await open.close()
  }
})

test('the address of the server itself leads to it', async () => {
  const response = await fetch(at.brindle.url, { redirect: 'manual' })
  assert.deepEqual([response.status, response.headers.get('location')], [302, 'dashboard'])
})

test('it is in nobody’s frame, loads nothing from elsewhere, and answers to no strange host', async () => {
  const response = await fetch(`${at.brindle.url}/dashboard/anything/at/all`)
  const policy = response.headers.get('content-security-policy') ?? ''
  assert.match(policy, /default-src 'none'; script-src 'self'; .*frame-ancestors 'none'/)
  assert.doesNotMatch(await response.text(), /https?:\/\/(?!www\.w3\.org)/)
  const { request } = await import('node:http')
  const status = await new Promise((resolve) =>
    request(`${at.brindle.url}/dashboard/session`, { headers: { host: 'evil.example' } }, (answer) =>
      resolve(answer.statusCode),
    ).end(),
  )
  assert.equal(status, 403)
  const own = { origin: at.brindle.url, authorization: 'Bearer sk_test_BQokikJOvBiI2HlWgH4olfQ2' }
  assert.equal((await fetch(`${at.brindle.url}/v1/balance`, { headers: own })).status, 200)
})
