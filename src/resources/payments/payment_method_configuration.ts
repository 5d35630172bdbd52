// Payment method configurations: which types an intent offers when it names none. Every account has a default one; until
// somebody changes it, it is as the catalogue of the network says. (https://docs.stripe.com/api/payment_method_configurations)
import type Stripe from 'stripe'
import { shapeNode } from '../../contract/index.ts'
import type { Params } from '../../contract/wire.ts'
import { invalid, unbuilt } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { objectId } from '../../lib/ids.ts'
import { isKept, METHODS, methodOf, takes } from '../../network/catalogue.ts'
import { account, own } from '../core/account.ts'

type Preference = 'none' | 'off' | 'on'
interface ConfigurationState {
  /** What was said of each type; nothing of the others. */
  readonly preferences: Readonly<Record<string, Preference>>
}

export const paymentMethodConfiguration = object<Stripe.PaymentMethodConfiguration, ConfigurationState>(
  'payment_method_configuration',
  { prefix: 'pmc', named: (tx, id) => (id === defaultId(tx) ? theDefault(tx) : undefined) },
)
type Configuration = Row<Stripe.PaymentMethodConfiguration, ConfigurationState>

type Create = Params<Stripe.PaymentMethodConfigurationCreateParams>
type Update = Params<Stripe.PaymentMethodConfigurationUpdateParams>

export const paymentMethodConfigurations = resource(paymentMethodConfiguration)
  .on<Create>('POST /v1/payment_method_configurations', (tx, { name = '', parent, ...types }) => {
    if (parent !== undefined)
      throw unbuilt('Brindle does not take parent for a payment method configuration yet.', 'parent')
    const preferences = preferencesIn(types)
    storedDefault(tx)
    return tx.insert(paymentMethodConfiguration, configuration({ name, isDefault: false, preferences }))
  })
  .on<Stripe.PaymentMethodConfigurationRetrieveParams>(
    'GET /v1/payment_method_configurations/{id}',
    (_tx, _params, self) => self,
  )
  .on<Update>('POST /v1/payment_method_configurations/{id}', (tx, { name, active, ...types }, found) => {
    const self = found.is_default ? storedDefault(tx) : found
    if (self.is_default && active === false)
      throw invalid('You cannot deactivate the default payment method configuration.', { param: 'active' })
    const preferences = { ...self.hidden.preferences, ...preferencesIn(types) }
    if (self.is_default) remember(tx, preferences)
    return tx.update(paymentMethodConfiguration, self, {
      ...entries(preferences),
      ...(active !== undefined && { active }),
      ...(name !== undefined && { name }),
      hidden: { preferences },
    })
  })
  .on<Stripe.PaymentMethodConfigurationListParams>('GET /v1/payment_method_configurations', (tx, params) => {
    const { application, ...filters } = params
    const asked = application ? params : filters
    const page = list(tx, paymentMethodConfiguration, asked as never, '/v1/payment_method_configurations')
    // The default is the oldest, and stored before any other is: a page without it is a list with nothing stored.
    const isBare = page.rows.length === 0 && tx.find(paymentMethodConfiguration, defaultId(tx)) === undefined
    return isBare && !application && params.active !== false ? { ...page, rows: [theDefault(tx)] } : page
  })

/** One of an account, known before it is stored. */
const defaultId = (tx: Tx): string =>
  objectId('pmc', own(tx).created ?? 0, tx.place.account.slice(-10), (count) => '0'.repeat(count))

const theDefault = (tx: Tx): Configuration =>
  tx.find(paymentMethodConfiguration, defaultId(tx)) ??
  ({ id: defaultId(tx), object: 'payment_method_configuration', ...unchanged() } as Configuration)

const storedDefault = (tx: Tx): Configuration =>
  tx.find(paymentMethodConfiguration, defaultId(tx)) ??
  tx.insert(paymentMethodConfiguration, { id: defaultId(tx), ...unchanged() } as never)

const unchanged = () => configuration({ name: 'Default', isDefault: true, preferences: {} })

/** What the account's own choice is, is kept with the account too: every intent asks for it, and has read that already. */
function remember(tx: Tx, methods: ConfigurationState['preferences']): void {
  const self = own(tx)
  tx.update(account, self, { hidden: { ...self.hidden, methods } })
}

interface Fields extends ConfigurationState {
  readonly name: string
  readonly isDefault: boolean
}

const configuration = ({ name, isDefault, preferences }: Fields) => ({
  active: true,
  application: null,
  is_default: isDefault,
  livemode: false,
  name,
  parent: null,
  ...entries(preferences),
  hidden: { preferences },
})

const isOn = (type: string, preferences: ConfigurationState['preferences']): boolean => {
  const said = preferences[type] ?? 'none'
  return said === 'none' ? methodOf(type)!.on : said === 'on'
}

/** An entry for every type that can be chosen. */
function entries(preferences: ConfigurationState['preferences']): object {
  const known = shapeNode('payment_method_configuration')!.p!
  const types = Object.keys(METHODS).filter((type) => Object.hasOwn(known, type))
  return Object.fromEntries(
    types.map((type) => {
      const on = isOn(type, preferences)
      const display_preference = {
        overridable: null,
        preference: preferences[type] ?? 'none',
        value: on ? 'on' : 'off',
      }
      return [type, { available: on, display_preference }]
    }),
  )
}

/** What a call says of each type. */
function preferencesIn(types: object): Record<string, Preference> {
  const said: Record<string, Preference> = {}
  for (const [type, given] of Object.entries(types)) {
    if (!methodOf(type)) throw unbuilt(`Brindle does not take payments by ${type} yet.`, type)
    const { preference } = given.display_preference ?? {}
    if (preference !== undefined) said[type] = preference
  }
  return said
}

/**
 * The types that are on, in the order of the catalogue: as a configuration has them, or as the account's default has.
 * (https://docs.stripe.com/payments/multiple-payment-method-configs)
 */
export function typesOn(tx: Tx, id?: string): string[] {
  const preferences = id === undefined ? own(tx).hidden.methods : activeOne(tx, id).hidden.preferences
  return Object.keys(METHODS).filter((type) => isOn(type, preferences ?? {}))
}

/** Of those, what is kept and charged again in a currency, or in that of the account. (https://docs.stripe.com/payments/save-and-reuse) */
export function typesKept(tx: Tx, currency: string | null | undefined, id?: string): string[] {
  const charged = currency ?? own(tx).default_currency ?? 'usd'
  return typesOn(tx, id).filter((type) => takes(type, charged) && isKept(type))
}

function activeOne(tx: Tx, id: string): Configuration {
  const param = 'payment_method_configuration'
  const self = id === defaultId(tx) ? theDefault(tx) : tx.get(paymentMethodConfiguration, id, param)
  if (!self.active) throw invalid(`The payment method configuration ${id} is not active.`, { param })
  return self
}

/** What an intent says of the configuration that it was given. */
export const configurationDetails = (id: string | undefined) => (id === undefined ? null : { id, parent: null })
