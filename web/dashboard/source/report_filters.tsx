// What the report of pay later is asked for: a period, a key of metadata, and out of which datasets. It is all in the address.
import { param, setParams } from '../router.ts'
import { useSource } from '../source_api.ts'
import { words } from '../words.ts'
import { listName } from './shown.tsx'
import type { DataSet } from './types.ts'

const W = words({
  en: {
    from: 'From',
    to: 'Before',
    dimension: 'Metadata key',
    installments: 'Cards with installments pay later',
    datasets: 'Datasets',
    byName: 'by its name',
    show: 'Show',
  },
  de: {
    from: 'Von',
    to: 'Vor',
    dimension: 'Schlüssel der Metadaten',
    installments: 'Karten mit Ratenplan zahlen später',
    datasets: 'Datensätze',
    byName: 'nach dem Namen',
    show: 'Zeigen',
  },
})

/** The datasets that the report reads. */
const VIEWS = ['charges', 'refunds', 'balance_transactions', 'customers', 'prices'] as const

/** Midnight UTC of a day in the address, as epoch seconds. */
const secondsOf = (day: string | undefined) => (day ? Date.parse(`${day}T00:00:00Z`) / 1000 : undefined)

/** What the address says, as the report takes it. */
export const filtersSaid = (): Readonly<Record<string, unknown>> => ({
  from: secondsOf(param('from')),
  to: secondsOf(param('to')),
  ...Object.fromEntries(['dimension', 'installments', ...VIEWS].map((name) => [name, param(name)])),
})

export function Filters() {
  const { data = {} } = useSource<Record<string, DataSet>>('/catalog/dataSets?limit=100&orderBy=name')
  const send = (event: SubmitEvent) => {
    event.preventDefault()
    const given = new FormData(event.target as HTMLFormElement)
    const names = ['from', 'to', 'dimension', 'installments', ...VIEWS]
    setParams(Object.fromEntries(names.map((name) => [name, String(given.get(name) ?? '').trim() || undefined])))
  }
  const day = (name: 'from' | 'to') => (
    <label>
      {W[name]}
      <input type="date" name={name} defaultValue={param(name)} />
    </label>
  )
  return (
    <form class="card stack" onSubmit={send}>
      <div class="filters">
        {day('from')}
        {day('to')}
        <label>
          {W.dimension}
          <input name="dimension" defaultValue={param('dimension')} autocomplete="off" />
        </label>
      </div>
      <label class="check">
        <input type="checkbox" name="installments" value="true" defaultChecked={param('installments') === 'true'} />
        {W.installments}
      </label>
      <details open={VIEWS.some((view) => param(view))}>
        <summary>{W.datasets}</summary>
        <div class="filters">
          {VIEWS.map((view) => (
            <label key={view}>
              {listName(view)}
              <select name={view}>
                <option value="">{W.byName}</option>
                {Object.entries(data).map(([id, { name }]) => (
                  <option key={id} value={id} selected={param(view) === id}>
                    {name}
                  </option>
                ))}
              </select>
            </label>
          ))}
        </div>
      </details>
      <div>
        <button type="submit">{W.show}</button>
      </div>
    </form>
  )
}
