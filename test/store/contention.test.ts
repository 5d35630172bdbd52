// Many units of one account at once: they may meet in the database, but nobody is sent away for it.
import assert from 'node:assert/strict'
import test from 'node:test'
import { sandbox, startBrindle } from '../world.ts'

const ROUNDS = 2
const AT_ONCE = 64

test('all who subscribe at once in one account are served', async (t) => {
  const brindle = await startBrindle()
  t.after(() => brindle.close())
  const { stripe } = sandbox(brindle)
  // Deliveries that nobody takes are written down all the while.
  await stripe.webhookEndpoints.create({ url: 'http://127.0.0.1:9/hook', enabled_events: ['*'] })
  const { default_price } = await stripe.products.create({
    name: 'Photos',
    default_price_data: { currency: 'usd', unit_amount: 1500, recurring: { interval: 'month' } },
  })
  const subscribe = async () => {
    const { id: customer } = await stripe.customers.create()
    const { id: default_payment_method } = await stripe.paymentMethods.attach('pm_card_visa', { customer })
    return stripe.subscriptions.create({
      customer,
      items: [{ price: default_price as string }],
      default_payment_method,
    })
  }
  const outcomes: string[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const made = Array.from({ length: AT_ONCE }, () =>
      subscribe().then(
        ({ status }) => status,
        (error: Error) => error.message,
      ),
    )
    outcomes.push(...(await Promise.all(made)))
  }
  assert.deepEqual(
    outcomes.filter((outcome) => outcome !== 'active'),
    [],
  )
  assert.equal(outcomes.length, ROUNDS * AT_ONCE)
})
