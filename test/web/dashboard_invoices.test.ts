// Invoices in the Dashboard, in a real browser: a draft is filled, finalised and sent; open ones are paid, credited, written off, voided.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { customer, opened, SETTLED } from '../resources/billing/invoicing.ts'
import { accessible, dashboard, facts, look, rows, stands } from './dashboard.ts'

dashboard()

test('a draft gets items, a tax and a discount, and is sent', async () => {
  let who = ''
  const { page, world } = await look(async (world) => {
    const { stripe } = world
    who = await customer(world, { name: 'Möbelhaus Köster', card: null })
    await stripe.prices.create({ currency: 'eur', unit_amount: 700, product_data: { name: 'Aufkleber' } })
    await stripe.taxRates.create({ display_name: 'USt.', percentage: 19, inclusive: false })
    await stripe.coupons.create({ id: 'ZEHNTEL', percent_off: 10, duration: 'forever' })
    return `/invoices/new?customer=${who}`
  }, 'de-DE')
  const { stripe, news } = world
  const dialog = page.getByRole('dialog')
  await page.getByLabel('Beschreibung').fill('Beratung')
  await page.getByLabel('Betrag').fill('450')
  await page.getByLabel('Währung').selectOption('eur')
  await page.getByLabel('Tage bis zur Fälligkeit').fill('14')
  await page.getByRole('button', { name: 'Entwurf anlegen' }).click()
  await page.getByRole('cell', { name: 'Beratung' }).waitFor()
  const [draft] = (await stripe.invoices.list()).data
  const id = draft!.id!
  assert.deepEqual([draft?.status, draft?.customer, draft?.collection_method], ['draft', who, 'send_invoice'])
  assert.equal(draft!.due_date, draft!.created + 14 * 86_400)
  assert.deepEqual(await news(), ['invoice.created', 'invoiceitem.created', 'invoice.updated'])

  await page.getByRole('button', { name: 'Posten hinzufügen' }).click()
  await dialog.getByLabel('Was').selectOption('priced')
  await dialog.getByLabel('Preis').fill('aufk')
  await dialog.getByRole('option', { name: 'Aufkleber · 7,00 €' }).click()
  await dialog.getByLabel('Menge').fill('2')
  await dialog.getByRole('button', { name: 'Posten hinzufügen' }).click()
  await page.getByRole('cell', { name: '14,00 €' }).waitFor()
  const line = page.getByRole('row', { name: 'Beratung' })
  await line.getByRole('button', { name: 'Bearbeiten' }).click()
  await dialog.getByLabel('Betrag').fill('500')
  await dialog.getByRole('button', { name: 'Speichern' }).click()
  await page.getByRole('cell', { name: '500,00 €' }).first().waitFor()
  await page.getByRole('button', { name: 'Einstellungen bearbeiten' }).click()
  await dialog.getByLabel('Steuersatz').selectOption({ label: 'USt. 19 %' })
  await dialog.getByLabel('Rabatt').fill('zehn')
  await dialog.getByRole('option', { name: 'ZEHNTEL' }).click()
  await dialog.getByLabel('Bemerkung').fill('Danke für Ihren Auftrag')
  await dialog.getByRole('button', { name: 'Speichern' }).click()
  await page.getByText('Danke für Ihren Auftrag').waitFor()
  // 514.00 less a tenth are 462.60; 19 % of 450.00 are 85.50, and of 12.60 they are 2.39.
  const told = await facts(page)
  assert.deepEqual(
    ['Zwischensumme', 'Rabatt', 'USt. 19 %', 'Summe', 'Fälliger Betrag'].map((term) => told[term]),
    ['514,00 €', '-51,40 €', '87,89 €', '550,49 €', '550,49 €'],
  )
  await accessible(page)
  await news()

  await page.getByRole('button', { name: 'Finalisieren und senden' }).click()
  await stands(page, 'Offen')
  const sent = await stripe.invoices.retrieve(id)
  assert.deepEqual([sent.status, sent.total, sent.description], ['open', 55_049, 'Danke für Ihren Auftrag'])
  const paper = await page.getByRole('link', { name: 'PDF' }).getAttribute('href')
  assert.equal((await fetch(paper!)).headers.get('content-type'), 'application/pdf')
  assert.deepEqual(await news(), [
    'customer.updated',
    'invoice.updated',
    'invoice.finalized',
    'payment_intent.created',
    'invoice.sent',
  ])
})

