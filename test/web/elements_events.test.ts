// What a page hears of its Elements, what its nodes are marked with, what is said of mistakes, and in which language.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { CARD_FRAME, fillCard, openTill } from './till.ts'

const till = await openTill()
after(() => till.close())

/** Writes down what is heard of `element`. */
const HEARING = `
  window.heard = []
  const hear = (element, ...events) => {
    for (const event of events) element.on(event, (data) => heard.push([event, data]))
    return element
  }`
const EVENTS = `'ready', 'change', 'focus', 'blur', 'escape', 'loaderstart'`

const YEAR = new Date().getFullYear() % 100

/** The texts of Stripe.js that tests written for it look for. (public browser suites) */
const TEXTS: [field: string, typed: string, message: string, code: string][] = [
  ['cardnumber', '4242', 'Your card number is incomplete.', 'incomplete_number'],
  ['cardnumber', '4242424242424241', 'Your card number is invalid.', 'invalid_number'],
  ['exp-date', '12 / ', "Your card's expiration date is incomplete.", 'incomplete_expiry'],
  ['exp-date', `12 / ${YEAR - 1}`, "Your card's expiration year is in the past.", 'invalid_expiry_year_past'],
  ['cvc', '12', "Your card's security code is incomplete.", 'incomplete_cvc'],
  ['postal', '941', 'Your postal code is incomplete.', 'incomplete_zip'],
]

test('each mistake is told in Stripe.js’s words, as an event and as a result', () =>
  till.visit(async ({ open, frame, run }) => {
    await open('<div id="card"></div>', `const card = stripe.elements().create('card'); card.mount('#card')`)
    const made = () => run(`stripe.createPaymentMethod({ type: 'card', card })`)
    const empty = await made()
    assert.deepEqual(empty, {
      error: { type: 'validation_error', code: 'incomplete_number', message: 'Your card number is incomplete.' },
    })
    for (const [field, typed, message, code] of TEXTS) {
      await fillCard(frame(CARD_FRAME), '4242424242424242')
      await frame(CARD_FRAME).locator(`[name=${field}]`).fill(typed)
      assert.deepEqual(await made(), { error: { type: 'validation_error', code, message } }, field)
    }
    await run('new Promise((done) => { card.on("change", done); card.clear() })')
    assert.equal(await frame(CARD_FRAME).locator('[name=cardnumber]').inputValue(), '')
  }))

test('a page hears what happens in its order, and its node is marked', () =>
  till.visit(async ({ open, frame, page, run }) => {
    await open(
      '<label for="card">Card</label><div id="card"></div><input id="other">',
      `${HEARING}
       const card = hear(stripe.elements().create('card', { classes: { complete: 'done and-dusted' } }), ${EVENTS})
       card.mount('#card')`,
    )
    const marks = () => page.locator('#card').evaluate((host: any) => [...host.classList].sort())
    const card = frame(CARD_FRAME)
    await card.locator('[name=cardnumber]').waitFor()
    await page.waitForFunction(`heard.some(([event]) => event === 'ready')`)
    assert.deepEqual(await marks(), ['StripeElement', 'StripeElement--empty'])
    // A label leads into the frame.
    await page.getByText('Card', { exact: true }).click()
    await page.waitForFunction(`document.querySelector('#card').classList.contains('StripeElement--focus')`)
    await page.keyboard.type('4242424242424242')
    await page.keyboard.press('Escape')
    // The cursor has gone on by itself.
    await page.keyboard.type('1234')
    await page.keyboard.type('12')
    await page.locator('#other').click()
    await page.waitForFunction(`document.querySelector('#card').classList.contains('StripeElement--invalid')`)
    assert.deepEqual(await marks(), ['StripeElement', 'StripeElement--invalid'])
    await fillCard(card, '4242424242424242')
    await page.waitForFunction(`document.querySelector('#card').classList.contains('and-dusted')`)
    assert.deepEqual((await marks()).includes('StripeElement--invalid'), false)
    const heard: [string, any][] = await run('heard')
    const plain = { elementType: 'card' }
    assert.deepEqual(heard[0], ['loaderstart', plain])
    assert.deepEqual(heard[1], ['ready', plain])
    const changes = heard.filter(([event]) => event === 'change').map(([, data]) => data)
    const typing = changes.find(({ brand }) => brand === 'visa')
    const visa = { ...plain, error: undefined, brand: 'visa' }
    assert.deepEqual(typing, { ...visa, empty: false, complete: false, value: { postalCode: '' } })
    const wrong = changes.find(({ error }) => error)
    assert.deepEqual(wrong.error, {
      type: 'validation_error',
      code: 'incomplete_cvc',
      message: "Your card's security code is incomplete.",
    })
    assert.deepEqual(changes.at(-1), { ...visa, empty: false, complete: true, value: { postalCode: '94107' } })
    const others = heard.map(([event]) => event).filter((event) => event !== 'change')
    assert.deepEqual(others.slice(0, 5), ['loaderstart', 'ready', 'focus', 'escape', 'blur'])
    await run('card.unmount()')
    assert.deepEqual(await marks(), [])
    assert.equal(await page.locator('iframe').count(), 0)
  }))

