// A platform and its connected accounts, and what their balances come to.
import type Stripe from 'stripe'
import type { Sandbox } from '../../world.ts'

/** Payments by card, booked at once. */
export const BY_CARD = {
  currency: 'usd',
  capture_method: 'automatic',
  automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
  confirm: true,
  payment_method: 'pm_card_visa',
} as const

/** Opens a connected account that may be charged and sent money: its holder has told all that is due. */
export async function connect(
  { stripe }: Pick<Sandbox, 'stripe'>,
  more: Partial<Stripe.AccountCreateParams> = {},
): Promise<string> {
  const { id } = await stripe.accounts.create({
    type: 'express',
    country: 'US',
    capabilities: { card_payments: { requested: true }, transfers: { requested: true } },
    ...more,
  })
  await stripe.rawRequest('POST', `/brindle/accounts/${id}/onboard`)
  return id
}

/** The types of the events of a connected account, oldest first; what `connect` began with is left out. */
export async function newsOf({ stripe }: Pick<Sandbox, 'stripe'>, stripeAccount: string): Promise<string[]> {
  const { data } = await stripe.events.list({ limit: 100 }, { stripeAccount })
  const types = data.map(({ type }) => type).reverse()
  return types[0] === 'account.external_account.created' ? types.slice(types.indexOf('account.updated') + 1) : types
}

/** All that an account has in US dollars, available or not, in cents. */
export async function wealth({ stripe }: Pick<Sandbox, 'stripe'>, stripeAccount?: string): Promise<number> {
  const balance = await stripe.balance.retrieve({}, stripeAccount === undefined ? {} : { stripeAccount })
  const dollars = [...balance.available, ...balance.pending].filter(({ currency }) => currency === 'usd')
  return dollars.reduce((sum, { amount }) => sum + amount, 0)
}

/** What moved in an account, oldest first: type, gross, fee and what is left. */
export async function movements({ stripe }: Pick<Sandbox, 'stripe'>, stripeAccount?: string) {
  const where = stripeAccount === undefined ? {} : { stripeAccount }
  const { data } = await stripe.balanceTransactions.list({ limit: 100 }, where)
  return data.map(({ type, amount, fee, net }) => [type, amount, fee, net] as const).reverse()
}
