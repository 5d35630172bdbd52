// Faults on demand: what goes wrong between a program and Stripe, or a customer and their bank, brought about so that the program's
// own code for it can be tried. They are calls of the house's own (docs/own-calls.md). Of requests, here: an error, a delay, a
// connection that is cut, a rate limit. Of deliveries: fault_deliveries.ts; of payments: fault_payments.ts.
import type { Node } from '../../contract/index.ts'
import type { Call, FaultOf } from '../../kernel/api.ts'
import { invalid, missingParameter, noSuch, StripeError } from '../../kernel/errors.ts'
import { resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { deliveryFault } from './fault_deliveries.ts'
import { paymentFault } from './fault_payments.ts'
import {
  bounded,
  type Fault,
  fault,
  faultsOf,
  type Given,
  hit,
  isSpent,
  keep,
  type Lasting,
  lasting,
  refuseForeign,
} from './fault_state.ts'

export type { Fault } from './fault_state.ts'

/** A fault of requests: those of a method and a path, where `{id}` or `*` stands for any one part. */
export interface RequestFault extends Lasting {
  readonly on: 'requests'
  readonly method: string | null
  readonly path: string | null
  /** The answer, instead of doing anything. */
  readonly status: number | null
  readonly code: string | null
  readonly message: string | null
  /** How much later than otherwise the answer comes. */
  readonly delay_ms: number | null
  /** Nothing is done, or all is done and only the answer is lost; either way the connection ends. */
  readonly cut: 'request' | 'answer' | null
  /** More requests than these within so many seconds are answered by 429. */
  readonly rate: { readonly requests: number; readonly seconds: number } | null
  /** The window of the rate that is open: since when (epoch seconds on the wall), and how many have come. */
  readonly window: { readonly since: number; readonly requests: number } | null
}

/** Why 20: each is looked at by every request of the account. */
const FAULTS_MAX = 20
/** Why a minute: a client that waits longer has given up; this server ends requests of that age itself. */
const DELAY_MS_MAX = 60_000

const PATH = '/brindle/faults'
const TEXT: Node = { k: 'string' }
const COUNT: Node = { k: 'integer' }
const GIVEN: Node & { k: 'object' } = {
  k: 'object',
  p: {
    on: { k: 'enum', v: ['payments', 'requests', 'webhooks'] },
    count: COUNT,
    method: { k: 'enum', v: ['GET', 'POST', 'DELETE'] },
    path: TEXT,
    status: COUNT,
    code: TEXT,
    message: TEXT,
    delay_ms: COUNT,
    cut: { k: 'enum', v: ['request', 'answer'] },
    rate: { k: 'object', p: { requests: COUNT, seconds: COUNT }, r: ['requests', 'seconds'] },
    endpoint: TEXT,
    type: TEXT,
    drop: { k: 'boolean' },
    duplicate: COUNT,
    shuffle_ms: COUNT,
    customer: TEXT,
    decline_code: TEXT,
    payment_method: TEXT,
  },
  r: ['on'],
}
const NOTHING: Node & { k: 'object' } = { k: 'object', p: {} }

export const faults = resource(fault)
  .on<Given>(
    `POST ${PATH}`,
    (tx, given) => {
      const all = faultsOf(tx)
      if (all.length >= FAULTS_MAX) throw invalid(`An account has at most ${FAULTS_MAX} faults; delete one first.`)
      refuseForeign(given)
      const made = MAKE[given.on](tx, given)
      keep(tx, [made, ...all])
      return made
    },
    { params: GIVEN },
  )
  .on<object>(`GET ${PATH}`, (tx) => ({ object: 'list', data: faultsOf(tx), has_more: false, url: PATH }), {
    params: NOTHING,
  })
  .on<object>(
    `DELETE ${PATH}/{fault}`,
    (tx, _params, _self, [id]) => {
      const all = faultsOf(tx)
      if (!all.some((one) => one.id === id)) throw noSuch('fault', id!)
      keep(
        tx,
        all.filter((one) => one.id !== id),
      )
      return { id, object: 'brindle.fault', deleted: true }
    },
    { params: NOTHING },
  )

const MAKE: Readonly<Record<Fault['on'], (tx: Tx, given: Given) => Fault>> = {
  payments: paymentFault,
  requests: requestFault,
  webhooks: deliveryFault,
}

function requestFault(tx: Tx, given: Given): RequestFault {
  const { method, path, status, code, message, cut, rate } = given
  const delay_ms = bounded(given.delay_ms, 'delay_ms', 0, DELAY_MS_MAX)
  bounded(status, 'status', 400, 599)
  bounded(rate?.requests, 'rate[requests]', 0)
  bounded(rate?.seconds, 'rate[seconds]', 1)
  if (path !== undefined && !path.startsWith('/v')) throw invalid('A path begins with /v1 or /v2.', { param: 'path' })
  const effects = [status, cut, rate].filter((one) => one !== undefined)
  if (effects.length === 0 && delay_ms === undefined) throw missingParameter('status')
  if (effects.length > 1) throw invalid('A fault has one of `status`, `cut` and `rate`.', { param: 'status' })
  if (status === undefined && (code ?? message) !== undefined) throw missingParameter('status')
  return {
    ...lasting(tx, given),
    on: 'requests',
    method: method ?? null,
    path: path ?? null,
    status: status ?? null,
    code: code ?? null,
    message: message ?? null,
    delay_ms: delay_ms ?? null,
    cut: cut ?? null,
    rate: rate ?? null,
    window: null,
  }
}

/** What goes wrong with a call, if anything does; `spend` writes down that it did. The house's own calls never fail so. */
export function faultOf(tx: Tx, { method, path }: Pick<Call, 'method' | 'path'>): FaultOf | undefined {
  if (path.startsWith('/brindle/')) return undefined
  const found = faultsOf(tx).find(
    (one): one is RequestFault => one.on === 'requests' && !isSpent(one) && concerns(one, method, path),
  )
  if (!found) return undefined
  const { window, isOver } = counted(tx, found)
  const isHit = found.rate === null || isOver
  return {
    ...(isHit && effectOf(found)),
    spend: (after) => {
      const spent = { ...found, window, ...(isHit && hit(found, 1)) }
      keep(
        after,
        faultsOf(after).map((one) => (one.id === found.id ? spent : one)),
      )
    },
  }
}

function concerns(one: RequestFault, method: string, path: string): boolean {
  if (one.method !== null && one.method !== method) return false
  if (one.path === null) return true
  const [wanted, said] = [one.path.split('/'), path.split('/')]
  return wanted.length === said.length && wanted.every((part, i) => part === said[i] || /^(\*|\{.*\})$/.test(part))
}

/** The window of a rate with this request counted in it, and whether that is one too many. */
function counted(tx: Tx, { rate, window }: RequestFault): { window: RequestFault['window']; isOver: boolean } {
  if (!rate) return { window, isOver: false }
  const isOpen = window !== null && tx.wall < window.since + rate.seconds
  const now = isOpen ? { ...window, requests: window.requests + 1 } : { since: tx.wall, requests: 1 }
  return { window: now, isOver: now.requests > rate.requests }
}

function effectOf({ status, code, message, cut, delay_ms, rate }: RequestFault): Omit<FaultOf, 'spend'> {
  const answered = rate ? 429 : status
  return {
    ...(answered !== null && { error: errorOf(answered, code, message) }),
    ...(cut !== null && { cut }),
    ...(delay_ms !== null && { delayMs: delay_ms }),
  }
}

/** As Stripe answers so: its types by status, and its own words for what is too much. (docs.stripe.com/rate-limits; https://docs.stripe.com/api/errors) */
function errorOf(status: number, code: string | null, message: string | null): StripeError {
  const type = status >= 500 ? 'api_error' : status === 402 ? 'card_error' : 'invalid_request_error'
  const otherwise =
    status === 429
      ? {
          code: 'rate_limit',
          message:
            'Request rate limit exceeded. Learn more about rate limits here https://stripe.com/docs/rate-limits.',
        }
      : { message: `This is a fault that was asked for: status ${status}.` }
  return new StripeError(status, {
    type,
    message: message ?? otherwise.message,
    ...((code ?? otherwise.code) !== undefined && { code: code ?? otherwise.code! }),
  })
}
