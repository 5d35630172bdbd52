// The Elements `card`, `cardNumber`, `cardExpiry` and `cardCvc`: a card's fields in a merchant's own design.
import { type Fields, isObject } from '../../stripejs/misuse.ts'
import { type Collected, deliver } from '../deliver.ts'
import { type Field, h } from '../fields.ts'
import { ask, chain, mistakeOf, stateOf, telling } from '../form.ts'
import { type Offered, openFrame, type Page } from '../open.ts'
import { dress } from '../dress.ts'
import { PLAIN, rulesOf } from '../plain_style.ts'
import type { Errand } from '../protocol.ts'
import { offer, type Part, type PartName, type Parts, partsOf, tellSiblings } from '../siblings.ts'
import { lacksPostal } from '../checks/card.ts'
import type { Words } from '../words/en.ts'
import { cardIcon } from './icon.ts'
import { brandOf, cardOf, codeField, expiryField, numberField, postalField } from './parts.ts'

/** Which fields each Element has. */
const FIELDS: Readonly<Record<string, readonly PartName[]>> = {
  card: ['number', 'expiry', 'code', 'postal'],
  cardNumber: ['number'],
  cardExpiry: ['expiry'],
  cardCvc: ['code'],
}

const LAYOUT = `
.number { flex: 1 1 172px; } .expiry { flex: 0 1 72px; } .code { flex: 0 1 48px; } .postal { flex: 0 1 64px; }
.alone { flex: 1; }
[hidden] { display: none; }
`

openFrame((page) => {
  const { component, group, words } = page
  const isWhole = component === 'card'
  const numberTyped = () => partsOf(group).number?.value() ?? ''
  const made = fieldsOf(page, numberTyped)
  const fields = Object.values(made)
  let { options } = page
  const used = () => fields.filter((field) => !(field === made.postal && isWithoutPostal()))
  const isWithoutPostal = () => options.hidePostalCode === true || lacksPostal(numberTyped())

  const state = (): Fields => {
    const common = { ...stateOf(used(), words) }
    if (!made.number) return common
    const brand = brandOf(made.number.value)
    return isWhole ? { ...common, brand, value: { postalCode: made.postal!.value } } : { ...common, brand }
  }
  const changed = telling(state, page.tell)

  function look(): void {
    dress(PLAIN + LAYOUT + rulesOf(options.style))
    if (made.postal) {
      made.postal.root.hidden = isWithoutPostal()
      made.postal.input.autocomplete = 'billing postal-code'
    }
    icon.toggleAttribute('hidden', isWhole ? options.hideIcon === true : options.showIcon !== true)
    for (const { input } of fields) {
      input.disabled = options.disabled === true
      if (typeof options.placeholder === 'string' && !isWhole) input.setAttribute('placeholder', options.placeholder)
    }
  }

  const icon = cardIcon()
  document.body.append(h('form', { class: 'fields', novalidate: '' }, icon, ...fields.map(({ root }) => root)))
  document.forms[0]!.addEventListener('submit', (event) => event.preventDefault())
  if (component === 'cardExpiry' || component === 'cardCvc') icon.remove()
  chain(fields)
  const { value } = options
  if (made.postal && isObject(value) && typeof value.postalCode === 'string') made.postal.value = value.postalCode
  look()

  const parts = Object.fromEntries(
    Object.entries(made).map(([name, field]): [string, Part] => [
      name,
      { value: () => field.value, ask: () => (used().includes(field) ? ask([field], words) : undefined) },
    ]),
  ) as Parts
  offer(group, parts, () => {
    made.code?.rewrite()
    if (made.postal) made.postal.root.hidden = isWithoutPostal()
    changed()
  })
  for (const field of fields)
    field.onChange(() => {
      if (field === made.number) tellSiblings(group)
      else changed()
    })
  changed()

  const offered: Offered = {
    focus: () => (fields.find(({ problem }) => problem) ?? fields[0])?.input.focus(),
    blur: () => (document.activeElement as HTMLElement | null)?.blur(),
    clear() {
      for (const field of fields) field.clear()
      changed()
    },
    update(given: Fields) {
      options = { ...options, ...given }
      look()
      changed()
    },
    run: async (errand: Errand) => {
      const held = collect(partsOf(group), errand, words)
      return 'error' in held ? held : deliver(page, errand, held)
    },
  }
  return offered
})

function fieldsOf({ component, words }: Page, numberTyped: () => string): Partial<Record<PartName, Field>> {
  const isWhole = component === 'card'
  const make: Record<PartName, () => Field> = {
    number: () => {
      const hint = isWhole ? words.numberHint : '1234 1234 1234 1234'
      return numberField({ name: 'cardnumber', label: words.numberOfCard, hint, bare: true }, words)
    },
    expiry: () =>
      expiryField({ name: 'exp-date', label: words.expiryOfCard, hint: words.expiryHint, bare: true }, words),
    code: () =>
      codeField({ name: 'cvc', label: words.codeOfCard, hint: words.codeHint, bare: true }, numberTyped, words),
    postal: () =>
      postalField({ name: 'postal', label: words.zipOfCard, hint: words.zipHint, bare: true }, numberTyped, words),
  }
  const names = FIELDS[component] ?? []
  return Object.fromEntries(
    names.map((name) => {
      const field = make[name]()
      field.root.classList.add(isWhole ? name : 'alone')
      return [name, field]
    }),
  )
}

/** The card out of the fields of its frames; of what is missing or wrong, the first. */
function collect(parts: Parts, errand: Errand, words: Words): Collected {
  const isCode = errand.make === 'token' && errand.of === 'cvc_update'
  const asked = isCode ? [parts.code] : [parts.number, parts.expiry, parts.code, parts.postal]
  for (const part of asked) {
    const error = part?.ask()
    if (error) return { error }
  }
  if (isCode) return { type: 'card', details: { cvc: parts.code?.value() } }
  const { number, expiry, code, postal } = parts
  if (!number || !expiry) return { error: mistakeOf(number ? 'incomplete_expiry' : 'incomplete_number', words) }
  const postalCode = postal?.value()
  return {
    type: 'card',
    details: cardOf(number.value(), expiry.value(), code?.value()),
    ...(postalCode && { billing: { address: { postal_code: postalCode } } }),
  }
}
