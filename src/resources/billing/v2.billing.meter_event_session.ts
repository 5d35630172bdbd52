// Sessions for the stream of meter events: a token that opens the stream for 15 minutes, and the stream itself, which takes
// up to 100 events a call and answers nothing. (https://docs.stripe.com/api/v2/billing/meter-event-stream)
import { createHash } from 'node:crypto'
import type Stripe from 'stripe'
import type { Actor } from '../../kernel/api.ts'
import { invalid, StripeError, unauthorized } from '../../kernel/errors.ts'
import { object, resource, shown } from '../../kernel/resource.ts'
import { everywhere, type Tx } from '../../kernel/tx.ts'
import type { Work } from '../../kernel/work.ts'
import { fromRfc3339, toRfc3339 } from '../../lib/rfc3339.ts'
import { readAhead, takeEvent } from './billing.meter_event.ts'
import { coded, type Given, reportOf } from './v2.billing.meter_event.ts'

interface SessionState {
  /** Of the token, which is shown once. */
  readonly hash: string
  /** Where the events go, and by which account's keys. */
  readonly account: string
  readonly tenant: string
}
type Fields = Omit<Stripe.V2.Billing.MeterEventSession, 'authentication_token'>

/** Kept among what belongs to no account, as keys are: a token has to be found before its account is known. */
export const meterEventSession = object<Fields, SessionState>('v2.billing.meter_event_session', {
  prefix: 'mes_test',
})

const LASTS_SECONDS = 15 * 60
/** Why another 15 minutes: so long an old token is told that it has expired, and not that there was none. */
const KEPT_SECONDS = 2 * LASTS_SECONDS
const EVENTS_MAX = 100
const STREAM = 'v2.billing.meter_event_stream'

export const meterEventSessions = resource(meterEventSession)
  .on<Stripe.V2.Billing.MeterEventSessionCreateParams>('POST /v2/billing/meter_event_session', (tx) => {
    const id = tx.id(meterEventSession)
    // It begins as issued keys do, which is how the door knows what to look up. What Stripe's look like is unknown.
    const token = `${TOKEN}${id.slice(PREFIX.length)}_${tx.random(32)}`
    const fields = {
      id,
      created: toRfc3339(tx.now),
      expires_at: toRfc3339(tx.now + LASTS_SECONDS),
      livemode: false,
      hidden: { hash: hashOf(token), account: tx.place.account, tenant: tx.place.tenant },
    }
    const global = everywhere(tx.work)
    const row = global.insert(meterEventSession, fields as never, { queue: 'expire', due: tx.wall + KEPT_SECONDS })
    return shown(row, { authentication_token: token })
  })
  .on<{ events: Given[] }>('POST /v2/billing/meter_event_stream', (tx, { events }) => {
    // [M]
    if (events.length > EVENTS_MAX)
      throw invalid(`At most ${EVENTS_MAX} events are taken at once.`, { code: 'invalid_fields', param: 'events' })
    const reports = events.map((event, i) => reportOf(event, `events[${i}].timestamp`))
    tx.work.together([() => checkSession(tx), () => readAhead(tx, reports)])
    // Events of the stream are judged after the answer: those that are wrong are left out. What Stripe then tells of them in
    // thin events is not told here.
    for (const report of reports) tx.attempt(() => takeEvent(tx, report, coded))
    return {}
  })

const PREFIX = `${meterEventSession.prefix}_`
const TOKEN = 'rk_test_key_'
const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex')

/** Who asks with a session's token, and that the stream is all that it opens; nothing where it is no such token. */
export function sessionOf(work: Work, token: string): Actor | undefined {
  const [, id] = new RegExp(`^${TOKEN}([A-Za-z0-9]+)_`).exec(token) ?? []
  const known = id === undefined ? undefined : everywhere(work).find(meterEventSession, PREFIX + id)
  if (known?.hidden.hash !== hashOf(token)) return undefined
  return {
    kind: 'restricted',
    masked: known.id,
    account: known.hidden.tenant,
    actsFor: known.hidden.account,
    opens: false,
    permissions: { [STREAM]: 'write' },
  }
}

/** Only a session's token opens the stream [M], for the account that it was made for, and for no longer than 15 minutes. */
function checkSession(tx: Tx): void {
  const session = everywhere(tx.work).find(meterEventSession, tx.situation.key)
  if (session?.hidden.account !== tx.place.account) throw unauthorized(`Invalid API Key provided: ${tx.situation.key}`)
  if (tx.now >= fromRfc3339(session.expires_at)!)
    throw new StripeError(401, {
      type: 'temporary_session_expired',
      code: 'billing_meter_event_session_expired',
      message: 'The temporary session token has expired.',
    })
}
