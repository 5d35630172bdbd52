// The story of a subscription with Amazon Pay as Stripe's German page tells it: the product is added in the Dashboard and its price id
// copied from there, a program makes the page's calls with the official client, the customer authorises in their browser, and the
// subscription is seen as active in the Dashboard. (https://docs.stripe.com/billing/subscriptions/amazon-pay)
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type Stripe from 'stripe'
import { sandbox } from '../world.ts'
import { dashboard, facts, look, rows, stands } from './dashboard.ts'
import story from './dashboard_story.json' with { type: 'json' }

const at = dashboard()

test('from “Produkt hinzufügen” to a subscription that is “Aktiv”', async () => {
  const { page, world } = await look('/products', 'de-DE')
  const { news } = world
  await page.getByRole('link', { name: 'Produkt hinzufügen' }).click()
  await page.getByRole('heading', { name: 'Produkt hinzufügen' }).waitFor()
  await page.getByLabel('Name').fill(story.product.name)
  await page.getByLabel('Betrag').fill(story.product.amount)
  await page.getByLabel('Währung').selectOption(story.product.currency)
  assert.equal(await page.getByLabel('Bezahlt wird').inputValue(), 'recurring')
  assert.equal(await page.getByLabel('Abrechnungszeitraum').inputValue(), 'month')
  await page.getByRole('button', { name: 'Produkt speichern' }).click()
  await page.getByRole('heading', { name: story.product.name }).waitFor()
  await page.getByRole('button', { name: 'Kopieren: price_' }).click()
  await page.getByText('Kopiert').first().waitFor()
  const price = (await page.evaluate('navigator.clipboard.readText()')) as string
  assert.match(price, /^price_\w+$/)
  assert.deepEqual(await news(), ['product.created', 'plan.created', 'price.created'])

  // The page's calls are of the version of its time, which takes payment_method_types.
  const name = world.key.slice('sk_test_'.length)
  const { stripe } = sandbox(at.brindle, { name, apiVersion: '2026-08-26.dahlia' })
  const { id: customer } = await stripe.customers.create(story.customer)
  const intent = await stripe.setupIntents.create({
    ...(story.setup_intent as Stripe.SetupIntentCreateParams),
    customer,
  })
  assert.equal(intent.status, 'requires_action')
  assert.deepEqual(await news(), ['customer.created', 'setup_intent.created', 'setup_intent.requires_action'])

  // Their own browser, which has never been in the Dashboard. Nobody is at home at the return address; that it goes there counts.
  const theirs = await at.browser.newContext({ locale: 'de-DE' })
  const wallet = await theirs.newPage()
  await wallet.goto(intent.next_action!.redirect_to_url!.url!)
  const back = wallet.waitForRequest(`${story.setup_intent.return_url}/**`)
  await wallet.getByRole('button', { name: 'Test-Einrichtung autorisieren' }).click()
  const returned = new URL((await back).url()).searchParams
  assert.deepEqual([returned.get('setup_intent'), returned.get('redirect_status')], [intent.id, 'succeeded'])
  await theirs.close()
  assert.deepEqual(await news(), ['payment_method.attached', 'setup_intent.succeeded'])

  const { payment_method } = await stripe.setupIntents.retrieve(intent.id)
  const subscription = await stripe.subscriptions.create({
    ...story.subscription,
    customer,
    items: [{ price }],
    default_payment_method: payment_method as string,
  })
  assert.equal(subscription.status, 'active')
  assert.deepEqual(await news(), [
    'customer.subscription.created',
    'invoice.created',
    'customer.updated',
    'invoice.finalized',
    'payment_intent.created',
    'charge.succeeded',
    'payment_intent.succeeded',
    'invoice_payment.paid',
    'invoice.paid',
    'invoice.payment_succeeded',
    'customer.subscription.updated',
  ])

  await page.getByRole('link', { name: 'Abonnements' }).click()
  const row = page.getByRole('row', { name: '15,00 $ pro Monat' })
  await row.getByText('Aktiv', { exact: true }).waitFor()
  await row.getByRole('link').click()
  await page.getByRole('heading', { name: 'Stockfotos · 15,00 $ pro Monat' }).waitFor()
  await stands(page, 'Aktiv')
  assert.equal((await facts(page)).Zahlungsmethode, 'Amazon Pay')
  await page.getByRole('cell', { name: 'Bezahlt' }).waitFor()
  assert.deepEqual(
    (await rows(page, 'Rechnungen')).map(([, status, amount]) => [status, amount]),
    [['Bezahlt', '15,00 $']],
  )
})
