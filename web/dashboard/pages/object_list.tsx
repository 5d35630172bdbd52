// A list of any object of the API, with the columns that tell what each is.
import { useEffect } from 'preact/hooks'
import { type Outline, outlines, readOutlines } from '../contract.ts'
import { label, money } from '../format.ts'
import { go, href } from '../router.ts'
import { ask, closeDialog } from '../ui/dialog.tsx'
import { Moment, Status } from '../ui/fields.tsx'
import { AnyForm } from '../ui/any_form.tsx'
import { Page } from '../ui/page.tsx'
import { List } from '../ui/table.tsx'
import { COMMON, words } from '../words.ts'

const W = words({
  en: { objects: 'All objects', create: (name: string) => `New: ${name}` },
  de: { objects: 'Alle Objekte', create: (name: string) => `Neu: ${name}` },
})

type Row = { readonly id: string; readonly [field: string]: unknown }

export default function ObjectList({ object }: { readonly object: string }) {
  useEffect(() => void readOutlines(), [])
  const outline = outlines.value?.find((one) => one.object === object)
  if (!outline?.list) return null
  const name = label(object)
  return (
    <Page
      title={name}
      over={<a href={href('/objects')}>{W.objects}</a>}
      actions={
        <button
          type="button"
          onClick={() =>
            ask(W.create(name), () => (
              <AnyForm
                object={object}
                kind="create"
                done={(made) => {
                  closeDialog()
                  go(`/objects/${object}/${made.id}`)
                }}
              />
            ))
          }
        >
          {W.create(name)}
        </button>
      }
    >
      <List<Row>
        path={outline.list}
        caption={name}
        to={(row) => (typeof row.id === 'string' ? `/objects/${object}/${row.id}` : undefined)}
        columns={[
          { title: 'ID', cell: ({ id }) => <code>{id}</code> },
          ...outline.columns.map((field) => ({
            title: label(field),
            cell: (row: Row) => <Cell of={field} in={row} />,
          })),
          {
            title: COMMON.created,
            cell: ({ created }) => <Moment at={typeof created === 'number' ? created : undefined} />,
          },
        ]}
      />
    </Page>
  )
}

export function Cell({ of: field, in: row }: { readonly of: Outline['columns'][number]; readonly in: Row }) {
  const value = row[field]
  if (value === null || value === undefined) return <>–</>
  if (typeof value === 'number' && /amount/.test(field) && typeof row.currency === 'string')
    return <>{money(value, row.currency)}</>
  if (field === 'status' && typeof value === 'string') return <Status of={value} />
  if (typeof value === 'boolean') return <>{value ? COMMON.yes : COMMON.no}</>
  return <>{typeof value === 'object' ? ((value as { id?: string }).id ?? '…') : String(value)}</>
}
