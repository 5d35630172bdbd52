// The balance, payouts and disputes in the Dashboard, in a real browser.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type Stripe from 'stripe'
import { disputed, SOON, WON } from '../resources/payments/disputing.ts'
import { DAY, onMonday, pay, topUp } from '../resources/payments/funds.ts'
import { accessible, dashboard, facts, look, rows, stands } from './dashboard.ts'

dashboard()

test('money is paid out, and every movement is found by its type', async () => {
  const { page, world } = await look(async (world) => {
    await topUp(world, 5000)
    await pay(world, 2000)
    return '/balance'
  }, 'de-DE')
  const { stripe, news } = world
  const dialog = page.getByRole('dialog')
  await page.getByText('50,00 $').first().waitFor()
  // Of $20.00, 2.9 % and 30 cents are the fee: 88 cents.
  await page.getByText('Unterwegs: 19,12 $').waitFor()
  await page.getByRole('button', { name: 'Auszahlen' }).click()
  await dialog.getByLabel('Betrag').fill('60')
  await dialog.getByRole('button', { name: 'Auszahlen' }).click()
  await dialog.getByText('You have insufficient funds').waitFor()
  await dialog.getByLabel('Betrag').fill('11')
  await dialog.getByLabel('Beschreibung').fill('Miete')
  await dialog.getByRole('button', { name: 'Auszahlen' }).click()
  await page.getByText('39,00 $').waitFor()
  const [payout] = (await stripe.payouts.list()).data
  assert.deepEqual([payout?.amount, payout?.description, payout?.status], [1100, 'Miete', 'pending'])
  assert.deepEqual(await news(), ['payout.created'])

  await page.getByLabel('Art').selectOption('charge')
  await page.getByRole('link', { name: 'Aufladung' }).waitFor({ state: 'detached' })
  await page.getByRole('link', { name: 'Belastung' }).waitFor()
  const [charge, ...others] = await rows(page, 'Umsätze')
  assert.deepEqual(charge?.slice(0, 4), ['Belastung', '20,00 $', '-0,88 $', '19,12 $'])
  assert.deepEqual(others, [])
  await accessible(page)

  await page.getByRole('link', { name: '11,00 $' }).click()
  await page.getByRole('button', { name: 'Auszahlung stornieren' }).click()
  await stands(page, 'Storniert')
  assert.equal((await stripe.payouts.retrieve(payout!.id)).status, 'canceled')
  assert.deepEqual(await news(), ['payout.canceled'])
})

test('an automatic payout shows the movements that it is made of', async () => {
  const { page } = await look(async (world) => {
    await onMonday(world)
    await world.stripe.balanceSettings.update({ payments: { payouts: { schedule: { interval: 'daily' } } } })
    await pay(world, 2000)
    await world.advance(4 * DAY)
    const [payout] = (await world.stripe.payouts.list()).data
    return `/id/${payout!.id}`
  })
  await page.getByRole('heading', { name: '$19.12' }).waitFor()
  await page.getByRole('link', { name: 'Charge' }).waitFor()
  assert.deepEqual(
    (await rows(page, 'Movements in it')).map((row) => row.slice(0, 4)),
    [
      ['Payout', '-$19.12', '–', '-$19.12'],
      ['Charge', '$20.00', '-$0.88', '$19.12'],
    ],
  )
  assert.equal((await facts(page)).How, 'standard, automatic')
})

