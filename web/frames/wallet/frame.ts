// The sheet of a test wallet: the tester plays the customer, chooses how something is shipped, and goes on or cancels.
import { type Fields, isObject } from '../../stripejs/misuse.ts'
import { h } from '../fields.ts'
import { type Offered, openFrame } from '../open.ts'
import { dress } from '../dress.ts'
import { SHEET } from '../sheet_style.ts'
import { CUSTOMER } from '../wallets.ts'

const LOOK = `
main { flex: 1; display: grid; gap: 14px; align-content: start; padding: 20px 16px; background: var(--card); }
dl { display: grid; grid-template-columns: auto 1fr; gap: 6px 16px; }
dt { color: var(--soft); }
dd { margin: 0; text-align: right; font-weight: 600; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
fieldset { border: 1px solid var(--line); border-radius: 10px; padding: 8px 14px; }
label { display: flex; gap: 10px; align-items: center; min-height: 44px; }
label span { margin-left: auto; font-variant-numeric: tabular-nums; }
.go { border-color: var(--accent); background: var(--accent); color: var(--on); }
.problem { font-weight: 600; }
`

interface Rate {
  readonly id: string
  readonly amount: number
  readonly displayName: string
}

interface Line {
  readonly name: string
  readonly amount: number
}

openFrame((page) => {
  const { words, settings, language, tell } = page
  let { rates, lines, amount } = readDetails(settings)
  let rate = rates[0]
  const title = words.walletTitle(String(settings.name))
  tell('titled', { title })
  dress(SHEET + LOOK)

  const money = (amount: number): string => {
    const currency = String(settings.currency ?? 'usd').toUpperCase()
    const format = new Intl.NumberFormat(language, { style: 'currency', currency })
    return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2))
  }
  const problem = h('p', { class: 'problem', role: 'alert' })
  const go = h('button', { type: 'button', class: 'go' }, words.goOn)
  const cancel = h('button', { type: 'button' }, words.cancel)
  const rows = h('dl', {})
  const shipping = h('fieldset', {})

  function draw(): void {
    const total = amount ?? lines.reduce((sum, line) => sum + line.amount, 0)
    const { name, address } = CUSTOMER
    const where = `${name}, ${address.line1}, ${address.city} ${address.state} ${address.postal_code}`
    const told = lines.map((line) => [line.name, money(line.amount)])
    if (settings.needsShipping) told.unshift([words.shippingTo, where])
    told.push([words.total, money(total)])
    rows.replaceChildren(...told.flatMap(([term = '', value = '']) => [h('dt', {}, term), h('dd', {}, value)]))
    shipping.hidden = rates.length === 0
    shipping.replaceChildren(
      h('legend', {}, words.shippingBy),
      ...rates.map((one) => {
        const radio = h('input', { type: 'radio', name: 'rate', value: one.id })
        radio.checked = one.id === rate?.id
        radio.addEventListener('change', () => {
          rate = one
          tell('rate', { rate: one })
        })
        return h('label', {}, radio, one.displayName, h('span', {}, money(one.amount)))
      }),
    )
  }
  draw()
  go.addEventListener('click', () => {
    const shipped = settings.needsShipping === true && rate ? { rate } : {}
    tell('close', { paid: true, customer: CUSTOMER, ...shipped })
  })
  cancel.addEventListener('click', () => tell('close', { paid: false }))
  document.body.append(
    h('header', {}, h('h1', {}, title)),
    h('main', {}, h('p', {}, words.walletLead), rows, shipping, problem, go, cancel),
  )
  const offered: Offered = {
    focus: () => go.focus(),
    cancel: () => tell('close', { paid: false }),
    /** What the page says once it knows where something is shipped, or how; or that it cannot be. */
    details(given: Fields) {
      const fresh = readDetails(given)
      if (given.shippingRates !== undefined) rates = fresh.rates
      if (given.lineItems !== undefined) lines = fresh.lines
      if (given.amount !== undefined || given.lineItems !== undefined) amount = fresh.amount
      if (!rates.some(({ id }) => id === rate?.id)) rate = rates[0]
      problem.textContent = typeof given.problem === 'string' ? given.problem : ''
      go.disabled = given.problem !== undefined
      draw()
    },
  }
  return offered
})

/** What the page has given of prices and ways to ship; the amount of all, where it says so. */
function readDetails({ shippingRates, lineItems, amount }: Fields) {
  const listOf = <T>(given: unknown) => (Array.isArray(given) ? given.filter(isObject) : []) as unknown as readonly T[]
  return {
    rates: listOf<Rate>(shippingRates),
    lines: listOf<Line>(lineItems),
    amount: typeof amount === 'number' ? amount : undefined,
  }
}
