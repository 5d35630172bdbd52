// Customer sessions: what a page is given so that Stripe's components can act for a customer. They have no id: who has the secret is
// let in. Of the components the pricing table and the Payment Element go by it. (https://docs.stripe.com/api/customer_sessions)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { invalid, missingParameter, refuseUnbuilt, tooLarge, tooSmall } from '../../kernel/errors.ts'
import { object, resource, withoutId } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { customer } from './customer_state.ts'

export const customerSession = object<Stripe.CustomerSession & { id: string }>('customer_session', {
  prefix: 'cuss',
  nameless: true,
})

/** [K] */
const LASTS_SECONDS = 30 * 60
/** (https://docs.stripe.com/api/customer_sessions/create, under `payment_method_redisplay_limit`) */
const REDISPLAY_MAX = 10

/** What each component can, where nothing is said of it; null for those that can nothing else than be there. (the same page; [K]) */
const COMPONENTS = {
  active_entitlements: null,
  buy_button: null,
  customer_portal: null,
  customer_sheet: { payment_method_allow_redisplay_filters: ['always'], payment_method_remove: 'disabled' },
  mobile_payment_element: {
    payment_method_allow_redisplay_filters: ['always'],
    payment_method_redisplay: 'disabled',
    payment_method_remove: 'disabled',
    payment_method_save: 'disabled',
    payment_method_save_allow_redisplay_override: null,
  },
  payment_element: {
    payment_method_allow_redisplay_filters: ['always'],
    payment_method_redisplay: 'disabled',
    payment_method_redisplay_limit: 3,
    payment_method_remove: 'disabled',
    payment_method_save: 'disabled',
    payment_method_save_usage: null,
  },
  pricing_table: null,
} as const satisfies Readonly<Record<string, object | null>>

type Asked = Readonly<Record<string, { readonly enabled: boolean; readonly features?: Features } | undefined>>
interface Features {
  readonly payment_method_redisplay_limit?: number
  readonly payment_method_save?: string
  readonly payment_method_save_usage?: string
}

export const customerSessions = resource(customerSession).on<Stripe.CustomerSessionCreateParams>(
  'POST /v1/customer_sessions',
  (tx, params) => {
    refuseUnbuilt(params, ['customer_account'], ' for a customer session')
    const { customer: id, components } = params as Params<Stripe.CustomerSessionCreateParams>
    if (id === undefined) throw missingParameter('customer')
    tx.get(customer, id, 'customer')
    const { shown, kept } = secretFor(tx)
    const row = {
      id: kept,
      client_secret: shown,
      components: componentsOf(components as Asked),
      created: tx.now,
      customer: id,
      customer_account: null,
      expires_at: tx.now + LASTS_SECONDS,
      livemode: false,
    }
    return withoutId(tx.insert(customerSession, row as never, { queue: 'expire', due: tx.wall + LASTS_SECONDS }))
  },
)

/** A secret says in its first half which row it is of. */
const SECRET = /^cuss_secret_(\w{24})\w{28}$/

function secretFor(tx: Tx): { readonly shown: string; readonly kept: string } {
  const shown = `cuss_secret_${tx.random(52)}`
  return { shown, kept: `${customerSession.prefix}_${SECRET.exec(shown)![1]}` }
}

type Component = keyof typeof COMPONENTS

/** The session by which a component acts. Refuses a secret that is none, that is over, or that is for others. Wordings [M]. */
export function sessionOfSecret(tx: Tx, secret: string, component: Component) {
  const param = 'customer_session_client_secret'
  const [, id] = SECRET.exec(secret) ?? []
  const found = id === undefined ? undefined : tx.find(customerSession, `${customerSession.prefix}_${id}`)
  if (found?.client_secret !== secret)
    throw invalid('No such customer session: its client secret is not one of this account.', { param })
  if (found.expires_at <= tx.now) throw invalid('The customer session has expired. Make another.', { param })
  if (!found.components?.[component as 'pricing_table'].enabled)
    throw invalid(`The customer session does not enable the component \`${component}\`.`, { param })
  return found
}

/** Texts [M]. */
function componentsOf(asked: Asked): object {
  if (!Object.values(asked).some((one) => one?.enabled))
    throw invalid('You must enable at least one component.', { param: 'components' })
  return Object.fromEntries(
    Object.entries(COMPONENTS).map(([name, usual]) => {
      const { enabled = false, features } = asked[name] ?? {}
      if (usual === null) return [name, { enabled }]
      if (features) check(features, `components[${name}][features]`)
      return [name, { enabled, features: enabled ? { ...usual, ...features } : null }]
    }),
  )
}

function check({ payment_method_redisplay_limit: limit, ...features }: Features, at: string): void {
  if (limit !== undefined && limit < 1) throw tooSmall(1, `${at}[payment_method_redisplay_limit]`)
  if (limit !== undefined && limit > REDISPLAY_MAX)
    throw tooLarge(REDISPLAY_MAX, limit, `${at}[payment_method_redisplay_limit]`)
  if (features.payment_method_save_usage !== undefined && features.payment_method_save !== 'enabled')
    throw invalid('`payment_method_save_usage` is only for components that save payment methods.', {
      param: `${at}[payment_method_save_usage]`,
    })
}
