// Customers in the Dashboard, in a real browser: found, changed, given cards and credit, led to the portal, deleted.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accessible, dashboard, facts, look, rows } from './dashboard.ts'

dashboard()

test('a customer is added, found by a part of their address, and changed', async () => {
  const { page, world } = await look(async ({ stripe }) => {
    await stripe.customers.create({ name: 'Ada', email: 'ada@analytical.example' })
    return '/customers'
  }, 'de-DE')
  const { stripe, news } = world
  await page.getByRole('button', { name: 'Kunde hinzufügen' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill('Möbelhaus Köster')
  await dialog.getByLabel('E-Mail-Adresse').fill('kasse@koester.example')
  await dialog.getByLabel('Telefon').fill('+49 89 1234')
  await dialog.getByRole('button', { name: 'Kunde hinzufügen' }).click()
  await page.getByRole('heading', { level: 1, name: 'Möbelhaus Köster' }).waitFor()
  const [made] = (await stripe.customers.list({ limit: 1 })).data
  assert.deepEqual([made?.name, made?.email, made?.phone], ['Möbelhaus Köster', 'kasse@koester.example', '+49 89 1234'])
  assert.deepEqual(await news(), ['customer.created'])

  await page.getByRole('button', { name: 'Angaben bearbeiten' }).click()
  await dialog.getByLabel('Telefon').fill('')
  await dialog.getByLabel('Sprache der Rechnungen').selectOption('de')
  await dialog.getByText('Adresse', { exact: true }).click()
  await dialog.getByLabel('Ort').fill('München')
  await dialog.getByLabel('Land', { exact: true }).fill('DE')
  await dialog.getByRole('button', { name: 'Speichern' }).click()
  await page.getByText('München, DE').waitFor()
  const changed = await stripe.customers.retrieve(made!.id)
  assert.ok(!changed.deleted)
  assert.deepEqual([changed.phone, changed.preferred_locales], [null, ['de']])
  assert.deepEqual(changed.address, {
    city: 'München',
    country: 'DE',
    line1: null,
    line2: null,
    postal_code: null,
    state: null,
  })
  assert.deepEqual(await news(), ['customer.updated'])

  await page.getByRole('link', { name: 'Kunden' }).first().click()
  await page.getByRole('searchbox').fill('ÖSTER')
  await page.getByRole('link', { name: 'Ada' }).waitFor({ state: 'detached' })
  assert.match(page.url(), /\/customers\?q=%C3%96STER$/)
  assert.deepEqual(
    (await rows(page, 'Kunden')).map((row) => row.slice(0, 4)),
    [['Möbelhaus Köster', 'kasse@koester.example', '–', '–']],
  )
  await accessible(page)
})

test('metadata is added to, changed and taken away', async () => {
  const { page, world } = await look(async ({ stripe }) => {
    const { id } = await stripe.customers.create({ name: 'Ada', metadata: { tier: 'gold', crm: '17' } })
    return `/customers/${id}`
  })
  const section = page.locator('section', { has: page.getByRole('heading', { name: 'Metadata' }) })
  await section.getByRole('button', { name: 'Edit' }).click()
  const dialog = page.getByRole('dialog')
  // They are in the order of their keys: crm, tier, and an empty line.
  await dialog.getByLabel('Value 2').fill('silver')
  await dialog.getByRole('button', { name: 'Remove line 1' }).click()
  await dialog.getByLabel('Key 2').fill('since')
  await dialog.getByLabel('Value 2').fill('2026')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await section.getByText('silver').waitFor()
  const [customer] = (await world.stripe.customers.list()).data
  assert.deepEqual(customer?.metadata, { tier: 'silver', since: '2026' })
  assert.deepEqual(await world.news(), ['customer.updated'])
})

test('test cards are attached or set up, one is the default, and another is detached', async () => {
  let id = ''
  const { page, world } = await look(async ({ stripe }) => {
    id = (await stripe.customers.create({ name: 'Ada' })).id
    return `/customers/${id}`
  })
  const { stripe, news } = world
  const dialog = page.getByRole('dialog')
  await page.getByRole('button', { name: 'Add test card' }).click()
  await dialog.getByLabel('Test card').selectOption('pm_card_mastercard')
  await dialog.getByRole('button', { name: 'Add test card' }).click()
  await page.getByRole('link', { name: 'Mastercard •••• 4444' }).waitFor()
  const [mastercard] = (await stripe.customers.listPaymentMethods(id)).data
  const defaultMethod = async () => {
    const customer = await stripe.customers.retrieve(id)
    assert.ok(!customer.deleted)
    return customer.invoice_settings.default_payment_method
  }
  assert.equal(await defaultMethod(), mastercard!.id)
  assert.deepEqual(await news(), ['payment_method.attached', 'customer.updated'])

  // A card whose bank asks the customer, by a token of its own.
  await page.getByRole('button', { name: 'Add test card' }).click()
  await dialog.getByLabel('Or another token').fill('pm_card_threeDSecureRequired')
  await dialog.getByLabel('How').selectOption('setup')
  await dialog.getByRole('button', { name: 'Add test card' }).click()
  const bank = page.waitForEvent('popup')
  await dialog.getByRole('link', { name: 'Open authorise page' }).click()
  const authorise = await bank
  assert.deepEqual(await news(), ['setup_intent.created', 'setup_intent.requires_action'])
  await authorise.getByRole('button', { name: 'Authorize Test Setup' }).click()
  await authorise.getByRole('link', { name: 'Visa •••• 3063' }).waitFor()
  assert.deepEqual(await news(), ['payment_method.attached', 'setup_intent.succeeded'])
  await authorise.close()

  await page.reload()
  const visa = page.getByRole('row', { name: /Visa •••• 3063/ })
  await visa.getByRole('button', { name: 'Make default' }).click()
  await visa.getByText('Default', { exact: true }).waitFor()
  assert.notEqual(await defaultMethod(), mastercard!.id)
  await page.getByRole('row', { name: /4444/ }).getByRole('button', { name: 'Detach' }).click()
  await dialog.getByRole('button', { name: 'Detach' }).click()
  await page.getByRole('link', { name: 'Mastercard •••• 4444' }).waitFor({ state: 'detached' })
  assert.deepEqual(await news(), ['customer.updated', 'payment_method.detached'])
  await accessible(page)
})

test('the balance is adjusted, a tax id is verified, the portal is opened, and the customer deleted', async () => {
  let id = ''
  const { page, world } = await look(async ({ stripe }) => {
    id = (await stripe.customers.create({ name: 'Ada', email: 'ada@example.com' })).id
    return `/customers/${id}`
  })
  const { stripe, news } = world
  const dialog = page.getByRole('dialog')
  await page.getByRole('button', { name: 'Adjust balance' }).click()
  await dialog.getByLabel('Amount').fill('25')
  await dialog.getByLabel('Currency').selectOption('eur')
  await dialog.getByLabel('Why').fill('Goodwill')
  await dialog.getByRole('button', { name: 'Adjust balance' }).click()
  await page.getByText('Goodwill').waitFor()
  const [entry] = (await stripe.customers.listBalanceTransactions(id)).data
  // A credit is less than nothing to the API, and what they have for people.
  assert.deepEqual([entry?.amount, entry?.currency, entry?.description], [-2500, 'eur', 'Goodwill'])
  assert.deepEqual((await rows(page, 'Customer balance'))[0]?.slice(0, 3), ['AdjustmentGoodwill', '€25.00', '€25.00'])
  assert.equal((await facts(page)).Balance, '€25.00')
  assert.deepEqual(await news(), ['customer.updated'])

  await page.getByRole('button', { name: 'Add tax ID' }).click()
  await dialog.getByLabel('Number').fill('DE1')
  await dialog.getByRole('button', { name: 'Add tax ID' }).click()
  await dialog.getByRole('alert').getByText('That did not work').waitFor()
  await dialog.getByLabel('Number').fill('DE123456789')
  await dialog.getByRole('button', { name: 'Add tax ID' }).click()
  await page.getByText('DE123456789').waitFor()
  assert.deepEqual(await news(), ['customer.tax_id.created'])

  await page.getByRole('button', { name: 'Portal link' }).click()
  const portal = page.waitForEvent('popup')
  await dialog.getByRole('link', { name: 'Open the portal' }).click()
  assert.match((await portal).url(), /\/p\/session\/test_/)
  await page.keyboard.press('Escape')
  assert.deepEqual(await news(), ['billing_portal.configuration.created', 'billing_portal.session.created'])

  await page.getByRole('button', { name: 'More' }).click()
  await page.locator('.menu:popover-open').getByRole('button', { name: 'Delete' }).click()
  await dialog.getByRole('button', { name: 'Delete' }).click()
  await page.getByText('There are no customers yet.').waitFor()
  assert.deepEqual(await news(), ['customer.deleted'])
  await page.goBack()
  await page.getByRole('heading', { name: 'This customer was deleted' }).waitFor()
})

test('what happened with a customer stands in the order of time', async () => {
  const { page } = await look(async ({ stripe, advance }) => {
    const { id } = await stripe.customers.create({ name: 'Ada' })
    await advance(86_400)
    await stripe.paymentIntents.create({
      amount: 2000,
      currency: 'usd',
      customer: id,
      payment_method: 'pm_card_visa',
      confirm: true,
      automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    })
    await advance(86_400)
    await stripe.invoices.create({ customer: id, currency: 'usd' })
    return `/customers/${id}`
  })
  await page.getByRole('link', { name: 'Invoice Draft: $0.00' }).waitFor()
  assert.deepEqual(await page.locator('.timeline li > div').allTextContents(), [
    'Invoice Draft: $0.00',
    'Payment: $20.00',
    'The customer was created',
  ])
})
