// Faults that were asked for, as they are kept: with the account, which every unit reads anyway. What each kind does stands in
// fault.ts, fault_deliveries.ts and fault_payments.ts.
import { invalid, tooLarge, tooSmall } from '../../kernel/errors.ts'
import { object } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { account, own } from './account.ts'
import type { DeliveryFault } from './fault_deliveries.ts'
import type { PaymentFault } from './fault_payments.ts'
import type { RequestFault } from './fault.ts'

/** How often a fault may still come about; `null` for ever. */
export interface Lasting {
  readonly id: string
  readonly object: 'brindle.fault'
  readonly created: number
  readonly remaining: number | null
  /** How often it has come about. */
  readonly hits: number
}

export type Fault = RequestFault | DeliveryFault | PaymentFault

/** They have no rows of their own. */
export const fault = object<Fault>('brindle.fault', { prefix: 'flt', internal: true })

/** What one may be asked for by. */
export interface Given {
  readonly on: Fault['on']
  readonly count?: number
  readonly method?: string
  readonly path?: string
  readonly status?: number
  readonly code?: string
  readonly message?: string
  readonly delay_ms?: number
  readonly cut?: 'request' | 'answer'
  readonly rate?: { readonly requests: number; readonly seconds: number }
  readonly endpoint?: string
  readonly type?: string
  readonly drop?: boolean
  readonly duplicate?: number
  readonly shuffle_ms?: number
  readonly customer?: string
  readonly decline_code?: string
  readonly payment_method?: string
}

export const faultsOf = (tx: Tx): readonly Fault[] => own(tx).hidden.faults ?? []

export function keep(tx: Tx, all: readonly Fault[]): void {
  const self = own(tx)
  tx.update(account, self, { hidden: { ...self.hidden, faults: all } })
}

/** One that is spent has had all its hits; it stays until it is deleted, so that it can be seen that it came about. */
export const isSpent = ({ remaining }: Fault) => remaining === 0

/** How often a fault has come about and still may, once it has so many times more. */
export const hit = ({ remaining, hits }: Fault, times: number) => ({
  remaining: remaining === null ? null : Math.max(0, remaining - times),
  hits: hits + times,
})

export function lasting(tx: Tx, { count }: Given): Lasting {
  return {
    id: tx.id(fault),
    object: 'brindle.fault',
    created: tx.now,
    remaining: bounded(count, 'count', 1) ?? null,
    hits: 0,
  }
}

export function bounded(value: number | undefined, param: string, least: number, most = 1_000_000): number | undefined {
  if (value !== undefined && value < least) throw tooSmall(least, param)
  if (value !== undefined && value > most) throw tooLarge(most, value, param)
  return value
}

/** What only faults of some kinds have. */
const OF = {
  requests: ['method', 'path', 'status', 'code', 'message', 'delay_ms', 'cut', 'rate'],
  webhooks: ['endpoint', 'type', 'status', 'delay_ms', 'drop', 'duplicate', 'shuffle_ms'],
  payments: ['customer', 'decline_code', 'payment_method'],
} as const satisfies Readonly<Record<Fault['on'], readonly (keyof Given)[]>>

/** Refuses what faults of the kind do not have. */
export function refuseForeign(given: Given): void {
  const own_: readonly string[] = [...OF[given.on], 'on', 'count']
  const name = Object.keys(given).find((one) => !own_.includes(one))
  if (name) throw invalid(`A fault of ${given.on} has no \`${name}\`.`, { param: name })
}
