// What a payment link says of Connect, and what its sessions are made with for it. Percentages are for what is billed again and
// again, amounts for what is bought once. (https://docs.stripe.com/connect/payment-links; words without a source: [M])
import { exclusive, invalid, tooSmall } from '../../kernel/errors.ts'
import type { Tx } from '../../kernel/tx.ts'
import { checkConnect, checkFeePossible, percentGiven } from '../billing/connect_settings.ts'
import { receiverNamed } from '../payments/neighbour.ts'
import type { PaymentLink } from './payment_link.ts'
import type { Create as SessionCreate } from './session_state.ts'

interface Given {
  readonly application_fee_amount?: number | ''
  readonly application_fee_percent?: number | ''
  readonly on_behalf_of?: string | ''
  readonly transfer_data?: { readonly amount?: number | ''; readonly destination: string } | ''
}

type Fields = Pick<PaymentLink, 'application_fee_amount' | 'application_fee_percent' | 'on_behalf_of' | 'transfer_data'>

const NOTHING: Fields = {
  application_fee_amount: null,
  application_fee_percent: null,
  on_behalf_of: null,
  transfer_data: null,
}
const [FEE, PERCENT, AMOUNT] = ['application_fee_amount', 'application_fee_percent', 'transfer_data[amount]'] as const

/** What a call says anew of a link that sells in a mode; all that there is to say where the link is new. */
export function linkConnect(
  tx: Tx,
  params: object,
  { mode, before }: { readonly mode: 'payment' | 'subscription'; readonly before?: PaymentLink },
): Partial<Fields> {
  const given = params as Given
  const {
    application_fee_amount: fee,
    application_fee_percent: percent,
    on_behalf_of: owner,
    transfer_data: to,
  } = given
  if (typeof fee === 'number' && fee < 0) throw tooSmall(0, FEE)
  const said: Partial<Fields> = {
    ...(!before && NOTHING),
    ...(fee !== undefined && { application_fee_amount: fee === '' ? null : fee }),
    ...(percent !== undefined && { application_fee_percent: percent === '' ? null : percentGiven(percent, PERCENT) }),
    ...(owner !== undefined && { on_behalf_of: owner === '' ? null : receiverNamed(tx, owner, 'on_behalf_of') }),
    ...(to !== undefined && { transfer_data: to === '' ? null : transferGiven(tx, to) }),
  }
  check(tx, { ...(before ?? NOTHING), ...said }, mode)
  return said
}

function transferGiven(tx: Tx, given: Exclude<NonNullable<Given['transfer_data']>, ''>): Fields['transfer_data'] {
  const { amount = '', destination } = given
  if (amount !== '' && amount < 1) throw tooSmall(1, AMOUNT)
  return {
    amount: amount === '' ? null : amount,
    destination: receiverNamed(tx, destination, 'transfer_data[destination]'),
  }
}

function check(tx: Tx, fields: Fields, mode: 'payment' | 'subscription'): void {
  const { application_fee_amount: fee, application_fee_percent: percent, transfer_data: to } = fields
  if (fee !== null && percent !== null) throw exclusive([FEE, PERCENT])
  if (fee) checkFeePossible(tx, to, FEE)
  checkConnect(tx, {
    application_fee_percent: percent,
    on_behalf_of: null,
    transfer_data: to && { amount_percent: null, destination: to.destination as string },
  })
  const amount = to ? to.amount : null
  if (fee && amount !== null) throw exclusive([FEE, AMOUNT])
  const once = fee !== null ? FEE : amount !== null ? AMOUNT : undefined
  if (mode === 'subscription' && once)
    throw invalid(`You cannot set \`${once}\` when there are line items with recurring prices.`, { param: once })
  if (mode === 'payment' && percent !== null)
    throw invalid(`You can only set \`${PERCENT}\` when there is a line item with a recurring price.`, {
      param: PERCENT,
    })
}

/** The same, as each session is made with it. */
export function sessionConnect(self: PaymentLink, mode: 'payment' | 'subscription'): Partial<SessionCreate> {
  const { application_fee_amount: fee, application_fee_percent: percent, on_behalf_of: owner, transfer_data: to } = self
  const { payment_intent_data, subscription_data } = self.hidden.given
  const said = {
    ...(fee !== null && { application_fee_amount: fee }),
    ...(percent !== null && { application_fee_percent: percent }),
    ...(owner !== null && { on_behalf_of: owner as string }),
    ...(to && {
      transfer_data: { destination: to.destination as string, ...(to.amount !== null && { amount: to.amount }) },
    }),
  }
  if (Object.keys(said).length === 0) return {}
  return mode === 'payment'
    ? { payment_intent_data: { ...payment_intent_data, ...said } }
    : { subscription_data: { ...subscription_data, ...said } }
}
