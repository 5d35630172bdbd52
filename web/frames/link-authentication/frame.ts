// The Elements that ask for an e-mail address: `linkAuthentication`, and `contactDetails`. Nobody is looked up by it: Link is Stripe's.
import { type Fields, isObject } from '../../stripejs/misuse.ts'
import { wear } from '../wear.ts'
import { emailField } from '../contact.ts'
import { h } from '../fields.ts'
import { ask, telling } from '../form.ts'
import { openFrame } from '../open.ts'

openFrame((page) => {
  const { words, options, component } = page
  const email = emailField(component === 'contactDetails' ? 'contactDetails' : 'linkAuthentication', words)
  const defaults = isObject(options.defaultValues) ? options.defaultValues : {}
  if (typeof defaults.email === 'string') email.value = defaults.email
  const state = (): Fields => ({
    empty: email.isEmpty,
    complete: email.problem === undefined,
    value: { email: email.value.trim() },
  })
  const changed = telling(state, page.tell)
  email.onChange(changed)
  document.body.append(h('form', { class: 'Grid', novalidate: '' }, email.root))
  wear(page.settings.appearance)
  changed()
  if (!email.isEmpty) page.tell('change', state())
  return {
    focus: () => email.input.focus(),
    blur: () => email.input.blur(),
    clear() {
      email.clear()
      changed()
    },
    settings: (given: Fields) => wear(given.appearance),
    submit() {
      const error = ask([email], words)
      return error ? { error } : {}
    },
  }
})
