// An invoice that cannot be finalised, because its taxes cannot be told or what it revises is over. One that a call would
// finalise stays a draft, and says why; a subscription's, when its hour is over, goes on without its taxes.
// (https://docs.stripe.com/tax/customer-locations#invoice-finalization-errors)
import { type ErrorBody, keep, type Kept, StripeError } from '../../kernel/errors.ts'
import type { Tx } from '../../kernel/tx.ts'
import { locationInvalid } from './invoice_automatic_tax.ts'
import { outrun } from './invoice_revision.ts'
import { reckon } from './invoice_reckoning.ts'
import { type Invoice, invoice, subscriptionIdOf } from './invoice_state.ts'

/** Why the taxes of a draft cannot be told; undefined where they can, or are not asked for. */
export function untaxed({ automatic_tax: tax, hidden }: Invoice): StripeError | undefined {
  if (!tax.enabled || tax.status === 'complete') return undefined
  return hidden.problem ? new StripeError(400, hidden.problem) : locationInvalid()
}

/** Why a draft cannot be finalised. */
const unready = (tx: Tx, self: Invoice): StripeError | undefined => untaxed(self) ?? outrun(tx, self)

/** A draft that a call would finalise: what is answered where it cannot be, which is noted on it. */
export function refusedFor(tx: Tx, self: Invoice): Kept | undefined {
  const error = self.status === 'draft' ? unready(tx, self) : undefined
  if (!error) return undefined
  noteFailure(tx, self, error.body)
  return keep(error)
}

/** That it could not be finalised, and why. */
function noteFailure(tx: Tx, self: Invoice, body: ErrorBody): Invoice {
  return tx.update(invoice, self, {
    last_finalization_error: { ...body } as never,
    hidden: { ...self.hidden, unfinalized: (self.hidden.unfinalized ?? 0) + 1 },
  })
}

/** A draft whose time has come, as it may be finalised; undefined where it has to stay a draft. */
export function dueFor(tx: Tx, self: Invoice): Invoice | undefined {
  const error = unready(tx, self)
  if (!error) return self
  if (isExcused(self)) return withoutTax(tx, self)
  noteFailure(tx, self, error.body)
  return undefined
}

/** A draft as it is finalised. Throws why it cannot be, unless it is a subscription's and nobody asked for it now. */
export function readyFor(tx: Tx, self: Invoice): Invoice {
  const error = unready(tx, self)
  if (!error) return self
  if (tx.situation.cause === 'job' && isExcused(self)) return withoutTax(tx, self)
  throw error
}

const isExcused = (self: Invoice): boolean =>
  subscriptionIdOf(self) !== undefined && self.automatic_tax.status === 'requires_location_inputs'

/** Automatic taxes are turned off; the subscription hears of it when the invoice is finalised. */
function withoutTax(tx: Tx, self: Invoice): Invoice {
  const off = {
    ...self.automatic_tax,
    enabled: false,
    disabled_reason: 'finalization_requires_location_inputs' as const,
  }
  return reckon(tx, tx.update(invoice, self, { automatic_tax: off }))
}
