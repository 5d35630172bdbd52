// The list of banks that opens below their button. (WAI-ARIA Authoring Practices, listbox)
import { type BankType, banksOf } from '../banks.ts'
import { h } from '../fields.ts'
import { openFrame } from '../open.ts'
import { dress } from '../dress.ts'

const LOOK = `
* { box-sizing: border-box; margin: 0; }
html, body { height: 100%; background: #fff; color: #1a1a1a; font: 400 16px/1.4 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
ul { height: 100%; padding: 4px 0; overflow-y: auto; list-style: none; border: 1px solid #b5b8c4; border-radius: 4px; outline: 0; }
li { display: flex; align-items: center; min-height: 44px; padding: 8px 14px; cursor: pointer; }
li:hover { background: #f1f3f8; }
.SelectListItem--selected { background: #dbe6fb; box-shadow: inset 3px 0 #0b57d0; }
`

openFrame((page) => {
  const { component, settings, tell } = page
  const type = component.replace('Bank', '') as BankType
  const banks = banksOf(type)
  let at = Math.max(
    0,
    banks.findIndex(([value]) => value === settings.chosen),
  )
  const items = banks.map(([value, name], index) => {
    const item = h(
      'li',
      { id: `bank-list-item-${index}`, class: 'SelectListItem', role: 'option', 'data-value': value },
      h('div', { class: 'SelectListItem-text' }, name),
    )
    item.addEventListener('click', () => tell('chosen', { value }))
    return item
  })
  const list = h('ul', { role: 'listbox', tabindex: '0', 'aria-label': page.words.bank }, ...items)

  function mark(): void {
    for (const [index, item] of items.entries()) {
      item.setAttribute('aria-selected', String(index === at))
      item.classList.toggle('SelectListItem--selected', index === at)
    }
    list.setAttribute('aria-activedescendant', items[at]!.id)
    items[at]!.scrollIntoView({ block: 'nearest' })
  }

  list.addEventListener('keydown', (event) => {
    const last = items.length - 1
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: last }[event.key]
    if (to !== undefined) {
      at = Math.min(last, Math.max(0, to))
      event.preventDefault()
      mark()
    }
    if (event.key === 'Enter' || event.key === ' ') tell('chosen', { value: banks[at]![0] })
  })
  document.body.append(list)
  dress(LOOK)
  mark()
  return { focus: () => list.focus() }
})
