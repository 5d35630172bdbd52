// A unit of work on a sandbox's account, for what no operation asks of an object yet: it runs as one of the server's own
// would, over the same store, and its events are announced.
import { randomBytes } from 'node:crypto'
import { platformRead } from '../../src/kernel/ahead.ts'
import { settle, transaction } from '../../src/kernel/api.ts'
import { StripeError } from '../../src/kernel/errors.ts'
import type { Tx } from '../../src/kernel/tx.ts'
import { unit } from '../../src/kernel/unit.ts'
import { microseconds } from '../../src/lib/instant.ts'
import type { Work } from '../../src/kernel/work.ts'
import { type Brindle, standing } from '../../src/main.ts'
import type { Sandbox } from '../world.ts'

const house = standing('2026-08-26.dahlia')
let asked = 0

/** What `run` returns; its refusal, if it throws one, leaves nothing behind. `ids` are those that a request would name. */
export async function within<T>(
  brindle: Pick<Brindle, 'store'>,
  { stripe }: Pick<Sandbox, 'stripe'>,
  run: (tx: Tx) => T,
  ids: readonly string[] = [],
): Promise<T | StripeError> {
  const { id } = await stripe.accounts.retrieveCurrent()
  const place = { tenant: id, account: id }
  const situation = {
    place,
    micros: microseconds(),
    node: 1295,
    seed: randomBytes(32),
    requestId: `within_${process.pid}_${++asked}`,
    cause: 'request' as const,
    key: '',
    version: '2026-08-26.dahlia',
    client: { ip: '', userAgent: '' },
    publicUrl: '',
    settlementCurrency: '',
    strictClocks: false,
    eventsKeptSeconds: 0,
    disableAfterSeconds: 0,
    searchDelaySeconds: 0,
  }
  const ahead = () => [...platformRead(place, house.announcing), ...[id, ...ids].map((one) => ({ place, id: one }))]
  const done = (work: Work) => {
    const tx = transaction(house, work)
    const outcome = tx.attempt(() => run(tx))
    settle(house, tx)
    return outcome
  }
  return unit(brindle.store, situation, done, { ahead })
}

/** The refusal that a unit came to. */
export function refusal(outcome: unknown): { status: number; body: StripeError['body'] } {
  if (!(outcome instanceof StripeError)) throw new Error(`nothing was refused: ${JSON.stringify(outcome)}`)
  return { status: outcome.status, body: outcome.body }
}
