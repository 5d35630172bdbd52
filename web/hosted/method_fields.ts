// Ways to pay, to choose from in a form: what the customer has saved, and each type with what it asks for. Invoices and the pages on which
// methods are kept share it; src/http/method_form.ts reads what is sent. (Checkout asks by Stripe's own names: checkout_methods.ts.)
import { ADDRESS, type AddressPart, addressOrder, homeOf } from './address.ts'
import { bankName } from './bank_names.ts'
import { countryOptions, input, type SaidFields, select } from './inputs.ts'
import { cardFields, field } from './field.ts'
import type { Language } from './language.ts'
import { DETAILS, detailsOf, OPTIONAL } from './method_details.ts'
import { escaped } from './page.ts'
import { DETAIL_LABELS } from './words/method_details/index.ts'
import { FIELD_WORDS, type FieldWords } from './words/fields/index.ts'
import { PAYING_WORDS } from './words/paying/index.ts'

/** What a type asks: by parameters, or one of several between strokes; and what one of them can be, where that is a list. */
export interface TypeAsks {
  readonly requires: readonly string[]
  readonly options: (path: string) => readonly string[]
}

/**
 * Whether such a form can give all that a type needs. The code of BLIK is no part of a method, and of types of the merchant's own nobody
 * knows what they ask.
 */
export const canAsk = (type: string): boolean => type !== 'blik' && type !== 'custom'

/** One that the customer has saved; its name is HTML. */
export interface SavedMethod {
  readonly id: string
  readonly name: string
}

export interface MethodChoice {
  /** What the choice is called; HTML. */
  readonly title?: string
  readonly types: readonly string[]
  readonly saved?: readonly SavedMethod[]
  /** The type, or the id of the saved one, that is chosen at first. */
  readonly chosen: string | undefined
  /** What the choice is sent as. */
  readonly name: string
  /** As people call a type. */
  readonly methodName: (type: string) => string
  readonly asks: (type: string) => TypeAsks
  /** The countries that an address can be in. */
  readonly countries: readonly string[]
  /** What had been filled in, and what is known of the customer. */
  readonly said: SaidFields
  readonly known: Known
  readonly language: Language
  /** What follows the last way, within the frame; HTML. */
  readonly more?: string
}

interface Known {
  readonly phone?: string | null
  readonly address?: Readonly<Partial<Record<AddressPart | 'country', string | null>>> | null
}

/** The ways to choose from. Nothing is ever filled in of a card or an account. */
export function methodChoices(choice: MethodChoice): string {
  const { types, saved = [], chosen, name, methodName, language, more = '' } = choice
  const { title = PAYING_WORDS[language].method } = choice
  const isOnly = types.length === 1 && saved.length === 0
  const pick = (value: string, text: string) =>
    `<label class="choice"><input type="radio" name="${name}" value="${escaped(value)}"${
      value === chosen ? ' checked' : ''
    }><span>${text}</span></label>`
  const kept = saved.map((one) => pick(one.id, one.name))
  const fresh = types.map((type) => {
    const fields = fieldsOf(type, choice, isOnly)
    return pick(type, escaped(methodName(type))) + (fields === '' ? '' : `<div class="fields">${fields}</div>`)
  })
  return `<fieldset><legend>${title}</legend>${[...kept, ...fresh].join('\n')}
${more}</fieldset>`
}

function fieldsOf(type: string, choice: MethodChoice, isNeeded: boolean): string {
  const words = FIELD_WORDS[choice.language]
  if (type === 'card') return cardFields(words, isNeeded)
  const { requires } = choice.asks(type)
  const own = detailsOf(type, requires).map((path) => detail(path, type, choice, isNeeded && !OPTIONAL.includes(path)))
  const kind = type === 'us_bank_account' ? holderType(choice.language) : ''
  return own.join('') + kind + aboutHolder(type, choice)
}

function detail(path: string, type: string, { asks, language, said }: MethodChoice, isNeeded: boolean): string {
  const [label, placeholder] = DETAILS[path]!
  const labels = { ...FIELD_WORDS[language], ...DETAIL_LABELS[language] }
  const asked = { name: path, label: labels[label], auto: 'off', isNeeded }
  const options = asks(type).options(path)
  if (options.length === 0) return field({ ...asked, ...(placeholder !== undefined && { placeholder }) })
  const shown =
    label === 'country'
      ? countryOptions(options, language)
      : options.map((word) => [word, escaped(bankName(word))] as const)
  return select(said, asked, shown)
}

/** What a type needs of its holder beside the name and the e-mail address, which are asked for once: under names of its own, as others ask the same. */
function aboutHolder(type: string, { asks, countries, known, said, language }: MethodChoice): string {
  const { requires } = asks(type)
  const words = FIELD_WORDS[language]
  const needs = (part: string) => requires.includes(`billing_details[${part}]`)
  const asked = (part: string, label: string, value: string | null | undefined) => ({
    name: `holder[${type}][${part}]`,
    label,
    value,
    isNeeded: false,
  })
  const phone = { ...asked('phone', words.phone, known.phone), type: 'tel', auto: 'tel' } as const
  const country = asked('country', words.country, known.address?.country ?? homeOf(language))
  const parts = addressOrder(country.value!).filter((part) => needs(`address][${part}`))
  return [
    needs('phone') ? input(said, phone) : '',
    needs('address][country')
      ? select(said, { ...country, auto: 'billing country' }, countryOptions(countries, language))
      : '',
    ...parts.map((part) => {
      const { label, auto, isShort } = ADDRESS[part]
      return input(said, { ...asked(part, words[label], known.address?.[part]), auto: `billing ${auto}`, isShort })
    }),
  ].join('')
}

function holderType(language: Language): string {
  const { holderType: label, individual, company } = PAYING_WORDS[language]
  return (
    `<label>${label}<select name="us_bank_account[account_holder_type]"><option value="individual">${individual}</option>` +
    `<option value="company">${company}</option></select></label>`
  )
}

/** Whose it is: the customer, unless they say otherwise. */
export const holderFields = (
  words: FieldWords,
  { name, email }: { readonly name?: string | null; readonly email?: string | null },
): string =>
  field({ name: 'name', label: words.holder, value: name ?? undefined, auto: 'name', isNeeded: false }) +
  field({ name: 'email', label: words.email, value: email ?? undefined, type: 'email', auto: 'email', isNeeded: false })
