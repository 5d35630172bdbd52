// What a reader is, and what it can be asked to do: one action at a time. (https://docs.stripe.com/api/terminal/readers/object)
import type Stripe from 'stripe'
import { type ErrorBody, invalid, type StripeError } from '../../kernel/errors.ts'
import { object, type Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'

export interface ReaderState {
  /** How the card that is shown may be offered to its customer again. */
  readonly allow_redisplay?: string
}

/**
 * Registering, naming and deleting one is no event; neither is it that an action begins.
 * (https://docs.stripe.com/api/events/types; that a collected card is an update: docs.stripe.com/terminal/payments/collect-card-payment)
 */
export const reader = object<Stripe.Terminal.Reader, ReaderState>('terminal.reader', {
  prefix: 'tmr',
  short: true,
  noun: 'reader',
  events: [
    {
      on: 'update',
      changed: ['action'],
      where: ({ action }) => action?.status === 'succeeded' && action.type === 'collect_payment_method',
      types: ['terminal.reader.action_updated'],
    },
    {
      on: 'update',
      changed: ['action'],
      where: ({ action }) => action?.status === 'succeeded',
      types: ['terminal.reader.action_succeeded'],
    },
    {
      on: 'update',
      changed: ['action'],
      where: ({ action }) => action?.status === 'failed',
      types: ['terminal.reader.action_failed'],
    },
  ],
})
export type Reader = Row<Stripe.Terminal.Reader, ReaderState>
export type Action = NonNullable<Reader['action']>

/** What each action waits for. While a card is authorized, the reader does nothing else. */
const ACTIONS = {
  process_payment_intent: { waitsFor: 'card' },
  process_setup_intent: { waitsFor: 'card' },
  collect_payment_method: { waitsFor: 'card' },
  refund_payment: { waitsFor: 'card' },
  collect_inputs: { waitsFor: 'inputs' },
  set_reader_display: { waitsFor: 'nothing' },
  confirm_payment_intent: { waitsFor: 'nothing', authorizes: true },
} as const satisfies Readonly<Record<string, { waitsFor: 'card' | 'inputs' | 'nothing'; authorizes?: true }>>
export type ActionType = keyof typeof ACTIONS

const rowOf = (action: Action): { waitsFor: string; authorizes?: true } => ACTIONS[action.type as ActionType]

/** Seconds that a reader takes for what nobody has to do anything for. [K] */
const MOMENT = 1

/** Hands the reader a new action, in place of the one that it has. `details` is the hash named as the action's type. */
export function begin(tx: Tx, self: Reader, type: ActionType, details: object, hidden: ReaderState = {}): Reader {
  refuseBusy(self)
  const action = {
    api_error: null,
    failure_code: null,
    failure_message: null,
    [type]: details,
    status: 'in_progress',
    type,
  } as unknown as Action
  if (rowOf(action).waitsFor === 'nothing') tx.schedule(tx.now + MOMENT, 'terminal.reader.finish', { id: self.id })
  else tx.unschedule('terminal.reader.finish', { id: self.id })
  return tx.update(reader, self, { action, last_seen_at: tx.now * 1000, hidden })
}

/** The reader forgets what it was asked to do. */
export function cancelAction(tx: Tx, self: Reader): Reader {
  refuseBusy(self)
  tx.unschedule('terminal.reader.finish', { id: self.id })
  return tx.update(reader, self, { action: null, hidden: {} })
}

/** In the words of Stripe's guide, which no longer prints the whole answer. [M] */
function refuseBusy({ action }: Reader): void {
  if (action?.status !== 'in_progress' || !rowOf(action).authorizes) return
  throw invalid(
    'Reader is currently busy processing another request. Please reference the integration guide at ' +
      'https://stripe.com/docs/terminal/payments/collect-payment?terminal-sdk-platform=server-driven#handle-errors for ' +
      'details on how to handle this error.',
    { code: 'terminal_reader_busy' },
  )
}

/** The action that waits for a card or for inputs. [M] */
export function waitingFor(self: Reader, what: 'card' | 'inputs'): Action {
  const { action } = self
  if (action?.status === 'in_progress' && rowOf(action).waitsFor === what) return action
  throw nothingToDo(what === 'card' ? 'a payment method' : 'inputs')
}

const nothingToDo = (what: string): StripeError =>
  invalid(`This reader has no action in progress that collects ${what}.`)

/** The action has been done: `more` is added to what it was about. */
export function succeed(tx: Tx, self: Reader, more: object = {}): Reader {
  const action = self.action!
  const of = action[action.type as ActionType]
  return tx.update(reader, self, {
    action: { ...action, [action.type]: { ...of, ...more }, status: 'succeeded' } as never,
    last_seen_at: tx.now * 1000,
    hidden: {},
  })
}

/** The action has failed: what the API said, where it was the API that refused. */
export function fail(
  tx: Tx,
  self: Reader,
  failure: { code: string | null; message: string },
  error?: ErrorBody,
): Reader {
  return tx.update(reader, self, {
    action: {
      ...self.action!,
      api_error: (error ? said(error) : null) as never,
      failure_code: failure.code,
      failure_message: failure.message,
      status: 'failed',
    },
    last_seen_at: tx.now * 1000,
    hidden: {},
  })
}

/** The error without the objects that travel with it: the action names them already. */
function said({ payment_intent: _, setup_intent: __, payment_method: ___, ...error }: ErrorBody): object {
  const doc_url = error.code && `https://stripe.com/docs/error-codes/${error.code.replaceAll('_', '-')}`
  return { ...error, ...(doc_url && { doc_url }) }
}
