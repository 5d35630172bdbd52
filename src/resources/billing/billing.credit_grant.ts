// Credit grants: money of the merchant's that pays for a customer's metered use, prepaid or given away, until it is used up,
// expires or is voided. (https://docs.stripe.com/api/billing/credit-grant;
// https://docs.stripe.com/billing/subscriptions/usage-based/billing-credits, as of 2026-05-05)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import {
  exclusive,
  invalid,
  missingParameter,
  refuseUnbuilt,
  tooLarge,
  tooLong,
  tooSmall,
} from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { checkCurrency, price } from '../catalog/price.ts'
import { customer } from '../payments/customer_state.ts'
import { enter } from './billing.credit_balance_transaction.ts'
import { type CreditGrant, creditGrant, isExpired, UNUSED_MAX, unusedGrants } from './credit_grant_state.ts'

const PATH = '/v1/billing/credit_grants'

/** Of the reference's pages on creating one. */
const NAME_MAX = 100
const PRICES_MAX = 20
const PRIORITY = { usual: 50, most: 100 } as const

type Create = Params<Stripe.Billing.CreditGrantCreateParams>
type Scope = Create['applicability_config']['scope']

export const creditGrants = resource(creditGrant)
  .on<Stripe.Billing.CreditGrantCreateParams>(
    `POST ${PATH}`,
    (account, params) => {
      refuseUnbuilt(params, ['customer_account'], ' for a credit grant')
      if (params.customer === undefined) throw missingParameter('customer')
      const who = account.get(customer, params.customer, 'customer')
      const tx = account.under(who.test_clock)
      const worth = worthOf(params)
      const scope = scopeOf(tx, params.applicability_config.scope, 'applicability_config[scope]')
      if (params.name !== undefined && params.name.length > NAME_MAX) throw tooLong(params.name, NAME_MAX, 'name')
      const span = spanOf(tx, params)
      checkUnused(tx, who.id)
      const row = tx.insert(creditGrant, {
        amount: { monetary: worth, type: 'monetary' },
        applicability_config: { scope },
        category: params.category ?? 'paid',
        // Recorded of one on a test clock: made by the account's time, effective by that of the clock.
        created: tx.untimed.now,
        customer: who.id,
        customer_account: null,
        ...span,
        livemode: false,
        metadata: mergeMetadata({}, params.metadata),
        name: params.name ?? null,
        priority: priorityOf(params.priority),
        test_clock: tx.testClock ?? null,
        updated: tx.untimed.now,
        voided_at: null,
        hidden: { balance: 0, applied: false },
      })
      enter(tx, row, { type: 'credits_granted', amount: worth.value, effective_at: span.effective_at })
      if (span.expires_at !== null) tx.schedule(span.expires_at, 'billing.credit_grant.expire', { id: row.id })
      return row
    },
    { reads: ['customer', 'applicability_config.scope.prices.id'] },
  )
  .on<Stripe.Billing.CreditGrantRetrieveParams>(`GET ${PATH}/{id}`, (_tx, _params, self) => self)
  .on<Stripe.Billing.CreditGrantListParams>(`GET ${PATH}`, (tx, params) => {
    refuseUnbuilt(params, ['customer_account'], ' for credit grants')
    if (params.customer !== undefined) tx.get(customer, params.customer, 'customer')
    return list(tx, creditGrant, params as never, PATH)
  })
  .on<Stripe.Billing.CreditGrantUpdateParams>(`POST ${PATH}/{id}`, (tx, { expires_at, metadata }, self) =>
    tx.update(creditGrant, self, {
      ...(expires_at !== undefined && { expires_at: moveExpiry(tx, self, expires_at || null) }),
      ...(metadata !== undefined && { metadata: mergeMetadata(self.metadata, metadata) }),
      updated: tx.untimed.now,
    }),
  )
  .on<Stripe.Billing.CreditGrantExpireParams>(`POST ${PATH}/{id}/expire`, (tx, _params, self) => {
    checkAlive(tx, self, 'expire')
    tx.unschedule('billing.credit_grant.expire', { id: self.id })
    return expire(tx, tx.update(creditGrant, self, { expires_at: tx.now, updated: tx.untimed.now }))
  })
  .on<Stripe.Billing.CreditGrantVoidGrantParams>(`POST ${PATH}/{id}/void`, (tx, _params, self) => {
    checkAlive(tx, self, 'void')
    if (self.hidden.applied)
      throw invalid('You cannot void a credit grant that has been applied to an invoice. You can expire it instead.')
    tx.unschedule('billing.credit_grant.expire', { id: self.id })
    const voided = tx.update(creditGrant, self, { updated: tx.untimed.now, voided_at: tx.now })
    return enter(tx, voided, { type: 'credits_voided', amount: self.hidden.balance }).grant
  })
  .job<{ id: string }>('expire', (tx, { id }) => {
    const self = tx.find(creditGrant, id)
    if (self && self.voided_at === null && isExpired(self, tx.now)) expire(tx, self)
  })

