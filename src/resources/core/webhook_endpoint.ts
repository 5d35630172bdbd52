// Webhook endpoints: where events are sent, which of them, in which version, and with which secrets they are signed.
// A delivery is a row of its own, made in the unit of the event, so that it survives whatever happens next.
import type Stripe from 'stripe'
import { eventTypes, type Node, versionKnown } from '../../contract/index.ts'
import { invalid, notAUrl, tooLarge, tooSmall } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { object, type Row, resource, shown } from '../../kernel/resource.ts'
import type { Query } from '../../kernel/store.ts'
import type { Tx } from '../../kernel/tx.ts'
import { applicationOf } from './account.ts'

/** A secret of an endpoint; an old one stays valid until it expires (epoch seconds on the wall). */
export interface SigningSecret {
  readonly secret: string
  readonly expires?: number
}

export interface EndpointState {
  readonly secrets: readonly SigningSecret[]
  /** It hears of the connected accounts, and only of them. (https://docs.stripe.com/connect/webhooks) */
  readonly connect?: true
  /** Since when nothing of what was sent was taken (epoch seconds on the wall). */
  readonly failingSince?: number
}

export const webhookEndpoint = object<Stripe.WebhookEndpoint, EndpointState>('webhook_endpoint', { prefix: 'we' })

/** Stripe's own number. (https://docs.stripe.com/webhooks) */
export const ENDPOINTS_MAX = 16

/** How long an old secret may stay valid beside a new one. (https://docs.stripe.com/webhooks#roll-endpoint-secrets) */
const ROLLING_MAX = 24 * 60 * 60
/** Stripe rolls secrets in its dashboard only, so this call is ours. */
const ROLL: Node & { k: 'object' } = { k: 'object', p: { expires_in: { k: 'integer' } } }

export const webhookEndpoints = resource(webhookEndpoint)
  .on<Stripe.WebhookEndpointCreateParams>('POST /v1/webhook_endpoints', (tx, params) => {
    if (endpointsOf(tx).length >= ENDPOINTS_MAX)
      throw invalid(`You have reached the maximum of ${ENDPOINTS_MAX} test webhook endpoints.`)
    checkUrl(params.url)
    checkEvents(params.enabled_events)
    if (params.api_version !== undefined && !versionKnown(params.api_version))
      throw invalid(`Invalid API version: ${params.api_version}`, { param: 'api_version' })
    const secret = `whsec_${tx.random(32)}`
    const row = tx.insert(webhookEndpoint, {
      api_version: params.api_version ?? null,
      application: params.connect ? applicationOf(tx) : null,
      created: tx.now,
      description: params.description || null,
      enabled_events: params.enabled_events,
      livemode: false,
      metadata: mergeMetadata({}, params.metadata),
      status: 'enabled',
      url: params.url,
      hidden: { secrets: [{ secret }], ...(params.connect && { connect: true }) },
    })
    return shown(row, { secret })
  })
  .on<Stripe.WebhookEndpointRetrieveParams>('GET /v1/webhook_endpoints/{id}', (_tx, _params, self) => self)
  .on<Stripe.WebhookEndpointUpdateParams>('POST /v1/webhook_endpoints/{id}', (tx, params, self) => {
    if (params.url !== undefined) checkUrl(params.url)
    if (params.enabled_events) checkEvents(params.enabled_events)
    return tx.update(webhookEndpoint, self, {
      ...(params.url !== undefined && { url: params.url }),
      ...(params.enabled_events && { enabled_events: params.enabled_events }),
      ...(params.description !== undefined && { description: params.description || null }),
      ...(params.disabled !== undefined && { status: params.disabled ? 'disabled' : 'enabled' }),
      ...(params.metadata !== undefined && { metadata: mergeMetadata(self.metadata, params.metadata) }),
    })
  })
  .on<Stripe.WebhookEndpointListParams>('GET /v1/webhook_endpoints', (tx, params) =>
    list(tx, webhookEndpoint, params as never, '/v1/webhook_endpoints'),
  )
  .on<Stripe.WebhookEndpointDeleteParams>('DELETE /v1/webhook_endpoints/{id}', (tx, _params, self) => {
    tx.delete(webhookEndpoint, self)
    return { id: self.id, object: 'webhook_endpoint', deleted: true }
  })

  .on<{ expires_in?: number }>(
    'POST /brindle/webhook_endpoints/{id}/roll',
    (tx, { expires_in = 0 }, self) => {
      if (expires_in < 0) throw tooSmall(0, 'expires_in')
      if (expires_in > ROLLING_MAX) throw tooLarge(ROLLING_MAX, expires_in, 'expires_in')
      const secret = `whsec_${tx.random(32)}`
      const expires = tx.wall + expires_in
      const old = self.hidden.secrets.map((one) => ({ ...one, expires: Math.min(one.expires ?? expires, expires) }))
      const secrets = [{ secret }, ...old.filter((one) => one.expires > tx.wall)]
      return shown(tx.update(webhookEndpoint, self, { hidden: { ...self.hidden, secrets } }), { secret })
    },
    { params: ROLL },
  )

/** The read behind `endpointsOf`. */
export const ENDPOINTS: Query = { limit: ENDPOINTS_MAX, terms: ['webhook_endpoint'] }

/** The account's endpoints, newest first. */
export const endpointsOf = (tx: Tx): Row<Stripe.WebhookEndpoint, EndpointState>[] =>
  tx.list(webhookEndpoint, [], { limit: ENDPOINTS_MAX })

/** Whether an endpoint wants events of a type. */
export const wants = (
  { status, enabled_events }: { status: string; enabled_events: readonly string[] },
  type: string,
): boolean => status === 'enabled' && (enabled_events.includes('*') || enabled_events.includes(type))

export function checkUrl(url: string, param = 'url'): void {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (!parsed || !['http:', 'https:'].includes(parsed.protocol)) throw notAUrl(param)
}

function checkEvents(types: readonly string[]): void {
  for (const [i, type] of types.entries()) {
    if (type !== '*' && !eventTypes.includes(type))
      throw invalid(`The event type \`${type}\` is not one that Stripe sends.`, { param: `enabled_events[${i}]` })
  }
}
