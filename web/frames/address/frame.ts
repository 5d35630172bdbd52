// The Element `address`, for billing or shipping: who, where, and the phone number where it is asked for. `shippingAddress` is its
// older name. (https://docs.stripe.com/elements/address-element)
import { type Fields, isObject } from '../../stripejs/misuse.ts'
import { wear } from '../wear.ts'
import { type Field, h, makeField } from '../fields.ts'
import { ask, stateOf, telling } from '../form.ts'
import { openFrame } from '../open.ts'
import { type Address, addressFields } from './fields.ts'

openFrame((page) => {
  const { words, language, component } = page
  let { options, settings } = page
  const section = options.mode === 'billing' ? 'billing' : 'shipping'
  const defaults = isObject(options.defaultValues) ? options.defaultValues : {}
  const wanted = isObject(options.fields) ? options.fields : {}
  const display = isObject(options.display) ? options.display : {}
  const text = (name: string) => (typeof defaults[name] === 'string' ? (defaults[name] as string) : '')

  const id = (name: string) => `${section}Address-${name}Input`
  const plain = (name: string, label: string, more: { autocomplete: string; optional?: boolean; type?: string }) =>
    makeField({ name, id: id(name), label, ...more }, words)
  const names: Field[] = []
  if (wanted.name !== 'never' && display.name === 'split') {
    names.push(
      plain('firstName', words.firstName, { autocomplete: `${section} given-name` }),
      plain('lastName', words.lastName, { autocomplete: `${section} family-name` }),
    )
    for (const field of names) {
      field.root.classList.add('half')
      field.value = text(field.name)
    }
  } else if (wanted.name !== 'never') {
    const label = display.name === 'organization' ? words.organization : words.name
    const name = plain('name', label, { autocomplete: `${section} name` })
    name.value = text('name')
    names.push(name)
  }
  const { phone: validation } = isObject(options.validation) ? options.validation : {}
  const needsPhone = isObject(validation) && validation.required === 'always'
  const phone =
    wanted.phone === 'always'
      ? plain('phone', words.phone, { autocomplete: `${section} tel`, type: 'tel', optional: !needsPhone })
      : undefined
  if (phone) phone.value = text('phone')
  const address = addressFields({
    prefix: `${section}Address`,
    section,
    words,
    language,
    countries: Array.isArray(options.allowedCountries) ? options.allowedCountries : undefined,
    values: isObject(defaults.address) ? defaults.address : {},
  })

  const fields = () => [...names, ...address.fields(), ...(phone ? [phone] : [])]
  const nameOf = () => names.map(({ value }) => value.trim()).join(' ')
  function value(): { name: string; firstName?: string; lastName?: string; address: Address; phone?: string } {
    const [first, last] = names
    return {
      name: nameOf(),
      ...(first && last && { firstName: first.value, lastName: last.value }),
      address: address.value(),
      ...(phone && { phone: phone.value }),
    }
  }
  const state = (): Fields => {
    const { empty, complete } = stateOf(fields(), words)
    const mode = component === 'address' ? { elementMode: section } : {}
    return { ...mode, empty, complete, isNewAddress: true, value: value() }
  }
  const changed = telling(state, page.tell)
  for (const field of [...names, ...(phone ? [phone] : [])]) field.onChange(changed)
  address.onChange(changed)
  document.body.append(
    h(
      'form',
      { class: 'Grid', novalidate: '' },
      ...names.map(({ root }) => root),
      address.root,
      ...(phone ? [phone.root] : []),
    ),
  )
  wear(settings.appearance)
  changed()
  // What was given along is told: a page that only reads events would not know of it.
  if (nameOf() !== '') page.tell('change', state())

  return {
    focus: () => fields()[0]?.input.focus(),
    blur: () => (document.activeElement as HTMLElement | null)?.blur(),
    clear() {
      for (const field of fields()) if (field.name !== 'country') field.clear()
      changed()
    },
    update(given: Fields) {
      options = { ...options, ...given }
      changed()
    },
    settings(given: Fields) {
      settings = given
      wear(settings.appearance)
    },
    submit() {
      const error = ask(fields(), words)
      return error ? { error } : {}
    },
    value: state,
  }
})
