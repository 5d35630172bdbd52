// The simulation of payments: an account plays chance steps, and after each its books are read on, everything that always
// holds is checked, and the step must have done what its row of the truth table says. A step is one number, so that a run
// that fails can be played again without the steps that do not matter.
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import type { Sandbox } from '../world.ts'
import { type Books, readBooks, readOn } from './books.ts'
import { begin, type Dice, goOn, type Kind, type Move, nameOf, type Note, type Player, rowOf } from './intent_steps.ts'
import { faultsIn } from './ledger.ts'
import { type Asked, chargeOfOld, dispute, keep, leap, payout, refund, refundAgain, topup } from './money_steps.ts'
import { dice as numbers } from './support.ts'

export type World = Pick<Sandbox, 'call' | 'advance'>

/** What an account's steps came to. */
export interface Played {
  readonly steps: number
  readonly succeeded: number
  /** How often each row was taken. */
  readonly taken: Map<string, number>
  readonly books: Books
  /** What was done, a line for each step. */
  readonly log: readonly string[]
  readonly fault?: string
}

/** How often the whole is read, and compared with what was read on. */
const WHOLE_EVERY = 50

interface Game extends Player {
  books: Books
  readonly taken: Map<string, number>
  customers: string[]
  methods: string[]
  readonly log: string[]
  dice: Dice
  succeeded: number
}

/** Plays the steps of one account, until one goes wrong. */
export async function play(world: World, seeds: readonly number[]): Promise<Played> {
  const game: Game = {
    books: await readBooks(world),
    notes: new Map<string, Note>(),
    taken: new Map<string, number>(),
    customers: [],
    methods: [],
    log: [],
    dice: thrown(0),
    succeeded: 0,
  }
  let steps = 0
  let fault: string | undefined
  for (const seed of seeds) {
    game.dice = thrown(seed)
    fault = await step(world, game).catch((error) => String(error?.stack ?? error))
    steps++
    if (fault === undefined && (steps % WHOLE_EVERY === 0 || steps === seeds.length)) fault = await compare(world, game)
    if (fault !== undefined) break
  }
  const { succeeded, taken, books, log } = game
  return { steps, succeeded, taken, books, log, ...(fault !== undefined && { fault }) }
}

function thrown(seed: number): Dice {
  const next = numbers(seed)
  const below = (count: number) => Math.floor(next() * count)
  return { below, of: (choices) => choices[below(choices.length)]! }
}

/** What is done how often, of a hundred. */
const STEPS: readonly (readonly [often: number, (game: Game) => Move | Asked | number | undefined])[] = [
  [11, (game) => begin('payment_intent', game)],
  [33, (game) => goOn('payment_intent', game)],
  [3, chargeOfOld],
  [5, (game) => begin('setup_intent', game)],
  [13, (game) => goOn('setup_intent', game)],
  [9, refund],
  [2, refundAgain],
  [4, dispute],
  [4, payout],
  [2, topup],
  [4, keep],
  [10, ({ dice }) => leap(dice)],
]

function chosen(game: Game): Move | Asked | number {
  let at = game.dice.below(100)
  for (const [often, choose] of STEPS) {
    at -= often
    // A SetupIntent of this simulation has a customer.
    if (at < 0) return (game.customers.length > 0 ? choose(game) : keep(game)) ?? begin('payment_intent', game)
  }
  return begin('payment_intent', game)
}

async function step(world: World, game: Game): Promise<string | undefined> {
  const what = chosen(game)
  if (typeof what === 'number') return wait(world, game, what)
  const { status, body } = await asked(world, what)
  game.log.push(`${what.method} ${what.path} ${what.form} -> ${status} ${body?.error?.message ?? body?.status ?? ''}`)
  if (status >= 500) return `answered ${status}`
  if (status < 400) game.succeeded++
  if ('row' in what && what.row) return taken(world, game, what, status, body)
  remember(game, what, status, body)
  const made = status === 200 && /^(re|pyr|du|po|tu)_/.test(body.id) ? [body.id] : []
  game.books = (await readOn(world, game.books, [...((what as Asked).touched ?? []), ...made])).books
  return faultsIn(game.books)[0]
}

/** Pages are asked as their customer's browser does. */
async function asked(world: World, { method, path, form }: Move | Asked): Promise<{ status: number; body?: any }> {
  if (path.startsWith('/')) return world.call(method, path, form)
  const { status } = await fetch(path, { method, body: new URLSearchParams(form), redirect: 'manual' })
  return { status }
}

/** Customers and what they pay with come and go. */
function remember(game: Game, { path }: Move | Asked, status: number, body: any): void {
  if (status !== 200) return
  if (body.object === 'customer') game.customers.push(body.id)
  if (path.endsWith('/attach')) game.methods.push(body.id)
  if (path.endsWith('/detach')) game.methods = game.methods.filter((id) => id !== body.id)
}

