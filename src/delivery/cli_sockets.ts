// The web sockets of Stripe's command line. A program that listens is sent each event once, says that it has it, forwards it
// to its handler, and says what the handler answered; one that tails the log is sent a line for each request. The
// deliveries are rows in the store, so it is all the same which of several processes the program is connected to.
// (https://github.com/stripe/stripe-cli: pkg/websocket, pkg/proxy, pkg/logtailing)
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Logger } from 'pino'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Due, Place, Store } from '../kernel/store.ts'
import type { Situate, Work } from '../kernel/work.ts'
import { unit } from '../kernel/unit.ts'
import {
  eventMessage,
  type Heard,
  type Letter,
  logMessage,
  passes,
  readMessage,
  type Said,
  type Session,
} from './cli_messages.ts'

/** How often queues are asked when nobody has said that something is due, and those whose program is gone. */
const EVERY_MS = 1_000
const SWEEP_EVERY_MS = 30_000
const SLICE = 50
const LEASE_MS = 60_000
/** The program pings every 2 seconds; Why 30: by then the line is dead. */
const SILENCE_MS = 30_000
/** Why 1 MB: the program cuts what a handler answered to 5000 bytes. */
const MESSAGE_MAX = 1024 * 1024
/** Why 4 MB: lines of the log are left out for a program that does not read them, rather than kept. */
const UNREAD_MAX = 4 * 1024 * 1024
/** Why 4 kB: as of any webhook's answer. */
const RESPONSE_MAX = 4_096
/** Why 1 000: each costs some ten kilobytes, and nobody runs so many. */
const SOCKETS_MAX = 1_000

const SUBPROTOCOL = 'stripecli-devproxy-v1'
const PATH = /^\/stripecli\/(acct_[A-Za-z0-9]{1,40})\/(acct_[A-Za-z0-9]{1,40})(?:\?|$)/
/** The very words by which the program knows that it has to ask for a new session. */
const UNKNOWN = 'Unknown WebSocket ID.'

export interface CliSocketsOptions {
  readonly store: Store
  readonly situate: Situate
  readonly log: Logger
  /** How the names of the queues begin, of which each session has one. */
  readonly queues: string
  readonly opened: (work: Work, id: string) => Session | undefined
  readonly left: (work: Work, id: string) => void
  readonly letter: (work: Work, id: string) => Letter | undefined
  readonly taken: (work: Work, id: string) => void
  readonly answered: (work: Work, id: string, attempt: { at: number; status: number; response: string }) => void
  /** Calls back for each request that is answered, until what it returns is called. */
  readonly watchRequests: (hear: (request: Heard) => void) => () => void
}

export interface CliSockets {
  /** Takes a request for a web socket; says whether it was one of these. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean
  /** Lets go of all programs: they come back when the server does. */
  stop(): Promise<void>
}

