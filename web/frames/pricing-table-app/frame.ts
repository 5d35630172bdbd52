// The pricing table within a merchant's page: what there is to choose from, by interval. Who chooses is led to the page of a Checkout
// Session, to which the page around it goes. (https://docs.stripe.com/payments/checkout/pricing-table)
import { type Interval, oftenOf } from '../../hosted/written.ts'
import { callsOf } from '../../stripejs/call.ts'
import { amountsIn } from '../../stripejs/checkout/money.ts'
import type { Fields } from '../../stripejs/misuse.ts'
import { dress } from '../dress.ts'
import { h } from '../fields.ts'
import { apiOf, openFrame, type Page } from '../open.ts'
import { TABLE_CSS } from './style.ts'
import { TABLE_WORDS, type TableWords } from './words.ts'

interface Price {
  readonly id: string
  readonly amount_decimal: string
  readonly currency: string
  readonly currency_digits: number
  readonly is_tiered: boolean
  readonly recurring: {
    readonly interval: Interval
    readonly interval_count: number
    readonly usage_type: string
  } | null
  readonly unit_label: string | null
}

interface Offer {
  readonly features: readonly string[]
  readonly highlight: keyof TableWords['highlights'] | null
  readonly prices: readonly Price[]
  readonly product: { readonly id: string; readonly name: string; readonly description: string | null }
  readonly trial_period_days: number | null
}

/** What its parts go by. */
interface Table {
  readonly page: Page
  readonly words: TableWords
  /** Somebody chooses a price. */
  choose(price: Price, button: HTMLButtonElement): void
}

openFrame(async (page) => {
  dress(TABLE_CSS)
  const { options, ours, language, tell } = page
  const words = TABLE_WORDS[language]
  const call = callsOf(apiOf(location), 'brindle')
  const path = `pricing_tables/${encodeURIComponent(String(options.id))}`
  // What the API refuses it says in English.
  const problem = h('p', { class: 'problem', role: 'alert', lang: 'en', hidden: '' })
  function refuse(message: string): void {
    problem.textContent = message
    problem.hidden = false
    tell('refused', { message })
  }
  async function choose(price: Price, button: HTMLButtonElement): Promise<void> {
    problem.hidden = true
    button.disabled = true
    const { who } = options
    const { session, error } = await call('session', 'POST', `${path}/visit`, {
      ...(who as Fields),
      locale: language,
      price: price.id,
      ...ours,
    })
    if (!error) return tell('leave', { goTo: (session as Fields).url })
    button.disabled = false
    refuse(error.message)
  }
  const { table, error } = await call('table', 'GET', path, ours)
  document.body.append(problem)
  if (error) refuse(error.message)
  else draw((table as { offers: readonly Offer[] }).offers, { page, words, choose })
  return {}
})

function draw(offers: readonly Offer[], table: Table): void {
  const { words, page } = table
  if (offers.length === 0) {
    document.body.append(h('p', { class: 'problem' }, words.none))
    return
  }
  const list = h('ul', { class: 'offers', role: 'list' })
  const show = (interval: string) => {
    const cards = offers.flatMap((offer) => {
      const price = offer.prices.find((one) => keyOf(one) === interval)
      return price ? [cardOf(offer, price, table)] : []
    })
    list.replaceChildren(...cards)
  }
  const intervals = intervalsOf(offers)
  if (intervals.length > 1) document.body.append(chooserOf(intervals, words, page, show))
  document.body.append(list)
  show(keyOf(intervals[0]!))
}

const keyOf = ({ recurring }: Price): string =>
  recurring ? `${recurring.interval_count} ${recurring.interval}` : 'once'

const DAYS: Readonly<Record<Interval, number>> = { day: 1, week: 7, month: 30, year: 365 }
const lengthOf = ({ recurring }: Price): number =>
  recurring ? DAYS[recurring.interval] * recurring.interval_count : Number.POSITIVE_INFINITY

/** A price for each interval, the shortest first; what is paid once is last. */
function intervalsOf(offers: readonly Offer[]): Price[] {
  const all = offers.flatMap(({ prices }) => prices)
  return [...new Map(all.map((price) => [keyOf(price), price])).values()].sort((a, b) => lengthOf(a) - lengthOf(b) || 0)
}

function chooserOf(
  intervals: readonly Price[],
  words: TableWords,
  { language }: Page,
  show: (interval: string) => void,
): HTMLElement {
  const chooser = h('fieldset', {}, h('legend', { class: 'hidden' }, words.period))
  for (const [i, price] of intervals.entries()) {
    const { recurring } = price
    const own = recurring && words.intervals[recurring.interval]
    const often = recurring && oftenOf(recurring.interval, recurring.interval_count, language).replace(/^\/\xa0/, '')
    const text = !recurring ? words.intervals.once : recurring.interval_count === 1 ? own! : capital(often!)
    const radio = h('input', { type: 'radio', name: 'interval', value: keyOf(price), ...(i === 0 && { checked: '' }) })
    radio.addEventListener('change', () => show(radio.value))
    chooser.append(h('label', {}, radio, text))
  }
  return chooser
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

function cardOf(offer: Offer, price: Price, table: Table): HTMLElement {
  const { words } = table
  const { product, highlight, features, trial_period_days: days } = offer
  const isTried = days !== null && price.recurring !== null
  const title = `name-${product.id}`
  const label = isTried ? words.startTrial : price.recurring ? words.subscribe : words.buy
  const button = h('button', { type: 'button', 'aria-describedby': title }, label)
  button.addEventListener('click', () => table.choose(price, button))
  return h(
    'li',
    { class: highlight ? 'offer highlighted' : 'offer' },
    ...(highlight ? [h('p', { class: 'badge' }, words.highlights[highlight])] : []),
    h('h2', { id: title }, product.name),
    ...(product.description ? [h('p', { class: 'soft' }, product.description)] : []),
    ...amountOf(price, table),
    ...(isTried ? [h('p', {}, words.trial(days))] : []),
    button,
    ...(features.length > 0
      ? [
          h('p', { class: 'soft' }, words.includes),
          h('ul', { class: 'features', role: 'list' }, ...features.map((text) => h('li', {}, text))),
        ]
      : []),
  )
}

function amountOf(price: Price, { words, page: { language } }: Table): HTMLElement[] {
  const { recurring, unit_label, currency, currency_digits: digits, amount_decimal: minor, is_tiered } = price
  const { amount } = amountsIn(language, currency, digits)(minor)
  const often = recurring ? ` ${oftenOf(recurring.interval, recurring.interval_count, language)}` : ''
  const unit = unit_label ?? (recurring?.usage_type === 'metered' ? words.unit : null)
  return [
    h('p', { class: 'amount' }, is_tiered ? words.from(amount) : amount, h('span', {}, often)),
    ...(unit === null ? [] : [h('p', { class: 'soft' }, words.per(unit))]),
  ]
}