test('evidence is kept, handed in, and wins the dispute', async () => {
  let id = ''
  const { page, world } = await look(async (world) => {
    id = (await disputed(world)).dispute.id
    return '/disputes'
  })
  const { stripe, news } = world
  await page.getByRole('link', { name: '$10.00' }).click()
  await stands(page, 'Needs response')
  assert.deepEqual((await rows(page, 'Movements'))[0], ['Adjustment', '-$10.00', '-$15.00', '-$25.00'])
  await page.getByLabel('What was sold').fill('A mug')
  await page.getByLabel('Carrier').fill('Post')
  await page.getByRole('button', { name: 'Save for later' }).click()
  await page.getByText('The evidence was saved.').waitFor()
  const kept = await stripe.disputes.retrieve(id)
  assert.deepEqual(
    [kept.status, kept.evidence.product_description, kept.evidence.shipping_carrier],
    ['needs_response', 'A mug', 'Post'],
  )
  assert.deepEqual(await news(), ['charge.dispute.updated'])
  await page.getByLabel('All else').fill('winning_evidence')
  await page.getByRole('button', { name: 'Hand in' }).click()
  await stands(page, 'Under review')
  assert.deepEqual(await news(), ['charge.dispute.updated'])
  await world.advance(SOON)
  await page.reload()
  await stands(page, 'Won')
  assert.equal((await facts(page))['What was sold'], 'A mug')
  assert.equal(await page.getByRole('button', { name: 'Hand in' }).count(), 0)
  assert.deepEqual(await news(), WON)
})

test('documents are added to the evidence, put in place of others, and handed in with it', async () => {
  let id = ''
  const { page, world } = await look(async (world) => {
    id = (await disputed(world)).dispute.id
    return `/disputes/${id}`
  })
  const { stripe, news } = world
  const pdf = { name: "Jenny's receipt.pdf", mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n%%EOF\n') }
  await page.getByLabel('Receipt').setInputFiles(pdf)
  await page.getByText('The document was added.').waitFor()
  const { evidence, status } = await stripe.disputes.retrieve(id, { expand: ['evidence.receipt'] })
  const { filename, purpose } = evidence.receipt as Stripe.File
  assert.deepEqual([filename, purpose, status], ["Jenny's receipt.pdf", 'dispute_evidence', 'needs_response'])
  assert.deepEqual(await news(), ['file.created', 'charge.dispute.updated'])
  await page.getByRole('link', { name: "Jenny's receipt.pdf" }).waitFor()
  await accessible(page)
  await page.getByRole('button', { name: 'API calls' }).click()
  await page.getByText('POST /v1/files').click()
  assert.match(
    (await page.locator('aside pre').filter({ hasText: '/v1/files' }).textContent())!,
    /^curl http:.*\/v1\/files -u sk_test_\w+: \\\n {2}-F purpose=dispute_evidence \\\n {2}-F 'file=@Jenny'\\''s receipt\.pdf'$/,
  )
  // What the API does not take is told in its words, and changes nothing.
  await page.getByLabel('Proof of shipment').setInputFiles({ ...pdf, buffer: Buffer.from('hello') })
  await page.locator('.told .bad').waitFor()
  assert.deepEqual(await news(), [])
  await page.getByLabel('Receipt').setInputFiles({ ...pdf, name: 'better.pdf' })
  await page.getByRole('link', { name: 'better.pdf' }).waitFor()
  assert.equal(await page.getByRole('link', { name: "Jenny's receipt.pdf" }).count(), 0)
  await page.getByLabel('Another document').setInputFiles(pdf)
  await page.getByRole('link', { name: "Jenny's receipt.pdf" }).waitFor()
  await page.getByLabel('All else').fill('winning_evidence')
  await page.getByRole('button', { name: 'Hand in' }).click()
  await stands(page, 'Under review')
  await page.getByRole('link', { name: "Jenny's receipt.pdf" }).waitFor()
  assert.equal(await page.getByLabel('Receipt').count(), 0)
})

test('a dispute is accepted, and then lost', async () => {
  let id = ''
  const { page, world } = await look(async (world) => {
    id = (await disputed(world)).dispute.id
    return `/disputes/${id}`
  }, 'de-DE')
  await page.getByText('Antwort bis').waitFor()
  await accessible(page)
  await page.getByRole('button', { name: 'Streitfall annehmen' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Streitfall annehmen' }).click()
  await stands(page, 'Verloren')
  assert.equal((await world.stripe.disputes.retrieve(id)).status, 'lost')
  assert.deepEqual(await world.news(), ['charge.dispute.closed'])
})
