// The Elements of a card in a merchant's page: paid with whole and in parts, authenticated in a frame, and read by nobody.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { CARD_FRAME, fillCard, openTill, type Visit } from './till.ts'

const till = await openTill()
after(() => till.close())

const HOST = '<div id="card"></div>'
const MOUNTED = `const card = stripe.elements().create('card'); card.mount('#card')`

async function intentOf({ stripe, news }: Visit): Promise<{ id: string; secret: string }> {
  const { id, client_secret } = await stripe.paymentIntents.create({
    amount: 2000,
    currency: 'usd',
    allowed_payment_method_types: ['card'],
  })
  await news()
  return { id, secret: client_secret! }
}

test('a card is paid with', () =>
  till.visit(async (visit) => {
    const { open, page, frame, run, stripe, news, call } = visit
    const { id, secret } = await intentOf(visit)
    await open(HOST, MOUNTED)
    const answered = page.waitForResponse(`**/${id}/confirm`)
    await fillCard(frame(CARD_FRAME), '4242424242424242')
    const { paymentIntent, error } = await run(`stripe.confirmCardPayment('${secret}', {
      payment_method: { card, billing_details: { name: 'Jenny Rosen' } } })`)
    assert.equal(error, undefined)
    assert.deepEqual([paymentIntent.id, paymentIntent.status], [id, 'succeeded'])
    assert.deepEqual(await news(), ['charge.succeeded', 'payment_intent.succeeded'])
    const { payment_method } = await stripe.paymentIntents.retrieve(id, { expand: ['payment_method'] })
    const { billing_details, card } = payment_method as { billing_details: any; card: any }
    assert.deepEqual(
      [billing_details.name, billing_details.address.postal_code, card.last4, card.exp_month, card.exp_year],
      ['Jenny Rosen', '94107', '4242', 12, 2034],
    )
    const entry = await call('GET', `/brindle/requests/${(await answered).headers()['request-id']}`)
    assert.match(entry.text, /payment_method_data%5Bcard%5D%5Bnumber%5D=[%\w*]*4242/, 'the log has the call')
    assert.doesNotMatch(entry.text, /4242424242424242|%5Bcvc%5D=123/)
  }))

for (const [button, outcome] of [
  ['#test-source-authorize-3ds', 'succeeded'],
  ['#test-source-fail-3ds', 'requires_payment_method'],
] as const)
  test(`3-D Secure in a frame: ${outcome}`, () =>
    till.visit(async (visit) => {
      const { open, frame, bank, page, stripe, news } = visit
      const { id, secret } = await intentOf(visit)
      await open(`${HOST}<button id="pay">Pay</button>`, MOUNTED)
      await fillCard(frame(CARD_FRAME), '4000002760003184')
      await page.locator('#pay').focus()
      await page.evaluate(`window.paid = stripe.confirmCardPayment('${secret}', { payment_method: { card } }); 0`)
      const dialog = page.getByRole('dialog', { name: '3-D Secure authentication', exact: true })
      await dialog.waitFor()
      assert.equal(await page.locator('#pay').evaluate((pay: any) => pay.closest('[inert]') !== null), true)
      assert.equal(await bank().locator(button).textContent(), outcome === 'succeeded' ? 'Complete' : 'Fail')
      await bank().locator(button).click()
      const { paymentIntent, error } = await page.evaluate<any>('window.paid')
      assert.equal((await stripe.paymentIntents.retrieve(id)).status, outcome)
      assert.equal(await dialog.count(), 0)
      assert.equal(await page.evaluate('document.activeElement.id'), 'pay', 'the cursor is back where it was')
      if (outcome === 'succeeded') {
        assert.equal(paymentIntent.status, 'succeeded')
        assert.deepEqual(await news(), [
          'payment_intent.requires_action',
          'charge.succeeded',
          'payment_intent.succeeded',
        ])
      } else {
        assert.equal(error.code, 'payment_intent_authentication_failure')
        assert.equal(error.payment_intent.id, id)
        assert.deepEqual(await news(), ['payment_intent.requires_action', 'payment_intent.payment_failed'])
      }
    }))

