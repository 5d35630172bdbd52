// What goes together in a session: which parameters its mode has, and which addresses the place where it is shown.
// (https://docs.stripe.com/api/checkout/sessions/create)
import { invalid, missingParameter } from '../../kernel/errors.ts'
import type { Tx } from '../../kernel/tx.ts'
import { pathOf } from '../payments/authorization.ts'
import { leadsBack } from '../payments/intent.ts'
import type { Origin } from './session_create.ts'
import type { Create, Session } from './session_state.ts'

type Mode = 'payment' | 'setup' | 'subscription'

/**
 * What a mode has no use for. The words are Stripe's, as several projects quote them of `line_items`,
 * `payment_intent_data` and `subscription_data`.
 */
const NOT_IN: Readonly<Record<Mode, readonly (keyof Create)[]>> = {
  payment: ['subscription_data', 'setup_intent_data'],
  setup: [
    'automatic_tax',
    'line_items',
    'payment_intent_data',
    'subscription_data',
    'discounts',
    'allow_promotion_codes',
    'optional_items',
    'shipping_options',
    'submit_type',
  ],
  subscription: ['payment_intent_data', 'setup_intent_data'],
}

/** The mode, if nothing is asked for that it has not. */
export function checkMode(params: Create): Mode {
  if (params.mode === undefined) throw missingParameter('mode')
  const mode = params.mode as Mode
  for (const name of NOT_IN[mode])
    if (params[name] !== undefined) throw invalid(`You can not pass \`${name}\` in \`${mode}\` mode.`, { param: name })
  if (params.customer_creation !== undefined && mode !== 'payment')
    throw invalid('`customer_creation` can only be used in `payment` mode.', { param: 'customer_creation' })
  if (params.invoice_creation?.enabled && mode !== 'payment') throw onlyPayments()
  // [M]
  if (params.payment_method_collection !== undefined && mode !== 'subscription')
    throw invalid('`payment_method_collection` can only be used in `subscription` mode.', {
      param: 'payment_method_collection',
    })
  return mode
}

/** In Stripe's words: github.com/strangerstudios/paid-memberships-pro/pull/2361. That it names no parameter is [K]. */
export const onlyPayments = () =>
  invalid(
    'You can only enable invoice creation when `mode` is set to `payment`. Invoices are created automatically when `mode` is set ' +
      'to `subscription`, and are unsupported when set to `setup`. To learn more visit ' +
      'https://stripe.com/docs/payments/checkout/post-payment-invoices.',
  )

/** https://docs.stripe.com/changelog/dahlia/2026-03-25/updates-available-checkout-session-ui-modes */
const RENAMED_SINCE = '2026-03-25.dahlia'
const OLD_NAMES: Readonly<Record<string, string>> = {
  elements: 'custom',
  embedded_page: 'embedded',
  hosted_page: 'hosted',
}

/** What does not go with a page at our own address, and what not with one within somebody else's. */
const ELSEWHERE = ['redirect_on_completion', 'return_url'] as const
const HOSTED = ['cancel_url', 'success_url'] as const

type Ui = Pick<Session, 'cancel_url' | 'redirect_on_completion' | 'success_url' | 'ui_mode' | 'url'> & {
  readonly return_url?: string
}

/** Where the page stands, and where it leads to. */
export function checkUi(tx: Tx, params: Create, { link, recoveredFrom, table }: Origin): Ui {
  const ui_mode = (params.ui_mode ?? 'hosted_page') as NonNullable<Session['ui_mode']>
  const isHosted = ui_mode === 'hosted_page'
  const wrong = (isHosted ? ELSEWHERE : HOSTED).filter((name) => params[name] !== undefined)
  if (wrong.length > 0) {
    const named = tx.speaks(RENAMED_SINCE) ? ui_mode : (OLD_NAMES[ui_mode] ?? ui_mode)
    // In Stripe's words: github.com/laravel/cashier-stripe/pull/1815.
    throw invalid(`The following parameters are not supported with 'ui_mode: ${named}': ${wrong.join(', ')}.`, {
      param: wrong[0]!,
    })
  }
  for (const name of [...HOSTED, 'return_url'] as const) if (params[name] !== undefined) leadsBack(params[name], name)
  const { cancel_url = null, success_url = null, return_url, redirect_on_completion = 'always' } = params
  if (isHosted) {
    // github.com/stripe/stripe-node/issues/1944
    const isAsked = link === undefined && recoveredFrom === undefined && table === undefined
    if (success_url === null && isAsked) throw missingParameter('success_url')
    return { cancel_url, success_url, ui_mode, url: null }
  }
  // [M]
  if (redirect_on_completion === 'never' && return_url !== undefined)
    throw invalid('You cannot pass `return_url` when `redirect_on_completion` is `never`.', { param: 'return_url' })
  if (ui_mode === 'embedded_page' && redirect_on_completion !== 'never' && return_url === undefined)
    throw missingParameter('return_url')
  return {
    cancel_url,
    redirect_on_completion,
    ...(return_url !== undefined && { return_url }),
    success_url,
    ui_mode,
    url: null,
  } as Ui
}

/** What a browser shows a session by that is not on a page of its own. */
export const clientSecret = (tx: Tx, id: string, { ui_mode }: Pick<Session, 'ui_mode'>): string | null =>
  ui_mode === 'hosted_page' ? null : `${id}_secret_${tx.random(40)}`

/** The page's address, with the account that it belongs to. What follows `#` is for the page alone, and tells nothing. */
export const pageUrl = (tx: Tx, id: string, { ui_mode }: Pick<Session, 'ui_mode'>): string | null =>
  ui_mode === 'hosted_page' ? `${tx.situation.publicUrl}/c/pay/${pathOf(tx.place)}/${id}#fid${tx.random(40)}` : null

/** The address to which a customer comes back, with the session's id where it asks for it. (docs: …-success_url) */
export function backTo({ id, success_url, return_url }: Session): string | undefined {
  const address = success_url ?? return_url
  return address?.replaceAll('{CHECKOUT_SESSION_ID}', id).replaceAll('%7BCHECKOUT_SESSION_ID%7D', id)
}
