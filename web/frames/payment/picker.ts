// The choice among ways to pay: tabs beside each other, with a menu for those that find no room, or an accordion. Both are worked by keys.
// (WAI-ARIA Authoring Practices, tabs and accordion)
import { type Fields, isObject } from '../../stripejs/misuse.ts'
import { h } from '../fields.ts'
import type { Words } from '../words/en.ts'
import type { Panel } from './panel.ts'

export interface Picker {
  readonly root: HTMLElement
  /** Shows one, or none where it is collapsed. */
  show(type: string | undefined): void
}

interface Choice {
  readonly panel: Panel
  readonly name: string
}

/** `layout` of the Element: a word, or an object with it. */
export function layoutOf({ layout }: Fields): { readonly isAccordion: boolean; readonly isCollapsed: boolean } {
  const { type, defaultCollapsed } = isObject(layout) ? layout : { type: layout, defaultCollapsed: false }
  const isAccordion = type === 'accordion'
  return { isAccordion, isCollapsed: isAccordion && defaultCollapsed === true }
}

export function makePicker(
  choices: readonly Choice[],
  isAccordion: boolean,
  pick: (type: string) => void,
  words: Words,
): Picker {
  if (choices.length === 1) return { root: choices[0]!.panel.root, show: () => {} }
  return isAccordion ? accordion(choices, pick) : tabs(choices, pick, words)
}

function accordion(choices: readonly Choice[], pick: (type: string) => void): Picker {
  const buttons = choices.map(({ panel, name }) => {
    const button = h(
      'button',
      { type: 'button', class: 'AccordionItem p-AccordionButton', id: `${panel.type}-tab` },
      name,
    )
    for (const attribute of ['data-testid', 'data-value', 'value']) button.setAttribute(attribute, panel.type)
    button.setAttribute('aria-controls', panel.root.id)
    button.addEventListener('click', () => pick(panel.type))
    return button
  })
  const root = h(
    'div',
    { class: 'Accordion' },
    ...choices.map(({ panel }, at) => h('div', { class: 'AccordionBox' }, buttons[at]!, panel.root)),
  )
  return {
    root,
    show(type) {
      for (const [at, { panel }] of choices.entries()) {
        const isShown = panel.type === type
        panel.root.hidden = !isShown
        buttons[at]!.classList.toggle('AccordionItem--selected', isShown)
        buttons[at]!.setAttribute('aria-expanded', String(isShown))
      }
    },
  }
}

/** How wide a tab is at least, in pixels: a short name and its padding. */
const TAB_WIDTH = 120

function tabs(choices: readonly Choice[], pick: (type: string) => void, words: Words): Picker {
  const list = h('div', { class: 'TabList', role: 'tablist', 'aria-label': words.methods })
  const buttons = choices.map(({ panel, name }) => {
    const { type } = panel
    const button = h('button', { type: 'button', class: 'Tab p-TabButton', role: 'tab', id: `${type}-tab` }, name)
    for (const attribute of ['data-testid', 'value']) button.setAttribute(attribute, type)
    button.setAttribute('aria-controls', panel.root.id)
    panel.root.setAttribute('role', 'tabpanel')
    panel.root.setAttribute('aria-labelledby', button.id)
    button.addEventListener('click', () => pick(type))
    return button
  })
  const menu = h('select', { class: 'Input p-AdditionalPaymentMethods-menu', 'aria-label': words.more })
  menu.addEventListener('change', () => menu.value !== '' && pick(menu.value))
  list.addEventListener('keydown', (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    const seen = buttons.filter(({ isConnected }) => isConnected)
    const at = seen.indexOf(event.target as HTMLButtonElement)
    if (step === undefined || at < 0) return
    const next = seen[(at + step + seen.length) % seen.length]!
    pick(next.value)
    next.focus()
  })
  let shown: string | undefined
  let drawn = ''

  /** Those that have room, the chosen one always among them; the others are in the menu. */
  function draw(): void {
    const all = choices.map(({ panel }) => panel.type)
    const fits = Math.max(1, Math.floor(innerWidth / TAB_WIDTH))
    const room = all.length <= fits ? all.length : Math.max(1, fits - 1)
    const seen = all.slice(0, room)
    if (shown !== undefined && !seen.includes(shown)) seen[room - 1] = shown
    const plan = seen.join()
    if (plan !== drawn) {
      drawn = plan
      const others = choices.filter(({ panel }) => !seen.includes(panel.type))
      menu.replaceChildren(
        h('option', { value: '' }, '\u2026'),
        ...others.map(({ panel, name }) => h('option', { value: panel.type }, name)),
      )
      const held = document.activeElement
      list.replaceChildren(...buttons.filter(({ value }) => seen.includes(value)))
      menu.hidden = others.length === 0
      if (held instanceof HTMLElement && held.isConnected) held.focus()
    }
    for (const button of buttons) {
      const isShown = button.value === shown
      button.classList.toggle('Tab--selected', isShown)
      button.setAttribute('aria-selected', String(isShown))
      button.tabIndex = isShown ? 0 : -1
    }
  }

  addEventListener('resize', draw)
  const root = h('div', {}, h('div', { class: 'Tabs' }, list, menu), ...choices.map(({ panel }) => panel.root))
  return {
    root,
    show(type) {
      shown = type
      for (const { panel } of choices) panel.root.hidden = panel.type !== type
      draw()
    },
  }
}
