// Events: what happened, frozen in the shape of the account's version when it happened. They are written by
// core/announce.ts and never change, but for the count of webhooks that still wait. (https://docs.stripe.com/api/events)
import type Stripe from 'stripe'
import { list } from '../../kernel/list.ts'
import { object, resource } from '../../kernel/resource.ts'
import type { Tx, Waiting } from '../../kernel/tx.ts'

/** Where what is kept as long as events waits for its end: with Stripe 30 days. (https://docs.stripe.com/api/events) */
export const asLongAsEvents = (tx: Tx): Waiting => ({
  queue: 'expire',
  due: tx.wall + tx.situation.eventsKeptSeconds,
})

/** The wire shape of every event type: `data.object` is whatever the event is about. */
export interface Event {
  id: string
  object: 'event'
  /** The connected account where it happened. */
  account?: string
  api_version: string
  created: number
  data: { object: object; previous_attributes?: object }
  livemode: boolean
  pending_webhooks: number
  request: { id: string | null; idempotency_key: string | null }
  type: string
}

export const event = object<Event>('event', {
  prefix: 'evt',
  terms: ({ type, pending_webhooks, data }) => [
    ...groupsOf(type),
    `delivery_success=${pending_webhooks === 0}`,
    ...('id' in data.object ? [`object_id=${data.object.id}`] : []),
  ],
  filters: ['delivery_success'],
})

/** The groups by which a type may be asked for: `customer.*` and `customer.subscription.*`. */
function groupsOf(type: string): string[] {
  const words = type.split('.')
  return words.slice(0, -1).map((_, i) => `type=${words.slice(0, i + 1).join('.')}.*`)
}

export const events = resource(event)
  .on<Stripe.EventRetrieveParams>('GET /v1/events/{id}', (_tx, _params, self) => self)
  .on<Stripe.EventListParams>('GET /v1/events', (tx, params) => list(tx, event, params as never, '/v1/events'))
