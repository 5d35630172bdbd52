// What an account has, as its owner can read it: every list page by page, or only what has changed since. Read it while
// the sandbox is quiet: what falls due in between would make one list older than the next.
import type Stripe from 'stripe'
import type { Spoken } from '../world.ts'

/** All lists are oldest first. */
export interface Books {
  /** The account's clock, in epoch seconds. */
  readonly now: number
  readonly balance: Stripe.Balance
  readonly movements: readonly Stripe.BalanceTransaction[]
  readonly intents: readonly Stripe.PaymentIntent[]
  readonly setups: readonly Stripe.SetupIntent[]
  readonly charges: readonly Stripe.Charge[]
  readonly refunds: readonly Stripe.Refund[]
  readonly disputes: readonly Stripe.Dispute[]
  readonly payouts: readonly Stripe.Payout[]
  readonly topups: readonly Stripe.Topup[]
  readonly events: readonly Stripe.Event[]
}

/** Where each list is read. */
export const LISTS = {
  movements: '/v1/balance_transactions',
  intents: '/v1/payment_intents',
  setups: '/v1/setup_intents',
  charges: '/v1/charges',
  refunds: '/v1/refunds',
  disputes: '/v1/disputes',
  payouts: '/v1/payouts',
  topups: '/v1/topups',
  events: '/v1/events',
} as const
export type List = keyof typeof LISTS

/** The list that an object stands in. */
export const LIST_OF: Readonly<Record<string, Exclude<List, 'movements' | 'events'>>> = {
  payment_intent: 'intents',
  setup_intent: 'setups',
  charge: 'charges',
  refund: 'refunds',
  dispute: 'disputes',
  payout: 'payouts',
  topup: 'topups',
}

export interface Reader {
  call(method: string, path: string, form?: string): Promise<Spoken>
}

async function asked({ call }: Reader, path: string): Promise<any> {
  const { status, body, text } = await call('GET', path)
  if (status !== 200) throw new Error(`GET ${path} answered ${status}: ${text}`)
  return body
}

/** A whole list, oldest first. */
async function whole(reader: Reader, list: List): Promise<any[]> {
  const found: any[] = []
  for (;;) {
    const after = found.length > 0 ? `&starting_after=${found.at(-1).id}` : ''
    const { data, has_more } = await asked(reader, `${LISTS[list]}?limit=100${after}`)
    found.push(...data)
    if (!has_more) return found.reverse()
  }
}

/** What was added to a list since, oldest first. */
async function since(reader: Reader, list: List, last: string | undefined): Promise<any[]> {
  if (last === undefined) return whole(reader, list)
  const found: any[] = []
  for (;;) {
    const { data, has_more } = await asked(reader, `${LISTS[list]}?limit=100&ending_before=${found.at(-1)?.id ?? last}`)
    found.push(...data.reverse())
    if (!has_more) return found
  }
}

/** Everything, from the first page to the last. */
export async function readBooks(reader: Reader): Promise<Books> {
  const { now } = await asked(reader, '/brindle/clock')
  const balance = await asked(reader, '/v1/balance')
  const lists = Object.keys(LISTS) as List[]
  const read = await Promise.all(lists.map((list) => whole(reader, list)))
  return { now, balance, ...Object.fromEntries(lists.map((list, i) => [list, read[i]])) } as unknown as Books
}

/** What one step has brought. */
export interface Change {
  readonly books: Books
  /** Oldest first. */
  readonly news: readonly Stripe.Event[]
}

/**
 * The books after a step: new events and movements, and anew every object that the events name, the ids of `touched`, and
 * the last charges of the intents among them. What changed beyond that, and was told by nobody, comes to light where the
 * whole is read and compared.
 */
export async function readOn(reader: Reader, books: Books, touched: readonly string[]): Promise<Change> {
  const [news, moved, balance, clock] = await Promise.all([
    since(reader, 'events', books.events.at(-1)?.id),
    since(reader, 'movements', books.movements.at(-1)?.id),
    asked(reader, '/v1/balance'),
    asked(reader, '/brindle/clock'),
  ])
  const named = news.map(({ data }) => data.object).filter(({ object }) => LIST_OF[object] !== undefined)
  const ids = new Map<string, string>(named.map(({ id, object }) => [id, LIST_OF[object]!]))
  for (const id of touched) ids.set(id, listOfId(id))
  const fresh = await Promise.all([...ids].map(([id, list]) => asked(reader, `${LISTS[list as List]}/${id}`)))
  const charges = fresh.map(({ latest_charge }) => latest_charge).filter((id) => id && !ids.has(id))
  fresh.push(...(await Promise.all(charges.map((id) => asked(reader, `${LISTS.charges}/${id}`)))))
  const next = { ...books, now: clock.now, balance, events: [...books.events, ...news] } as Record<string, unknown>
  next.movements = settled([...books.movements, ...moved], clock.now)
  for (const list of new Set(Object.values(LIST_OF)))
    next[list] = merged(
      books[list],
      fresh.filter(({ object }) => LIST_OF[object] === list),
    )
  return { books: next as unknown as Books, news }
}

/** The list by the beginning of an id. */
function listOfId(id: string): List {
  const prefix = id.slice(0, id.indexOf('_'))
  const known: Record<string, List> = { pi: 'intents', seti: 'setups', ch: 'charges', py: 'charges' }
  return (
    known[prefix] ??
    ({ re: 'refunds', pyr: 'refunds', du: 'disputes', po: 'payouts', tu: 'topups' } as const)[prefix as 're']
  )
}

/** A movement becomes available on its day without anybody telling of it. */
const settled = (movements: readonly any[], now: number) =>
  movements.map((one) => (one.status === 'pending' && one.available_on <= now ? { ...one, status: 'available' } : one))

function merged(known: readonly { id: string }[], fresh: readonly { id: string }[]): { id: string }[] {
  const byId = new Map(known.map((one) => [one.id, one]))
  for (const one of fresh) byId.set(one.id, one)
  return [...byId.values()]
}
