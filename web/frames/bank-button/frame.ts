// The Elements `idealBank`, `epsBank`, `p24Bank` and `fpxBank`: a button with the chosen bank, in a merchant's own design. The list of banks
// opens in a frame of its own, for a frame cannot reach beyond its edge.
import type { Fields } from '../../stripejs/misuse.ts'
import { type BankType, banksOf } from '../banks.ts'
import { deliver } from '../deliver.ts'
import { h } from '../fields.ts'
import { mistakeOf, telling } from '../form.ts'
import { openFrame } from '../open.ts'
import { dress } from '../dress.ts'
import { PLAIN, rulesOf } from '../plain_style.ts'
import type { Errand } from '../protocol.ts'

const LOOK = `
button.InputElement { display: flex; gap: 8px; align-items: center; width: 100%; text-align: left; cursor: pointer; }
button.InputElement::after { content: ""; margin-left: auto; border: 5px solid transparent; border-top-color: currentColor; transform: translateY(3px); }
`

openFrame((page) => {
  const { words, component } = page
  let { options } = page
  const type = component.replace('Bank', '') as BankType
  const banks = banksOf(type)
  let chosen = typeof options.value === 'string' ? options.value : ''
  const id = type === 'fpx' ? 'fpx_bank-list-value' : 'bank-list-value'
  const button = h('button', {
    type: 'button',
    id,
    class: 'InputElement',
    'aria-haspopup': 'listbox',
    'aria-expanded': 'false',
  })
  const state = (): Fields => ({ empty: chosen === '', complete: chosen !== '', value: chosen })
  const changed = telling(state, page.tell)

  function show(): void {
    button.textContent = banks.find(([value]) => value === chosen)?.[1] ?? words.chooseBank
    button.classList.toggle('is-empty', chosen === '')
    button.classList.toggle('is-complete', chosen !== '')
    button.disabled = options.disabled === true
    dress(PLAIN + LOOK + rulesOf(options.style))
    changed()
  }

  button.addEventListener('click', () => {
    button.setAttribute('aria-expanded', 'true')
    page.tell('list', { chosen })
  })
  document.body.append(button)
  show()
  return {
    focus: () => button.focus(),
    blur: () => button.blur(),
    clear() {
      chosen = ''
      show()
    },
    update(given: Fields) {
      options = { ...options, ...given }
      if (typeof given.value === 'string') chosen = given.value
      show()
    },
    /** The list is closed, with a choice or without. */
    choose(value: string | undefined) {
      if (value !== undefined && banks.some(([one]) => one === value)) chosen = value
      button.setAttribute('aria-expanded', 'false')
      button.focus()
      show()
    },
    run: (errand: Errand) =>
      chosen === ''
        ? { error: mistakeOf('incomplete_bank', words) }
        : deliver(page, errand, { type, details: { bank: chosen } }),
  }
})
