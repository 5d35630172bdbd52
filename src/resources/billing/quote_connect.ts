// What a quote says of Connect. Percentages are for what is billed again and again, amounts for what is bought once.
// (https://docs.stripe.com/api/quotes/create#create_quote-application_fee_amount; words without a source beside them: [M])
import { exclusive, invalid, tooSmall } from '../../kernel/errors.ts'
import type { Tx } from '../../kernel/tx.ts'
import { receiverNamed } from '../payments/neighbour.ts'
import {
  checkConnect,
  checkFeePossible,
  type ConnectGiven,
  type ConnectSettings,
  connectParams,
  percentGiven,
} from './connect_settings.ts'
import { connectSaid, type InvoiceConnect } from './invoice_connect.ts'
import type { Quote } from './quote_state.ts'

interface Given {
  readonly application_fee_amount?: number | ''
  readonly application_fee_percent?: number | ''
  readonly on_behalf_of?: string | ''
  readonly transfer_data?:
    | { readonly amount?: number; readonly amount_percent?: number; readonly destination: string }
    | ''
}

type Fields = Pick<Quote, 'application_fee_amount' | 'application_fee_percent' | 'on_behalf_of' | 'transfer_data'>

/** What a call says anew of a quote as it was before. `recurs` tells whether it offers a subscription; nothing, if nothing yet. */
export function quoteConnect(tx: Tx, params: object, before: Fields, recurs: boolean | undefined): Partial<Fields> {
  const given = params as Given
  const { application_fee_amount: amount, application_fee_percent: percent, on_behalf_of: owner } = given
  const said: Partial<Fields> = {
    ...(amount !== undefined && { application_fee_amount: amount === '' ? null : atLeast(0, amount, FEE) }),
    ...(percent !== undefined && {
      application_fee_percent: percent === '' ? null : percentGiven(percent, 'application_fee_percent'),
    }),
    ...(owner !== undefined && {
      on_behalf_of: owner === '' ? null : receiverNamed(tx, owner, 'on_behalf_of'),
    }),
    ...(given.transfer_data !== undefined && { transfer_data: transferGiven(tx, given.transfer_data) }),
  }
  check(tx, { ...before, ...said }, recurs)
  return said
}

const FEE = 'application_fee_amount'

function atLeast(least: number, value: number, param: string): number {
  if (value < least) throw tooSmall(least, param)
  return value
}

function transferGiven(tx: Tx, given: NonNullable<Given['transfer_data']>): Fields['transfer_data'] {
  if (given === '') return null
  const { amount, amount_percent: percent, destination } = given
  if (amount !== undefined && percent !== undefined)
    throw exclusive(['transfer_data[amount]', 'transfer_data[amount_percent]'])
  return {
    amount: amount === undefined ? null : atLeast(1, amount, 'transfer_data[amount]'),
    amount_percent: percent === undefined ? null : percentGiven(percent, 'transfer_data[amount_percent]'),
    destination: receiverNamed(tx, destination, 'transfer_data[destination]'),
  }
}

function check(tx: Tx, fields: Fields, recurs: boolean | undefined): void {
  const { application_fee_amount: amount, application_fee_percent: percent, transfer_data: to } = fields
  if (amount !== null && percent !== null) throw exclusive([FEE, 'application_fee_percent'])
  if (amount) checkFeePossible(tx, to, FEE)
  checkConnect(tx, settingsOf(fields))
  if (amount && to && to.amount !== null) throw exclusive([FEE, 'transfer_data[amount]'])
  const isWrong = (value: unknown, wants: boolean) => value !== null && value !== undefined && recurs === !wants
  for (const [value, param] of [
    [amount, FEE],
    [to?.amount, 'transfer_data[amount]'],
  ] as const)
    if (isWrong(value, false))
      throw invalid(`You cannot set \`${param}\` when there are line items with recurring prices.`, { param })
  for (const [value, param] of [
    [percent, 'application_fee_percent'],
    [to?.amount_percent, 'transfer_data[amount_percent]'],
  ] as const)
    if (isWrong(value, true))
      throw invalid(`You can only set \`${param}\` when there is a line item with a recurring price.`, { param })
}

const settingsOf = ({ application_fee_percent, on_behalf_of, transfer_data: to }: Fields): ConnectSettings => ({
  application_fee_percent,
  on_behalf_of: on_behalf_of as string | null,
  transfer_data: to && { amount_percent: to.amount_percent, destination: to.destination as string },
})

/** The parameters of the subscription that an accepted quote becomes. */
export const asSubscribed = (self: Quote): ConnectGiven => connectParams(settingsOf(self))

/** What the invoice of one that is bought once shows, and is to be paid with. */
export function asInvoiced(
  tx: Tx,
  { application_fee_amount: fee, on_behalf_of: owner, transfer_data: to }: Quote,
): { readonly on_behalf_of: string | null; readonly connect: InvoiceConnect | undefined } {
  const { shown, connect } = connectSaid(tx, {
    ...(fee !== null && { application_fee_amount: fee }),
    ...(owner !== null && { on_behalf_of: owner }),
    ...(to && { transfer_data: { destination: to.destination, ...(to.amount !== null && { amount: to.amount }) } }),
  })
  return { on_behalf_of: shown.on_behalf_of ?? null, connect }
}
