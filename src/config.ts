// The settings: the only reader of the environment and of command lines. One table; --help and docs/settings.md are
// made from it, and a law checks that they agree.
import { parseArgs } from 'node:util'
import { readRange } from './lib/cidr.ts'

interface Setting {
  readonly flag: string
  readonly kind: 'text' | 'number' | 'switch' | 'list'
  readonly otherwise: string | number | boolean | readonly string[]
  /** What stands in place of the value in --help. */
  readonly value?: string
  readonly about: string
}

/** Every setting. Each is a flag, and an environment variable: `--log-level` is BRINDLE_LOG_LEVEL. */
export const SETTINGS = {
  port: { flag: 'port', kind: 'number', otherwise: 12111, value: 'N', about: 'Port to listen on; 0 picks a free one.' },
  host: { flag: 'host', kind: 'text', otherwise: '127.0.0.1', value: 'ADDRESS', about: 'Address to listen on.' },
  data: { flag: 'data', kind: 'text', otherwise: './brindle-data', value: 'FOLDER', about: 'Where the data is kept.' },
  memory: {
    flag: 'memory',
    kind: 'switch',
    otherwise: false,
    about: 'Keep the data in memory; it is gone afterwards.',
  },
  databaseUrl: {
    flag: 'database-url',
    kind: 'text',
    otherwise: '',
    value: 'URL',
    about: 'Keep the data in PostgreSQL at this postgres:// address instead.',
  },
  node: {
    flag: 'node',
    kind: 'number',
    otherwise: 0,
    value: 'N',
    about: 'Number of this process among several over one PostgreSQL, 0 to 1295; each needs its own.',
  },
  publicUrl: {
    flag: 'public-url',
    kind: 'text',
    otherwise: '',
    value: 'URL',
    about: 'Where browsers and clients reach this server; all addresses it hands out begin with it.',
  },
  allowedHosts: {
    flag: 'allow-host',
    kind: 'list',
    otherwise: [],
    value: 'NAME',
    about: 'Another name in the Host header that is answered; may be given several times.',
  },
  allowedOrigins: {
    flag: 'allow-origin',
    kind: 'list',
    otherwise: [],
    value: 'ORIGIN',
    about: 'A web origin whose pages may send a secret key; may be given several times.',
  },
  allowedIps: {
    flag: 'allow-ip',
    kind: 'list',
    otherwise: [],
    value: 'RANGE',
    about:
      'Answer only callers from this range, such as 10.0.0.0/8, by the address of their connection; /health stays open to all. ' +
      'May be given several times; without any all are answered, with one loopback has to be named too.',
  },
  tlsCert: {
    flag: 'tls-cert',
    kind: 'list',
    otherwise: [],
    value: 'FILE',
    about:
      'Serve HTTPS too, with the certificate in this PEM file, such as brindle certs makes; given several times, the one that ' +
      'has the name that was asked for.',
  },
  tlsKey: {
    flag: 'tls-key',
    kind: 'list',
    otherwise: [],
    value: 'FILE',
    about: 'The private key of each --tls-cert, in their order.',
  },
  tlsPort: {
    flag: 'tls-port',
    kind: 'number',
    otherwise: 443,
    value: 'N',
    about: 'Port of HTTPS; 0 picks a free one.',
  },
  asStripe: {
    flag: 'as-stripe',
    kind: 'switch',
    otherwise: false,
    about:
      "Answer to Stripe's own names too (api.stripe.com, js.stripe.com and so on), where they are made to lead here; needs --tls-cert.",
  },
  trustNetwork: {
    flag: 'trust-network',
    kind: 'switch',
    otherwise: false,
    about: 'Beyond loopback too: any test key opens a sandbox, webhooks go to private addresses, pages are open.',
  },
  strictClocks: {
    flag: 'strict-clocks',
    kind: 'switch',
    otherwise: false,
    about: "Hold test clocks to Stripe's bounds: three customers each, two intervals a step.",
  },
  defaultVersion: {
    flag: 'default-version',
    kind: 'text',
    otherwise: '2026-08-26.dahlia',
    value: 'VERSION',
    about: 'API version of accounts that open from now on, for requests that name none.',
  },
  settlementCurrency: {
    flag: 'settlement-currency',
    kind: 'text',
    otherwise: '',
    value: 'CODE',
    about: 'Convert all payments to this currency by a fixed table; otherwise each currency has a balance of its own.',
  },
  searchDelay: {
    flag: 'search-delay',
    kind: 'number',
    otherwise: 0,
    value: 'SECONDS',
    about: 'How long a search does not know of a change, as with Stripe, where it is up to a minute; 0 for at once.',
  },
  eventRetention: {
    flag: 'event-retention',
    kind: 'number',
    otherwise: 30,
    value: 'DAYS',
    about: 'How long events and their deliveries are kept.',
  },
  webhookDisableAfter: {
    flag: 'webhook-disable-after',
    kind: 'number',
    otherwise: 0,
    value: 'HOURS',
    about: 'Disable an endpoint that has taken nothing for so long while it was tried; 0 for never.',
  },
  webhookTimeout: {
    flag: 'webhook-timeout',
    kind: 'number',
    otherwise: 10,
    value: 'SECONDS',
    about: 'How long a webhook handler may take to answer.',
  },
  webhookConcurrency: {
    flag: 'webhook-concurrency',
    kind: 'number',
    otherwise: 1,
    value: 'N',
    about: 'Deliveries in flight to one endpoint at once. More than one gives up their order.',
  },
  lake: {
    flag: 'lake',
    kind: 'text',
    otherwise: '',
    value: 'FOLDER',
    about: 'Where the Stripe source keeps its datasets; otherwise the folder lake in the data.',
  },
  lakeKey: {
    flag: 'lake-key',
    kind: 'text',
    otherwise: '',
    value: 'TEXT',
    about:
      "Seals the source's tokens and the keys of accounts; otherwise a file in the lake that only its owner may read.",
  },
  egress: {
    flag: 'egress',
    kind: 'list',
    otherwise: [],
    value: 'RANGE',
    about:
      'A range from which this server calls the hosts that the Stripe source reads, shown to who has to let it in; may be given ' +
      'several times.',
  },
  logLevel: {
    flag: 'log-level',
    kind: 'text',
    otherwise: 'info',
    value: 'LEVEL',
    about: 'fatal, error, warn, info, debug, trace or silent.',
  },
} as const satisfies Record<string, Setting>