test('listeners come and go, and an Element does what it is asked', () =>
  till.visit(async ({ open, frame, page, run }) => {
    await open(
      '<div id="a"></div><div id="b"></div>',
      `const elements = stripe.elements({ locale: 'en' })
       const card = elements.create('card', { hidePostalCode: true, value: { postalCode: '94107' } })
       let ready = 0, once = 0
       const count = () => { ready++ }
       card.on('ready', count).once('ready', () => { once++ }).mount('#a')`,
    )
    const number = frame(CARD_FRAME).locator('[name=cardnumber]')
    await number.waitFor()
    await page.waitForFunction('ready === 1')
    assert.equal(await frame(CARD_FRAME).locator('[name=postal]').isVisible(), false)
    await run('card.focus()')
    await page.keyboard.type('55')
    assert.equal(await number.inputValue(), '55')
    await run('card.clear()')
    await run(`card.update({ hidePostalCode: false, disabled: true, style: { base: { color: 'rgb(0, 128, 0)' } } })`)
    await frame(CARD_FRAME).locator('[name=postal]').waitFor()
    assert.equal(await number.isDisabled(), true)
    assert.equal(
      await number.evaluate((input: any) => (globalThis as any).getComputedStyle(input).color),
      'rgb(0, 128, 0)',
    )
    // Mounted elsewhere, it is there once.
    await run(`card.mount('#b')`)
    await page.waitForFunction('ready === 2')
    assert.deepEqual(
      await run('[once, document.querySelectorAll("#a iframe").length, document.querySelectorAll("#b iframe").length]'),
      [1, 0, 1],
    )
    assert.equal(
      await run(`elements.getElement('card') === card && elements.getElement({ __elementType: 'card' }) === card`),
      true,
    )
    assert.equal(await run(`elements.getElement('iban')`), null)
    const thrown = (expression: string) =>
      run(`(() => { try { ${expression} } catch ({ name, message }) { return name + ': ' + message } })()`)
    assert.equal(await thrown(`elements.create('card')`), 'IntegrationError: Can only create one Element of type card.')
    assert.match(await thrown(`elements.create('cheque')`), /A valid Element name must be provided/)
    assert.match(
      await thrown(`elements.create('issuingCardNumberDisplay')`),
      /IntegrationError: .*issued card's secrets/,
    )
    assert.match(await thrown(`elements.create('iban').mount('#nowhere')`), /\(#nowhere\) applies to no DOM elements/)
    assert.match(await thrown(`card.on('change')`), /listener must be a function/)
    await run('card.off("ready").destroy()')
    assert.match(await thrown(`card.mount('#a')`), /already been destroyed/)
    assert.equal(await thrown(`elements.create('card').mount('#a')`), undefined)
  }))

test('a frame that cannot say how to pay tells why', () =>
  till.visit(async ({ open, run }) => {
    await open(
      '<div id="pay"></div>',
      `const failed = new Promise((done) => {
         const payment = stripe.elements({ clientSecret: 'pi_1_secret_1' }).create('payment')
         payment.on('loaderror', done)
         payment.mount('#pay')
       })`,
    )
    const { elementType, error } = await run('failed')
    assert.deepEqual([elementType, error.code], ['payment', 'resource_missing'])
  }))

/** Two texts of each language: a field's label, and what is said of a number that is short. */
const SPOKEN: [locale: string, browser: string, label: string, message: string][] = [
  ['auto', 'de-AT', 'Nummer der Kredit- oder Debitkarte', 'Ihre Kartennummer ist unvollständig.'],
  ['auto', 'sv-SE', 'Credit or debit card number', 'Your card number is incomplete.'],
  ['ja', 'de-DE', 'クレジットカードまたはデビットカードの番号', 'カード番号に不備があります。'],
  ['zh-HK', 'en-US', '信用卡或簽帳金融卡卡號', '您的卡號不完整。'],
]

test('customers are spoken to in their language, or in the page’s', async () => {
  for (const [locale, browser, label, message] of SPOKEN)
    await till.visit(
      async ({ open, frame, run }) => {
        await open(
          '<div id="card"></div>',
          `const card = Stripe('pk_test_x', { locale: '${locale}' }).elements().create('card'); card.mount('#card')`,
        )
        await frame(CARD_FRAME).getByLabel(label, { exact: true }).fill('42')
        const { error } = await run(`stripe.createPaymentMethod({ type: 'card', card })`)
        assert.deepEqual([locale, error.message], [locale, message])
      },
      { locale: browser },
    )
})
