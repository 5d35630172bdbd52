// The Elements of banks and accounts, and what their customers are shown: vouchers, codes, and small deposits.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openTill, type Visit } from './till.ts'

const till = await openTill()
after(() => till.close())

const JENNY = `billing_details: { name: 'Jenny Rosen', email: 'jenny@example.com' }`
const HOST = '<div id="field" style="width: 320px"></div>'

async function intentOf({ stripe, news }: Visit, type: string, currency: string) {
  const { id, client_secret } = await stripe.paymentIntents.create({
    amount: 6000,
    currency,
    allowed_payment_method_types: [type as 'card'],
  })
  await news()
  return { id, secret: client_secret! }
}

test('an IBAN and an Australian account are debited', () =>
  till.visit(async (visit) => {
    const { open, frame, run, news } = visit
    const sepa = await intentOf(visit, 'sepa_debit', 'eur')
    await open(
      `${HOST}<div id="au"></div>`,
      `const iban = stripe.elements().create('iban', { supportedCountries: ['SEPA'] })
       iban.mount('#field')
       const account = stripe.elements().create('auBankAccount')
       account.mount('#au')`,
    )
    const field = frame('Secure IBAN input frame').locator('[name=iban]')
    const pay = `stripe.confirmSepaDebitPayment('${sepa.secret}', { payment_method: { sepa_debit: iban, ${JENNY} } })`
    await field.fill('DE8937040044053201300')
    assert.equal((await run(pay)).error.message, 'The IBAN you entered is incomplete.')
    await field.fill('DE89370400440532013001')
    assert.equal((await run(pay)).error.message, 'The IBAN you entered is invalid.')
    await field.fill('DE89370400440532013000')
    assert.equal((await run(pay)).paymentIntent.status, 'processing')
    assert.deepEqual(await news(), ['charge.pending', 'payment_intent.processing'])

    const becs = await intentOf(visit, 'au_becs_debit', 'aud')
    const au = visit.page.locator('#au iframe').contentFrame()
    await au.locator('[name=au_bsb]').fill('000-000')
    await au.locator('[name=au_bank_account_number]').fill('000123456')
    const debited = await run(
      `stripe.confirmAuBecsDebitPayment('${becs.secret}', { payment_method: { au_becs_debit: account, ${JENNY} } })`,
    )
    assert.equal(debited.paymentIntent?.status, 'processing', JSON.stringify(debited))
    assert.deepEqual((await news()).slice(0, 2), ['charge.pending', 'payment_intent.processing'])
  }))

/** The four Elements, with the banks that tests written for Stripe.js choose. (stripe-samples: accept-a-payment) */
const BANKS = [
  ['idealBank', 'Ideal', 'ideal', 'eur', 'ING Bank', 'ing'],
  ['epsBank', 'Eps', 'eps', 'eur', 'Bank Austria', 'bank_austria'],
  ['p24Bank', 'P24', 'p24', 'pln', 'Bank Millenium', 'bank_millennium'],
  ['fpxBank', 'Fpx', 'fpx', 'myr', 'Maybank2U', 'maybank2u'],
] as const

for (const [element, name, type, currency, text, bank] of BANKS)
  test(`${element}: the bank is chosen from a list, and its customer sent there`, () =>
    till.visit(async (visit) => {
      const { open, page, run, stripe } = visit
      const { id, secret } = await intentOf(visit, type, currency)
      await open(HOST, `const bank = stripe.elements().create('${element}'); bank.mount('#field')`)
      const button = page.frameLocator('iframe[name*=__privateStripeFrame][title*="button"]')
      const confirm = `stripe.confirm${name}Payment('${secret}', { payment_method: { ${type}: bank, ${JENNY} }, return_url: '${till.merchant}/done' })`
      assert.equal((await run(confirm)).error.code, 'incomplete_bank')
      await button.locator('[id$=bank-list-value]', { hasText: 'Select bank' }).click()
      const list = page.frameLocator('iframe[name*=__privateStripeFrame][title*="list"]')
      await list.locator('.SelectListItem-text', { hasText: text }).first().click()
      await page.waitForFunction(`document.querySelector('#field').classList.contains('StripeElement--complete')`)
      assert.equal(await page.locator('iframe[title*="list"]').count(), 0)
      await Promise.all([page.waitForURL(`${till.brindle.url}/authorize/**`), run(`void ${confirm}`)])
      await page.getByRole('button', { name: 'Authorize Test Payment', exact: true }).click()
      await page.waitForURL(`${till.merchant}/done**`)
      const { payment_method, status } = await stripe.paymentIntents.retrieve(id, { expand: ['payment_method'] })
      assert.deepEqual([status, (payment_method as any)[type].bank], ['succeeded', bank])
    }))

test('the list of banks is worked by the keyboard, and left by it', () =>
  till.visit(async ({ open, page, run }) => {
    await open(
      HOST,
      `const bank = stripe.elements().create('epsBank', { value: 'bank_austria' }); bank.mount('#field')
      let chosen; bank.on('change', ({ value }) => { chosen = value })`,
    )
    const button = page.frameLocator('iframe[title*="button"]').getByRole('button')
    await button.click()
    const options = page.frameLocator('iframe[title*="list"]').getByRole('option', { selected: true })
    assert.equal(await options.textContent(), 'Bank Austria')
    await page.frameLocator('iframe[title*="list"]').getByRole('listbox').press('ArrowDown')
    await page.frameLocator('iframe[title*="list"]').getByRole('listbox').press('Enter')
    await page.waitForFunction('chosen')
    assert.equal(await run('chosen'), 'bankhaus_carl_spangler')
    await button.click()
    await page.frameLocator('iframe[title*="list"]').getByRole('listbox').press('Escape')
    await page.locator('iframe[title*="list"]').waitFor({ state: 'detached' })
    assert.equal(await button.getAttribute('aria-expanded'), 'false')
  }))

