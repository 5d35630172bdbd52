// Writes docs/stripe-cli.md: what of Stripe's own command line works against this server, and for each event that it can
// trigger, whether it did. Each is triggered by the real program, in a sandbox of its own, and is only `ok` when an event of
// that type is there afterwards.
//   node scripts/stripe_cli.ts
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import Stripe from 'stripe'
import { configure } from '../src/config.ts'
import { eventTypes } from '../src/contract/index.ts'
import { start } from '../src/main.ts'

const root = join(import.meta.dirname, '..')
const file = join(root, 'docs/stripe-cli.md')
const program = join(root, 'node_modules/.bin/stripe')
/** How many run at once: each waits for its own requests most of the time. */
const HANDS = 4
/** Why 60 seconds: the slowest waits for a report, some seconds. */
const PATIENCE_MS = 60_000

const home = mkdtempSync(join(tmpdir(), 'stripe-cli-'))
const run = (...args: string[]) =>
  promisify(execFile)(process.execPath, [program, ...args], {
    timeout: PATIENCE_MS,
    env: { ...process.env, HOME: home, STRIPE_CLI_TELEMETRY_OPTOUT: '1' },
  }).then(
    ({ stdout, stderr }) => ({ ok: true, said: `${stdout}\n${stderr}` }),
    (error) => ({ ok: false, said: `${error.stdout}\n${error.stderr}` }),
  )

interface Outcome {
  readonly event: string
  readonly result: string
}

const brindle = await start(configure({ port: 0, memory: true, logLevel: 'silent' }))

/** Events of the program that stand for others: `issuing_card.created.gb` is a way to `issuing_card.created`. */
const MEANS: Readonly<Record<string, string>> = {
  'subscription.payment_failed': 'invoice.payment_failed',
  'subscription.payment_succeeded': 'invoice.payment_succeeded',
}
const meant = (event: string): string =>
  MEANS[event] ?? (eventTypes.includes(event) ? event : event.replace(/\.(eu|gb)$/, ''))

/** Triggers an event in a fresh sandbox. */
async function trigger(event: string): Promise<Outcome> {
  const key = `sk_test_cli_${event.replaceAll(/[^a-z0-9]/g, '_')}`
  const { ok, said } = await run('trigger', event, '--api-base', brindle.url, '--api-key', key)
  if (!ok) return { event, result: why(said) }
  const type = meant(event)
  if (!eventTypes.includes(type)) return { event, result: 'all calls succeed; thin events are not sent yet' }
  const stripe = new Stripe(key, { host: '127.0.0.1', port: brindle.port, protocol: 'http', telemetry: false })
  const isThere = async () => {
    const connected = (await stripe.accounts.list({ limit: 100 })).data.map(({ id }) => ({ stripeAccount: id }))
    const found = await Promise.all([{}, ...connected].map((at) => stripe.events.list({ type, limit: 1 }, at)))
    return found.some(({ data }) => data.length > 0)
  }
  if (await isThere()) return { event, result: 'ok' }
  // What Stripe does seconds, minutes or days later, it does here on the account's clock.
  await stripe.rawRequest('POST', '/brindle/clock/advance', { by: LATER_SECONDS })
  if (await isThere()) return { event, result: 'ok, some time later: `brindle clock advance 8d`' }
  const refusal = await refusalIn(stripe)
  return { event, result: `the program says that it succeeded, and no \`${type}\` came of it${refusal}` }
}

/** The program takes some refusals as they come: what was refused, if anything was. */
async function refusalIn(stripe: Stripe): Promise<string> {
  const lists = await Promise.all(
    ['4xx', '5xx'].map((status) => stripe.rawRequest('GET', `/brindle/requests?limit=100&path=/v&status=${status}`)),
  )
  const all = lists.flatMap((list) => (list as unknown as { data: Refused[] }).data)
  const [first] = all.toSorted((a, b) => a.at - b.at)
  return first ? `: ${first.path} was refused, ${first.error.message}` : ''
}

interface Refused {
  readonly at: number
  readonly path: string
  readonly error: { readonly message: string }
}

/** Why eight days: payments are settled and available by then. */
const LATER_SECONDS = 8 * 86_400

/** The message of the refusal, and the step that met it. */
function why(said: string): string {
  const [, step] = [...said.matchAll(/Running fixture for: (\S+)/g)].at(-1) ?? []
  const [, message] = /"message": "((?:[^"\\]|\\.)*)"/.exec(said) ?? []
  const text = message ? JSON.parse(`"${message}"`) : said.trim().split('\n').at(-1)
  return `${step ? `at \`${step}\`: ` : ''}${text.replaceAll('|', '\\|')}`
}

const { said } = await run('trigger', '--help')
const listed = /Supported events:\n((?: {2}\S+\n)+)/.exec(said)?.[1] ?? ''
const events = listed
  .split('\n')
  .map((line) => line.trim())
  .filter((line) => line !== '')
const outcomes: Outcome[] = []
const queue = [...events]
await Promise.all(
  Array.from({ length: HANDS }, async () => {
    for (let event = queue.shift(); event; event = queue.shift()) {
      outcomes.push(await trigger(event))
      process.stderr.write(`\r${outcomes.length} of ${events.length}`)
    }
  }),
)
process.stderr.write('\n')
await brindle.close()

const version = /version (\S+)/.exec((await run('version')).said)?.[1]
const done = outcomes.filter(({ result }) => result.startsWith('ok')).length
const rows = events
  .map((event) => outcomes.find((one) => one.event === event)!)
  .map(({ event, result }) => `| \`${event}\` | ${result} |`)
const mark = '<!-- from here on written by scripts/stripe_cli.ts -->\n'
const [written] = readFileSync(file, 'utf8').split(mark)
writeFileSync(
  file,
  `${written}${mark}
## What \`stripe trigger\` does

With version ${version} of the program, each in a sandbox of its own: ${done} of ${events.length} events come to pass. \`ok\` means that the
program succeeded and that an event of that type was there afterwards, in the account or in one that it has connected. Texts are those
of the refusals; several fixtures still use parameters that Stripe's newer versions have taken away, and are refused there too.

| event | result |
|---|---|
${rows.join('\n')}
`,
)
