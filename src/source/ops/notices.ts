// What is owed to those who want to be told of a run's end: written down in the transaction that ends the run, so that none is lost, and
// sent until it is taken or has been tried often enough. What a process left is sent by the next.
import { randomUUID } from 'node:crypto'
import { Agent, request } from 'undici'
import { checkPublic, publicLookup } from '../../lib/public_address.ts'
import { signPayload } from '../../lib/signature.ts'
import type { Run } from '../flow/documents.ts'
import { shownRun } from '../flow/run_shown.ts'
import type { Source } from '../index.ts'
import type { Scope, Writes } from '../lake/catalog.ts'
import { decrypt } from '../lake/keys.ts'
import type { EventCode, Notification } from './notification.ts'

/** One thing to tell one subscriber. */
export interface Notice {
  readonly eventCode: EventCode
  readonly runId: string
  readonly state: 'waiting' | 'delivered' | 'failed'
  /** When it is tried next, epoch milliseconds, while it waits. */
  readonly dueAt: number
  readonly attempts: readonly Attempt[]
  /** The payload, as it is sent and signed. */
  readonly body: string
}

interface Attempt {
  /** Epoch milliseconds. */
  readonly at: number
  /** What was answered; nothing where nobody did. */
  readonly status: number | null
  readonly error?: string
}

/** Seconds before each further attempt: six in all, over a little more than two and a half hours. Ours; Adobe's are not published. */
const AGAIN_SECONDS = [10, 60, 300, 1_800, 7_200] as const
/** Why 10 s: as long as webhooks have. */
const TIMEOUT_MS = 10_000
/** Why 1 000: enough to see what a subscriber missed on a bad day. Older ones are forgotten. */
const KEPT = 1_000
/** How far a timer may reach; then it is looked again. */
const TIMER_MAX_MS = 3_600_000
/** The header with the signature of a payload, in Stripe's form: `t=<epoch seconds>,v1=<HMAC-SHA256 of "<t>.<body>", hex>`. */
const SIGNATURE_HEADER = 'brindle-signature'

interface Waiting {
  readonly scope: Scope
  readonly id: string
  readonly subscription: string
  readonly notice: Notice
}

export class Notices {
  readonly #source: Source
  readonly #agent: Agent
  #owed = true
  #timer: ReturnType<typeof setTimeout> | undefined
  #sending: Promise<void> | undefined
  #again = false
  #stopped = false

  constructor(source: Source) {
    this.#source = source
    this.#agent = new Agent({ connect: source.open ? {} : { lookup: publicLookup } })
  }

  /** Notes, in the transaction that ended a run, whom it is to be told to. */
  async owe(tx: Writes, scope: Scope, id: string): Promise<void> {
    const subscriptions = await tx.ask<{ id: string; body: string }>(
      `select id, body from documents where org = ? and sandbox = ? and kind = 'notification'`,
      [scope.org, scope.sandbox],
    )
    if (subscriptions.length === 0) return
    const run = await tx.find<Run>(scope, 'run', id)
    if (!run) return
    const eventCode = run.body.status === 'success' ? 'sources_flow_run_success' : 'sources_flow_run_failed'
    for (const { id: subscription, body } of subscriptions) {
      const { events, flowId } = JSON.parse(body) as Notification
      if (!events.includes(eventCode) || (flowId !== undefined && flowId !== run.body.flowId)) continue
      const notice: Notice = {
        eventCode,
        runId: id,
        state: 'waiting',
        dueAt: this.#source.now(),
        attempts: [],
        body: JSON.stringify(payloadOf(shownRun(run), scope, eventCode)),
      }
      await tx.insert(scope, 'notice', randomUUID(), notice, subscription)
      await tx.run(
        `delete from documents where org = ? and sandbox = ? and kind = 'notice' and parent = ? and id not in
         (select id from documents where kind = 'notice' and parent = ? order by seq desc limit ${KEPT})`,
        [scope.org, scope.sandbox, subscription, subscription],
      )
      this.#owed = true
    }
  }

