// Event destinations: where events are sent to, in the second version of the API. One that wants snapshots is sent what a webhook
// endpoint is; one that wants thin events is told which object it is about, and asks for it. (https://docs.stripe.com/api/v2/core/event-destinations)
import type Stripe from 'stripe'
import { eventTypes, thinEventTypes, versionKnown } from '../../contract/index.ts'
import { invalid, missingParameter, unbuilt } from '../../kernel/errors.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { object, type Row, resource, type Shown, shown } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { listV2 } from '../../kernel/v2_list.ts'
import { toRfc3339 } from '../../lib/rfc3339.ts'
import { account, own } from './account.ts'
import { owe } from './delivery.ts'
import { asLongAsEvents } from './event.ts'
import { eventV2 } from './v2.core.event.ts'
import { checkUrl, ENDPOINTS_MAX, type SigningSecret } from './webhook_endpoint.ts'

interface DestinationState {
  readonly url: string
  readonly secrets: readonly SigningSecret[]
}
type Fields = Stripe.V2.Core.EventDestination
export type Destination = Row<Fields, DestinationState>

export const eventDestination = object<Fields, DestinationState>('v2.core.event_destination', { prefix: 'ed_test' })

const URL = '/v2/core/event_destinations'
type Created = Stripe.V2.Core.EventDestinationCreateParams
type Include = readonly ('webhook_endpoint.signing_secret' | 'webhook_endpoint.url')[]

export const eventDestinations = resource(eventDestination)
  .on<Created>('POST /v2/core/event_destinations', (tx, params) => {
    if (params.type !== 'webhook_endpoint')
      throw unbuilt(`Brindle sends events to webhook endpoints; it reaches no cloud for \`${params.type}\`.`, 'type')
    if (params.webhook_endpoint === undefined) throw missingParameter('webhook_endpoint')
    if (destinationsOf(tx).length >= ENDPOINTS_MAX)
      throw invalid(`You have reached the maximum of ${ENDPOINTS_MAX} event destinations.`)
    checkUrl(params.webhook_endpoint.url, 'webhook_endpoint[url]')
    checkTypes(params.enabled_events, params.event_payload)
    const version = versionOf(tx, params)
    const secret = `whsec_${tx.random(32)}`
    const now = toRfc3339(tx.now)
    const row = tx.insert(eventDestination, {
      created: now,
      description: params.description ?? '',
      enabled_events: [...params.enabled_events],
      event_payload: params.event_payload,
      events_from: sourcesOf(params.events_from),
      livemode: false,
      metadata: mergeMetadata({}, params.metadata),
      name: params.name,
      ...(version !== undefined && { snapshot_api_version: version }),
      status: 'enabled',
      type: 'webhook_endpoint',
      updated: now,
      webhook_endpoint: {},
      hidden: { url: params.webhook_endpoint.url, secrets: [{ secret }] },
    } as never)
    listen(tx)
    return answer(row, params.include, secret)
  })
  .on<Stripe.V2.Core.EventDestinationListParams>('GET /v2/core/event_destinations', (tx, { include, ...params }) =>
    listV2(
      tx,
      [
        {
          type: eventDestination,
          several: [[]],
          show: (rows: readonly Destination[]) => rows.map((row) => listed(row, include)),
        },
      ],
      params as never,
      URL,
    ),
  )
  .on<Stripe.V2.Core.EventDestinationRetrieveParams>('GET /v2/core/event_destinations/{id}', (_tx, { include }, self) =>
    answer(self, include),
  )
  .on<Stripe.V2.Core.EventDestinationUpdateParams>('POST /v2/core/event_destinations/{id}', (tx, params, self) => {
    const { webhook_endpoint: endpoint, enabled_events: types } = params
    if (endpoint) checkUrl(endpoint.url, 'webhook_endpoint[url]')
    if (types) checkTypes(types, self.event_payload)
    const row = change(tx, self, {
      ...(params.description !== undefined && { description: params.description }),
      ...(params.name !== undefined && { name: params.name }),
      ...(types && { enabled_events: [...types] }),
      ...(params.metadata !== undefined && { metadata: mergeMetadata(self.metadata ?? {}, params.metadata) }),
      ...(endpoint && { hidden: { ...self.hidden, url: endpoint.url } }),
    })
    return answer(row, params.include)
  })
  .on<object>('DELETE /v2/core/event_destinations/{id}', (tx, _params, self) => {
    tx.delete(eventDestination, self as never)
    return { id: self.id, object: eventDestination.object }
  })
  .on<object>('POST /v2/core/event_destinations/{id}/disable', (tx, _params, self) => {
    if (self.status === 'disabled') return answer(self)
    return answer(change(tx, self, { status: 'disabled', status_details: { disabled: { reason: 'user' } } }))
  })
  .on<object>('POST /v2/core/event_destinations/{id}/enable', (tx, _params, self) => {
    const { status_details: _, ...rest } = self
    return self.status === 'enabled' ? answer(self) : answer(replace(tx, self, { ...rest, status: 'enabled' }))
  })
  .on<object>('POST /v2/core/event_destinations/{id}/ping', (tx, _params, self) => {
    if (self.status === 'disabled') throw invalid('A disabled event destination cannot be pinged.')
    return ping(tx, self)
  })

