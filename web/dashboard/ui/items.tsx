// The prices and quantities of a subscription, as a form has them: lines to fill in, to add and to take away.
import { words } from '../words.ts'
import { Text } from './form.tsx'
import { type Choosable, Pick } from './pick.tsx'
import { findPrices } from './pickers.ts'

const W = words({
  en: {
    price: (n: number) => `Price ${n}`,
    quantity: (n: number) => `Quantity ${n}`,
    remove: (n: number) => `Remove line ${n}`,
    add: 'Add another price',
  },
  de: {
    price: (n: number) => `Preis ${n}`,
    quantity: (n: number) => `Menge ${n}`,
    remove: (n: number) => `Zeile ${n} entfernen`,
    add: 'Weiteren Preis hinzufügen',
  },
})

/** One line. */
export interface Line {
  /** Tells lines apart while they come and go. */
  readonly key: string
  /** Of the item that there is already. */
  readonly id?: string
  readonly price?: Choosable | undefined
  readonly quantity: string
}

export const newLine = (): Line => ({ key: crypto.randomUUID(), quantity: '1' })

/** Why `recurring`: subscriptions have no others. */
const find = findPrices('recurring')

export function ItemLines({
  lines,
  change,
}: {
  readonly lines: readonly Line[]
  readonly change: (lines: readonly Line[]) => void
}) {
  const set = (key: string, changes: Partial<Line>) =>
    change(lines.map((one) => (one.key === key ? { ...one, ...changes } : one)))
  return (
    <>
      {lines.map(({ key, price, quantity }, at) => (
        <div key={key} class="item">
          <Pick
            name={`items[${at}][price]`}
            label={W.price(at + 1)}
            find={find}
            chosen={price}
            required
            change={(chosen) => set(key, { price: chosen })}
          />
          {!price?.isMetered && (
            <Text
              name={`items[${at}][quantity]`}
              type="number"
              label={W.quantity(at + 1)}
              value={quantity}
              change={(typed) => set(key, { quantity: typed })}
            />
          )}
          {lines.length > 1 && (
            <button
              type="button"
              class="icon-button"
              aria-label={W.remove(at + 1)}
              onClick={() => change(lines.filter((one) => one.key !== key))}
            >
              ×
            </button>
          )}
        </div>
      ))}
      <div>
        <button type="button" class="quiet small" onClick={() => change([...lines, newLine()])}>
          {W.add}
        </button>
      </div>
    </>
  )
}

/** What the API is told of the lines whose price was chosen; of `before`, those that are no longer there are taken away. */
export function itemsOf(lines: readonly Line[], before: readonly Line[] = []): Readonly<Record<number, object>> {
  const kept = lines
    .filter(({ price }) => price !== undefined)
    .map(({ id, price, quantity }) => ({
      ...(id !== undefined && { id }),
      price: price!.id,
      ...(!price!.isMetered && quantity !== '' && { quantity }),
    }))
  const gone = before
    .filter(({ id }) => id !== undefined && !lines.some((one) => one.id === id))
    .map(({ id }) => ({ id, deleted: true }))
  return { ...[...kept, ...gone] }
}
