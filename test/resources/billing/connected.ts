// What tests of billing with Connect begin with: a platform that acts in an account that is connected to it.
import Stripe from 'stripe'
import type { Sandbox } from '../../world.ts'
import { connect } from '../connect/platform.ts'

/** The platform's own words in a connected account: the client and the API as it is spoken, both with `Stripe-Account`. */
export interface There extends Pick<Sandbox, 'stripe' | 'call' | 'news'> {
  readonly account: string
}

/** Opens a connected account, and acts in it. */
export async function within(world: Sandbox): Promise<There> {
  const account = await connect(world)
  const stripe = new Stripe(world.key, {
    host: '127.0.0.1',
    port: Number(new URL(world.url).port),
    protocol: 'http',
    telemetry: false,
    maxNetworkRetries: 0,
    stripeAccount: account,
  })
  // What its onboarding was is no news here.
  let seen = (await stripe.events.list({ limit: 100 })).data.length
  return {
    account,
    stripe,
    call: (method, path, form, headers = {}) =>
      world.call(method, path, form, { 'stripe-account': account, ...headers }),
    news: async () => {
      const types: string[] = []
      for await (const { type } of stripe.events.list({ limit: 100 })) types.push(type)
      const fresh = types.reverse().slice(seen)
      seen = types.length
      return fresh
    },
  }
}

/** The charge that paid an invoice. */
export async function chargeOf({ stripe }: Pick<Sandbox, 'stripe'>, invoice: string): Promise<Stripe.Charge> {
  const { data } = await stripe.invoicePayments.list({ invoice, expand: ['data.payment.payment_intent.latest_charge'] })
  const intent = data[0]!.payment.payment_intent as Stripe.PaymentIntent
  return intent.latest_charge as Stripe.Charge
}

/** What of a charge says whose the money is: the fee, where it goes on, and on whose behalf. */
export const sharesOf = ({ application_fee_amount, transfer_data, on_behalf_of }: Stripe.Charge) => [
  application_fee_amount,
  transfer_data,
  on_behalf_of,
]