test('who leaves the bank’s question by the keyboard has said no', () =>
  till.visit(async (visit) => {
    const { open, frame, bank, page } = visit
    const { secret } = await intentOf(visit)
    await open(HOST, MOUNTED)
    await fillCard(frame(CARD_FRAME), '4000002760003184')
    await page.evaluate(`window.paid = stripe.confirmCardPayment('${secret}', { payment_method: { card } }); 0`)
    await bank().locator('#test-source-fail-3ds').focus()
    await page.keyboard.press('Escape')
    const { error } = await page.evaluate<any>('window.paid')
    assert.equal(error.code, 'payment_intent_authentication_failure')
  }))

test('the parts of a card find each other, also in the frames of another order', () =>
  till.visit(async (visit) => {
    const { open, frame, run, stripe, news } = visit
    await open(
      '<div id="cvc"></div><div id="number"></div><div id="expiry"></div>',
      `const elements = stripe.elements()
       for (const [type, id] of [['cardExpiry', 'expiry'], ['cardNumber', 'number'], ['cardCvc', 'cvc']])
         elements.create(type).mount('#' + id)
       // Another card in the same page stays out of it.
       const others = stripe.elements()`,
    )
    const [number, expiry, cvc] = ['card number', 'expiration date', 'CVC'].map((name) =>
      frame(`Secure ${name} input frame`),
    )
    // Four digits, as the number of the sibling says.
    await number!.locator('[name=cardnumber]').fill('378282246310005')
    await expiry!.getByPlaceholder('MM / YY').fill('1234')
    await cvc!.locator('[name=cvc]').fill('12345')
    assert.equal(await cvc!.locator('[name=cvc]').inputValue(), '1234')
    const made = await run(`stripe.createPaymentMethod({ type: 'card', card: elements.getElement('cardNumber') })`)
    assert.deepEqual([made.paymentMethod.card.brand, made.paymentMethod.card.last4], ['amex', '0005'])
    const { token } = await run(`stripe.createToken(elements.getElement('cardNumber'), { name: 'Jenny' })`)
    assert.deepEqual([token.card.last4, token.card.name], ['0005', 'Jenny'])
    const update = await run(`stripe.createToken('cvc_update', elements.getElement('cardCvc'))`)
    assert.equal(update.token.type, 'cvc_update')
    const { source } = await run(`stripe.createSource(elements.getElement('cardNumber'), { owner: { name: 'Jenny' } })`)
    assert.deepEqual([source.type, source.card.last4, source.owner.name], ['card', '0005', 'Jenny'])
    assert.equal((await stripe.paymentMethods.retrieve(made.paymentMethod.id)).card?.last4, '0005')
    assert.deepEqual(await news(), ['source.chargeable'])
  }))

test('a setup is confirmed, and the server says what a test card is', () =>
  till.visit(async ({ open, frame, run, stripe, news }) => {
    const { client_secret: secret } = await stripe.setupIntents.create({ allowed_payment_method_types: ['card'] })
    await open(HOST, MOUNTED)
    // It passes the check digit, and is no test card.
    await fillCard(frame(CARD_FRAME), '4539578763621486')
    const setup = `stripe.confirmCardSetup('${secret}', { payment_method: { card } })`
    const { error } = await run(setup)
    assert.deepEqual([error.type, error.code], ['invalid_request_error', 'payment_method_invalid_parameter_testmode'])
    await fillCard(frame(CARD_FRAME), '4242424242424242')
    assert.equal((await run(setup)).setupIntent.status, 'succeeded')
    assert.deepEqual(await news(), ['setup_intent.created', 'setup_intent.succeeded'])
  }))

/** Calls that a page might have a frame make with its number: as itself, to somewhere else, or where it could be read again. */
const ERRANDS = [
  { make: 'payment_method', params: { metadata: { number: '[card]' } } },
  { make: 'payment_method', params: { type: 'sepa_debit', billing_details: { name: { card: 1 } } } },
  { make: 'confirm', kind: '../elsewhere', id: 'x', params: {} },
  { make: 'confirm', kind: 'customer', id: 'cus_1', params: {} },
  { make: 'confirm', kind: 'payment_intent', id: '../../customers', params: {} },
  { make: 'token', of: 'person', params: {} },
  { make: 'token', of: 'metadata', params: {} },
  { make: 'customer', params: {} },
  {},
  null,
]

