// Faults on demand: what goes wrong between a program and Stripe, brought about so that the program's own code for it can be
// tried. Of requests: an error, a delay, a connection that is cut, a rate limit. Of deliveries: lost, doubled, late, or in
// another order. They are calls of the house's own (docs/own-calls.md), kept with the account, which every unit reads anyway.
// One file because both kinds are asked for, kept and spent in one way.
import type { Node } from '../../contract/index.ts'
import type { Call, FaultOf } from '../../kernel/api.ts'
import { invalid, missingParameter, noSuch, StripeError, tooLarge, tooSmall } from '../../kernel/errors.ts'
import { object, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { account, own } from './account.ts'

/** How often a fault may still come about; `null` for ever. */
interface Lasting {
  readonly id: string
  readonly object: 'brindle.fault'
  readonly created: number
  readonly remaining: number | null
  /** How often it has come about. */
  readonly hits: number
}

/** A fault of requests: those of a method and a path, where `{id}` or `*` stands for any one part. */
interface RequestFault extends Lasting {
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

/** A fault of deliveries: those to an endpoint, of a type of events. */
interface DeliveryFault extends Lasting {
  readonly on: 'webhooks'
  readonly endpoint: string | null
  readonly type: string | null
  readonly drop: boolean
  /** How many more there are of each. */
  readonly duplicate: number
  readonly delay_ms: number
  /** Each is put off by chance, up to so long: what is close together changes its order. */
  readonly shuffle_ms: number
}

export type Fault = RequestFault | DeliveryFault

/** They have no rows of their own. */
const fault = object<Fault>('brindle.fault', { prefix: 'flt', internal: true })

/** Why 20: each is looked at by every request of the account. */
const FAULTS_MAX = 20
/** Why a minute: a client that waits longer has given up; this server ends requests of that age itself. */
const DELAY_MS_MAX = 60_000
const DUPLICATES_MAX = 10

const PATH = '/brindle/faults'
const TEXT: Node = { k: 'string' }
const COUNT: Node = { k: 'integer' }
const GIVEN: Node & { k: 'object' } = {
  k: 'object',
  p: {
    on: { k: 'enum', v: ['requests', 'webhooks'] },
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
  },
  r: ['on'],
}
const NOTHING: Node & { k: 'object' } = { k: 'object', p: {} }

interface Given {
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
}

export const faults = resource(fault)
  .on<Given>(
    `POST ${PATH}`,
    (tx, given) => {
      const all = faultsOf(tx)
      if (all.length >= FAULTS_MAX) throw invalid(`An account has at most ${FAULTS_MAX} faults; delete one first.`)
      const made = given.on === 'requests' ? requestFault(tx, given) : deliveryFault(tx, given)
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

const faultsOf = (tx: Tx): readonly Fault[] => own(tx).hidden.faults ?? []

function keep(tx: Tx, all: readonly Fault[]): void {
  const self = own(tx)
  tx.update(account, self, { hidden: { ...self.hidden, faults: all } })
}

/** One that is spent has had all its hits; it stays until it is deleted, so that it can be seen that it came about. */
const isSpent = ({ remaining }: Fault) => remaining === 0

function lasting(tx: Tx, { count }: Given): Lasting {
  return {
    id: tx.id(fault),
    object: 'brindle.fault',
    created: tx.now,
    remaining: bounded(count, 'count', 1) ?? null,
    hits: 0,
  }
}

function bounded(value: number | undefined, param: string, least: number, most = 1_000_000): number | undefined {
  if (value !== undefined && value < least) throw tooSmall(least, param)
  if (value !== undefined && value > most) throw tooLarge(most, value, param)
  return value
}

const OF_WEBHOOKS = ['endpoint', 'type', 'drop', 'duplicate', 'shuffle_ms'] as const
const OF_REQUESTS = ['method', 'path', 'status', 'code', 'message', 'cut', 'rate'] as const

function refuseForeign(given: Given, foreign: readonly (keyof Given)[]): void {
  const name = foreign.find((one) => given[one] !== undefined)
  if (name) throw invalid(`A fault of ${given.on} has no \`${name}\`.`, { param: name })
}

function requestFault(tx: Tx, given: Given): RequestFault {
  refuseForeign(given, OF_WEBHOOKS)
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

function deliveryFault(tx: Tx, given: Given): DeliveryFault {
  refuseForeign(given, OF_REQUESTS)
  const { endpoint, type, drop = false } = given
  const duplicate = bounded(given.duplicate, 'duplicate', 0, DUPLICATES_MAX) ?? 0
  const delay_ms = bounded(given.delay_ms, 'delay_ms', 0) ?? 0
  const shuffle_ms = bounded(given.shuffle_ms, 'shuffle_ms', 0, DELAY_MS_MAX) ?? 0
  if (!drop && duplicate + delay_ms + shuffle_ms === 0) throw missingParameter('drop')
  if (drop && duplicate + delay_ms + shuffle_ms > 0)
    throw invalid('What is dropped is neither duplicated nor late.', { param: 'drop' })
  return {
    ...lasting(tx, given),
    on: 'webhooks',
    endpoint: endpoint ?? null,
    type: type ?? null,
    drop,
    duplicate,
    delay_ms,
    shuffle_ms,
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

const hit = ({ remaining, hits }: Fault, times: number) => ({
  remaining: remaining === null ? null : Math.max(0, remaining - times),
  hits: hits + times,
})

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

/** How a delivery fares: not at all, or each of several so many milliseconds late. */
export interface Fate {
  readonly dropped: boolean
  readonly late: readonly number[]
}

const UNTOUCHED: Fate = { dropped: false, late: [0] }

/** What becomes of deliveries to endpoints of an account while some are owed; `spend` writes down what came about. */
export function fates(tx: Tx): { of(endpoint: string, type: string): Fate; spend(): void } {
  const all = faultsOf(tx)
  const hits = new Map<string, number>()
  const isLeft = ({ id, remaining }: Fault) => remaining === null || remaining > (hits.get(id) ?? 0)
  return {
    of: (endpoint, type) => {
      const found = all.find(
        (one): one is DeliveryFault =>
          one.on === 'webhooks' &&
          isLeft(one) &&
          (one.endpoint === null || one.endpoint === endpoint) &&
          (one.type === null || one.type === type),
      )
      if (!found) return UNTOUCHED
      hits.set(found.id, (hits.get(found.id) ?? 0) + 1)
      const late = () => found.delay_ms + (found.shuffle_ms === 0 ? 0 : chanceBelow(tx, found.shuffle_ms))
      return { dropped: found.drop, late: found.drop ? [] : Array.from({ length: 1 + found.duplicate }, late) }
    },
    spend: () => {
      if (hits.size > 0)
        keep(
          tx,
          faultsOf(tx).map((one) => ({ ...one, ...hit(one, hits.get(one.id) ?? 0) })),
        )
    },
  }
}

/** A whole number below `limit`, from the unit's seed. */
const chanceBelow = (tx: Tx, limit: number) => Number.parseInt(Buffer.from(tx.random(6)).toString('hex'), 16) % limit
