// Who asks: from the API key of a request to the account it opens. Keys are not rows: the account of a sandbox follows
// from its key, so that a test suite gets a fresh Stripe by inventing one.
import { createHash } from 'node:crypto'
import type { Actor } from '../kernel/api.ts'
import { noAccess, unauthorized } from '../kernel/errors.ts'
import type { Place } from '../kernel/store.ts'
import { randomBase62 } from '../lib/ids.ts'
import { maskKey } from '../lib/mask.ts'

/** The pair that Stripe's own pages print. It belongs to the account that a server starts with. */
export const DEFAULT_KEYS = {
  secret: 'sk_test_BQokikJOvBiI2HlWgH4olfQ2',
  publishable: 'pk_test_TYooMQauvdEDq54NiTphI7jx',
}

export const DEFAULT_ACCOUNT = 'acct_1032D82eZvKYlo2C'

const KINDS = { sk: 'secret', rk: 'restricted', pk: 'publishable' } as const

/** How the names of keys begin that were handed out (resources/core/api_key.ts), and are looked up. */
const ISSUED = 'key_'

/** The account and the rights of a key, or nothing where it has to be looked up; `opens` says whether invented keys open sandboxes. Throws 401 for none, a live one or one that is no key. */
export function actorOf(key: string | undefined, opens: boolean): Actor | undefined {
  const known = key === undefined ? undefined : actors.get(key)
  if (known && known.opens === (opens || known.account === DEFAULT_ACCOUNT)) return known
  const actor = readKey(key, opens)
  // Why 10 000: as many sandboxes as there may be; then all are read again.
  if (actors.size >= 10_000) actors.clear()
  if (actor) actors.set(key!, actor)
  return actor
}

const actors = new Map<string, Actor>()

function readKey(key: string | undefined, opens: boolean): Actor | undefined {
  if (!key)
    throw unauthorized(
      'You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth ' +
        "(e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See https://stripe.com/docs/api#authentication for details, or we " +
        'can help at https://support.stripe.com/.',
    )
  if (/^[srp]k_live_/.test(key))
    throw unauthorized(
      `This is Brindle, which takes test keys only: ${maskKey(key)} is a live key. It was not used; if it came here by ` +
        'mistake, treat it as exposed.',
    )
  const [, kind, name] = /^(sk|rk|pk)_test_([A-Za-z0-9_]{4,100})$/.exec(key) ?? []
  if (!kind || !name) throw unauthorized(`Invalid API Key provided: ${maskKey(key)}`)
  if (name.startsWith(ISSUED)) return undefined
  const account = Object.values(DEFAULT_KEYS).includes(key) ? DEFAULT_ACCOUNT : sandboxAccount(name)
  return {
    kind: KINDS[kind as keyof typeof KINDS],
    masked: maskKey(key),
    account,
    opens: opens || account === DEFAULT_ACCOUNT,
  }
}

/** Why 5 seconds: so long may a key that was deleted by another process still be taken. */
const KNOWN_MS = 5_000
const KNOWN_MAX = 10_000

/** Looks keys up that were handed out, and remembers them for a moment. */
export class Issued {
  readonly #find: (key: string) => Promise<Actor | undefined>
  readonly #known = new Map<string, { readonly actor: Actor; readonly until: number }>()

  constructor(find: (key: string) => Promise<Actor | undefined>) {
    this.#find = find
  }

  async actor(key: string): Promise<Actor> {
    const known = this.#known.get(key)
    if (known && known.until > performance.now()) return known.actor
    const actor = await this.#find(key)
    if (!actor) throw unauthorized(`Invalid API Key provided: ${maskKey(key)}`)
    if (this.#known.size >= KNOWN_MAX) this.#known.clear()
    this.#known.set(key, { actor, until: performance.now() + KNOWN_MS })
    return actor
  }

  /** What is deleted here is not taken any more, here. */
  forget(): void {
    this.#known.clear()
  }
}

/** The same for every key of a name; 16 characters, as Stripe's are. */
function sandboxAccount(name: string): string {
  return `acct_1${randomBase62(createHash('sha512').update(name).digest(), 15)}`
}

/** The key of a request: Bearer, the user of Basic, or the parameter `key` as Stripe.js sends it. */
export function keyOf(authorization: string | undefined, param: unknown): string | undefined {
  if (authorization === undefined) return typeof param === 'string' ? param : undefined
  if (authorization.startsWith('Bearer ')) return authorization.slice('Bearer '.length).trim()
  const [, scheme, value] = /^(\S+)\s+(\S+)\s*$/.exec(authorization) ?? []
  if (scheme?.toLowerCase() === 'bearer') return value
  if (scheme?.toLowerCase() === 'basic') return Buffer.from(value!, 'base64').toString('utf8').split(':', 1)[0]
  return undefined
}

/** The account that a request is made to: the key's own, or the one that `Stripe-Account` names, if the key may. */
export function placeOf(actor: Actor, stripeAccount: string | undefined): Place {
  const account = stripeAccount ?? actor.onlyFor ?? actor.actsFor ?? actor.account
  const isOther = actor.onlyFor !== undefined && account !== actor.onlyFor
  if (isOther || !/^acct_[A-Za-z0-9]{1,40}$/.test(account)) throw noAccess(actor.masked, account)
  // Whether the account is there is for the unit of work to see: accounts that are connected to no platform of this key's
  // live under another tenant, and are not found.
  return { tenant: actor.account, account }
}
