// An authorisation: the step that a customer takes outside, on the page a redirect leads to. It is open until they
// decide, until a newer attempt replaces it, or for a day. Its page and its HTTP call are one operation; the intent hears
// of the decision as news.
import type { Node } from '../../contract/index.ts'
import { invalid } from '../../kernel/errors.ts'
import { object, type Row, resource, shown } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { methodOf } from '../../network/catalogue.ts'
import { expiryOf, nextAction } from '../../network/next_action.ts'
import { own } from '../core/account.ts'

/** Ours alone: Stripe keeps this step behind the address that `next_action` gives. */
export interface AuthorizationFields {
  id: string
  object: 'brindle.authorization'
  /** Minor units of `currency`, for payments. */
  amount: number | null
  currency: string | null
  expires_at: number
  /** The id of the intent or the source that waits for it. */
  intent: string
  merchant: string
  payment_method_type: string
  /** `pending` until the customer decides; a newer attempt makes it `replaced`. */
  outcome: 'pending' | 'succeeded' | 'failed' | 'replaced'
  /** Where the customer goes on to, once it is decided. */
  redirect_url: string | null
}

export interface AuthorizationState {
  /** Where the customer comes back to; none where the browser's SDK waits for them. */
  readonly returnUrl: string | undefined
  /** What Stripe adds to the return address, `redirect_status` aside; nothing at all is added where this is empty. */
  readonly returned: Readonly<Record<string, string>>
  /** Ids of what a decision changes with the intent: read with it, they cost no round of their own. */
  readonly beside: readonly string[]
}

export const authorization = object<AuthorizationFields, AuthorizationState>('brindle.authorization', {
  prefix: 'nonce',
  internal: true,
  events: [
    { became: ['outcome', 'succeeded'], types: ['brindle.authorization.succeeded'] },
    { became: ['outcome', 'failed'], types: ['brindle.authorization.failed'] },
  ],
  publishable: [
    'id',
    'object',
    'amount',
    'currency',
    'expires_at',
    'merchant',
    'outcome',
    'payment_method_type',
    'redirect_url',
  ],
})
export type Authorization = Row<AuthorizationFields, AuthorizationState>

/** Stripe's redirect addresses live about a day. [K] */
const OPEN_SECONDS = 24 * 60 * 60

/** A transfer is waited for without an end; its page is there for a year. */
const TRANSFER_SECONDS = 365 * OPEN_SECONDS

const NOTHING: Node & { k: 'object' } = { k: 'object', p: {} }
const DECISION: Node & { k: 'object' } = {
  k: 'object',
  p: { outcome: { k: 'enum', v: ['succeed', 'fail'] } },
  r: ['outcome'],
}

/** What a decision changes with its intent: beside it stand the customer, the method, an invoice or who chooses how to pay. */
const DECIDING = [
  'self.intent.latest_attempt',
  'self.intent.latest_charge',
  'self.hidden.beside.test_clock',
  'self.hidden.beside.subscription',
  'self.hidden.beside.hidden.payment',
  'self.hidden.beside.parent.subscription_details.subscription',
]

export const authorizations = resource(authorization)
  .on<object>(
    'GET /brindle/authorizations/{id}',
    (tx, _params, self) => shown(self, { next_action: actionOf(tx, self), outcome: outcomeOf(tx, self) }),
    { publishable: 'yes', params: NOTHING, reads: ['self.intent'] },
  )
  .on<{ outcome: 'succeed' | 'fail' }>(
    'POST /brindle/authorizations/{id}',
    (tx, { outcome }, self) => {
      const standing = outcomeOf(tx, self)
      if (standing === 'replaced') throw invalid('This authorization has expired.', { code: 'authorization_expired' })
      if (standing !== 'pending')
        throw invalid('This authorization has already been completed.', { code: 'authorization_spent' })
      if (isTransfer(self.payment_method_type))
        throw invalid('A bank transfer is not authorized: it is paid by the money that arrives.', {
          code: 'authorization_by_transfer',
        })
      return tx.update(authorization, self, { outcome: outcome === 'succeed' ? 'succeeded' : 'failed' })
    },
    { publishable: 'yes', params: DECISION, reads: DECIDING },
  )

const isTransfer = (type: string): boolean => methodOf(type)?.flow === 'transfer'

/** What waited too long is as good as replaced. */
const outcomeOf = (tx: Tx, { outcome, expires_at }: Authorization): Authorization['outcome'] =>
  outcome === 'pending' && expires_at <= tx.now ? 'replaced' : outcome

/** What the intent shows its customer while it waits for them: the numbers of a voucher, where a code leads to. */
function actionOf(tx: Tx, self: Authorization): object | null {
  const [intent] = outcomeOf(tx, self) === 'pending' ? tx.any([self.intent]) : []
  return (intent?.next_action as object | null | undefined) ?? null
}

/** What an intent asks its customer to authorise. */
interface Step {
  readonly prefix: 'sa' | 'pa'
  readonly intent: {
    readonly id: string
    readonly object: string
    readonly client_secret: string | null
    readonly customer: string | null
    readonly payment_method: string | null
    readonly hidden: {
      readonly checkout?: { readonly open: boolean }
      readonly invoice?: string
      readonly update?: string
    }
  }
  /** Minor units of `currency`; none for a setup. */
  readonly amount: number | null
  readonly currency: string | null
  readonly type: string
  readonly returnUrl: string | undefined
  /** The browser's SDK has asked to act by itself. */
  readonly sdk?: boolean
  /** `payment_method_options[<type>]`. */
  readonly options?: Readonly<Record<string, unknown>>
}