/** The intent has to be where the row says, and its events those of the row. */
async function taken(world: World, game: Game, move: Move, status: number, body: any): Promise<string | undefined> {
  const { kind = 'payment_intent', note, form } = move
  const row = move.row!
  const id: string = move.intent ?? body.id ?? body.error[kind]?.id
  if (id === undefined) return `${nameOf(kind, row)} made nothing: ${JSON.stringify(body)}`
  const { books, news } = await readOn(world, game.books, [id])
  game.books = books
  const after = find(kind, books, id)
  noted(game, after, note)
  const wanted =
    row.refusal?.status ?? (move.path.startsWith('/') ? 200 : row.trigger === 'authorize, too late' ? 200 : 303)
  const own = news.filter(({ data }) => (data.object as { id?: string }).id === id).map(({ type }) => type)
  const said = [status, after.status, ...own].join(' ')
  const should = [wanted, row.to, ...row.events.filter((type) => type.startsWith(kind))].join(' ')
  if (said !== should) return `${nameOf(kind, row)} with ${form} came to ${said}, and should to ${should}`
  game.taken.set(nameOf(kind, row), (game.taken.get(nameOf(kind, row)) ?? 0) + 1)
  return faultsIn(books)[0]
}

const find = (kind: Kind, { intents, setups }: Books, id: string): any =>
  (kind === 'payment_intent' ? intents : setups).find((one: { id: string }) => one.id === id)

const PAGE_SECONDS = 86_400

/** The page of an intent is kept with it for as long as it is open. */
function noted(game: Game, after: any, note: Note | undefined): void {
  const url = after.next_action?.redirect_to_url?.url
  const known = game.notes.get(after.id)?.page
  const page =
    url === undefined ? undefined : known?.url === url ? known : { url, until: game.books.now + PAGE_SECONDS }
  const { page: _, ...rest } = note ?? game.notes.get(after.id) ?? {}
  game.notes.set(after.id, { ...rest, ...(page && { page }) })
}

/** The clock goes on: what moved by itself must have taken a row too. */
async function wait(world: World, game: Game, seconds: number): Promise<string | undefined> {
  const before = new Map(game.books.intents.map(({ id, status }) => [id, status]))
  await world.advance(seconds)
  game.log.push(`${seconds} seconds pass`)
  game.succeeded++
  game.books = (await readOn(world, game.books, [])).books
  for (const { id, status, confirmation_method } of game.books.intents) {
    const was = before.get(id)!
    if (was === status) continue
    const trigger = byItself(was, status, game.notes.get(id), confirmation_method === 'manual')
    const row = trigger === undefined ? undefined : rowOf('payment_intent', was, trigger)
    if (row?.to !== status) return `${id} went from ${was} to ${status} by itself`
    game.taken.set(nameOf('payment_intent', row), (game.taken.get(nameOf('payment_intent', row)) ?? 0) + 1)
    game.notes.set(id, {})
  }
  return faultsIn(game.books)[0]
}

/** Which row leads from one status to the other without anybody asking. */
function byItself(
  was: Stripe.PaymentIntent.Status,
  is: string,
  note: Note | undefined,
  serverConfirms: boolean,
): string | undefined {
  const isPaid = is === 'succeeded'
  if (was === 'processing') return isPaid ? 'the bank says yes' : 'the bank says no'
  if (was === 'requires_capture') return isPaid ? 'eight days pass, after a part' : 'eight days pass'
  if (was !== 'requires_action') return undefined
  if (note?.waits === 'deposits') return 'the deposits stay untold'
  if (!isPaid) return 'the voucher runs out'
  return serverConfirms ? 'the voucher is paid, where the server confirms' : 'the voucher is paid'
}

/** What was read on must be what stands there. */
async function compare(world: World, game: Game): Promise<string | undefined> {
  const whole = await readBooks(world)
  const wrong = faultsIn(whole)[0]
  if (wrong !== undefined) return wrong
  for (const [name, list] of Object.entries(whole))
    try {
      assert.deepEqual(sorted((game.books as never)[name]), sorted(list))
    } catch (error) {
      return `what was told of the ${name} is not what is there: ${(error as Error).message}`
    }
  return undefined
}

/** In the order of ids: objects of one moment are told of in another order than they are listed in. */
const sorted = (list: any) => (Array.isArray(list) ? [...list].sort((a, b) => (a.id < b.id ? -1 : 1)) : list)

/** Why so long: playing again is only worth it while somebody waits for the report. */
const SHRINK_MS = 20_000

/** The steps without those that do not matter for what went wrong, as far as there is time to find them. */
export async function shrunk(
  fresh: () => World,
  seeds: readonly number[],
  withinMs = SHRINK_MS,
): Promise<{ seeds: readonly number[]; played: Played }> {
  const end = process.hrtime.bigint() + BigInt(withinMs) * 1_000_000n
  let played = await play(fresh(), seeds)
  let left = seeds.slice(0, played.steps)
  for (let size = Math.ceil(left.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2))
    for (let at = 0; at < left.length && process.hrtime.bigint() < end; ) {
      const fewer = [...left.slice(0, at), ...left.slice(at + size)]
      const again = await play(fresh(), fewer)
      if (again.fault === undefined) at += size
      else {
        played = again
        left = fewer.slice(0, again.steps)
      }
    }
  return { seeds: left, played }
}

/** What there is to say of a run that failed. */
export function report(seed: number, account: number, { fault, log, steps }: Played): string {
  const lines = log.map((line, i) => `  ${i + 1}. ${line}`).join('\n')
  return `${fault}\n\nBRINDLE_SEED=${seed}, account ${account}, its last of ${steps} steps (those that do not matter left out):\n${lines}`
}
