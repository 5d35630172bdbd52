// The tiers of a price, as a form has them: up to how many, what each unit costs, and what the tier costs as a whole.
import { useState } from 'preact/hooks'
import { Amount, Text } from '../ui/form.tsx'
import { words } from '../words.ts'

const W = words({
  en: {
    tier: (n: number) => `Tier ${n}`,
    upTo: (n: number) => `Up to, tier ${n}`,
    beyond: (n: number) => `Tier ${n}: all beyond`,
    each: (n: number) => `Each unit, tier ${n}`,
    flat: (n: number) => `As a whole, tier ${n}`,
    remove: (n: number) => `Remove tier ${n}`,
    add: 'Add a tier',
  },
  de: {
    tier: (n: number) => `Staffel ${n}`,
    upTo: (n: number) => `Bis, Staffel ${n}`,
    beyond: (n: number) => `Staffel ${n}: alles darüber`,
    each: (n: number) => `Je Stück, Staffel ${n}`,
    flat: (n: number) => `Pauschal, Staffel ${n}`,
    remove: (n: number) => `Staffel ${n} entfernen`,
    add: 'Staffel hinzufügen',
  },
})

/** The last of them has no end. */
export function Tiers({ currency }: { readonly currency: string }) {
  const [keys, setKeys] = useState(() => [crypto.randomUUID(), crypto.randomUUID()])
  const last = keys.length - 1
  return (
    <>
      {keys.map((key, at) => (
        <fieldset key={key}>
          <legend>{at === last ? W.beyond(at + 1) : W.tier(at + 1)}</legend>
          {at === last ? (
            <input type="hidden" name={`tiers[${at}][up_to]`} value="inf" />
          ) : (
            <Text name={`tiers[${at}][up_to]`} type="number" label={W.upTo(at + 1)} required />
          )}
          <div class="fields">
            <Amount name={`tiers[${at}][unit_amount]`} label={W.each(at + 1)} currency={currency} />
            <Amount name={`tiers[${at}][flat_amount]`} label={W.flat(at + 1)} currency={currency} />
          </div>
          {at !== last && keys.length > 2 && (
            <button type="button" class="quiet small" onClick={() => setKeys(keys.filter((one) => one !== key))}>
              {W.remove(at + 1)}
            </button>
          )}
        </fieldset>
      ))}
      <div>
        <button
          type="button"
          class="quiet small"
          onClick={() => setKeys([...keys.slice(0, last), crypto.randomUUID(), keys[last]!])}
        >
          {W.add}
        </button>
      </div>
    </>
  )
}
