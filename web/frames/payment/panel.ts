// What one way to pay asks and says: its fields, where the customer goes on to, and what they agree to.
import { type Fields, isObject, withoutEmpty } from '../../stripejs/misuse.ts'
import { type AddressFields, addressFields } from '../address/fields.ts'
import { cardOf, codeField, expiryField, numberField } from '../card/parts.ts'
import { type AddressPart, COMPARES_POSTAL } from '../countries.ts'
import type { Held } from '../deliver.ts'
import { type Field, h } from '../fields.ts'
import { chain } from '../form.ts'
import type { Page } from '../open.ts'
import type { SavedMethod, Session, Spec } from '../session.ts'
import { fieldAt, pathsOf } from './paths.ts'
import { type SaveBox, saveBox } from './save_box.ts'

export interface Panel {
  readonly type: string
  readonly root: HTMLElement
  fields(): Field[]
  /** What is held, once the fields are whole. */
  held(): Held
  /** The one that is chosen of those that are there already. */
  method?(): SavedMethod
  /** Whether it shall be kept for another time, where that is asked. */
  readonly save?: SaveBox | undefined
  onChange(hear: () => void): void
}

/** What of the customer a page says by itself: those fields are not drawn. (docs.stripe.com/js/elements_object/create_payment_element) */
export function neverAsked(options: Fields): (path: string) => boolean {
  const { billingDetails } = isObject(options.fields) ? options.fields : ({} as Fields)
  if (billingDetails === 'never') return (path) => path.startsWith('billing_details')
  const details = isObject(billingDetails) ? billingDetails : {}
  const address = isObject(details.address) ? details.address : {}
  const parts: Readonly<Record<string, unknown>> = { ...address, postal_code: address.postalCode }
  return (path) => {
    const [, name = '', part] = /^billing_details\[(\w+)\](?:\[(\w+)\])?$/.exec(path) ?? []
    if (part === undefined) return details[name] === 'never'
    return details.address === 'never' || parts[part] === 'never'
  }
}

export function makePanel(page: Page, session: Session, spec: Spec, options: Fields): Panel {
  const { words } = page
  const never = neverAsked(options)
  const paths = pathsOf(
    spec.type,
    spec.fields.map(({ api_path }) => api_path.v1).filter((path) => !never(path)),
  )
  const plain = paths.filter((path) => !path.startsWith('billing_details[address]'))
  const fields = new Map(plain.map((path) => [path, fieldAt(path, words)]))
  const card = spec.type === 'card' ? cardFields(page) : undefined
  const parts = paths.flatMap((path) => /^billing_details\[address\]\[(\w+)\]$/.exec(path)?.[1] ?? [])
  const address = addressOf(page, options, { type: spec.type, isCard: card !== undefined, parts, never })
  prefill(fields, options)
  chain(card ? card.fields : [...fields.values()])

  const save = saveBox(page, session, spec)

  const own = [...(card?.fields ?? []), ...fields.values()]
  const notes = notesOf(page, session, spec, options).map((text) => h('p', { class: 'Text TermsText' }, text))
  const root = h(
    'div',
    { class: 'Grid Panel p-Panel', id: `${spec.type}-panel` },
    ...own.map((field) => field.root),
    ...(address ? [address.root] : []),
    ...(save ? [save.root] : []),
    ...notes,
  )
  return {
    type: spec.type,
    root,
    save,
    fields: () => [...own, ...(address?.fields() ?? [])],
    held: () => {
      const data: Record<string, unknown> = {}
      for (const [path, field] of fields) if (!field.isEmpty) put(data, path, field.value.trim())
      if (address) put(data, 'billing_details[address]', withoutEmpty({ ...address.value() }))
      const { billing_details, payment_method_options: options, [spec.type]: details } = data
      return {
        type: spec.type,
        details: { ...(details as Fields | undefined), ...card?.held() },
        ...(isObject(billing_details) && { billing: billing_details }),
        ...(isObject(options) && { options }),
        agreed: agrees(session, spec),
        ...save?.held(),
      }
    },
    onChange(hear) {
      for (const field of own) field.onChange(hear)
      address?.onChange(hear)
      save?.onChange(hear)
    },
  }
}

