// Whose account is looked at: the key that every call carries. On this machine itself nobody signs in; elsewhere a secret key is asked for,
// and forgotten with the tab.
import { signal } from '@preact/signals'
import { host } from './router.ts'

/** What the server tells those who may see it without signing in. */
interface Open {
  /** The secret key of the account that it started with; none where signing in is required. */
  readonly key: string | null
  readonly publishable: string | null
  readonly version: string
}

const KEY = 'brindle.key'
const KNOWN = 'brindle.keys'

/** The secret key in use; undefined until somebody signs in, null while it is not known yet. */
export const key = signal<string | undefined | null>(null)

/** Whether signing in is required here. */
export const closed = signal(false)

export const serverVersion = signal('')

let first: Open | undefined

/** The publishable key that goes with a secret one; nothing for one that was handed out, which has none. */
export function publishableOf(secret: string): string | undefined {
  if (secret === first?.key) return first.publishable ?? undefined
  return /^sk_test_(?!key_)/.test(secret) ? secret.replace('sk_', 'pk_') : undefined
}

/** Keys of sandboxes that this browser has used on this machine, the newest first. */
export const known = signal<readonly string[]>([])

/** Asks the server whether a key is needed, and takes the one that was used last. */
export async function begin(): Promise<void> {
  const response = await fetch(`${host}/dashboard/session`)
  const open = (await response.json()) as Open
  first = open
  serverVersion.value = open.version
  closed.value = open.key === null
  const store = closed.value ? sessionStorage : localStorage
  known.value = closed.value ? [] : JSON.parse(localStorage.getItem(KNOWN) ?? '[]')
  key.value = store.getItem(KEY) ?? open.key ?? undefined
  if (open.key !== null && !known.value.includes(open.key)) remember(open.key)
}

/** Uses a key from now on. */
export function signIn(secret: string): void {
  const store = closed.value ? sessionStorage : localStorage
  store.setItem(KEY, secret)
  if (!closed.value) remember(secret)
  key.value = secret
}

/** Forgets the key of this browser. */
export function signOut(): void {
  sessionStorage.removeItem(KEY)
  localStorage.removeItem(KEY)
  key.value = undefined
}

/** A sandbox that nobody has used yet opens with any key that nobody has used yet. */
export function newSandbox(): string {
  const random = crypto.getRandomValues(new Uint8Array(12))
  return `sk_test_sandbox${Array.from(random, (byte) => (byte % 36).toString(36)).join('')}`
}

/** Why 20: what fits into a menu. */
const KNOWN_MAX = 20

function remember(secret: string): void {
  known.value = [secret, ...known.value.filter((one) => one !== secret)].slice(0, KNOWN_MAX)
  localStorage.setItem(KNOWN, JSON.stringify(known.value))
}
