// The card Element in a merchant's page: paid with, authenticated in a frame, and read by nobody.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { CARD_FRAME, fillCard, openTill, type Visit } from './till.ts'

const till = await openTill()
after(() => till.close())

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

test('a card is paid with: the page never holds its number', () =>
  till.visit(async (visit) => {
    const { open, frame, run, stripe, news } = visit
    const { id, secret } = await intentOf(visit)
    await open('<div id="card"></div>', MOUNTED)
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
  }))

for (const [button, outcome] of [
  ['#test-source-authorize-3ds', 'succeeded'],
  ['#test-source-fail-3ds', 'requires_payment_method'],
] as const)
  test(`3-D Secure in a frame: ${outcome}`, () =>
    till.visit(async (visit) => {
      const { open, frame, bank, page, stripe, news } = visit
      const { id, secret } = await intentOf(visit)
      await open('<div id="card"></div>', MOUNTED)
      await fillCard(frame(CARD_FRAME), '4000002760003184')
      await page.evaluate(`window.paid = stripe.confirmCardPayment('${secret}', { payment_method: { card } }); 0`)
      const dialog = page.getByRole('dialog', { name: '3-D Secure authentication', exact: true })
      await dialog.waitFor()
      await bank().locator(button).click()
      const { paymentIntent, error } = await page.evaluate<any>('window.paid')
      assert.equal((await stripe.paymentIntents.retrieve(id)).status, outcome)
      assert.equal(await dialog.count(), 0)
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
