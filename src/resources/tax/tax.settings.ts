// Tax settings: where the account is at home, and what holds of prices and products that do not say it.
// (https://docs.stripe.com/api/tax/settings; https://docs.stripe.com/tax/settings-api)
import type Stripe from 'stripe'
import { missingParameter } from '../../kernel/errors.ts'
import { object, type Row, resource, withoutId } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { account, own } from '../core/account.ts'
import { type AddressGiven, wholeAddress } from './tax_address.ts'
import { checkTaxCode } from './tax_code.ts'

export const taxSettings = object<Stripe.Tax.Settings>('tax.settings', {
  prefix: 'tax_settings',
  nameless: true,
  events: [{ types: ['tax.settings.updated'] }],
})
type Settings = Row<Stripe.Tax.Settings>

/** The blank keeps it from ever being an id that a client chose. */
const SETTINGS_ID = 'tax settings'

export const settings = resource(taxSettings)
  .on<Stripe.Tax.SettingsRetrieveParams>('GET /v1/tax/settings', (tx) => withoutId(settingsOf(tx)))
  .on<Stripe.Tax.SettingsUpdateParams>('POST /v1/tax/settings', (tx, { defaults = {}, head_office: office }) => {
    const known = tx.find(taxSettings, SETTINGS_ID)
    const before = settingsOf(tx)
    if (defaults.tax_code !== undefined) checkTaxCode(defaults.tax_code, 'defaults[tax_code]')
    if (office && office.address.country === undefined) throw missingParameter('head_office[address][country]')
    // What of an old address is not said again is gone. [K]
    const head_office = office
      ? { address: wholeAddress(office.address as AddressGiven, 'head_office[address]') }
      : before.head_office
    const after: Settings = {
      ...before,
      defaults: { ...before.defaults, ...defaults },
      head_office: head_office as Settings['head_office'],
      ...standing(head_office !== null),
    }
    mirror(tx, after)
    if (known) tx.update(taxSettings, known, after)
    else tx.insert(taxSettings, after)
    return withoutId(after)
  })

/** Tells the account, by which taxes are reckoned. */
function mirror(tx: Tx, { defaults, head_office }: Settings): void {
  const self = own(tx)
  const home = head_office?.address.country
  const { tax_behavior, tax_code } = defaults
  tx.update(account, self, {
    hidden: {
      ...self.hidden,
      ...(tax_behavior && { taxBehavior: tax_behavior as NonNullable<typeof self.hidden.taxBehavior> }),
      tax: { ...self.hidden.tax, ...(home && { home }), ...(tax_code && { code: tax_code }) },
    },
  })
}

/** The settings as they are; no row stands for them until somebody changes them. A behaviour may have been set on the account. */
function settingsOf(tx: Tx): Settings {
  const row = tx.find(taxSettings, SETTINGS_ID) ?? UNSET
  return { ...row, defaults: { ...row.defaults, tax_behavior: own(tx).hidden.taxBehavior ?? null } }
}

/** Without a head office there is something missing. (docs.stripe.com/tax/settings-api) */
const standing = (isAtHome: boolean): Pick<Settings, 'status' | 'status_details'> =>
  isAtHome
    ? { status: 'active', status_details: { active: {} } }
    : { status: 'pending', status_details: { pending: { missing_fields: ['head_office'] } } }

const UNSET: Settings = {
  id: SETTINGS_ID,
  object: 'tax.settings',
  defaults: { provider: 'stripe', tax_behavior: null, tax_code: null },
  head_office: null,
  livemode: false,
  ...standing(false),
  hidden: {},
}
