// The fields of forms: each with its label, its name as its id where that may be one, and what had been filled in. On the Checkout page
// names are those of Stripe's own page, by which tests of shops find them.
import { ADDRESS, type AddressPart } from './address.ts'
import { type Field, field } from './field.ts'
import type { Language } from './language.ts'
import { escaped } from './page.ts'
import type { FieldWords } from './words/fields/index.ts'
import { countryOf } from './written.ts'

/** What had been filled in before the page was shown again, by the names of the fields. */
export type SaidFields = Readonly<Record<string, string>>

/** A field and, as `value`, what is known without the customer. */
export type Asked = Omit<Field, 'value'> & { readonly value?: string | null | undefined }

/** A field's id is its name, where that may be one. */
const idOf = (name: string) => (/^[\w-]+$/.test(name) ? `id="${name}"` : '')

const joined = (...attributes: readonly (string | undefined)[]) => attributes.filter(Boolean).join(' ')

/** A line of text. */
export function input(said: SaidFields, { value, more, ...is }: Asked): string {
  const own = joined(idOf(is.name), more)
  return field({ ...is, value: said[is.name] ?? value ?? '', ...(own && { more: own }) })
}

export type Option = readonly [value: string, text: string]

/** One of several, whose texts are HTML; the empty first one is there where nothing has to be chosen, or nothing is yet. */
export function select(
  said: SaidFields,
  { name, label, auto, isNeeded = true, value }: Asked,
  options: readonly Option[],
): string {
  const chosen = said[name] ?? value ?? ''
  const each = options.map(
    ([key, text]) => `<option value="${escaped(key)}"${key === chosen ? ' selected' : ''}>${text}</option>`,
  )
  const none = options.some(([key]) => key === chosen) && isNeeded ? '' : '<option value=""></option>'
  const autocomplete = auto === undefined ? '' : `autocomplete="${auto}"`
  const attributes = joined(`name="${name}"`, idOf(name), autocomplete, isNeeded ? 'required' : '')
  return `<label>${label}<select ${attributes}>${none}${each.join('')}</select></label>`
}

/** A box to tick, which need not be ticked. */
export function box(said: SaidFields, { name, label, value = 'true', isNeeded = false }: Asked): string {
  const attributes = joined(
    `name="${name}"`,
    idOf(name),
    `value="${value}"`,
    said[name] === undefined ? '' : 'checked',
    isNeeded ? 'required' : '',
  )
  return `<label class="choice"><input type="checkbox" ${attributes}><span>${label}</span></label>`
}

/** Countries by their codes, as the language calls them and in its order. */
export function countryOptions(codes: readonly string[], language: Language): Option[] {
  const { compare } = new Intl.Collator(language)
  return codes
    .map((code): Option => [code, escaped(countryOf(code, language))])
    .toSorted(([, one], [, other]) => compare(one, other))
}

/** What Stripe's page calls the parts of an address, after whose it is. */
const PARTS: Readonly<Record<AddressPart, string>> = {
  line1: 'AddressLine1',
  line2: 'AddressLine2',
  postal_code: 'PostalCode',
  city: 'Locality',
  state: 'AdministrativeArea',
}

/** Whose address it is, what is known of it, and what it is called. */
interface Whose {
  readonly whose: 'billing' | 'shipping'
  readonly known: Readonly<Partial<Record<AddressPart, string | null>>> | null
  readonly words: FieldWords
}

/** A part of an address below its country. What stands alone does not share its row. */
export function addressInput(
  said: SaidFields,
  part: AddressPart,
  { whose, known, words }: Whose,
  is: { readonly isNeeded: boolean; readonly isAlone?: boolean },
): string {
  const { label, auto, isShort } = ADDRESS[part]
  const name = `${whose}${PARTS[part]}`
  const asked = { name, label: words[label], auto: `${whose} ${auto}`, value: known?.[part] }
  return input(said, { ...asked, isShort: isShort && !is.isAlone, isNeeded: is.isNeeded })
}