  /** Something may be owed: sends it, and sets the clock for what is to be tried again. */
  wake(): void {
    if (this.#owed && !this.#stopped) void this.send()
  }

  /** Sends all that is due, to each subscriber one after the other. Resolves when it was tried; never rejects. */
  send(): Promise<void> {
    this.#again = true
    this.#sending ??= this.#work().finally(() => {
      this.#sending = undefined
    })
    return this.#sending
  }

  async #work(): Promise<void> {
    clearTimeout(this.#timer)
    try {
      while (this.#again && !this.#stopped) {
        this.#again = false
        const waiting = await this.#waiting()
        const due = waiting.filter(({ notice }) => notice.dueAt <= this.#source.now())
        const lines = Object.values(Object.groupBy(due, ({ subscription }) => subscription))
        await Promise.all(lines.map((line) => this.#sendAll(line!)))
      }
      const left = await this.#waiting()
      this.#owed = left.length > 0
      if (!this.#owed || this.#stopped) return
      const next = Math.min(...left.map(({ notice }) => notice.dueAt)) - this.#source.now()
      this.#timer = setTimeout(() => this.wake(), Math.min(TIMER_MAX_MS, Math.max(1_000, next)))
      this.#timer.unref()
    } catch (error) {
      this.#source.log.error({ err: error }, 'notifications could not be sent')
    }
  }

  async #waiting(): Promise<Waiting[]> {
    const found = await this.#source.catalog.ask<Scope & { id: string; parent: string; body: string }>(
      `select org, sandbox, id, parent, body from documents where kind = 'notice' and body like '%"state":"waiting"%' order by seq`,
    )
    return found
      .map(({ id, parent, body, ...scope }) => ({
        scope,
        id,
        subscription: parent,
        notice: JSON.parse(body) as Notice,
      }))
      .filter(({ notice }) => notice.state === 'waiting')
  }

  async #sendAll(line: readonly Waiting[]): Promise<void> {
    for (const { scope, id, subscription, notice } of line) {
      if (this.#stopped) return
      const { catalog, log } = this.#source
      const found = await catalog.find<Notification>(scope, 'notification', subscription)
      if (!found) continue
      const attempts = [...notice.attempts, await this.#try(found.body, notice)]
      const { status, at } = attempts.at(-1)!
      const pause = AGAIN_SECONDS[attempts.length - 1]
      const isTaken = status !== null && status >= 200 && status < 300
      const state = isTaken ? 'delivered' : pause === undefined ? 'failed' : 'waiting'
      const outcome = state === 'waiting' ? 'retried' : state
      this.#source.ops.tally.count('notifications', { outcome })
      if (!isTaken) log.warn({ notification: subscription, notice: id, ...attempts.at(-1)! }, 'a notice was not taken')
      await catalog.write(async (tx) => {
        // Whoever unsubscribed meanwhile has taken it with them.
        if (!(await tx.find(scope, 'notice', id))) return
        const changes = { state, attempts, dueAt: at + (pause ?? 0) * 1000 } as const
        await tx.update<Notice>(scope, 'notice', id, (kept) => ({ ...kept, ...changes }))
      })
    }
  }

  async #try({ url, sealed }: Notification, { body, eventCode }: Notice): Promise<Attempt> {
    const { open, key, now } = this.#source
    const at = now()
    try {
      const to = new URL(url)
      if (!open) checkPublic(to)
      const answer = await request(to, {
        method: 'POST',
        dispatcher: this.#agent,
        signal: AbortSignal.timeout(TIMEOUT_MS),
        headers: {
          'content-type': 'application/json',
          'user-agent': 'Brindle',
          'x-brindle-event-code': eventCode,
          [SIGNATURE_HEADER]: signPayload(body, [decrypt(key, sealed)], Math.floor(at / 1000)),
        },
        body,
      })
      await answer.body.dump()
      return { at, status: answer.statusCode }
    } catch (thrown) {
      const { name, message, code } = thrown as Error & { readonly code?: string }
      const error = name === 'TimeoutError' ? `There was no answer within ${TIMEOUT_MS / 1000} seconds.` : message
      return { at, status: null, error: error || code || 'It could not be reached.' }
    }
  }

  async close(): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#timer)
    await this.#sending
    await this.#agent.close()
  }
}

/**
 * The page's sample of a success: the whole run with a header that says which event it is. Its sample of a failure is what stands before
 * Adobe's delivery, with the run as `value`; that it arrives in this form too is [I].
 */
const payloadOf = (run: object, { org }: Scope, eventCode: EventCode) => ({
  event_id: randomUUID(),
  event: {
    ...run,
    header: { _adobeio: { imsOrgId: org, providerMetadata: 'platform_notifications', eventCode } },
  },
})
