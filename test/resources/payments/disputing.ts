// Payments that are objected to, and what it did to the balance.
import type Stripe from 'stripe'
import type { Sandbox } from '../../world.ts'
import { paid } from './paying.ts'

type World = Pick<Sandbox, 'stripe' | 'news' | 'advance'>

/** How long a test card takes to object, and a bank to decide; their clock is the sandbox's. */
export const SOON = 3
export const DISPUTED = ['charge.dispute.created', 'charge.dispute.funds_withdrawn', 'charge.updated']
export const WON = ['charge.dispute.closed', 'charge.dispute.funds_reinstated']

/** A payment of $10.00 by a test card, and the dispute that follows it. */
export async function disputed(
  world: World,
  card = 'pm_card_createDispute',
  more: Partial<Stripe.PaymentIntentCreateParams> = {},
) {
  const { intent, charge } = await paid(world, card, more)
  await world.advance(SOON)
  await world.news()
  const { data } = await world.stripe.disputes.list({ charge })
  return { intent, charge, dispute: data[0]! }
}

/** Every movement beside the payment's own, oldest first: gross, fee, and how reports sort it. */
export async function moved({ stripe }: Pick<Sandbox, 'stripe'>): Promise<[string, number, number, string][]> {
  const { data } = await stripe.balanceTransactions.list({ limit: 100 })
  return data
    .filter(({ type }) => type === 'adjustment')
    .map(({ type, amount, fee, reporting_category }): [string, number, number, string] => [
      type,
      amount,
      fee,
      reporting_category,
    ])
    .reverse()
}

/** What a PDF begins with, and as many bytes as are asked for. */
export const pdf = (bytes = 20): Buffer => Buffer.from('%PDF-1.4\n'.padEnd(bytes, '.'))

export const evidenceFile = ({ stripe }: Pick<Sandbox, 'stripe'>, data = pdf(), name = 'receipt.pdf') =>
  stripe.files.create({ purpose: 'dispute_evidence', file: { data, name, type: 'application/pdf' } })