const change = (tx: Tx, self: Destination, changes: Partial<Destination>): Destination =>
  tx.update(eventDestination, self, { ...changes, updated: toRfc3339(tx.now) } as never)

/** Writes the row with a field less than it had. */
const replace = (tx: Tx, self: Destination, row: Partial<Destination>): Destination =>
  change(tx, self, { ...row, status_details: undefined } as never)

/** The answer of an operation: where the destination leads to, and its secret when it is new, only for who asks for them. */
const answer = (row: Destination, include?: Include | null, secret?: string): Shown =>
  shown(row, { webhook_endpoint: endpointOf(row, include ?? [], secret) })

function listed({ hidden, ...row }: Destination, include?: Include | null): object {
  return { ...row, webhook_endpoint: endpointOf({ ...row, hidden } as Destination, include ?? []) }
}

function endpointOf({ hidden }: Destination, asked: Include, secret?: string): object {
  return {
    ...(secret !== undefined && asked.includes('webhook_endpoint.signing_secret') && { signing_secret: secret }),
    ...(asked.includes('webhook_endpoint.url') && { url: hidden.url }),
  }
}

/** Asked for by who announces events: an account that never had a destination need not be asked. */
function listen(tx: Tx): void {
  const self = own(tx)
  if (!self.hidden.hasDestinations) tx.update(account, self, { hidden: { ...self.hidden, hasDestinations: true } })
}

/** The account's destinations, newest first. */
export const destinationsOf = (tx: Tx): Destination[] =>
  own(tx).hidden.hasDestinations ? tx.list(eventDestination, [], { limit: ENDPOINTS_MAX }) : []

/** Whether it hears of the accounts that are connected to this one, and not of this one. */
export const isForConnected = ({ events_from: from }: Destination): boolean => from?.includes('@accounts') ?? false

/** Whether a destination is owed an event of a type. */
export const wantsIt = ({ status, enabled_events: types }: Destination, type: string): boolean =>
  status === 'enabled' && (types.includes('*') || types.includes(type))

function checkTypes(types: readonly string[], payload: Created['event_payload']): void {
  const known = payload === 'thin' ? thinEventTypes : eventTypes
  for (const [i, type] of types.entries())
    if (type !== '*' && !known.includes(type))
      throw invalid(`The event type \`${type}\` is not one that Stripe sends as a ${payload} event.`, {
        param: `enabled_events[${i}]`,
      })
}

const SOURCES = ['@self', '@accounts']

function sourcesOf(given: readonly string[] | undefined): string[] {
  if (!given || given.length === 0) return ['@self']
  const other = given.find((one) => !SOURCES.includes(one))
  if (other !== undefined) throw unbuilt(`Brindle has no events from ${other}.`, 'events_from')
  // One that hears of both would be told of what happens here and there by the same secret. [K]
  if (given.length > 1) throw invalid('A destination has events from one source.', { param: 'events_from' })
  return [...given]
}

/** The version in which it has snapshots; thin events are the same in all. */
function versionOf(tx: Tx, { event_payload, snapshot_api_version: version }: Created): string | undefined {
  if (event_payload === 'thin') {
    if (version !== undefined)
      throw invalid('Thin events have no version: `snapshot_api_version` is for snapshots.', {
        param: 'snapshot_api_version',
      })
    return undefined
  }
  if (version !== undefined && !versionKnown(version))
    throw invalid(`Invalid API version: ${version}`, { param: 'snapshot_api_version' })
  return version ?? own(tx).hidden.defaultVersion
}

/** An event that says nothing, to be sent to this destination, whatever it wants. */
function ping(tx: Tx, { id }: Destination): object {
  const event = tx.insert(
    eventV2,
    {
      created: toRfc3339(tx.now),
      livemode: false,
      reason: {
        type: 'request',
        request: { id: tx.situation.requestId, idempotency_key: tx.situation.idempotencyKey ?? null },
      },
      related_object: { id, type: eventDestination.object, url: `${URL}/${id}` },
      type: 'v2.core.event_destination.ping',
    } as never,
    asLongAsEvents(tx),
  )
  const { hidden: _, ...body } = event
  owe(tx, { event: event.id, event_type: event.type, endpoint: id }, { body })
  return event
}
