// What a scenario is: a sandbox furnished by calls of the API, step by step, always in the same way. It knows the API and nothing else.
import type { FormInput } from '../lib/form.ts'

export type Params = { readonly [name: string]: FormInput }
/** An object as the API answered it. */
export type Made = Readonly<Record<string, any>> & { readonly id: string }

/** The API of the sandbox that is furnished. A refusal ends the scenario. */
export interface Api {
  post(path: string, params?: Params): Promise<Made>
  get(path: string, params?: Params): Promise<Made>
  remove(path: string): Promise<Made>
  /** A payment that its bank is to decline. That it is not ends the scenario, too. */
  declined(path: string, params: Params): Promise<void>
  /** Moves a test clock, and comes back when all that was due by then is done. */
  advance(testClock: string, to: number): Promise<void>
  /** The time of the account's clock when the scenario began, in epoch seconds. */
  readonly now: number
}

/** Ids that later steps need, by what they are called here. */
export type Kept = Record<string, string>

export interface Step {
  readonly says: string
  readonly run: (api: Api, kept: Kept) => Promise<void>
}

export interface Scenario {
  readonly name: string
  /** One sentence. */
  readonly says: string
  readonly steps: readonly Step[]
}

/** A customer with a card that is their default. */
export async function customerWith(api: Api, params: Params, card = 'pm_card_visa'): Promise<Made> {
  const made = await api.post('/v1/customers', params)
  await defaultCard(api, made.id, card)
  return made
}

/** Attaches a test card, and makes it what a customer pays with. The card's id. */
export async function defaultCard(api: Api, customer: string, card: string): Promise<string> {
  const { id } = await api.post(`/v1/payment_methods/${card}/attach`, { customer })
  await api.post(`/v1/customers/${customer}`, { invoice_settings: { default_payment_method: id } })
  return id
}

/** An address that leads nowhere. (RFC 2606) */
export const emailOf = (name: string): string => `${name.toLowerCase().replaceAll(/[^a-z]+/g, '.')}@example.com`

/** The midnight (UTC) so many months ago; of the 28th at most, which every month has, so that months from there on are whole. */
export const monthsAgo = (now: number, months: number): number => {
  const day = new Date(now * 1000)
  return Date.UTC(day.getUTCFullYear(), day.getUTCMonth() - months, Math.min(day.getUTCDate(), 28)) / 1000
}