type Name = keyof typeof SETTINGS
type Value<S extends Setting> = S['kind'] extends 'number'
  ? number
  : S['kind'] extends 'switch'
    ? boolean
    : S['kind'] extends 'list'
      ? readonly string[]
      : string
export type Config = { readonly [K in Name]: Value<(typeof SETTINGS)[K]> }

/** A setting that cannot be; the message says which, and what it may be. */
export class SettingError extends Error {}

export const environmentName = ({ flag }: Setting): string => `BRINDLE_${flag.toUpperCase().replaceAll('-', '_')}`

const entries = Object.entries(SETTINGS) as [Name, Setting][]

/** The settings that hold with nothing given, and these changes. For tests and programs. */
export function configure(changes: Partial<Config> = {}): Config {
  const defaults = Object.fromEntries(entries.map(([name, { otherwise }]) => [name, otherwise]))
  return checked({ ...(defaults as Config), ...changes })
}

/** The same changes as they stand on a command line. */
export const flagsOf = (changes: Partial<Config>): string[] =>
  Object.entries(changes).flatMap(([name, value]) => {
    const { flag } = SETTINGS[name as Name]
    if (typeof value === 'boolean') return [value ? `--${flag}` : `--no-${flag}`]
    return [value].flat().flatMap((one) => [`--${flag}`, String(one)])
  })

/** The settings of a command line and its environment; a flag wins. Throws `SettingError`. */
export function readConfig(args: readonly string[], environment: NodeJS.ProcessEnv): Config {
  const options = Object.fromEntries(
    entries.map(([, { flag, kind }]) => [
      flag,
      { type: kind === 'switch' ? 'boolean' : 'string', multiple: kind === 'list' } as const,
    ]),
  )
  let values: Record<string, unknown>
  try {
    values = parseArgs({ args: [...args], options, allowNegative: true }).values
  } catch (error) {
    throw new SettingError((error as Error).message)
  }
  const given = entries.flatMap(([name, setting]) => {
    const raw = values[setting.flag] ?? environment[environmentName(setting)]
    return raw === undefined ? [] : [[name, read(setting, raw)]]
  })
  return configure(Object.fromEntries(given))
}

function read(setting: Setting, raw: unknown): Setting['otherwise'] {
  const text = String(raw)
  switch (setting.kind) {
    case 'number':
      if (!/^\d+$/.test(text)) throw new SettingError(`--${setting.flag} takes a whole number, not "${text}".`)
      return Number(text)
    case 'switch':
      if (!['true', 'false', '1', '0', ''].includes(text)) throw new SettingError(`--${setting.flag} is on or off.`)
      return text === 'true' || text === '1'
    case 'list':
      return Array.isArray(raw) ? raw : text.split(',').filter((item) => item !== '')
    default:
      return text
  }
}

function checked(config: Config): Config {
  if (config.port > 65_535) throw new SettingError('--port is at most 65535.')
  if (config.tlsPort > 65_535) throw new SettingError('--tls-port is at most 65535.')
  if (config.tlsCert.length !== config.tlsKey.length)
    throw new SettingError('--tls-cert and --tls-key belong together: give each as often as the other.')
  if (config.asStripe && config.tlsCert.length === 0)
    throw new SettingError("--as-stripe needs --tls-cert: Stripe's names are called by HTTPS only.")
  if (config.node > 1295) throw new SettingError('--node is at most 1295.')
  if (config.publicUrl && !/^https?:\/\/[^/]/.test(config.publicUrl))
    throw new SettingError('--public-url begins with http:// or https://.')
  if (config.databaseUrl && !/^postgres(ql)?:\/\//.test(config.databaseUrl))
    throw new SettingError('--database-url begins with postgres://.')
  if (config.settlementCurrency && !/^[a-z]{3}$/.test(config.settlementCurrency))
    throw new SettingError('--settlement-currency is a code of three small letters, such as eur.')
  for (const [flag, ranges] of [
    ['allow-ip', config.allowedIps],
    ['egress', config.egress],
  ] as const)
    for (const range of ranges)
      if (!readRange(range))
        throw new SettingError(`--${flag} is a range such as 10.0.0.0/8, or an address, not "${range}".`)
  const levels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']
  if (!levels.includes(config.logLevel)) throw new SettingError(`--log-level is one of ${levels.join(', ')}.`)
  return Object.freeze({ ...config, publicUrl: config.publicUrl.replace(/\/$/, '') })
}

/** The lines of --help that explain the settings. */
export function settingsHelp(): string {
  return entries
    .map(([, setting]) => {
      const { flag, value, otherwise, about } = setting as Setting
      const left = `  --${flag}${value ? ` ${value}` : ''}`.padEnd(30)
      const shown = typeof otherwise === 'string' && otherwise !== '' ? otherwise : Number(otherwise) || undefined
      return `${left}${about}${shown === undefined || value === undefined ? '' : ` [${shown}]`}`
    })
    .join('\n')
}