test('a voucher and a code are shown, and the result is how it stands afterwards', () =>
  till.visit(async (visit) => {
    const { open, page, news } = visit
    const sheet = page.frameLocator('body > div[role=dialog] > iframe')
    const oxxo = await intentOf(visit, 'oxxo', 'mxn')
    await open('')
    const start = (call: string) => page.evaluate(`window.done = ${call}; 0`)
    await start(`stripe.confirmOxxoPayment('${oxxo.secret}', { payment_method: { ${JENNY} } })`)
    await sheet.getByRole('button', { name: 'Close' }).click()
    const closed = await page.evaluate<any>('window.done')
    assert.equal(closed.paymentIntent.status, 'requires_action')
    assert.match(closed.paymentIntent.next_action.oxxo_display_details.number, /^\d{32}$/)
    assert.deepEqual(await news(), ['payment_intent.requires_action'])

    const pix = await intentOf(visit, 'pix', 'brl')
    await start(`stripe.confirmPixPayment('${pix.secret}', { payment_method: { ${JENNY} } })`)
    await sheet.frameLocator('iframe').getByRole('button', { name: 'Authorize Test Payment' }).click()
    assert.equal((await page.evaluate<any>('window.done')).paymentIntent.status, 'succeeded')
    assert.deepEqual(await news(), ['payment_intent.requires_action', 'charge.succeeded', 'payment_intent.succeeded'])
    assert.equal(await page.getByRole('dialog').count(), 0)
  }))

test('small deposits are told in a dialog', () =>
  till.visit(async (visit) => {
    const { open, page, news, run } = visit
    const { secret } = await intentOf(visit, 'us_bank_account', 'usd')
    await open('')
    const account = `us_bank_account: { account_number: '000123456789', routing_number: '110000000', account_holder_type: 'individual' }`
    const confirmed = await run(
      `stripe.confirmUsBankAccountPayment('${secret}', { payment_method: { ${account}, ${JENNY} } })`,
    )
    assert.equal(confirmed.paymentIntent.next_action.type, 'verify_with_microdeposits')
    await news()
    await page.evaluate(`window.done = stripe.verifyMicrodepositsForPayment('${secret}'); 0`)
    const dialog = page.getByRole('dialog', { name: 'Verify your bank account' })
    await dialog.waitFor()
    const form = page.frameLocator('body > div[role=dialog] > iframe').frameLocator('iframe')
    await form.getByLabel('Code beside the deposit').fill('SM11AA')
    await form.getByRole('button', { name: 'Verify bank account', exact: true }).click()
    assert.equal((await page.evaluate<any>('window.done')).paymentIntent.status, 'processing')
    assert.deepEqual((await news()).slice(0, 2), ['charge.pending', 'payment_intent.processing'])
    assert.match(
      (await run(`stripe.verifyMicrodepositsForPayment('${secret}')`)).error.message,
      /waits for no small deposits/,
    )
  }))

test('a Payment Element asks for all that a voucher needs, whatever the country writes', () =>
  till.visit(async (visit) => {
    const { open, frame, page, news } = visit
    const { secret } = await intentOf(visit, 'boleto', 'brl')
    await open(
      HOST,
      `const elements = stripe.elements({ clientSecret: '${secret}' }); elements.create('payment').mount('#field')`,
    )
    const fields = frame('Secure payment input frame')
    const country = fields.locator('[name=country]')
    assert.equal(await country.inputValue(), 'BR')
    const names = () => fields.locator('input, select').evaluateAll((all: any[]) => all.map(({ name }) => name).sort())
    const needed = [
      'addressLine1',
      'addressLine2',
      'administrativeArea',
      'country',
      'email',
      'locality',
      'name',
      'postalCode',
      'taxId',
    ]
    assert.deepEqual(await names(), needed)
    await country.selectOption('DE')
    assert.deepEqual(await names(), needed)
    await country.selectOption('BR')
    for (const [name, value] of [
      ['taxId', '000.000.000-00'],
      ['name', 'Jenny Rosen'],
      ['email', 'jenny@example.com'],
      ['addressLine1', 'Av. Paulista 1'],
      ['locality', 'São Paulo'],
      ['administrativeArea', 'SP'],
      ['postalCode', '01310-100'],
    ] as const)
      await fields.locator(`[name=${name}]`).fill(value)
    await page.evaluate(`window.done = stripe.confirmPayment({
      elements, confirmParams: { return_url: location.href }, redirect: 'if_required' }); 0`)
    const sheet = page.frameLocator('body > div[role=dialog] > iframe')
    await sheet.frameLocator('iframe').getByRole('button', { name: 'Pay Test Voucher' }).click()
    assert.equal((await page.evaluate<any>('window.done')).paymentIntent.status, 'succeeded')
    assert.deepEqual((await news()).slice(0, 2), ['payment_intent.requires_action', 'charge.succeeded'])
  }))
