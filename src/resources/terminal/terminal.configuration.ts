// Configurations: how readers of a location, or of the whole account, behave. An account has a default of its own from the
// start. (https://docs.stripe.com/api/terminal/configuration, docs.stripe.com/terminal/fleet/configurations-overview)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { invalid, missingParameter, tooLarge, tooManyElements, tooSmall } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { objectId } from '../../lib/ids.ts'
import { own } from '../core/account.ts'
import { file } from '../payments/file_state.ts'
import { location, overriddenBy } from './location_state.ts'

/** No event tells of it. (https://docs.stripe.com/api/events/types) */
export const configuration = object<Stripe.Terminal.Configuration>('terminal.configuration', {
  prefix: 'tmc',
  short: true,
  noun: 'configuration',
  named: (tx, id) => (id === defaultId(tx) ? theDefault(tx) : undefined),
})
export type Configuration = Row<Stripe.Terminal.Configuration>

const PATH = '/v1/terminal/configurations'
type Given = Params<Stripe.Terminal.ConfigurationCreateParams & Stripe.Terminal.ConfigurationUpdateParams>

export const configurations = resource(configuration)
  .on<Stripe.Terminal.ConfigurationCreateParams>(`POST ${PATH}`, (tx, params) => {
    stored(tx)
    return tx.insert(configuration, { ...fields(null, false), ...changes(tx, params as Given) } as never)
  })
  .on<Stripe.Terminal.ConfigurationRetrieveParams>(`GET ${PATH}/{id}`, (_tx, _params, self) => self)
  .on<Stripe.Terminal.ConfigurationUpdateParams>(`POST ${PATH}/{id}`, (tx, params, found) => {
    const self = found.is_account_default ? stored(tx) : found
    return tx.update(configuration, self, changes(tx, params as Given))
  })
  .on<Stripe.Terminal.ConfigurationListParams>(`GET ${PATH}`, (tx, params) => {
    const page = list(tx, configuration, params as never, PATH)
    // The default is the oldest, and stored before any other is: a page without it is a list with nothing stored.
    const isBare =
      page.rows.length === 0 && params.is_account_default !== false && !tx.find(configuration, defaultId(tx))
    return isBare ? { ...page, rows: [theDefault(tx)] } : page
  })
  .on<Stripe.Terminal.ConfigurationDeleteParams>(`DELETE ${PATH}/{id}`, (tx, _params, self) => {
    // [M]
    if (self.is_account_default) throw invalid('You cannot delete the default configuration of your account.')
    // Its locations are as if they had never had one. [K]
    for (const place of overriddenBy(tx, self.id))
      tx.update(location, place, { configuration_overrides: undefined } as never)
    tx.retire(configuration, self as never)
    return { id: self.id, object: configuration.object, deleted: true }
  })

/** One of an account, known before it is stored. */
const defaultId = (tx: Tx): string => {
  const id = objectId('tmc', own(tx).created ?? 0, tx.place.account.slice(-10), (count) => '0'.repeat(count))
  return id.slice(0, 'tmc_'.length + 14)
}

const fields = (name: string | null, is_account_default: boolean) => ({ is_account_default, livemode: false, name })

function theDefault(tx: Tx): Configuration {
  const known = tx.find(configuration, defaultId(tx))
  return known ?? ({ id: defaultId(tx), object: configuration.object, ...fields(null, true), hidden: {} } as never)
}

const stored = (tx: Tx): Configuration =>
  tx.find(configuration, defaultId(tx)) ??
  tx.insert(configuration, { id: defaultId(tx), ...fields(null, true), hidden: {} } as never)

/** The configuration that a parameter names. */
export const configurationAt = (tx: Tx, id: string, param: string): Configuration =>
  id === defaultId(tx) ? theDefault(tx) : tx.get(configuration, id, param)

/** What is sent empty goes; a hash takes the place of the one that there was. */
function changes(tx: Tx, { name, expand: _, ...hashes }: Given & { expand?: unknown }): object {
  for (const [type, hash] of Object.entries(hashes)) CHECKS[type]?.(tx, hash as never, type)
  for (const [type, hash] of Object.entries(hashes)) checkSplash(tx, hash, type)
  const given = Object.entries(hashes).map(([type, hash]) => [type, (hash as unknown) === '' ? undefined : hash])
  return { ...(name !== undefined && { name }), ...Object.fromEntries(given) }
}

