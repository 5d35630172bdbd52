// Moving a test clock, as users do: asking for it, and then looking until it has arrived.
import type Stripe from 'stripe'
import type { Sandbox } from './world.ts'

/** Advances a clock to a time (epoch seconds), and answers when it stands there. */
export async function advanceClock(stripe: Stripe, id: string, to: number): Promise<Stripe.TestHelpers.TestClock> {
  let clock = await stripe.testHelpers.testClocks.advance(id, { frozen_time: to })
  while (clock.status === 'advancing') clock = await stripe.testHelpers.testClocks.retrieve(id)
  if (clock.status !== 'ready') throw new Error(`the clock ended as ${clock.status}`)
  return clock
}

/** Moves the sandbox's clock to two hours after the renewal of a subscription: its invoice was finalised and tried once. */
export async function pastRenewal({ stripe, call }: Pick<Sandbox, 'stripe' | 'call'>, id: string): Promise<void> {
  const { items } = await stripe.subscriptions.retrieve(id)
  await call('POST', '/brindle/clock/advance', `to=${items.data[0]!.current_period_end + 2 * 3600}`)
}
