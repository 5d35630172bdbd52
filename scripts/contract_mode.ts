// Holds Brindle's contract against a host: the tests of test/contract_mode, and then what agrees and what differs. They hold on
// Stripe by Stripe's own documentation, so that against a sandbox of Stripe a difference is a fault of Brindle's idea of it.
//   npm run test:contract -- --url https://api.stripe.com --key sk_test_…
import { globSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import { run } from 'node:test'
import { parseArgs } from 'node:util'
import { KEY_SETTING, refusal, URL_SETTING } from '../test/contract_mode/target.ts'

const root = join(import.meta.dirname, '..')
/** `billing` for `test/contract_mode/billing.test.ts`. */
const PARTS = globSync('test/contract_mode/*.test.ts', { cwd: root })
  .map((file) => basename(file, '.test.ts'))
  .toSorted()
const HELP = `npm run test:contract -- [--url URL] [--key KEY] [PART…]

Runs the tests of test/contract_mode against any host that speaks Stripe's API, and prints what agrees and what differs.

  PART        some of ${PARTS.join(', ')}; without any, all of them.

  --url URL   the root of the API: https://api.stripe.com, or http://127.0.0.1:12111. Without it, a fresh Brindle in memory.
              Or ${URL_SETTING}.
  --key KEY   the secret key of a sandbox (sk_test_… or rk_test_…). Live keys are refused: the tests charge cards.
              Or ${KEY_SETTING}, which a shell does not remember.
  --help      this page

It leaves some customers, products, payments and subscriptions in the sandbox, and may be run again in the same one.
The exit code is 0 when all agree, 1 when some differ, and 2 when nothing was compared. More: docs/contract-mode.md
`
/** Why 10 seconds: one request, on a slow line. */
const PATIENCE_MS = 10_000
/** Why two minutes for a test: what Stripe makes a moment later is waited for up to 90 seconds. */
const TEST_MS = 120_000

function stop(why: string, code = 2): never {
  console.error(why)
  process.exit(code)
}

function asked(): { url: string | undefined; key: string | undefined; parts: readonly string[] } {
  try {
    const options = { url: { type: 'string' }, key: { type: 'string' }, help: { type: 'boolean', short: 'h' } } as const
    const { values, positionals } = parseArgs({ options, allowPositionals: true })
    if (values.help) {
      console.log(HELP)
      process.exit(0)
    }
    const unknown = positionals.find((part) => !PARTS.includes(part))
    if (unknown) throw new Error(`There is no part '${unknown}'.`)
    const { [URL_SETTING]: url, [KEY_SETTING]: key } = process.env
    return { url: values.url ?? (url || undefined), key: values.key ?? (key || undefined), parts: positionals }
  } catch (error) {
    return stop(`${(error as Error).message}\n\n${HELP}`)
  }
}

/** Asks the host once before anything is made there: whether it answers, takes the key, and moves no real money. */
async function greet(url: string, key: string): Promise<void> {
  const options = { headers: { authorization: `Bearer ${key}` }, signal: AbortSignal.timeout(PATIENCE_MS) }
  const answer = await fetch(new URL('/v1/balance', url), options).catch((error) =>
    stop(`${url} does not answer: ${error.cause?.message ?? error.message}`),
  )
  const body: any = await answer
    .json()
    .catch(() => stop(`${url} answers ${answer.status}, and not in JSON. Is it Stripe's API?`))
  if (answer.status === 200 && body.livemode !== false)
    stop(`${url} says that this key is of live mode. Nothing was done.`)
  // A restricted key may not be allowed to see the balance; whatever else it may not do, the tests will say.
  if (answer.status !== 200 && answer.status !== 403)
    stop(`${url} answers ${answer.status}: ${body.error?.message ?? JSON.stringify(body)}`)
}

const { url, key, parts } = asked()
const why = refusal(url, key)
if (why) stop(why)
if (url && key) await greet(url, key)
// An empty setting is none, so that what was asked here wins over what the shell had set.
process.env[URL_SETTING] = url ?? ''
process.env[KEY_SETTING] = key ?? ''

console.log(`Contract mode against ${url ?? 'a fresh Brindle in memory'}\n`)
const files = (parts.length > 0 ? parts : PARTS).map((part) => join(root, 'test/contract_mode', `${part}.test.ts`))
/** The operations that agree, and how often; and what differs, in full. */
const agreed: string[] = []
const differing: string[] = []
// All in this process, one after the other: a sandbox of Stripe takes few requests at a time.
const tests = run({ files, isolation: 'none', timeout: TEST_MS })
tests.on('test:pass', ({ name }) => {
  agreed.push(name)
  console.log(`  agrees   ${name}`)
})
tests.on('test:fail', ({ name, file, details }) => {
  differing.push(name)
  const error = details.error.cause instanceof Error ? details.error.cause : details.error
  const place = new RegExp(`${RegExp.escape(join(root, 'test/contract_mode'))}/\\w+\\.test\\.ts:\\d+`).exec(
    error.stack ?? '',
  )
  console.log(`  DIFFERS  ${name}`)
  console.log(`${place ? relative(root, place[0]) : file}\n${error.message}`.replaceAll(/^/gm, '           '))
})
tests.on('end', () => {
  console.log(`\n${agreed.length} agree, ${differing.length} differ.`)
  for (const name of differing) console.log(`  ${name}`)
  if (agreed.length + differing.length === 0) stop('Nothing was compared.')
  process.exitCode = differing.length > 0 ? 1 : 0
})
tests.resume()