/** An image for the screen of a type of reader. */
function checkSplash(tx: Tx, hash: unknown, type: string): void {
  const { splashscreen } = (typeof hash === 'object' && hash !== null ? hash : {}) as { splashscreen?: string }
  if (splashscreen) checkFile(tx, splashscreen, 'terminal_reader_splashscreen', `${type}[splashscreen]`)
}

/** (texts of what follows [M]) */
function checkFile(tx: Tx, id: string, purpose: string, param: string): void {
  if (tx.get(file, id, param).purpose === purpose) return
  throw invalid(`The file ${id} must have been uploaded with the purpose \`${purpose}\`.`, { param })
}

type Check = (tx: Tx, hash: never, param: string) => void
type Filled<K extends keyof Given> = Exclude<NonNullable<Given[K]>, ''>

const CHECKS: Readonly<Record<string, Check>> = {
  reader_security: (
    _tx,
    { admin_menu_passcode: code }: Filled<'reader_security'> & { admin_menu_passcode?: string },
    at,
  ) => {
    if (code && !/^\d{4,8}$/.test(code))
      throw invalid('The admin menu passcode must have between 4 and 8 digits.', {
        param: `${at}[admin_menu_passcode]`,
      })
  },
  reboot_window: (_tx, { start_hour, end_hour }: Filled<'reboot_window'>, at) => {
    for (const [name, hour] of Object.entries({ start_hour, end_hour }) as [string, number | undefined][]) {
      if (hour === undefined) continue
      if (hour < 0) throw tooSmall(0, `${at}[${name}]`)
      if (hour > 23) throw tooLarge(23, hour, `${at}[${name}]`)
    }
    if (start_hour !== undefined && start_hour === end_hour)
      throw invalid('The end hour of the reboot window must be different from its start hour.', {
        param: `${at}[end_hour]`,
      })
  },
  tipping: (_tx, hash: Filled<'tipping'>, at) => {
    for (const [currency, tips] of Object.entries(hash)) checkTips(tips as Tips, `${at}[${currency}]`)
  },
  wifi: (tx, hash: Filled<'wifi'>, at) => {
    const of = (hash as unknown as Readonly<Record<string, Readonly<Record<string, string>> | undefined>>)[
      hash.type as string
    ]
    if (!of) throw missingParameter(`${at}[${hash.type}]`)
    for (const [name, id] of Object.entries(of))
      if (name.endsWith('_file'))
        checkFile(
          tx,
          id,
          name.startsWith('private_key') ? 'terminal_wifi_private_key' : 'terminal_wifi_certificate',
          `${at}[${hash.type}][${name}]`,
        )
  },
}

interface Tips {
  readonly fixed_amounts?: readonly number[] | ''
  readonly percentages?: readonly number[] | ''
  readonly smart_tip_threshold?: number
}

/** A screen has room for three. (https://docs.stripe.com/terminal/features/collecting-tips/on-reader) */
const TIPS_MAX = 3

function checkTips({ fixed_amounts, percentages, smart_tip_threshold: threshold }: Tips, at: string): void {
  for (const [name, values] of Object.entries({ fixed_amounts, percentages })) {
    if (!values) continue
    if (values.length > TIPS_MAX) throw tooManyElements(TIPS_MAX, `${at}[${name}]`)
    for (const [i, value] of values.entries()) {
      if (value < 0) throw tooSmall(0, `${at}[${name}][${i}]`)
      if (name === 'percentages' && value > 100) throw tooLarge(100, value, `${at}[${name}][${i}]`)
    }
  }
  if (threshold === undefined) return
  if (threshold < 0) throw tooSmall(0, `${at}[smart_tip_threshold]`)
  if (!fixed_amounts) throw missingParameter(`${at}[fixed_amounts]`)
  if (!percentages) throw missingParameter(`${at}[percentages]`)
}