/** Opens the step and says where it is taken: by a redirect, a code, a voucher, or by the browser's SDK. */
export function openAuthorization(
  tx: Tx,
  { prefix, intent, amount, currency, type, returnUrl, sdk, options = {} }: Step,
) {
  const id = `${prefix}_nonce_${tx.random(24)}`
  // Of a Checkout Session the address says what it wants to be told itself: nobody there knows of the intent.
  const returned: Readonly<Record<string, string>> = intent.hidden.checkout?.open
    ? {}
    : { [intent.object]: intent.id, [`${intent.object}_client_secret`]: intent.client_secret ?? '' }
  const expires_at = expiryOf(type, options, tx.now) ?? tx.now + (isTransfer(type) ? TRANSFER_SECONDS : OPEN_SECONDS)
  const { invoice, update } = intent.hidden
  const beside = [intent.customer, intent.payment_method, invoice, update].filter((one) => typeof one === 'string')
  const page = { id, intent: intent.id, amount, currency, type, returnUrl, returned, beside, expires_at }
  const url = openPage(tx, page)
  const next_action = nextAction(type, {
    url,
    returnUrl,
    amount: amount ?? 0,
    currency: currency ?? '',
    now: tx.now,
    expiresAt: expiryOf(type, options, tx.now),
    chance: (count) => tx.random(count),
    options,
    sdk: sdk === true || returnUrl === undefined,
    customer: intent.customer ?? undefined,
    source: id,
  })
  return { id, expires_at, next_action: next_action as never }
}

/** A source that its customer authorises, and what they come back with. */
interface SourceStep {
  readonly source: { readonly id: string; readonly type: string; readonly client_secret: string }
  /** Minor units of `currency`. */
  readonly amount: number | null
  readonly currency: string | null
  readonly returnUrl: string | undefined
  /** How long it is open. */
  readonly seconds: number
}

/** Opens the page of a source, where its customer is sent or a code leads to, for as long as it waits: its address. */
export function openSourcePage(tx: Tx, { source, amount, currency, returnUrl, seconds }: SourceStep): string {
  const id = `src_nonce_${tx.random(24)}`
  const returned = { source: source.id, client_secret: source.client_secret, livemode: 'false' }
  const expires_at = tx.now + seconds
  const page = {
    id,
    intent: source.id,
    amount,
    currency,
    type: source.type,
    returnUrl,
    returned,
    beside: [],
    expires_at,
  }
  return openPage(tx, page)
}

interface Page {
  readonly id: string
  readonly intent: string
  readonly amount: number | null
  readonly currency: string | null
  readonly type: string
  readonly returnUrl: string | undefined
  readonly returned: Readonly<Record<string, string>>
  readonly beside: readonly string[]
  readonly expires_at: number
}

/** Writes the step, and gives the address of its page. */
function openPage(
  tx: Tx,
  { id, intent, amount, currency, type, returnUrl, returned, beside, expires_at }: Page,
): string {
  tx.insert(
    authorization,
    {
      id,
      amount,
      currency,
      expires_at,
      intent,
      merchant: own(tx).settings?.dashboard.display_name ?? 'Brindle',
      payment_method_type: type,
      outcome: 'pending',
      redirect_url: null,
      hidden: { ...(returnUrl !== undefined && { returnUrl }), returned, beside } as AuthorizationState,
    },
    { queue: 'expire', due: tx.wall + (expires_at - tx.now) + 30 * OPEN_SECONDS },
  )
  return stepUrl(tx, id)
}

/** The address of the page on which its customer decides. */
export const stepUrl = (tx: Tx, id: string): string => `${tx.situation.publicUrl}/authorize/${pathOf(tx.place)}/${id}`

/** How an address names an account: by itself, or with the platform that it is connected to. */
export const pathOf = ({ tenant, account }: Tx['place']): string =>
  tenant === account ? account : `${tenant}.${account}`

/** A newer attempt, or the end of the intent, closes the step. */
export function replaceAuthorization(tx: Tx, id: string | undefined): void {
  const row = id === undefined ? undefined : tx.find(authorization, id)
  if (row?.outcome === 'pending') tx.update(authorization, row, { outcome: 'replaced' })
}

/** How the intent or the source took the decision: now the customer can go back. A source does not say how. */
export function concludeAuthorization(
  tx: Tx,
  id: string,
  status: 'succeeded' | 'pending' | 'failed' | undefined,
): void {
  const row = tx.get(authorization, id)
  const { returnUrl, returned } = row.hidden
  if (returnUrl === undefined) return
  const added = { ...returned, ...(status && { redirect_status: status }) }
  const redirect_url = Object.keys(returned).length > 0 ? returnAddress(returnUrl, added) : returnUrl
  tx.update(authorization, row, { redirect_url })
}

/** The address that the customer goes back to, with what Stripe adds to it; its own query and fragment stay. */
export function returnAddress(returnUrl: string, added: Readonly<Record<string, string>>): string {
  const url = new URL(returnUrl)
  for (const [name, value] of Object.entries(added)) url.searchParams.set(name, value)
  return url.href
}
