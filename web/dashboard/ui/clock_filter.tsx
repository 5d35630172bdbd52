// Whose time is looked at: lists of customers and subscriptions show those without a test clock, or those of one.
// (https://docs.stripe.com/api/subscriptions/list#list_subscriptions-test_clock)
import type Stripe from 'stripe'
import { useGet } from '../api.ts'
import { param, setParams } from '../router.ts'
import { words } from '../words.ts'

const W = words({
  en: { label: 'Test clock', none: 'Without a test clock' },
  de: { label: 'Testuhr', none: 'Ohne Testuhr' },
})

/** A choice above a list, where there are test clocks; it is kept in the address as `test_clock`. */
export function ClockFilter() {
  const { data } = useGet<{ data: readonly Stripe.TestHelpers.TestClock[] }>('/v1/test_helpers/test_clocks', {
    limit: 100,
  })
  if (!data || data.data.length === 0) return null
  const current = param('test_clock')
  return (
    <select
      class="search"
      aria-label={W.label}
      onChange={({ currentTarget }) =>
        setParams({ test_clock: currentTarget.value || undefined, after: undefined, before: undefined })
      }
    >
      {[{ id: '', name: W.none }, ...data.data].map(({ id, name }) => (
        <option key={id} value={id} selected={id === (current ?? '')}>
          {name || id}
        </option>
      ))}
    </select>
  )
}
