// Ways to pay, to choose from in a form: what the customer has saved, and each type with what it asks for. Invoices and the pages on which
// methods are kept share it; src/http/method_form.ts reads what is sent. (Checkout asks for more, by Stripe's own names: checkout_methods.ts.)
import { cardFields, field } from './field.ts'
import { escaped } from './page.ts'
import type { FieldWords } from './words/fields/index.ts'
import type { AccountWords } from './words/paying/index.ts'

type Words = FieldWords & Partial<AccountWords>

/** The fields of an account, and Stripe's test numbers for them. (docs.stripe.com/testing) */
const ACCOUNTS: Readonly<Record<string, readonly (readonly [name: string, label: keyof Words, test: string])[]>> = {
  sepa_debit: [['iban', 'iban', 'DE89 3704 0044 0532 0130 00']],
  us_bank_account: [
    ['routing_number', 'routing', '110000000'],
    ['account_number', 'accountNumber', '000123456789'],
  ],
  au_becs_debit: [
    ['bsb_number', 'bsb', '000000'],
    ['account_number', 'accountNumber', '000123456'],
  ],
}

/** What a type needs of its holder, which every page knows or asks for. */
const OF_HOLDER = /^billing_details\[(?:name|email)\]$/

/**
 * Whether such a form can give all that a type needs, by the catalogue's list of it (`sepa_debit[iban]`, or one of several
 * between strokes).
 */
export function isOffered(type: string, requires: readonly string[]): boolean {
  const asked = new Set((ACCOUNTS[type] ?? []).map(([name]) => `${type}[${name}]`))
  return requires.every((path) => path.split('|').some((one) => OF_HOLDER.test(one) || asked.has(one)))
}

/** One that the customer has saved; its name is HTML. */
export interface SavedMethod {
  readonly id: string
  readonly name: string
}

export interface MethodChoice {
  readonly types: readonly string[]
  readonly saved?: readonly SavedMethod[]
  /** The type, or the id of the saved one, that is chosen at first. */
  readonly chosen: string | undefined
  /** What the choice is sent as. */
  readonly name: string
  /** As people call a type. */
  readonly methodName: (type: string) => string
  readonly title: string
  /** What fields are called; of an account that the page has no words for, nothing is asked. */
  readonly words: Words
  /** What follows the last way, within the frame; HTML. */
  readonly more?: string
}

/** The ways to choose from. Nothing is ever filled in of a card or an account. */
export function methodChoices({
  types,
  saved = [],
  chosen,
  name,
  methodName,
  title,
  words,
  more = '',
}: MethodChoice): string {
  const isOnly = types.length === 1 && saved.length === 0
  const pick = (value: string, text: string) =>
    `<label class="choice"><input type="radio" name="${name}" value="${escaped(value)}"${
      value === chosen ? ' checked' : ''
    }><span>${text}</span></label>`
  const kept = saved.map((one) => pick(one.id, one.name))
  const fresh = types.map((type) => {
    const fields = fieldsOf(type, words, isOnly)
    return pick(type, escaped(methodName(type))) + (fields === '' ? '' : `<div class="fields">${fields}</div>`)
  })
  return `<fieldset><legend>${title}</legend>${[...kept, ...fresh].join('\n')}
${more}</fieldset>`
}

function fieldsOf(type: string, words: Words, isNeeded: boolean): string {
  if (type === 'card') return cardFields(words, isNeeded)
  const asked = ACCOUNTS[type] ?? []
  if (asked.some(([, label]) => words[label] === undefined)) return ''
  const fields = asked.map(([name, label, placeholder]) =>
    field({
      name: `${type}[${name}]`,
      label: words[label]!,
      auto: 'off',
      isNeeded,
      isNumeric: name !== 'iban',
      placeholder,
    }),
  )
  return fields.join('') + (type === 'us_bank_account' ? holderType(words) : '')
}

const holderType = ({ holderType: label, individual, company }: Words): string =>
  `<label>${label}<select name="us_bank_account[account_holder_type]"><option value="individual">${individual}</option>` +
  `<option value="company">${company}</option></select></label>`

/** Whose it is: the customer, unless they say otherwise. */
export const holderFields = (
  words: FieldWords,
  { name, email }: { readonly name?: string | null; readonly email?: string | null },
): string =>
  field({ name: 'name', label: words.holder, value: name ?? undefined, auto: 'name', isNeeded: false }) +
  field({ name: 'email', label: words.email, value: email ?? undefined, type: 'email', auto: 'email', isNeeded: false })
