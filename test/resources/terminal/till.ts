// A shop with a reader, for the tests of Terminal.
import type Stripe from 'stripe'
import type { Sandbox } from '../../world.ts'

export const PLACE = { line1: '1 Main St', city: 'San Francisco', state: 'CA', postal_code: '94111', country: 'US' }
export const PLACE_FORM = Object.entries(PLACE)
  .map(([name, value]) => `address[${name}]=${encodeURIComponent(value)}`)
  .join('&')

export const shop = ({ stripe }: Pick<Sandbox, 'stripe'>) =>
  stripe.terminal.locations.create({ display_name: 'Shop', address: PLACE })

/** A reader that is registered in a new shop. */
export async function readerIn({ stripe }: Pick<Sandbox, 'stripe'>) {
  const { id: location } = await shop({ stripe })
  return stripe.terminal.readers.create({ registration_code: 'simulated-wpe', label: 'Till', location })
}

/** A payment that a reader may collect. */
export const intent = ({ stripe }: Pick<Sandbox, 'stripe'>, more: Partial<Stripe.PaymentIntentCreateParams> = {}) =>
  stripe.paymentIntents.create({
    amount: 2000,
    currency: 'usd',
    allowed_payment_method_types: ['card_present'],
    ...more,
  } as never)

/** The test helper, as it is spoken. */
export const present = ({ call }: Pick<Sandbox, 'call'>, id: string, form = '') =>
  call('POST', `/v1/test_helpers/terminal/readers/${id}/present_payment_method`, form)
