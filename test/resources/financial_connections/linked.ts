// Sessions of Financial Connections for tests, and accounts that were linked in them.
import type Stripe from 'stripe'
import type { Sandbox } from '../../world.ts'

export type Account = Stripe.FinancialConnections.Account
export type Create = Stripe.FinancialConnections.SessionCreateParams
export const DAY = 86_400
export const PATH = '/v1/financial_connections'
export const ALL: Create['permissions'] = ['balances', 'ownership', 'payment_method', 'transactions']
export const event = (end: string) => `financial_connections.account.${end}`

export type World = Pick<Sandbox, 'stripe' | 'call' | 'news'>
/** A session for the accounts of a customer. */
export async function opened({ stripe, news }: World, more: Partial<Create> = {}) {
  const { id: customer } = await stripe.customers.create()
  await news()
  const account_holder = { type: 'customer', customer } as const
  return stripe.financialConnections.sessions.create({ account_holder, permissions: ALL, ...more })
}

/** Completes a session as a person would. */
export const choose = (
  { call }: Pick<Sandbox, 'call'>,
  id: string,
  names: readonly string[],
  institution = 'test_institution',
) =>
  call(
    'POST',
    `/brindle/financial_connections_sessions/${id}/complete`,
    [`institution=${institution}`, ...names.map((name) => `accounts[]=${encodeURIComponent(name)}`)].join('&'),
  )

/** One account, just linked; its news is read. */
export async function linked(world: World, name = 'Success', more: Partial<Create> = {}): Promise<string> {
  const { id } = await opened(world, more)
  const { body } = await choose(world, id, [name])
  await world.news()
  return body.accounts.data[0].id
}