test('a hostile page reads nothing of what is typed', () =>
  till.visit(async ({ open, frame, page, brindle = till.brindle, merchant = till.merchant }: any) => {
    await open(
      `${HOST}<div id="forged"></div>`,
      `window.heard = []
       addEventListener('message', ({ data }) => heard.push(data))
       // What the page could overhear: every port and every message that the SDK uses.
       const sent = MessagePort.prototype.postMessage
       MessagePort.prototype.postMessage = function (message, ...more) {
         heard.push(message)
         return sent.call(this, message, ...more)
       }
       const listen = Object.getOwnPropertyDescriptor(MessagePort.prototype, 'onmessage').set
       Object.defineProperty(MessagePort.prototype, 'onmessage', {
         set(hear) { listen.call(this, (event) => { heard.push(event.data); hear(event) }) },
       })
       // And the name of its group, which it can foretell.
       Math.random = () => 0.5
       const card = stripe.elements().create('card', { style: { base: { backgroundColor: 'url(https://evil.example/x)' } } })
       for (const event of ['change', 'ready', 'focus', 'blur']) card.on(event, (data) => heard.push(data))
       card.mount('#card')`,
    )
    const asked: string[] = []
    const sent: string[] = []
    page.on('request', (request: any) => {
      asked.push(`${request.method()} ${request.url()}`)
      if (request.postData()?.includes('4242424242424242')) sent.push(new URL(request.url()).pathname)
    })
    await fillCard(frame(CARD_FRAME), '4242424242424242')
    const made = await page.evaluate(
      `stripe.createPaymentMethod({ type: 'card', card, metadata: { number: '[card]' } })`,
    )
    assert.equal(made.paymentMethod.card.last4, '4242')
    // The page cannot look into the frame,
    const seen = await page.evaluate(`(() => {
      const iframe = document.querySelector('#card iframe')
      const tries = [
        () => iframe.contentDocument?.body.innerHTML ?? 'closed',
        () => iframe.contentWindow.document,
        () => iframe.contentWindow.brindle,
      ]
      return tries.map((run) => { try { return String(run()) } catch ({ name }) { return name } })
    })()`)
    assert.deepEqual(seen, ['closed', 'SecurityError', 'SecurityError'])
    // nor be told by it, whatever it asks over a port of its own; nor have a frame of its own join the group.
    const told = await page.evaluate(`new Promise((resolve) => {
      const forged = document.createElement('iframe')
      forged.src = '${brindle.url}/v3/elements-inner-card.html'
      forged.onload = () => {
        const { port1, port2 } = new MessageChannel()
        const answers = []
        const errands = ${JSON.stringify(ERRANDS)}
        const asks = ['run', 'value', 'values', 'collect', 'settings', 'toString', 'constructor']
        port1.onmessage = ({ data }) => {
          answers.push(data)
          if (data.event === 'ready')
            for (const ask of asks) for (const given of errands) port1.postMessage({ id: ask, ask, given })
          if (answers.filter(({ id }) => id).length === asks.length * errands.length) resolve(answers)
        }
        const opening = { brindle: 'open', component: 'forged', group: '0.5', ours: { key: 'pk_test_x' }, locale: 'en', options: {}, settings: {} }
        forged.contentWindow.postMessage(opening, '*', [port2])
      }
      document.querySelector('#forged').append(forged)
    })`)
    const heard = JSON.stringify([told, await page.evaluate('heard'), await page.content(), asked])
    assert.ok(heard.includes('"brand":"visa"'), 'what a change tells was heard')
    for (const secret of ['4242424242424242', '4242 4242', '"123"', '12 / 34'])
      assert.ok(!heard.includes(secret), secret)
    assert.ok(!asked.some((one) => one.includes('evil.example')))
    // The numbers went where methods are made of them: for the page itself, and for the two errands that are ones.
    assert.deepEqual(sent, Array(3).fill('/v1/payment_methods'))
    assert.ok(asked.every((one) => [brindle.url, merchant].some((origin) => one.includes(origin))))
  }))
