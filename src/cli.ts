// The command line: which command, and help for each.
import { SettingError, settingsHelp } from './config.ts'

interface Command {
  readonly about: string
  readonly help: string
  readonly load: () => Promise<{ run: (args: readonly string[]) => Promise<number> }>
}

const COMMANDS: Readonly<Record<string, Command>> = {
  start: {
    about: 'Start the server (what npm start does).',
    help: `brindle start [settings]\n\nEvery setting is also an environment variable: --log-level is BRINDLE_LOG_LEVEL.\n\n${settingsHelp()}`,
    load: () => import('./commands/start.ts'),
  },
  listen: {
    about: 'Have the events of an account sent to a program on this machine.',
    help: `brindle listen --forward-to URL [--events a,b] [--url SERVER] [--key sk_test_…]

Makes a webhook endpoint for URL, prints its signing secret and each delivery as it is made, and removes it at Ctrl-C.

  --forward-to URL    Where the events go, for example http://127.0.0.1:4242/webhook.
  --events TYPES      Only these, with commas between; otherwise all.
  --url SERVER        Where Brindle listens. [http://127.0.0.1:12111]
  --key KEY           A secret key of the account. [the one npm start prints]`,
    load: () => import('./commands/listen.ts'),
  },
  trigger: {
    about: 'Make an event happen, with all that leads to it.',
    help: `brindle trigger [EVENT] [--url SERVER] [--key sk_test_…]

Makes the calls of the API that lead to EVENT, such as invoice.paid, prints what each made, and fails unless an event of
that type came of them. Some move the account's clock. Without EVENT it names all that it knows.

  --url SERVER        Where Brindle listens. [http://127.0.0.1:12111]
  --key KEY           A secret key of the account. [the one npm start prints]`,
    load: () => import('./commands/trigger.ts'),
  },
  clock: {
    about: "Read or advance an account's clock.",
    help: `brindle clock [advance DURATION | advance --to TIME] [--url SERVER] [--key sk_test_…]

Without advance it says what the account's clock shows. DURATION is a number and s, min, h, d, w, or months and years as
31d and 366d would have it: 45s, 90min, 12h, 31d, 2w. TIME is in epoch seconds. Whatever is due on the way is done, in order.

  --url SERVER        Where Brindle listens. [http://127.0.0.1:12111]
  --key KEY           A secret key of the account. [the one npm start prints]`,
    load: () => import('./commands/clock.ts'),
  },
  explain: {
    about: 'Say what an operation takes, reads, changes and sets off, and where that is written.',
    help: `brindle explain OPERATION

OPERATION is its object and verb as the SDK has them (invoice.pay, customers.create) or its line (POST /v1/customers).`,
    load: () => import('./commands/explain.ts'),
  },
  source: {
    about: 'Land the data of a Stripe account in typed datasets.',
    help: `brindle source sync --to FOLDER [--url HOST] [--key sk_…] [--streams a,b] …
brindle source query "SELECT …" --lake FOLDER
brindle source report bnpl --lake FOLDER [--html FILE] [--json] …
brindle source offers --experiment NAME --lake FOLDER [--csv FILE] [--write-back] [--measure] …
brindle source reconcile --lake FOLDER [--url HOST --key sk_…] [--streams a,b] [--deep] [--repair]
brindle source export --lake FOLDER --to DIR [--format ndjson|csv|parquet] [--streams a,b] [--history]
brindle source load --lake FOLDER --database-url postgres://… [--schema stripe] [--streams a,b]
brindle source compact --lake FOLDER [--keep-days N]
brindle source token [--permissions view,manage] [--org ID] [--days N] [--lake FOLDER]

sync        Reads an account of Stripe, or of any server that speaks its API, into a lake of Parquet files: all that there is
            the first time, and then what changed. Run again, it goes on where it stopped.
query       Asks the lake in SQL: each stream is a table of the newest states, <stream>_history has all of them.
report      Compares buy now with pay later, by currency and month.
offers      Puts customers into segments, draws who is offered an add-on, and says what that brought.
reconcile   Holds the lake against its host, and its money against itself; fails where something differs.
export      Writes tables to files.
load        Brings a PostgreSQL up to date with the lake.
compact     Gathers the small files of a lake.
token       Makes an access token for the API under /data/foundation.

  --to, --lake FOLDER   The lake; it is made where there is none. [./lake; of token: ./brindle-data/lake]
  --url HOST            The host that is read. [http://127.0.0.1:12111]
  --key KEY             A secret or restricted key of the account. [the one npm start prints]
  --streams NAMES       Which lists, with commas between: charges,invoices. [Adobe's six]; all for every list.

sync:
  --since DATE          Nothing that was created before: 2026-01-31, or epoch seconds.
  --api-version V       The Stripe-Version of every request. [the newest]
  --connected           The connected accounts too.
  --rate N              Requests a second at most. [100 live, 25 in a sandbox; no limit on loopback]
  --privacy ACTION      hash, mask or drop every field about a person before it is landed.

report and offers:
  --from, --to DATE     Only charges from this day on, and before that one.
  --html, --csv FILE    The report as a page; the customers with their offers (as NDJSON, where FILE ends so).
  --json                The report as JSON.
  --dimension KEY       The report by the values of a metadata key of charges, too: device_type.
  --installments        Cards with an installment plan count as pay later.
  --experiment NAME     What the offers are known by; who gets one is drawn from it and the customer's id.
  --share S             The part of the customers that gets an offer. [0.5]
  --currency CODE       Only offers in it; with --measure, only orders in it. [all; the one of most orders]
  --write-back          Writes offer_segment, offer_experiment and offer_arm to the customers' metadata, at --url with --key.
  --after CUSTOMER      Goes on behind this customer, where writing stopped.
  --measure             What the offers brought, of customers that were written back and synced again.

reconcile:
  --deep                Compare whole objects, and not only which there are.
  --repair              Read again what is missing or stale, and mark what is gone.

export, load and compact:
  --format NAME         Of the files of an export. [ndjson]
  --history             All states, not only the newest.
  --database-url URL    The PostgreSQL that is loaded.
  --schema NAME         The schema of its tables. [stripe]
  --keep-days N         Let go of history that is older, but for what was in force when the kept days begin. [all is kept]

token:
  --permissions LIST    view, manage or both. [view,manage]
  --org ID              The organisation of the token. [whichever the caller names]
  --days N              How long the token works. [1]`,
    load: () => import('./commands/source.ts'),
  },
  certs: {
    about: "Make a certificate for Stripe's own names, for clients and pages that cannot be changed.",
    help: `brindle certs [--to FOLDER] [--name NAME] [--days N] [--force]

Makes an authority to trust, which can vouch for Stripe's names and this machine and for nothing else, and a certificate of
these names for brindle start --tls-cert --tls-key --as-stripe. Prints how clients and browsers are told, and how all of it
is removed again. It changes nothing outside of FOLDER.

  --to FOLDER         Where they are written. [./brindle-certs]
  --name NAME         Another name that the certificate is for; may be given several times.
  --days N            How long it is good, at most 398. [90]
  --force             Write over what is in FOLDER.`,
    load: () => import('./commands/certs.ts'),
  },
  backup: {
    about: 'Copy the data of a stopped or running server to a file.',
    help: `brindle backup FILE [--data FOLDER]

Writes a consistent copy of the embedded data to FILE, also while a server runs on it. To restore, stop the server and
put the copy in the data folder as brindle.sqlite.`,
    load: () => import('./commands/backup.ts'),
  },
}

const overview = () =>
  `Brindle: Stripe you can run yourself. Not affiliated with Stripe.\n\nUsage: brindle COMMAND [--help]\n\n${Object.entries(
    COMMANDS,
  )
    .map(([name, { about }]) => `  ${name.padEnd(10)}${about}`)
    .join('\n')}\n`

/** Runs a command line; answers the code to exit with. */
export async function run(args: readonly string[]): Promise<number> {
  const [first = 'help', ...rest] = args
  if (['help', '--help', '-h'].includes(first)) {
    process.stdout.write(overview())
    return 0
  }
  // `brindle --port 0` starts the server: settings need no command before them.
  const [name, own] = first.startsWith('-') ? ['start', args] : [first, rest]
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (!command) {
    process.stderr.write(`brindle: there is no command "${name}".\n\n${overview()}`)
    return 2
  }
  if (own.includes('--help') || own.includes('-h')) {
    process.stdout.write(`${command.about}\n\n${command.help}\n`)
    return 0
  }
  try {
    return await (await command.load()).run(own)
  } catch (error) {
    if (!(error instanceof SettingError)) throw error
    process.stderr.write(`brindle ${name}: ${error.message} See brindle ${name} --help.\n`)
    return 2
  }
}
