// What the report "buy now or pay later" answers, and its figures as tables of text.
import type { Figures, Fraction, Pair, Sales } from '../../../src/source/report/figures.ts'
import { count, label, money } from '../format.ts'
import { language } from '../words.ts'
import { WORDS } from './report_words.ts'

export interface Report {
  readonly charges: number
  readonly dimension: string | null
  readonly currencies: readonly CurrencyReport[]
  readonly missing: readonly string[]
  readonly notes: readonly string[]
  readonly segments: readonly {
    readonly segment: Segment
    readonly customers: number
    readonly baskets: readonly { readonly currency: string; readonly median: number }[]
  }[]
  readonly offers: readonly {
    readonly segment: Segment
    readonly currency: string
    readonly basket: number
    readonly threshold: number
    readonly addOns: readonly { readonly price: string }[]
    readonly total: number
  }[]
}

export interface CurrencyReport {
  readonly currency: string
  readonly all: Figures
  readonly by: readonly { readonly value: string | null; readonly figures: Figures }[]
}

type Segment = 'new' | 'now_only' | 'mixed' | 'later_loyal'

export interface Grid {
  readonly title: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

const NONE = '–'

/** A figure that the report has rounded, written as the language does. */
const local = (text: string) => (language === 'de' ? text.replace('.', ',').replace('%', ' %') : text)

export const percent = (part: Fraction | null): string => (part ? local(part.percent) : NONE)

const counted = (n: number, part: Fraction | null) => (part ? `${count(n)} (${percent(part)})` : count(n))

const averageOf = ({ average }: Sales, currency: string) => (average ? money(average.rounded, currency) : NONE)

/** The main finding in a sentence or two. */
export function headline({ currency, all }: CurrencyReport): string {
  const { now, later, shareByCount, averageDifference } = all
  const orders = now.orders + later.orders
  if (orders === 0) return WORDS.noOrder
  const first = WORDS.headline(count(later.orders), count(orders), percent(shareByCount))
  if (!averageDifference) return first
  const { rounded } = averageDifference
  return `${first} ${WORDS.more(averageOf(later, currency), money(Math.abs(rounded), currency), rounded >= 0)}`
}

type Both = Figures['now']

/** Every table of a currency that has rows. Those that a plot goes with come first. */
export function gridsOf({ currency, all, by }: CurrencyReport, dimension: string | null): readonly Grid[] {
  const { now, later, methods, months, countries, cohorts } = all
  const sides = (name: string, of: (one: Both) => string) => [name, of(now), of(later)]
  const of = (minor: number) => money(minor, currency)
  const classes = ['', WORDS.now, WORDS.later]
  const compared = (pair: Pair) => [
    count(pair.now.orders + pair.later.orders),
    percent(pair.shareByCount),
    percent(pair.shareByAmount),
    averageOf(pair.now, currency),
    averageOf(pair.later, currency),
  ]
  const COMPARED = [WORDS.orders, WORDS.shareOrders, WORDS.shareAmount, WORDS.averageNow, WORDS.averageLater]
  const ahead = Array.from({ length: Math.max(0, ...(cohorts ?? []).map(({ again }) => again.length)) }, (_, n) => n)
  const reasons = [...new Set([...later.reasons, ...now.reasons].map(({ reason }) => reason))]
  const declinedFor = (one: Both, reason: string) =>
    count(one.reasons.find((each) => each.reason === reason)?.declined ?? 0)
  const grids: Grid[] = [
    {
      title: WORDS.months,
      columns: [WORDS.month, ...COMPARED],
      rows: months.map((one) => [one.month, ...compared(one)]),
    },
    {
      title: WORDS.sales,
      columns: classes,
      rows: [
        sides(WORDS.orders, (one) => count(one.orders)),
        sides(WORDS.amount, (one) => of(one.amount)),
        sides(WORDS.average, (one) => averageOf(one, currency)),
        sides(WORDS.items, ({ items }) => (items ? local(items.average) : NONE)),
        sides(WORDS.next, ({ nextPurchase: next }) => (next ? `${days(next.medianSeconds)} ${WORDS.days}` : NONE)),
      ],
    },
    {
      title: WORDS.outcome,
      columns: classes,
      rows: [
        sides(WORDS.tried, ({ tried }) => count(tried)),
        sides(WORDS.declined, ({ declined, declineRate }) => counted(declined, declineRate)),
        ...(now.refunds
          ? [
              sides(WORDS.refunded, ({ refunds: r }) => counted(r!.orders, r!.rateByCount)),
              sides(WORDS.refundedAmount, ({ refunds: r }) => of(r!.amount)),
            ]
          : []),
      ],
    },
    {
      title: WORDS.methods,
      columns: [
        WORDS.method,
        WORDS.kind,
        WORDS.orders,
        WORDS.amount,
        WORDS.average,
        WORDS.declined,
        WORDS.refundedShort,
      ],
      rows: methods.map((one) => [
        label(one.method),
        WORDS[one.payClass],
        count(one.orders),
        of(one.amount),
        averageOf(one, currency),
        percent(one.declineRate),
        percent(one.refunds?.rateByCount ?? null),
      ]),
    },
    {
      title: WORDS.fees,
      columns: [WORDS.settled, WORDS.orders, WORDS.gross, WORDS.fee, WORDS.rate, WORDS.net],
      rows: ([now, later] as const).flatMap(({ fees }, n) =>
        (fees ?? []).map((one) => [
          `${n === 0 ? WORDS.now : WORDS.later}, ${one.currency.toUpperCase()}`,
          count(one.transactions),
          money(one.gross, one.currency),
          money(one.fee, one.currency),
          percent(one.rate),
          money(one.net, one.currency),
        ]),
      ),
    },
    {
      title: WORDS.reasons,
      columns: [WORDS.reason, WORDS.now, WORDS.later],
      rows: reasons.map((reason) => [label(reason), declinedFor(now, reason), declinedFor(later, reason)]),
    },
    {
      title: WORDS.cohorts,
      columns: [WORDS.first, WORDS.customers, ...ahead.map((n) => `+${n + 1}`)],
      rows: (cohorts ?? []).map((one) => [
        one.month,
        count(one.customers),
        ...ahead.map((n) => (one.again[n] ? percent(one.again[n]) : '')),
      ]),
    },
    {
      title: WORDS.countries,
      columns: [WORDS.country, ...COMPARED],
      rows: countries.map((one) => [one.country ?? WORDS.unsaid, ...compared(one)]),
    },
    {
      title: WORDS.by(dimension ?? ''),
      columns: [dimension ?? '', ...COMPARED],
      rows: by.map(({ value, figures }) => [value ?? WORDS.unsaid, ...compared(figures)]),
    },
  ]
  return grids.filter(({ rows }) => rows.length > 0)
}

const days = (seconds: number) =>
  new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(seconds / 86_400)

/** Customers by how they pay, and what each group is offered before checkout. */
export const offersOf = ({ segments, offers }: Report): readonly Grid[] =>
  [
    {
      title: WORDS.segments,
      columns: [WORDS.segment, WORDS.who, WORDS.customers, WORDS.median],
      rows: segments.map((one) => [
        WORDS.names[one.segment],
        WORDS.says[one.segment],
        count(one.customers),
        one.baskets.map(({ currency, median }) => money(median, currency)).join(', ') || NONE,
      ]),
    },
    {
      title: WORDS.offers,
      columns: [WORDS.segment, WORDS.median, WORDS.lift, WORDS.add, WORDS.price],
      rows: offers.map((one) => [
        WORDS.names[one.segment],
        money(one.basket, one.currency),
        money(one.threshold, one.currency),
        one.addOns.map(({ price }) => price).join(' + ') || WORDS.none,
        one.addOns.length > 0 ? money(one.total, one.currency) : NONE,
      ]),
    },
  ].filter(({ rows }) => rows.length > 0)
