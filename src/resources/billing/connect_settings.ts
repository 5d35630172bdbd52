// What is settled about Connect where something is billed again and again: what the platform keeps of each invoice, on whose
// behalf it is charged, and where the money goes on to. Subscriptions, the phases of their schedules, quotes, Checkout
// Sessions and payment links say it alike. (https://docs.stripe.com/connect/subscriptions)
import { exclusive, invalid } from '../../kernel/errors.ts'
import type { Tx } from '../../kernel/tx.ts'
import { percentageText } from '../catalog/percentage.ts'
import { receiverNamed } from '../payments/neighbour.ts'

/** As subscriptions show it. Percentages are numbers with at most two decimals. */
export interface ConnectSettings {
  readonly application_fee_percent: number | null
  readonly on_behalf_of: string | null
  readonly transfer_data: { readonly amount_percent: number | null; readonly destination: string } | null
}

/** As parameters say it; an empty text unsets. */
export interface ConnectGiven {
  readonly application_fee_percent?: number | ''
  readonly on_behalf_of?: string | ''
  readonly transfer_data?: { readonly amount_percent?: number; readonly destination: string } | ''
}

export const NO_CONNECT: ConnectSettings = { application_fee_percent: null, on_behalf_of: null, transfer_data: null }

const NAMES = ['application_fee_percent', 'on_behalf_of', 'transfer_data'] as const

/** The name of a parameter, where it stands within `at`. */
export function within(at: string, ...names: readonly string[]): string {
  const [first, ...inner] = at === '' ? names : [at, ...names]
  return first + inner.map((name) => `[${name}]`).join('')
}

interface Saying {
  /** What holds where nothing is said. */
  readonly before?: ConnectSettings
  /** The parameter in which all of it stands. */
  readonly at?: string
  /** The accounts were named before, by whoever has this made now: a schedule, a quote, or a Checkout Session. */
  readonly isKnown?: boolean
}

/** What parameters say anew, as it is kept. Refuses accounts that cannot be sent money, and what does not go together. */
export function connectSettings(
  tx: Tx,
  params: object,
  { before = NO_CONNECT, at = '', isKnown = false }: Saying = {},
): Partial<ConnectSettings> {
  const given = params as ConnectGiven
  if (NAMES.every((name) => given[name] === undefined)) return {}
  const { application_fee_percent: fee, on_behalf_of: owner, transfer_data: to } = given
  const receiver = (id: string, ...names: string[]) => (isKnown ? id : receiverNamed(tx, id, within(at, ...names)))
  const said: Partial<ConnectSettings> = {
    ...(fee !== undefined && {
      application_fee_percent: fee === '' ? null : percentGiven(fee, within(at, 'application_fee_percent')),
    }),
    ...(owner !== undefined && {
      on_behalf_of: owner === '' ? null : receiver(owner, 'on_behalf_of'),
    }),
    ...(to === '' && { transfer_data: null }),
    ...(to && {
      transfer_data: {
        amount_percent:
          to.amount_percent === undefined
            ? null
            : percentGiven(to.amount_percent, within(at, 'transfer_data', 'amount_percent')),
        destination: receiver(to.destination, 'transfer_data', 'destination'),
      },
    }),
  }
  checkConnect(tx, { ...before, ...said }, at)
  return said
}

/** A percentage of an invoice. In Stripe's words: github.com/Automattic/woocommerce-payments/issues/3297. */
export function percentGiven(value: number, param: string): number {
  return Number(percentageText(value, { least: 0, most: 100, decimals: 2 }, param))
}

/** Refuses a fee that nobody could be charged, and two answers to what is kept. */
export function checkConnect(tx: Tx, { application_fee_percent: fee, transfer_data }: ConnectSettings, at = ''): void {
  if (fee !== null && fee > 0) checkFeePossible(tx, transfer_data, 'application_fee_percent', at)
  if (fee !== null && transfer_data && transfer_data.amount_percent !== null)
    throw exclusive([within(at, 'application_fee_percent'), within(at, 'transfer_data', 'amount_percent')]) // [M]
}

/** Worded as Stripe refused an `application_fee` (github.com/stripe/stripe-dotnet/issues/936). [M] */
export function checkFeePossible(
  { place }: Tx,
  transfer_data: object | null | undefined,
  name: 'application_fee_amount' | 'application_fee_percent',
  at = '',
): void {
  if (place.account !== place.tenant || transfer_data) return
  throw invalid(
    `Can only apply an ${name} when the request is made on behalf of another account (using an OAuth key, the ` +
      'Stripe-Account header, or `transfer_data[destination]`).',
    { param: within(at, name) },
  )
}

/** Settings as the parameters that make them anew; `none` is said where there is nothing, to unset it. */
export function connectParams(settings: ConnectSettings, none?: ''): ConnectGiven {
  const { application_fee_percent: fee, on_behalf_of: owner, transfer_data: to } = settings
  const said = {
    application_fee_percent: fee ?? none,
    on_behalf_of: owner ?? none,
    transfer_data: to
      ? {
          destination: to.destination,
          ...(to.amount_percent !== null && { amount_percent: to.amount_percent }),
        }
      : none,
  }
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)) as ConnectGiven
}

/** What holds where a part says something itself, or else what is said for all. */
export const connectWithin = (all: ConnectSettings, own: ConnectSettings): ConnectSettings => ({
  application_fee_percent: own.application_fee_percent ?? all.application_fee_percent,
  on_behalf_of: own.on_behalf_of ?? all.on_behalf_of,
  transfer_data: own.transfer_data ?? all.transfer_data,
})

/** The settings among the fields of an object. */
export const connectOf = (row: object): ConnectSettings => {
  const { application_fee_percent, on_behalf_of, transfer_data } = row as ConnectSettings
  return { application_fee_percent, on_behalf_of, transfer_data }
}