test('an item is taken from a draft, and then the draft is deleted', async () => {
  const { page, world } = await look(async (world) => {
    const { stripe } = world
    const { id } = await stripe.invoices.create({ customer: await customer(world), currency: 'usd' })
    await stripe.invoices.addLines(id!, { lines: [{ amount: 500, description: 'Cup' }, { amount: 300 }] })
    return `/invoices/${id}`
  })
  const { news } = world
  await page.getByRole('row', { name: 'Cup' }).getByRole('button', { name: 'Remove' }).click()
  await page.getByRole('row', { name: 'Cup' }).waitFor({ state: 'detached' })
  assert.equal((await rows(page, 'Lines')).length, 1)
  assert.equal((await facts(page)).Total, '$3.00')
  assert.deepEqual(await news(), ['invoiceitem.deleted', 'invoice.updated'])
  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await page.getByText('No invoice fits.').waitFor()
  assert.deepEqual(await news(), ['invoice.deleted'])
})

test('an open invoice is credited in part, paid by card, and then credited with a refund', async () => {
  let id = ''
  const { page, world } = await look(async (world) => {
    id = (await opened(world, [2000], { auto_advance: false })).id!
    return `/invoices/${id}`
  })
  const { stripe, news } = world
  const dialog = page.getByRole('dialog')
  const credit = async () => {
    await page.getByRole('button', { name: 'More' }).click()
    await page.getByRole('button', { name: 'Credit note' }).click()
  }
  await credit()
  await dialog.getByLabel('Amount').fill('5')
  await dialog.getByText('Credited: $5.00. Left to pay: $15.00.').waitFor()
  await dialog.getByLabel('Reason').selectOption('order_change')
  await dialog.getByRole('button', { name: 'Issue credit note' }).click()
  await page.getByRole('cell', { name: 'Order change' }).waitFor()
  assert.equal((await stripe.invoices.retrieve(id)).amount_remaining, 1500)
  assert.deepEqual(await news(), ['invoice.updated', 'credit_note.created'])

  await page.getByRole('button', { name: 'Pay' }).click()
  await dialog.getByLabel('With').selectOption({ label: 'Visa •••• 4242' })
  await dialog.getByRole('button', { name: 'Pay' }).click()
  await stands(page, 'Paid')
  assert.deepEqual(await news(), SETTLED)
  assert.equal((await rows(page, 'Payments'))[0]?.[2], '$15.00')

  await credit()
  await dialog.getByLabel('Amount').fill('4')
  await dialog.getByRole('button', { name: 'Issue credit note' }).click()
  await page.getByRole('cell', { name: '$4.00' }).waitFor()
  const [refund] = (await stripe.refunds.list()).data
  assert.equal(refund?.amount, 400)
  assert.deepEqual(await news(), ['refund.created', 'charge.refunded', 'invoice.updated', 'credit_note.created'])
  await accessible(page)
})

test('invoices are paid outside, written off and voided; the tabs find them', async () => {
  const ids: string[] = []
  const { page, world } = await look(async (world) => {
    const who = await customer(world, { card: null })
    for (const amount of [1000, 2000, 3000])
      ids.push((await opened(world, [amount], { customer: who, auto_advance: false })).id!)
    return `/invoices/${ids[0]}`
  })
  const { news, stripe } = world
  const dialog = page.getByRole('dialog')
  await page.getByRole('button', { name: 'Pay' }).click()
  await dialog.getByLabel('With').selectOption('outside')
  await dialog.getByRole('button', { name: 'Pay' }).click()
  await stands(page, 'Paid')
  assert.equal((await stripe.invoices.retrieve(ids[0]!)).amount_paid, 1000)
  assert.deepEqual(await news(), ['payment_intent.canceled', 'invoice.updated', 'invoice.paid'])

  await page.goto(page.url().replace(ids[0]!, ids[1]!))
  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('button', { name: 'Mark uncollectible' }).click()
  await stands(page, 'Uncollectible')
  assert.deepEqual(await news(), ['invoice.updated', 'invoice.marked_uncollectible'])

  await page.goto(page.url().replace(ids[1]!, ids[2]!))
  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('button', { name: 'Void' }).click()
  await dialog.getByRole('button', { name: 'Void' }).click()
  await stands(page, 'Void')
  assert.deepEqual(await news(), ['invoice.updated', 'invoice.voided', 'payment_intent.canceled'])
  await page.getByRole('link', { name: 'Invoices' }).first().click()
  await page.getByRole('button', { name: 'Void' }).click()
  await page.getByRole('cell', { name: '$10.00' }).waitFor({ state: 'detached' })
  await page.getByRole('cell', { name: '$30.00' }).waitFor()
  assert.deepEqual(
    (await rows(page, 'Invoices')).map((row) => row[2]),
    ['Void'],
  )
})