function cardFields({ words }: Page): { readonly fields: Field[]; held(): Fields } {
  const number = numberField(
    { name: 'number', id: 'payment-numberInput', label: words.number, hint: '1234 1234 1234 1234' },
    words,
  )
  const expiry = expiryField(
    { name: 'expiry', id: 'payment-expiryInput', label: words.expiry, hint: words.expiryHint },
    words,
  )
  const code = codeField(
    { name: 'cvc', id: 'payment-cvcInput', label: words.code, hint: words.codeHint },
    () => number.value,
    words,
  )
  number.onChange(() => code.rewrite())
  for (const field of [expiry, code]) field.root.classList.add('half')
  return { fields: [number, expiry, code], held: () => cardOf(number.value, expiry.value, code.value) }
}

/** Where a way to pay is at home, and so is whoever pays by it. */
const HOMES: Readonly<Record<string, string>> = { boleto: 'BR', bacs_debit: 'GB' }

interface Asked {
  readonly type: string
  readonly isCard: boolean
  readonly parts: readonly string[]
  readonly never: (path: string) => boolean
}

/** The country stands beside a card, and the postal code where banks compare it; of other ways to pay, what they need. */
function addressOf(
  { words, language }: Page,
  options: Fields,
  { type, isCard, parts, never }: Asked,
): AddressFields | undefined {
  const at = (part: string) => `billing_details[address][${part}]`
  const hideCountry = isCard ? never(at('country')) : !parts.includes('country')
  const only = (country: string): AddressPart[] =>
    isCard
      ? COMPARES_POSTAL.includes(country) && !never(at('postal_code'))
        ? ['postal_code']
        : []
      : [
          ...(parts.filter((part) => part !== 'country') as AddressPart[]),
          ...(parts.includes('line1') ? (['line2'] as const) : []),
        ]
  if (!isCard && parts.length === 0) return undefined
  if (isCard && hideCountry && never(at('postal_code'))) return undefined
  const values = detailsIn(options).address
  return addressFields({
    prefix: 'payment',
    countryLabel: words.countryOfCard,
    section: 'billing',
    words,
    language,
    only,
    hideCountry,
    values: { ...(HOMES[type] && { country: HOMES[type] }), ...(isObject(values) && values) },
  })
}

const detailsIn = (options: Fields): Fields => {
  const { billingDetails } = isObject(options.defaultValues) ? options.defaultValues : ({} as Fields)
  return isObject(billingDetails) ? billingDetails : {}
}

function prefill(fields: ReadonlyMap<string, Field>, options: Fields): void {
  for (const [name, value] of Object.entries(detailsIn(options))) {
    const field = fields.get(`billing_details[${name}]`)
    if (field && typeof value === 'string') field.value = value
  }
}

/** Whether confirming is the customer's word: to every debit, and to what is kept for later. */
export const agrees = ({ mode, setup_future_usage: future }: Session, { mandate }: Spec): boolean =>
  mandate === 'always' || (mandate === 'off_session' && (mode === 'setup' || future === 'off_session'))

/** What is said below the fields. */
function notesOf({ words }: Page, session: Session, spec: Spec, options: Fields): string[] {
  const { name, flow } = spec
  const { name: business } = isObject(options.business) ? options.business : ({} as Fields)
  const merchant = typeof business === 'string' ? business : (session.business_name ?? words.merchant)
  const keeps = session.mode !== 'payment' || session.setup_future_usage !== null
  const { [camelOf(spec.type)]: wanted } = isObject(options.terms) ? options.terms : ({} as Fields)
  const terms = flow === 'debit' ? words.agreesToDebit(merchant) : words.agreesToKeep(merchant)
  const isSaid = wanted === 'always' || (wanted !== 'never' && (flow === 'debit' || keeps))
  return [
    ...(flow === 'redirect' ? [words.goesOn(name)] : []),
    ...(['code', 'voucher', 'transfer'].includes(flow) ? [words.shows(name)] : []),
    ...(isSaid ? [terms] : []),
  ]
}

/** `us_bank_account` as options call it: `usBankAccount`. */
const camelOf = (type: string): string => type.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())

/** Puts a value where a path leads: `billing_details[address][line1]`. */
function put(into: Record<string, unknown>, path: string, value: unknown): void {
  const names = path.split(/[[\]]+/).filter(Boolean)
  const last = names.pop()!
  let at = into
  for (const name of names) at = (at[name] ??= {}) as Record<string, unknown>
  at[last] = value
}