/** Enters that what is left of a grant is lost. */
export function expire(tx: Tx, self: CreditGrant): CreditGrant {
  const { balance } = self.hidden
  return balance > 0 ? enter(tx, self, { type: 'credits_expired', amount: balance }).grant : self
}

function worthOf({ amount: { monetary } }: Create): { currency: string; value: number } {
  if (monetary === undefined) throw missingParameter('amount[monetary]')
  if (monetary.value < 1) throw tooSmall(1, 'amount[monetary][value]')
  return { currency: checkCurrency(monetary.currency, 'amount[monetary][currency]'), value: monetary.value }
}

/** What a grant is for: every price with a meter, or some of them. Wordings [M]. */
export function scopeOf(tx: Tx, { price_type, prices }: Scope, param: string): Scope {
  if (price_type !== undefined && prices !== undefined) throw exclusive(['price_type', 'prices'], `${param}[prices]`)
  if (price_type !== undefined) return { price_type }
  if (prices === undefined || prices.length === 0)
    throw invalid('You must specify either `price_type` or `prices`.', { param })
  if (prices.length > PRICES_MAX)
    throw invalid(`You may specify at most ${PRICES_MAX} prices.`, { param: `${param}[prices]` })
  const at = (i: number) => `${param}[prices][${i}][id]`
  for (const [i, { id, recurring }] of tx
    .all(
      price,
      prices.map((one) => one.id),
      at,
    )
    .entries())
    if (!recurring?.meter)
      throw invalid(`Credit grants only apply to metered prices, and the price \`${id}\` has no meter.`, {
        param: at(i),
      })
  return { prices: prices.map(({ id }) => ({ id })) }
}

function priorityOf(priority: number = PRIORITY.usual): number {
  if (priority < 0) throw tooSmall(0, 'priority')
  if (priority > PRIORITY.most) throw tooLarge(PRIORITY.most, priority, 'priority')
  return priority
}

/** From when to when, epoch seconds. A beginning that is named must be to come, says Stripe's table of states. */
function spanOf(tx: Tx, { effective_at = tx.now, expires_at: end }: Create) {
  const expires_at = end ?? null
  if (effective_at < tx.now) throw past('effective_at')
  if (expires_at !== null) checkEnd(tx, expires_at, effective_at)
  return { effective_at, expires_at }
}

function checkEnd(tx: Tx, expires_at: number, effective_at: number): void {
  if (expires_at <= tx.now) throw past('expires_at')
  if (expires_at <= effective_at) throw invalid('`expires_at` must be after `effective_at`.', { param: 'expires_at' })
}

/** Wordings of times, and of what a grant is past [M]. */
const past = (param: string) => invalid(`\`${param}\` must be in the future.`, { param })

function moveExpiry(tx: Tx, self: CreditGrant, expires_at: number | null): number | null {
  checkAlive(tx, self, 'change the expiry of')
  if (expires_at === null) tx.unschedule('billing.credit_grant.expire', { id: self.id })
  else {
    checkEnd(tx, expires_at, self.effective_at!)
    tx.schedule(expires_at, 'billing.credit_grant.expire', { id: self.id })
  }
  return expires_at
}

function checkAlive(tx: Tx, self: CreditGrant, wish: string): void {
  const over = self.voided_at !== null ? 'been voided' : isExpired(self, tx.now) ? 'expired' : undefined
  if (over) throw invalid(`You cannot ${wish} a credit grant that has ${over}.`)
}

/** Stripe says so too, in words that are not known. [M] */
function checkUnused(tx: Tx, who: string): void {
  if (unusedGrants(tx, who, UNUSED_MAX).length >= UNUSED_MAX)
    throw invalid(`This customer already has the maximum of ${UNUSED_MAX} unused credit grants.`, { param: 'customer' })
}
