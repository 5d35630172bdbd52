// Filters above a list that go by days and currency, kept in the address: `from`, `until` (days of the reader's calendar), `currency`.
import type { ComponentChildren } from 'preact'
import { param, setParams } from '../router.ts'
import { COMMON, words } from '../words.ts'
import { CURRENCIES } from './currency.tsx'

const W = words({
  en: { from: 'From', until: 'Until', any: 'Any currency' },
  de: { from: 'Von', until: 'Bis', any: 'Alle Währungen' },
})

/** The first second of a day, `2026-03-31`, or of the day so many days later; undefined where there is none. */
export function momentOf(day: string | undefined, later = 0): number | undefined {
  const [, year, month, date] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day ?? '') ?? []
  if (year === undefined) return undefined
  return new Date(Number(year), Number(month) - 1, Number(date) + later).getTime() / 1000
}

const set = (name: string, value: string) =>
  setParams({ [name]: value || undefined, after: undefined, before: undefined, page: undefined })

const Day = ({ name, label }: { readonly name: string; readonly label: string }) => (
  <label>
    {label}
    <input type="date" value={param(name) ?? ''} onChange={({ currentTarget }) => set(name, currentTarget.value)} />
  </label>
)

/** One of several words, or any. */
export const OneOf = ({
  name,
  label,
  choices,
}: {
  readonly name: string
  readonly label: string
  readonly choices: readonly (readonly [value: string, title: string])[]
}) => (
  <label>
    {label}
    <select onChange={({ currentTarget }) => set(name, currentTarget.value)}>
      {choices.map(([value, title]) => (
        <option key={value} value={value} selected={value === (param(name) ?? '')}>
          {title}
        </option>
      ))}
    </select>
  </label>
)

export const Filters = ({
  currency = false,
  children,
}: {
  readonly currency?: boolean
  readonly children?: ComponentChildren
}) => (
  <search class="filters">
    {children}
    <Day name="from" label={W.from} />
    <Day name="until" label={W.until} />
    {currency && (
      <OneOf
        name="currency"
        label={COMMON.currency}
        choices={[['', W.any], ...CURRENCIES.map((code) => [code, code.toUpperCase()] as const)]}
      />
    )}
  </search>
)
