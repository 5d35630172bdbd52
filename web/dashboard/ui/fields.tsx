// Small pieces that show values: facts of an object, amounts, moments, statuses, ids to copy.
import type { ComponentChildren } from 'preact'
import { exactly, moment, money } from '../format.ts'
import { href } from '../router.ts'
import { COMMON } from '../words.ts'
import { statusWord } from './status_words.ts'

export { Copy } from './copy.tsx'

/** Terms and what they are, side by side; what is undefined is left out. */
export function Facts({
  of,
  kind = '',
}: {
  readonly of: readonly (readonly [term: string, value: ComponentChildren])[]
  /** `totals` stand at the right, below a table. */
  readonly kind?: string
}) {
  return (
    <dl class={`facts ${kind}`}>
      {of.map(([term, value]) =>
        value === undefined ? null : (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{value === null || value === '' ? '–' : value}</dd>
          </div>
        ),
      )}
    </dl>
  )
}

/** An amount of minor units. */
export const Money = ({ of, in: currency }: { readonly of: number | null; readonly in: string }) => (
  <span class="number">{of === null ? '–' : money(of, currency)}</span>
)

/** A moment of epoch seconds. */
export const Moment = ({ at }: { readonly at: number | null | undefined }) =>
  at === null || at === undefined ? (
    <>–</>
  ) : (
    <time dateTime={new Date(at * 1000).toISOString()} title={exactly(at)}>
      {moment(at)}
    </time>
  )

/** Which statuses are good, want something, or are bad; all others are neutral. */
const TONES: Readonly<Record<string, 'good' | 'waits' | 'bad'>> = Object.fromEntries([
  ...'active available complete completed enabled paid ready succeeded trialing verified won live'
    .split(' ')
    .map((one) => [one, 'good']),
  ...'advancing draft incomplete open paused pending processing requires_action requires_capture requires_confirmation needs_response disputed past_due warning_needs_response in_transit'
    .split(' ')
    .map((one) => [one, 'waits']),
  ...'canceled disabled expired failed incomplete_expired lost requires_payment_method uncollectible unpaid void internal_failure'
    .split(' ')
    .map((one) => [one, 'bad']),
])

/** A status, in a colour of its own; the word says the same. `kind` is the object where others use the word in another sense. */
export const Status = ({ of, kind }: { readonly of: string; readonly kind?: string }) => (
  <span class={`status ${TONES[of] ?? ''}`}>{statusWord(of, kind)}</span>
)

/** Leads to the object with this id, wherever it is shown. */
export const Id = ({ of, children }: { readonly of: string; readonly children?: ComponentChildren }) => (
  <a href={href(`/id/${of}`)}>{children ?? <code>{of}</code>}</a>
)

/** An id, or an object that was expanded. */
export const idOf = (given: string | { readonly id: string } | null | undefined): string | undefined =>
  typeof given === 'string' ? given : given?.id

/** The metadata of an object. */
export const Metadata = ({ of }: { readonly of: Readonly<Record<string, string>> }) =>
  Object.keys(of).length === 0 ? <p class="quiet-text">{COMMON.none}</p> : <Facts of={Object.entries(of)} />
