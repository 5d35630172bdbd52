// What a location is. (https://docs.stripe.com/api/terminal/locations/object)
import type Stripe from 'stripe'
import { object, type Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'

/** No event tells of it. (https://docs.stripe.com/api/events/types) */
export const location = object<Stripe.Terminal.Location>('terminal.location', {
  prefix: 'tml',
  short: true,
  noun: 'location',
  terms: ({ configuration_overrides: id }) => (id === undefined ? [] : [overrides(id as string)]),
})
export type Location = Row<Stripe.Terminal.Location>

const overrides = (id: string): string => `configuration_overrides=${id}`

/** Why 1 000: more shops than that change their configuration themselves. */
const OVERRIDDEN_MAX = 1_000

/** The locations that a configuration was made for. */
export const overriddenBy = (tx: Tx, id: string): readonly Location[] =>
  tx.list(location, [overrides(id)], { limit: OVERRIDDEN_MAX })
