// Mandates: the customer's word that a method may be charged again without them. (https://docs.stripe.com/api/mandates)
import type Stripe from 'stripe'
import { invalid } from '../../kernel/errors.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { mandateDetails } from '../../network/mandates.ts'
import { pathOf } from './authorization.ts'

export const mandate = object<Stripe.Mandate>('mandate', {
  prefix: 'mandate',
  events: [{ on: 'update', types: ['mandate.updated'] }],
})

export const mandates = resource(mandate).on<Stripe.MandateRetrieveParams>(
  'GET /v1/mandates/{id}',
  (_tx, _params, self) => self,
)

export type Acceptance = Row<Stripe.Mandate>['customer_acceptance']

interface GivenAcceptance {
  readonly customer_acceptance?: {
    readonly type?: string
    readonly accepted_at?: number
    readonly offline?: object
    readonly online?: {
      readonly ip_address?: string
      readonly user_agent?: string
      readonly infer_from_client?: boolean
    }
  }
}

/**
 * What `mandate_data` says of how the customer agreed. `infer_from_client` takes the address and the browser of the
 * request itself. (https://docs.stripe.com/api/setup_intents/confirm)
 */
export function acceptance(tx: Tx, data: GivenAcceptance | '' | undefined): Acceptance | undefined {
  const given = data ? data.customer_acceptance : undefined
  if (!given) return undefined
  const accepted_at = given.accepted_at ?? tx.now
  if (given.type === 'offline') return { accepted_at, offline: {}, type: 'offline' }
  const { online } = given
  const { ip, userAgent } = tx.situation.client
  const [ip_address, user_agent] = online?.infer_from_client
    ? [ip, userAgent]
    : [online?.ip_address, online?.user_agent]
  if (!ip_address || !user_agent)
    throw invalid(
      'For online mandates the IP address and user agent of the customer are needed: pass `ip_address` and `user_agent`, ' +
        'or `infer_from_client`.',
      { code: 'parameter_missing', param: 'mandate_data[customer_acceptance][online]' },
    )
  return { accepted_at, online: { ip_address, user_agent }, type: 'online' }
}

/** `mandate_data` of who agrees on a page of ours: their own address and browser, where they are known. */
export function agreedOnPage({ situation: { client } }: Tx): object {
  const isOnline = client.ip !== '' && client.userAgent !== ''
  return {
    customer_acceptance: isOnline ? { type: 'online', online: { infer_from_client: true } } : { type: 'offline' },
  }
}

interface Single {
  /** Minor units of `currency`. */
  readonly amount: number
  readonly currency: string
}

/** Writes an active mandate to charge a method again and again, or once (`single`). */
export function insertMandate(
  tx: Tx,
  method: { id: string; type: string },
  accepted: Acceptance,
  single?: Single,
): Row<Stripe.Mandate> {
  const id = tx.id(mandate)
  const url = `${tx.situation.publicUrl}/mandates/${pathOf(tx.place)}/${id}`
  const details = mandateDetails(method.type, (count) => tx.random(count), url)
  return tx.insert(mandate, {
    id,
    customer_acceptance: accepted,
    livemode: false,
    ...(single ? { single_use: { amount: single.amount, currency: single.currency } } : { multi_use: {} }),
    payment_method: method.id,
    payment_method_details: {
      [method.type]: details,
      type: method.type,
    } as Row<Stripe.Mandate>['payment_method_details'],
    status: 'active',
    type: single ? 'single_use' : 'multi_use',
  } as never)
}

/** The customer or their bank has taken the word back. */
export function endMandate(tx: Tx, id: string | undefined): void {
  const row = id === undefined ? undefined : tx.find(mandate, id)
  if (row?.status === 'active') tx.update(mandate, row, { status: 'inactive' })
}
