// Whether a request was answered as any bad request must be: in words, never with a defect, and with nothing changed.
import fc from 'fast-check'
import { LONG } from './sizes.ts'
import type { Request, Spoken } from './support.ts'

/** What is asked, and what can be seen of it from outside. */
export interface Target {
  speak(request: Request): Promise<Spoken>
  /** A text that changes when anything does that is kept. */
  kept(): string
  /** The key, and the ids that stand for `{{names}}` in requests. */
  readonly key: string
  readonly ids: Readonly<Record<string, string>>
}

/** Answers nothing of interest: no body to look at. */
const SILENT = ['HEAD', 'OPTIONS']

/** The request with the target's own names and key. */
function addressed({ key, ids }: Target, { method, path, headers, body }: Request): Request {
  const put = (text: string) =>
    text.replace(/\{\{([a-z_.]+)\}\}|%7B%7B([a-z_.]+)%7D%7D/g, (_, a, b) => ids[a ?? b] ?? '')
  const own = Object.entries({ authorization: `Bearer ${key}`, ...headers })
  const name = key.slice('sk_test_'.length)
  return {
    method,
    path: put(path),
    headers: Object.fromEntries(own.map(([header, text]) => [header, put(text).replace('KEY', name)])),
    ...(body !== undefined && { body: put(body) }),
  }
}

/** What is wrong with the answer to a request, or undefined. */
export async function fault(target: Target, request: Request): Promise<string | undefined> {
  const before = target.kept()
  const { status, text } = await target.speak(addressed(target, request))
  if (status >= 500) return `answered ${status}: ${text.slice(0, 300)}`
  if (SILENT.includes(request.method)) return undefined
  let answer: any
  try {
    answer = JSON.parse(text)
  } catch {
    return `answered ${status} with something that is not JSON: ${text.slice(0, 300)}`
  }
  if (status < 400) return undefined
  const [type, message] = wordsOf(request, answer)
  if (typeof type !== 'string' || typeof message !== 'string' || message === '')
    return `answered ${status} without error.type and error.message: ${text.slice(0, 300)}`
  // A refused payment is an outcome: its charge and its events stay.
  if (status !== 402 && target.kept() !== before) return `answered ${status} and kept something: ${text.slice(0, 300)}`
  return undefined
}

/** The type and the words of a refusal. Those of OAuth have no envelope (RFC 6749, section 5.2). */
function wordsOf({ path }: Request, answer: any): [unknown, unknown] {
  if (path.startsWith('/oauth/') && typeof answer?.error === 'string') return [answer.error, answer.error_description]
  return [answer?.error?.type, answer?.error?.message]
}

const LONGEST_MS = LONG ? 600_000 : 15_000

/** Tries many requests; the report of the smallest one that fails, or undefined. */
export async function search(
  target: Target,
  requests: fc.Arbitrary<Request>,
  { seed, runs }: { seed: number; runs: number },
): Promise<string | undefined> {
  const property = fc.asyncProperty(requests, async (request) => {
    const wrong = await fault(target, request)
    if (wrong !== undefined) throw new Error(wrong)
  })
  // Making the request smaller ends after a while: where requests are not answered at all, each try takes seconds.
  const limit = { interruptAfterTimeLimit: LONGEST_MS, markInterruptAsFailure: true }
  const details = await fc.check(property, { seed, numRuns: runs, ...limit })
  const { failed, counterexample, counterexamplePath, errorInstance } = details
  if (!failed) return undefined
  if (counterexample === null) return `seed ${seed}: not done within ${LONGEST_MS / 1000} seconds`
  const [request] = counterexample
  const why = (errorInstance as Error).message
  return `seed ${seed}, path ${counterexamplePath}: ${why}\n${shown(addressed(target, request))}`
}

/** The request as it travels. */
function shown({ method, path, headers, body }: Request): string {
  const lines = Object.entries(headers).map(([name, text]) => `${name}: ${JSON.stringify(text)}`)
  return [`${method} ${clip(path)}`, ...lines, ...(body === undefined ? [] : ['', clip(body)])].join('\n    ')
}

const clip = (text: string) => (text.length > 1_000 ? `${text.slice(0, 1_000)}… (${text.length} characters)` : text)
