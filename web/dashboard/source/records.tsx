// Records as they are: the fields that tell most side by side, and each record whole.
import { ask } from '../ui/dialog.tsx'
import { type Column, Table } from '../ui/table.tsx'

export type Json = Readonly<Record<string, unknown>>

/** What is shown first of any record. */
const TELLING =
  'id name email amount unit_amount total currency status customer type description product created'.split(' ')
/** Why 6: what fits beside each other. */
const COLUMNS_MAX = 6

const isPlain = (value: unknown) => value !== undefined && value !== null && typeof value !== 'object'

/** The fields of which some record has a plain value, the telling ones first. */
function columnsOf(records: readonly Json[]): string[] {
  const names = [...new Set(records.flatMap((one) => Object.keys(one).filter((name) => isPlain(one[name]))))]
  const order = (name: string) => (TELLING.includes(name) ? TELLING.indexOf(name) : TELLING.length)
  return names.toSorted((a, b) => order(a) - order(b)).slice(0, COLUMNS_MAX)
}

export const showJson = (title: string, of: unknown): void => ask(title, () => <pre>{JSON.stringify(of, null, 2)}</pre>)

interface Props {
  readonly caption: string
  readonly records: readonly Json[]
  /** The whole that a record stands in. */
  readonly whole?: (at: number) => unknown
}

export function Records({ caption, records, whole = (at) => records[at] }: Props) {
  const rows = records.map((record, at) => ({ record, at, id: String(record.id ?? at) }))
  const show = (name: string, { record, at, id }: (typeof rows)[number], isFirst: boolean) => {
    const text = isPlain(record[name]) ? String(record[name]) : '–'
    if (!isFirst) return text
    return (
      <button type="button" class="as-link" onClick={() => showJson(id, whole(at))}>
        {text}
      </button>
    )
  }
  return (
    <Table
      caption={caption}
      rows={rows}
      columns={columnsOf(records).map(
        (name, n): Column<(typeof rows)[number]> => ({
          title: name,
          right: n > 0 && typeof records.find((one) => isPlain(one[name]))?.[name] === 'number',
          cell: (row) => show(name, row, n === 0),
        }),
      )}
    />
  )
}
