// A form for any operation of the API, drawn from its parameters: those that are single values have fields, the others are written as
// lines of `name=value`, as in a form's body.
import { useEffect, useState } from 'preact/hooks'
import { bare, type Node, type Operation, operationsOf } from '../contract.ts'
import { label } from '../format.ts'
import { words } from '../words.ts'
import { AS_LINES, Choice, Form, Lines, Text } from './form.tsx'
import { Problem } from './page.tsx'

const W = words({
  en: {
    send: 'Send',
    more: 'More parameters',
    hint: 'A line each, such as items[0][price]=price_… or metadata[order]=42',
    none: 'The API has no such call.',
    optional: 'All parameters with single values',
  },
  de: {
    send: 'Senden',
    more: 'Weitere Parameter',
    hint: 'Je eine Zeile, etwa items[0][price]=price_… oder metadata[order]=42',
    none: 'Einen solchen Aufruf hat die API nicht.',
    optional: 'Alle Parameter mit einzelnen Werten',
  },
})

interface AnyFormProps {
  readonly object: string
  /** `create`, `update`, or the name of a verb such as `capture`. */
  readonly kind: string
  /** Of the object, where there is one already. */
  readonly id?: string
  readonly done: (answer: any) => void
}

export function AnyForm({ object, kind, id, done }: AnyFormProps) {
  const [operations, setOperations] = useState<readonly Operation[]>()
  useEffect(() => void operationsOf(object).then(setOperations), [object])
  if (!operations) return null
  const found = operations.find((one) => one.behaviour === 'behaves' && (one.kind === kind || one.verb === kind))
  if (!found) return <Problem error={new Error(W.none)} />
  return <OperationForm operation={found} path={found.path.replace(/\{\w+\}/, id ?? '')} done={done} />
}

const SINGLE = new Set([
  'string',
  'integer',
  'float',
  'number',
  'boolean',
  'decimal',
  'int64',
  'timestamp',
  'enum',
  'literal',
])

/** The fields of one operation: what is required first, and all else that is one value behind it. */
export function OperationForm({
  operation,
  path,
  done,
}: {
  readonly operation: Operation
  readonly path: string
  readonly done: (answer: any) => void
}) {
  const { p = {}, r = [] } = operation.params
  const single = Object.entries(p).filter(([name, node]) => SINGLE.has(bare(node).k) && name !== 'expand')
  const [first, rest] = [single.filter(([name]) => r.includes(name)), single.filter(([name]) => !r.includes(name))]
  const fields = (of: typeof single) =>
    of.map(([name, node]) => <Parameter key={name} name={name} node={bare(node)} required={r.includes(name)} />)
  return (
    <Form method={operation.method} path={path} submit={W.send} done={done}>
      <code>
        {operation.method} {path}
      </code>
      {fields(first)}
      <Lines name={AS_LINES} label={W.more} hint={W.hint} rows={3} />
      {rest.length > 0 && (
        <details>
          <summary>{W.optional}</summary>
          <div class="form">{fields(rest)}</div>
        </details>
      )}
    </Form>
  )
}

function Parameter({
  name,
  node,
  required,
}: {
  readonly name: string
  readonly node: Node
  readonly required: boolean
}) {
  const words = node.k === 'enum' ? (node.v as readonly string[]) : node.k === 'boolean' ? ['true', 'false'] : undefined
  const of = { name, label: label(name), required }
  if (!words) return <Text {...of} hint={node.k} />
  const choices = words.map((word) => [word, word] as const)
  return <Choice {...of} choices={required ? choices : [['', '–'], ...choices]} />
}
