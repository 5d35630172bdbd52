// How tests bring money into a balance, and what the balance is then expected to say.
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import type { Sandbox } from '../../world.ts'

/** A payment by card that is booked at once: pending for two business days. */
export function pay(
  { stripe }: Pick<Sandbox, 'stripe'>,
  amount: number,
  currency = 'usd',
): Promise<Stripe.PaymentIntent> {
  return stripe.paymentIntents.create({
    amount,
    currency,
    capture_method: 'automatic',
    automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    confirm: true,
    payment_method: 'pm_card_visa',
  })
}
export const PAID = ['payment_intent.created', 'charge.succeeded', 'payment_intent.succeeded']

/** Money that is available: topped up, and arrived. */
export async function topUp(world: Sandbox, amount: number, currency = 'usd'): Promise<void> {
  const { id } = await world.stripe.topups.create({ amount, currency })
  await world.advance(5)
  assert.equal((await world.stripe.topups.retrieve(id)).status, 'succeeded')
  assert.deepEqual(await world.news(), ['topup.created', 'topup.succeeded'])
}

/** One entry of a balance: all of it from cards and the like. */
export const entry = (amount: number, currency = 'usd') => ({ amount, currency, source_types: { card: amount } })

/** The balance of a sandbox that knows one currency. */
export const worth = (available: number, pending: number, currency = 'usd') => ({
  object: 'balance',
  available: [entry(available, currency)],
  instant_available: [entry(Math.max(0, available), currency)],
  livemode: false,
  pending: [entry(pending, currency)],
})

export async function balanceOf({ stripe }: Pick<Sandbox, 'stripe'>): Promise<object> {
  return { ...(await stripe.balance.retrieve()) }
}

/** Moves the clock to a time, in epoch seconds. */
export const advanceTo = (world: Pick<Sandbox, 'call'>, to: number) =>
  world.call('POST', '/brindle/clock/advance', `to=${to}`)

export const DAY = 86_400

/** Sets the clock to ten o'clock of the next Monday (or another day, 1 to 6 after it), UTC. */
export async function onMonday(world: Pick<Sandbox, 'call'>, days = 0): Promise<number> {
  const today = Math.floor(Date.now() / 1000 / DAY)
  // 5 January 1970 was a Monday.
  const monday = today + 7 - ((today - 4) % 7)
  const at = (monday + days) * DAY + 10 * 3600
  await advanceTo(world, at)
  return at
}
