// The form for a new customer, and for the details of one that there is.
import type Stripe from 'stripe'
import { useGet } from '../api.ts'
import { closeDialog } from '../ui/dialog.tsx'
import { Choice, Form, Lines, Text } from '../ui/form.tsx'
import { COMMON, language, words } from '../words.ts'

const W = words({
  en: {
    add: 'Add customer',
    phone: 'Phone',
    address: 'Address',
    line1: 'Street and number',
    line2: 'Second line',
    postal: 'Postal code',
    city: 'City',
    state: 'State or province',
    country: 'Country',
    countryHint: 'Two letters, such as DE or US',
    locale: 'Language of invoices',
    anyLocale: 'Not said',
    exempt: 'Taxes',
    exemptions: { none: 'Are charged', exempt: 'Exempt', reverse: 'Reverse charge' },
    clock: 'Test clock',
    noClock: 'None: the sandbox’s own time',
  },
  de: {
    add: 'Kunde hinzufügen',
    phone: 'Telefon',
    address: 'Adresse',
    line1: 'Straße und Hausnummer',
    line2: 'Zweite Zeile',
    postal: 'Postleitzahl',
    city: 'Ort',
    state: 'Bundesland oder Provinz',
    country: 'Land',
    countryHint: 'Zwei Buchstaben, etwa DE oder US',
    locale: 'Sprache der Rechnungen',
    anyLocale: 'Nicht festgelegt',
    exempt: 'Steuern',
    exemptions: { none: 'Werden berechnet', exempt: 'Befreit', reverse: 'Umkehr der Steuerschuld' },
    clock: 'Testuhr',
    noClock: 'Keine: die Zeit der Sandbox',
  },
})

interface CustomerFormProps {
  /** The one whose details are changed; a new one where it is left out. */
  readonly of?: Stripe.Customer
  readonly done?: (customer: Stripe.Customer) => void
}

export function CustomerForm({ of, done }: CustomerFormProps) {
  const address = of?.address
  return (
    <Form
      path={of ? `/v1/customers/${of.id}` : '/v1/customers'}
      submit={of ? COMMON.save : W.add}
      clears={of !== undefined}
      shape={of ? cleared : undefined}
      cancel={closeDialog}
      done={(customer) => {
        closeDialog()
        done?.(customer)
      }}
    >
      <div class="fields">
        <Text name="name" label={COMMON.name} value={of?.name ?? ''} />
        <Text name="email" type="email" label={COMMON.email} value={of?.email ?? ''} />
      </div>
      <div class="fields">
        <Text name="phone" label={W.phone} value={of?.phone ?? ''} />
        <Choice
          name="preferred_locales[0]"
          label={W.locale}
          value={of?.preferred_locales?.[0] ?? ''}
          choices={[['', W.anyLocale], ...LOCALES]}
        />
      </div>
      <Lines name="description" label={COMMON.description} rows={2} value={of?.description ?? ''} />
      {!of && <Clock />}
      {of && (
        <Choice
          name="tax_exempt"
          label={W.exempt}
          value={of.tax_exempt ?? 'none'}
          choices={Object.entries(W.exemptions)}
        />
      )}
      <details open={Boolean(address)}>
        <summary>{W.address}</summary>
        <div class="form">
          <Text name="address[line1]" label={W.line1} value={address?.line1 ?? ''} />
          <Text name="address[line2]" label={W.line2} value={address?.line2 ?? ''} />
          <div class="fields">
            <Text name="address[postal_code]" label={W.postal} value={address?.postal_code ?? ''} />
            <Text name="address[city]" label={W.city} value={address?.city ?? ''} />
          </div>
          <div class="fields">
            <Text name="address[state]" label={W.state} value={address?.state ?? ''} />
            <Text name="address[country]" label={W.country} hint={W.countryHint} value={address?.country ?? ''} />
          </div>
        </div>
      </details>
    </Form>
  )
}

/** Languages of which Stripe's papers are often asked for, by their own names. */
const LOCALES = ['de', 'en', 'es', 'fr', 'it', 'ja', 'ko', 'nl', 'pl', 'pt', 'zh'].map(
  (code) => [code, new Intl.DisplayNames(language, { type: 'language' }).of(code) ?? code] as const,
)

/** A list and an address are cleared whole: by sending them empty, not what is in them. */
function cleared({ 'preferred_locales[0]': locale, ...rest }: Readonly<Record<string, string>>) {
  const isLine = ([name]: readonly [string, string]) => name.startsWith('address[')
  const lines = Object.entries(rest).filter((one) => isLine(one) && one[1] !== '')
  return {
    ...Object.fromEntries(Object.entries(rest).filter((one) => !isLine(one))),
    ...(lines.length > 0 ? Object.fromEntries(lines) : { address: '' }),
    ...(locale ? { 'preferred_locales[0]': locale } : { preferred_locales: '' }),
  }
}

/** Whose time the customer lives in. */
function Clock() {
  const { data } = useGet<{ data: readonly Stripe.TestHelpers.TestClock[] }>('/v1/test_helpers/test_clocks', {
    limit: 100,
  })
  if (!data || data.data.length === 0) return null
  return (
    <Choice
      name="test_clock"
      label={W.clock}
      choices={[['', W.noClock], ...data.data.map(({ id, name }) => [id, name || id] as const)]}
    />
  )
}
