// What a source is, and how it comes to be chargeable, used up, attached or let go. (https://docs.stripe.com/api/sources/object)
import type Stripe from 'stripe'
import { object, type Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { monthStart } from '../../lib/calendar.ts'
import { sourceTypeOf } from '../../network/source_types.ts'
import { type CardState, oldChecks, refuseDeclined } from './card_details.ts'
import { invalid } from '../../kernel/errors.ts'

export interface SourceState extends CardState {
  /** The row of the test account, for debits. */
  readonly account?: string
  /** How often it was told to expire soon. */
  readonly expiring?: number
}

const isAttached = (row: { readonly customer?: string }): boolean => row.customer !== undefined

export const source = object<Stripe.Source, SourceState>('source', {
  prefix: 'src',
  inPath: { retrieve: 'source', others: 'source' },
  events: [
    { on: 'insert', where: (row) => row.status === 'chargeable', types: ['source.chargeable'] },
    { became: ['status', 'chargeable'], types: ['source.chargeable'] },
    { became: ['status', 'failed'], types: ['source.failed'] },
    { became: ['status', 'canceled'], types: ['source.canceled'] },
    { on: 'update', changed: ['customer'], where: isAttached, types: ['customer.source.created'] },
    { on: 'update', changed: ['customer'], types: ['customer.source.deleted'] },
    { grew: 'hidden.expiring', types: ['customer.source.expiring'] },
    { on: 'update', where: isAttached, types: ['customer.source.updated'] },
  ],
  publishable: [
    'id',
    'object',
    'ach_credit_transfer',
    'ach_debit',
    'acss_debit',
    'alipay',
    'amount',
    'au_becs_debit',
    'bancontact',
    'card',
    'client_secret',
    'code_verification',
    'created',
    'currency',
    'eps',
    'flow',
    'giropay',
    'ideal',
    'klarna',
    'livemode',
    'multibanco',
    'owner',
    'p24',
    'receiver',
    'redirect',
    'sepa_credit_transfer',
    'sepa_debit',
    'sofort',
    'source_order',
    'statement_descriptor',
    'status',
    'three_d_secure',
    'type',
    'usage',
    'wechat',
  ],
})
export type Source = Row<Stripe.Source, SourceState>

/** From now on it can be charged, and if it can be only once, not for ever. */
export function becomeChargeable(tx: Tx, self: Source, changes: Partial<Source>): Source {
  tx.unschedule('source.arrive', self)
  scheduleEnd(tx, { ...self, status: 'chargeable' })
  return tx.update(source, self, { ...changes, status: 'chargeable' })
}

/** When it ends, if nobody acts, or nobody charges it, before. */
export function scheduleEnd(
  tx: Tx,
  { id, status, type, usage }: Pick<Source, 'id' | 'status' | 'type' | 'usage'>,
): void {
  const { waits, keeps } = sourceTypeOf(type)!
  const seconds = status === 'pending' ? waits : usage === 'single_use' ? keeps : undefined
  tx.unschedule('source.end', { id })
  if (seconds !== undefined) tx.schedule(tx.now + seconds, 'source.end', { id })
}

/** It is over: its customer said no, or its time has run out. */
export function endSource(tx: Tx, self: Source, status: 'failed' | 'canceled', changes: Partial<Source> = {}): Source {
  tx.unschedule('source.end', self)
  tx.unschedule('source.arrive', self)
  return tx.update(source, self, { ...changes, status })
}

/** It was charged. A reusable one that is attached keeps; a receiver counts what was taken of it (minor units). */
export function consumeSource(tx: Tx, self: Source, amount: number): Source {
  const { receiver } = self
  const taken = receiver && { receiver: { ...receiver, amount_charged: receiver.amount_charged + amount } }
  const lasts = self.usage === 'reusable' && isAttached(self as never)
  if (!lasts) tx.unschedule('source.end', self)
  if (lasts && !taken) return self
  return tx.update(source, self, { ...taken, ...(!lasts && { status: 'consumed' }) })
}

/** Saves a source to a customer; a card is looked at by its bank now. (https://docs.stripe.com/api/sources/attach) */
export function attachSource(tx: Tx, self: Source, customer: string, changes: Partial<Source>): Source {
  const { card, owner, hidden } = self
  const checks = card && oldChecks(hidden, owner?.address?.line1, owner?.address?.postal_code)
  const row = tx.update(source, self, {
    ...changes,
    ...(card && { card: { ...card, ...checks } as typeof card }),
    customer,
  })
  const { exp_month, exp_year } = card ?? {}
  const at = exp_month && exp_year ? monthStart(exp_year, exp_month) : 0
  if (at > tx.now) tx.schedule(at, 'source.expire_soon', { id: self.id })
  return row
}

/** Refuses a source that cannot be saved. (texts [M]) */
export function checkAttachable(self: Source, param: string): void {
  if (isAttached(self as never)) throw invalid(`The source ${self.id} is already attached to a customer.`, { param })
  if (self.status !== 'chargeable' && self.status !== 'pending')
    throw invalid(`The source you provided cannot be attached: it is ${self.status}, and not chargeable or pending.`, {
      param,
    })
  if (self.type === 'card') refuseDeclined(self.hidden)
}

/** Lets a source go: it can never be charged again. (https://docs.stripe.com/api/sources/detach) */
export function detachSource(tx: Tx, self: Source): Source {
  tx.unschedule('source.expire_soon', self)
  tx.unschedule('source.end', self)
  return tx.update(source, self, { customer: undefined, status: 'consumed' } as never)
}
