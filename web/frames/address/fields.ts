// The fields of an address, as its country writes it: they change with the country, and what was typed stays.
import { type AddressPart, countriesIn, likelyCountry, partsOf, statesOf } from '../countries.ts'
import { type Field, h, makeField } from '../fields.ts'
import type { Words } from '../words/en.ts'
import type { Locale } from '../words/index.ts'

export interface Address {
  readonly line1: string
  readonly line2: string | null
  readonly city: string
  readonly state: string
  readonly postal_code: string
  readonly country: string
}

export interface AddressFields {
  readonly root: HTMLElement
  /** Those that the country has now, the country first. */
  fields(): Field[]
  value(): Address
  onChange(hear: () => void): void
}

interface Wanted {
  /** What ids begin with: `shippingAddress`. */
  readonly prefix: string
  /** Before what a browser fills in: `billing`, `shipping`. */
  readonly section: 'billing' | 'shipping'
  readonly words: Words
  readonly language: Locale
  readonly countries?: readonly string[] | undefined
  readonly values?: Partial<Record<AddressPart | 'country', string | null | undefined>>
  /** Of the parts, only these; all without a word. */
  readonly only?: (country: string) => readonly AddressPart[]
  /** What stands above the country, if not that it may be a region. */
  readonly countryLabel?: string
  /** The country is somebody else's to say. */
  readonly hideCountry?: boolean
}

/** What Stripe.js calls the parts, which tests look for. */
const NAMES: Readonly<Record<AddressPart, string>> = {
  line1: 'addressLine1',
  line2: 'addressLine2',
  city: 'locality',
  state: 'administrativeArea',
  postal_code: 'postalCode',
}

const AUTOCOMPLETE: Readonly<Record<AddressPart, string>> = {
  line1: 'address-line1',
  line2: 'address-line2',
  city: 'address-level2',
  state: 'address-level1',
  postal_code: 'postal-code',
}

export function addressFields({
  prefix,
  section,
  words,
  language,
  countries,
  values = {},
  only,
  hideCountry,
  countryLabel,
}: Wanted): AddressFields {
  const heard: (() => void)[] = []
  const changed = () => {
    for (const hear of heard) hear()
  }
  const offered = countriesIn(language, countries)
  const country = makeField(
    {
      name: 'country',
      id: `${prefix}-countryInput`,
      label: countryLabel ?? words.country,
      autocomplete: `${section} country`,
      options: offered,
    },
    words,
  )
  const wished = values.country ?? likelyCountry()
  country.value = offered.some(([code]) => code === wished) ? wished : (offered[0]?.[0] ?? '')
  const kept: Partial<Record<AddressPart, string>> = {}
  for (const part of Object.keys(NAMES) as AddressPart[]) if (values[part]) kept[part] = values[part]
  const root = h('div', { class: 'Grid Field' })
  let parts = new Map<AddressPart, Field>()

  function draw(): void {
    for (const [part, field] of parts) kept[part] = field.value
    const usual = partsOf(country.value)
    const wanted = only?.(country.value) ?? usual
    // What is needed is asked for, also where the country does without it.
    const shown = [...usual.filter((part) => wanted.includes(part)), ...wanted.filter((part) => !usual.includes(part))]
    parts = new Map(shown.map((part) => [part, fieldOf(part)]))
    country.root.classList.toggle('half', parts.size === 1)
    const held = document.activeElement
    root.replaceChildren(...(hideCountry ? [] : [country.root]), ...[...parts.values()].map((field) => field.root))
    if (held instanceof HTMLElement && held.isConnected) held.focus()
  }

  function fieldOf(part: AddressPart): Field {
    const states = part === 'state' ? statesOf(country.value) : undefined
    const field = makeField(
      {
        name: NAMES[part],
        id: `${prefix}-${NAMES[part]}Input`,
        label: labelOf(part, country.value, words),
        autocomplete: `${section} ${AUTOCOMPLETE[part]}`,
        optional: part === 'line2',
        ...(part === 'postal_code' && {
          write: (typed: string) => typed.normalize('NFKC').toUpperCase().slice(0, 12),
          problem: (written: string) => (isWhole(written, country.value) ? undefined : ('incomplete_zip' as const)),
          ...(country.value === 'US' && { hint: '12345', inputMode: 'numeric' }),
        }),
        ...(states && { options: states }),
      },
      words,
    )
    if (part !== 'line1' && part !== 'line2') field.root.classList.add('half')
    field.value = kept[part] ?? ''
    field.onChange(changed)
    return field
  }

  country.onChange(() => {
    draw()
    changed()
  })
  draw()
  const read = (part: AddressPart) => parts.get(part)?.value.trim() ?? ''
  return {
    root,
    fields: () => [...(hideCountry ? [] : [country]), ...parts.values()],
    value: () => ({
      line1: read('line1'),
      line2: read('line2') || null,
      city: read('city'),
      state: read('state'),
      postal_code: read('postal_code'),
      country: country.value,
    }),
    onChange: (hear) => heard.push(hear),
  }
}

function labelOf(part: AddressPart, country: string, words: Words): string {
  if (part === 'postal_code') return country === 'US' || country === 'PR' ? words.zip : words.postalCode
  if (part === 'state')
    return country === 'JP' ? words.prefecture : country === 'CA' || country === 'CN' ? words.province : words.state
  return words[part]
}

/** Five digits in the United States; elsewhere three characters at least, for the world has no one rule. */
const isWhole = (written: string, country: string): boolean =>
  country === 'US' ? /^\d{5}(?:-?\d{4})?$/.test(written.trim()) : written.replace(/\s/g, '').length >= 3
