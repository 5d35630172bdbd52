// Which ways to pay a session offers, and what it says of each. (docs.stripe.com/payments/payment-methods/integration-options)
import { type Node, operationByKey, paramsNode, shapeNode } from '../../contract/index.ts'
import { invalid, missingParameter, unbuilt } from '../../kernel/errors.ts'
import type { Tx } from '../../kernel/tx.ts'
import { methodOf } from '../../network/catalogue.ts'
import { allowedTypes } from '../payments/intent.ts'
import type { Method } from '../payments/payment_method.ts'
import { typesOn } from '../payments/payment_method_configuration.ts'
import type { Create, Session } from './session_state.ts'

/** The types that are named, or all that the settings have on and that can do what the mode needs. */
export function typesFor(tx: Tx, params: Create, currency: string | undefined): string[] {
  const named = params.payment_method_types ?? params.allowed_payment_method_types
  // https://docs.stripe.com/api/checkout/sessions/create#create_checkout_session-currency
  if (params.mode === 'setup' && !named && currency === undefined) throw missingParameter('currency')
  const stays = params.redirect_on_completion === 'never'
  for (const [i, type] of (named ?? []).entries())
    if (stays && methodOf(type)?.flow === 'redirect') throw leaves(type, i)
  const fits = (type: string) => {
    const method = methodOf(type)!
    if (stays && method.flow === 'redirect') return false
    if (params.mode === 'setup') return method.setup
    return params.mode !== 'subscription' || method.subscriptions === 'automatic'
  }
  for (const [i, type] of (named ?? []).entries())
    if (params.mode !== 'payment' && methodOf(type) && !fits(type))
      throw unbuilt(`Brindle does not take ${type} in ${params.mode} mode yet.`, `payment_method_types[${i}]`)
  return allowedTypes(params as never, currency, typesOn(tx, params.payment_method_configuration).filter(fits))
}

/** Whoever is never led elsewhere cannot pay at a bank's page. (docs.stripe.com/payments/checkout/custom-success-page#disable-redirects) [M] */
const leaves = (type: string, i: number) =>
  invalid(
    `The payment method type ${type} redirects your customer, and cannot be used with \`redirect_on_completion: never\`.`,
    {
      param: `payment_method_types[${i}]`,
    },
  )

type Hash = Readonly<Record<string, unknown>>

const INTENTS = { payment: 'POST /v1/payment_intents', setup: 'POST /v1/setup_intents' } as const

/** What of a type's options has an effect: what the intent or the subscription takes that the session will make, and what it refuses itself. */
function namesTaken(mode: string, type: string): readonly string[] {
  const own = type === 'card' ? ['restrictions'] : []
  const params = (key: string) => paramsNode(operationByKey(key)!)!.p
  const node =
    mode === 'subscription'
      ? within(params('POST /v1/subscriptions').payment_settings)?.p?.payment_method_options
      : params(INTENTS[mode as 'payment']).payment_method_options
  return [...own, ...Object.keys(within(within(node)?.p?.[type])?.p ?? {})]
}

const within = (node: Node | undefined): Node | undefined =>
  node?.k === 'null' || node?.k === 'empty' ? within(node.of as Node) : node

/** The options as they are shown. Refuses by name what the intent could not be made with. */
export function optionsShown(
  mode: string,
  types: readonly string[],
  given: object = {},
): Session['payment_method_options'] {
  const shown: Record<string, Hash> = types.includes('card') ? { card: { request_three_d_secure: 'automatic' } } : {}
  for (const [type, said] of Object.entries(given) as [string, Hash][]) {
    for (const name of Object.keys(said))
      if (!namesTaken(mode, type).includes(name)) {
        const at = `payment_method_options[${type}][${name}]`
        throw unbuilt(`Brindle does not take ${at} for a Checkout Session in ${mode} mode yet.`, at)
      }
    const known = Object.keys(
      within(within(shapeNode('checkout.session')!.p!.payment_method_options)?.p?.[type])?.p ?? {},
    )
    const kept = Object.fromEntries(Object.entries(said).filter(([name]) => known.includes(name)))
    shown[type] = { ...shown[type], ...kept }
  }
  return shown as Session['payment_method_options']
}

/** The brands of cards by the words in which they are blocked. (the SDK's own comments) */
const BLOCKED: Readonly<Record<string, readonly string[]>> = {
  american_express: ['amex'],
  discover_global_network: ['discover', 'diners', 'jcb', 'unionpay', 'elo'],
  mastercard: ['mastercard'],
  visa: ['visa'],
}

/** Refuses a card of a brand that is blocked. Wording [M]. */
export function checkBrand(self: Session, method: Method | undefined): void {
  const { brands_blocked: blocked = [] } = self.payment_method_options?.card?.restrictions ?? {}
  const brand = (method?.card as { brand?: string } | undefined)?.brand
  if (blocked.some((name) => BLOCKED[name]!.includes(brand ?? '')))
    throw invalid(`Cards of the brand \`${brand}\` are not accepted here.`, { param: 'payment_method' })
}

/** The options that a subscription is made with: what a session says beside them it sees to itself. */
export function optionsOfSubscription(given: object = {}): object {
  const without = ({ restrictions: _, ...said }: Hash): Hash => said
  return Object.fromEntries(Object.entries(given).map(([type, said]) => [type, without(said as Hash)]))
}
