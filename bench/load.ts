// A load generator of our own: kept-alive sockets, one request in flight on each, on a thread beside the bench's. It knows
// just enough HTTP (a status and a content-length), so that the core it runs on is not what is measured.
import { connect } from 'node:net'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'

export interface Load {
  readonly port: number
  /** Whole requests, sent in turn. `{n}` in one becomes a number that is never the same again. */
  readonly requests: readonly string[]
  readonly connections: number
  /** Answered, but not counted. */
  readonly warmupMs?: number
  /** Ends after this time, or after `total` answers. */
  readonly ms?: number
  readonly total?: number
  /** Any other status ends the bench. */
  readonly status?: number
}

export interface Measured {
  readonly perSecond: number
  /** Milliseconds. */
  readonly p50: number
  readonly p99: number
  readonly answers: number
  /** With those of the warm-up. */
  readonly all: number
}

/** Runs a load to its end. */
export function load(options: Load): Promise<Measured> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: { load: options } })
    worker.once('message', resolve)
    worker.once('error', reject)
  })
}

/** The text of a request. */
export function request(
  method: string,
  path: string,
  key: string,
  form?: string,
  more: readonly string[] = [],
): string {
  const body = form ?? ''
  const headers = [
    `${method} ${path} HTTP/1.1`,
    'host: 127.0.0.1',
    `authorization: Bearer ${key}`,
    'accept: application/json',
    'user-agent: brindle-bench',
    ...(form === undefined
      ? []
      : ['content-type: application/x-www-form-urlencoded', `content-length: ${Buffer.byteLength(body)}`]),
    ...more,
  ]
  return `${headers.join('\r\n')}\r\n\r\n${body}`
}

const HEAD_END = Buffer.from('\r\n\r\n')

function run({ port, requests, connections, warmupMs = 0, ms = Infinity, total = Infinity, status = 200 }: Load): void {
  const parts = requests.map((text) => text.split('{n}'))
  const serial = Math.floor(Math.random() * 1e9)
  const begun = performance.now()
  const from = begun + warmupMs
  let times = new Float64Array(65_536)
  let answers = 0
  let all = 0
  let sent = 0
  let ended = false
  let first = 0

  const finish = (now: number) => {
    ended = true
    const sorted = times.subarray(0, answers).sort()
    const at = (share: number) => sorted[Math.min(answers - 1, Math.floor(answers * share))]!
    const perSecond = (answers / (now - first)) * 1000
    parentPort!.postMessage({ perSecond, p50: at(0.5), p99: at(0.99), answers, all } satisfies Measured)
    process.exit()
  }
  const note = (began: number, now: number) => {
    all++
    if (began < from) return
    first ||= began
    if (answers === times.length) {
      const larger = new Float64Array(times.length * 2)
      larger.set(times)
      times = larger
    }
    times[answers++] = now - began
    if (!ended && (answers >= total || now - first >= ms)) finish(now)
  }

  const open = () => {
    let began = 0
    let rest = 0
    let kept: Buffer | undefined
    const send = () => {
      began = performance.now()
      socket.write(parts[sent % parts.length]!.join(String(serial + sent)))
      sent++
    }
    const done = () => {
      note(began, performance.now())
      if (!ended) send()
    }
    const feed = (bytes: Buffer) => {
      if (rest > 0) {
        rest -= bytes.length
        if (rest <= 0) done()
        return
      }
      const whole: Buffer = kept ? Buffer.concat([kept, bytes]) : bytes
      const end = whole.indexOf(HEAD_END)
      // The buffer is the socket's own and will be written over.
      kept = end === -1 ? Buffer.from(whole) : undefined
      if (end === -1) return
      const head = whole.toString('latin1', 0, end)
      const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
      if (length === undefined || head.slice(9, 12) !== String(status)) throw new Error(whole.toString())
      rest = end + 4 + Number(length) - whole.length
      if (rest <= 0) done()
    }
    const onread = {
      buffer: Buffer.allocUnsafe(65_536),
      callback: (count: number, bytes: Uint8Array) => {
        feed(bytes.subarray(0, count) as Buffer)
        return true
      },
    }
    const socket = connect({ host: '127.0.0.1', port, onread }, send)
    socket.setNoDelay(true)
    socket.on('end', () => {
      if (!ended) throw new Error('the server hung up')
    })
  }
  for (let i = 0; i < connections; i++) open()
}

if (!isMainThread && workerData?.load) run(workerData.load)
