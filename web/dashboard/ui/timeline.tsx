// What happened to an object and to what belongs to it, the latest first.
import type { ComponentChildren } from 'preact'
import { call, type Reading, useRead } from '../api.ts'
import { href } from '../router.ts'
import { COMMON } from '../words.ts'
import { eventText } from './event_words.ts'
import { Moment } from './fields.tsx'

/** One thing that happened. */
export interface Entry {
  /** Epoch seconds. */
  readonly at: number
  readonly text: ComponentChildren
  /** The page that tells more. */
  readonly to?: string
  readonly tone?: 'good' | 'waits' | 'bad' | undefined
  /** Beside the words: an amount, a type of event. */
  readonly about?: ComponentChildren
  /** Within the same second, less is earlier. */
  readonly rank?: number
}

/** Why 60: what somebody reads back to; each object has a list of its events. */
const ENTRIES_MAX = 60

export function Timeline({ of }: { readonly of: readonly Entry[] }) {
  if (of.length === 0) return <p class="quiet-text">{COMMON.none}</p>
  const latest = of.toSorted((a, b) => b.at - a.at || (b.rank ?? 1) - (a.rank ?? 1)).slice(0, ENTRIES_MAX)
  return (
    <ol class="timeline">
      {latest.map(({ at, text, to, tone = '', about }) => (
        <li class={tone}>
          <div>{to === undefined ? text : <a href={href(to)}>{text}</a>}</div>
          <small>
            <Moment at={at} />
            {about !== undefined && <> · {about}</>}
          </small>
        </li>
      ))}
    </ol>
  )
}

interface Thin {
  readonly created: string
  readonly type: string
  readonly snapshot_event?: string
}

/** Why 50: more than what comes of one object in a page of the timeline. */
const EVENTS_MAX = 50

/** The events of some objects. (https://docs.stripe.com/api/v2/core/events/list) */
export function useEvents(ids: readonly (string | undefined)[]): Reading<readonly Entry[]> {
  const about = ids.filter((id) => id !== undefined)
  return useRead(about.length === 0 ? undefined : `events of ${about.join(' ')}`, async () => {
    const lists = await Promise.all(
      about.map((object_id) =>
        call<{ data: readonly Thin[] }>('GET', '/v2/core/events', { object_id, limit: EVENTS_MAX }),
      ),
    )
    return lists.flatMap(({ data }) => data.map(entryOf))
  })
}

function entryOf({ created, type, snapshot_event }: Thin): Entry {
  const known = type.replace(/^v1\./, '')
  return {
    at: Date.parse(created) / 1000,
    text: eventText(known) ?? known,
    about: <code>{known}</code>,
    tone: toneOf(known),
    rank: rankOf(known),
    ...(snapshot_event !== undefined && { to: `/events/${snapshot_event}` }),
  }
}

/** The events of several objects do not say which came first in a second: something is made, charged, and then all else follows. */
function rankOf(type: string): number {
  if (/^(?:payment_intent|customer|customer\.subscription|invoice|payout)\.created$/.test(type)) return 0
  return /^charge\.(?:succeeded|failed|pending)$/.test(type) ? 2 : 3
}

function toneOf(type: string): Entry['tone'] {
  if (/failed|uncollectible|canceled|deleted|voided|overdue|expired|withdrawn|dispute\.created/.test(type)) return 'bad'
  if (/succeeded|\.paid$|captured|reinstated|resumed/.test(type)) return 'good'
  return /requires_action|action_required|processing|pending|will_/.test(type) ? 'waits' : undefined
}