/** Takes the sockets of Stripe's command line. */
export function cliSockets(options: CliSocketsOptions): CliSockets {
  const { store, situate, log } = options
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: MESSAGE_MAX,
    handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
  })
  const wakers = new Map<string, () => void>()
  const busy = new Set<Promise<unknown>>()
  let stopped = false
  let swept = 0

  const inUnit = <T>(place: Place, run: (work: Work) => T, ids: readonly string[] = []) =>
    unit(store, situate(place, { cause: 'job' }), run, {
      ahead: () => [place.account, ...ids].map((id) => ({ place, id })),
    })
  const keep = (work: Promise<unknown>): void => {
    const kept = work
      .catch((error) => log.error({ err: error }, 'a listening program could not be served'))
      .finally(() => busy.delete(kept))
    busy.add(kept)
  }

  const connect = async (request: IncomingMessage, socket: Duplex, head: Buffer, place: Place): Promise<void> => {
    const id = String(request.headers['websocket-id'] ?? '')
    const isFull = server.clients.size >= SOCKETS_MAX
    const session = stopped || isFull ? undefined : await inUnit(place, (work) => options.opened(work, id))
    if (!session) return refuse(socket, isFull ? 'Too many programs are listening.' : UNKNOWN)
    server.handleUpgrade(request, socket, head, (line) => {
      const end = session.feature === 'webhooks' ? sendEvents(line, place, session) : sendLog(line, place, session)
      line.on('error', () => line.terminate())
      const silence = setTimeout(() => line.terminate(), SILENCE_MS).unref()
      for (const sign of ['ping', 'message'] as const) line.on(sign, () => silence.refresh())
      line.once('close', () => {
        clearTimeout(silence)
        end()
        if (!stopped) keep(inUnit(place, (work) => options.left(work, id)))
      })
      // It may have gone while the session was looked for.
      if (line.readyState !== line.OPEN) line.terminate()
    })
  }

  /** Sends what is due to a session, as it comes. Says how to stop. */
  const sendEvents = (line: WebSocket, place: Place, session: Session): (() => void) => {
    const queue = `${options.queues}${session.id}`
    const sent = new Map<string, Due>()
    let asking = false
    let heard = false
    const send = async (due: Due): Promise<void> => {
      const letter = await inUnit(place, (work) => options.letter(work, due.id), [due.id])
      if (!letter || line.readyState !== line.OPEN) return store.release(due)
      sent.set(due.id, due)
      for (const { version, body } of letter.messages)
        line.send(JSON.stringify(eventMessage(session, due.id, version, body, letter.secret)))
    }
    const ask = async (): Promise<void> => {
      while (heard && line.readyState === line.OPEN) {
        heard = false
        const dues = await store.claim({ queue, until: Date.now(), limit: SLICE, leaseMs: LEASE_MS })
        for (const due of dues) await send(due)
        if (dues.length === SLICE) heard = true
      }
    }
    const wake = (): void => {
      heard = true
      if (asking) return
      asking = true
      keep(
        ask().finally(() => {
          asking = false
        }),
      )
    }
    /** One message after the other: that the program has the event comes before what its handler answered. */
    let turn: Promise<unknown> = Promise.resolve()
    line.on('message', (data) => {
      const said = readMessage(String(data))
      if (!said) return
      turn = turn.then(() => hear(said))
      keep(turn)
    })
    const hear = async ({ type, conversation, status, body }: Said): Promise<void> => {
      const [id = ''] = conversation.split(' ', 1)
      if (type === 'event_ack') {
        const due = sent.get(id)
        if (!due) return
        sent.delete(id)
        await inUnit(place, (work) => options.taken(work, id), [id])
        await store.release(due)
      } else if (status !== undefined) {
        const attempt = { at: Date.now(), status, response: body.slice(0, RESPONSE_MAX) }
        await inUnit(place, (work) => options.answered(work, id, attempt), [id])
      }
    }
    wakers.set(queue, wake)
    wake()
    return () => {
      if (wakers.get(queue) === wake) wakers.delete(queue)
      for (const due of sent.values()) keep(store.release(due))
    }
  }

  /** Sends a line for each request to this account. Says how to stop. */
  const sendLog = (line: WebSocket, { account }: Place, { filters = {} }: Session): (() => void) =>
    options.watchRequests((request) => {
      if (request.account !== account && request.caller !== account) return
      if (!passes(request, account, filters) || line.bufferedAmount > UNREAD_MAX) return
      line.send(JSON.stringify(logMessage(request)))
    })

  /** What waits for a program that does not come back is given up; what waits for one that is elsewhere is left alone. */
  const sweep = async (queue: string): Promise<void> => {
    for (const due of await store.claim({ queue, until: Date.now(), limit: SLICE, leaseMs: LEASE_MS })) {
      await inUnit(due.place, (work) => options.letter(work, due.id), [due.id])
      await store.release(due)
    }
  }

  /** For what another process put there. */
  const look = async (): Promise<void> => {
    const isSweeping = performance.now() - swept > SWEEP_EVERY_MS
    if (isSweeping) swept = performance.now()
    if (!isSweeping && wakers.size === 0) return
    for (const queue of await store.queues(options.queues, Date.now())) {
      const wake = wakers.get(queue)
      if (wake) wake()
      else if (isSweeping) await sweep(queue)
    }
  }
  const timer = setInterval(() => keep(look()), EVERY_MS).unref()
  store.watch((queue) => wakers.get(queue)?.())

  return {
    upgrade: (request, socket, head) => {
      const [, tenant, account] = PATH.exec(request.url ?? '') ?? []
      if (!tenant || !account) return false
      socket.on('error', () => socket.destroy())
      keep(connect(request, socket, head, { tenant, account }))
      return true
    },
    stop: async () => {
      stopped = true
      clearInterval(timer)
      for (const line of server.clients) line.terminate()
      while (busy.size > 0) await Promise.all(busy)
    },
  }
}

function refuse(socket: Duplex, message: string): void {
  const body = JSON.stringify({ error: { message, type: 'invalid_request_error' } })
  const head = `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close`
  socket.end(`HTTP/1.1 400 Bad Request\r\n${head}\r\n\r\n${body}`)
}
