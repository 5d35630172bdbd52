// A frame of bare fields whose values together are the details of one way to pay.
import type { Fields } from '../stripejs/misuse.ts'
import { deliver } from './deliver.ts'
import { type FieldOptions, h, makeField } from './fields.ts'
import { ask, chain, stateOf, telling } from './form.ts'
import { openFrame, type Page } from './open.ts'
import { dress } from './dress.ts'
import { PLAIN, rulesOf } from './plain_style.ts'
import type { Errand } from './protocol.ts'

interface Plain {
  /** The type of payment method. */
  readonly type: string
  readonly fields: (page: Page) => readonly Omit<FieldOptions, 'bare'>[]
  /** What the API takes, of the values in the order of the fields. */
  readonly details: (values: readonly string[]) => Fields
  /** What every change tells beside whether the fields are whole. */
  readonly state: (values: readonly string[]) => Fields
}

export function openPlain({ type, fields: wanted, details, state: extra }: Plain): void {
  openFrame((page) => {
    const { words } = page
    let { options } = page
    const fields = wanted(page).map((field) => makeField({ ...field, bare: true }, words))
    for (const { root } of fields) root.style.flex = '1 1 120px'
    chain(fields)
    const values = () => fields.map(({ value }) => value)
    const state = (): Fields => ({ ...stateOf(fields, words), ...extra(values()) })
    const changed = telling(state, page.tell)
    const look = () => {
      dress(PLAIN + rulesOf(options.style))
      for (const { input } of fields) input.disabled = options.disabled === true
    }
    const form = h('form', { class: 'fields', novalidate: '' }, ...fields.map(({ root }) => root))
    form.addEventListener('submit', (event) => event.preventDefault())
    document.body.append(form)
    for (const field of fields) field.onChange(changed)
    look()
    changed()
    return {
      focus: () => (fields.find(({ problem }) => problem) ?? fields[0])?.input.focus(),
      blur: () => (document.activeElement as HTMLElement | null)?.blur(),
      clear() {
        for (const field of fields) field.clear()
        changed()
      },
      update(given: Fields) {
        options = { ...options, ...given }
        look()
      },
      run: (errand: Errand) => {
        const error = ask(fields, words)
        return error ? { error } : deliver(page, errand, { type, details: details(values()) })
      },
    }
  })
}
