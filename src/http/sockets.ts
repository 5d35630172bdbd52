// The sockets of the server, and their limits: HTTP, and HTTPS beside it.
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { wireText } from '../lib/stable_json.ts'
import { type KeyPair, secured } from './tls.ts'

export interface SocketOptions {
  readonly host: string
  readonly port: number
  /** HTTPS on a port of its own. */
  readonly tls?: { readonly port: number; readonly pairs: readonly KeyPair[] } | undefined
}

/** A running server: where it listens, and how it ends. */
export interface Listening {
  readonly port: number
  /** Of HTTPS, where that is served. */
  readonly tlsPort: number | undefined
  /** Stops taking requests, and resolves when those that run are answered. */
  close(): Promise<void>
}

/** Why 32 kB: twice Node's own; lists have long questions. */
const HEAD_MAX = 32 * 1024
const LIMITS = { keepAliveTimeout: 65_000, requestTimeout: 60_000, maxHeaderSize: HEAD_MAX }

/** Opens the sockets. Port 0 picks a free one. Rejects where one cannot be had, or a certificate is none. */
export async function openSockets(
  { host, port, tls }: SocketOptions,
  serve: RequestListener,
  upgrade: (request: Parameters<RequestListener>[0], socket: Duplex, head: Buffer) => void,
): Promise<Listening> {
  const plain = createServer(LIMITS)
  const secure = tls && createSecureServer({ ...LIMITS, ...secured(tls.pairs) })
  const open: (() => Promise<void>)[] = []
  const close = async () => void (await Promise.all(open.map((closeOne) => closeOne())))
  for (const [server, at] of [[plain, port] as const, ...(secure ? [[secure, tls.port] as const] : [])]) {
    const silent = silentConnections(server)
    server.on('clientError', refuseHead)
    server.on('upgrade', upgrade)
    server.on('request', serve)
    try {
      await listen(server, at, host)
    } catch (error) {
      await close()
      throw error
    }
    open.push(() => closeOne(server, silent))
  }
  return { port: portOf(plain), tlsPort: secure && portOf(secure), close }
}

const listen = (server: Server, port: number, host: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => resolve())
  })

const portOf = (server: Server) => (server.address() as AddressInfo).port

/** By what a connection is known, with TLS and under it. */
const endOf = ({ remoteAddress, remotePort }: Socket) => `${remoteAddress} ${remotePort}`

/** Connections on which nothing was asked yet: browsers open some ahead, and Node takes them for busy ones for a minute. */
function silentConnections(server: Server): ReadonlyMap<string, Socket> {
  const silent = new Map<string, Socket>()
  server.on('connection', (socket) => {
    const end = endOf(socket)
    silent.set(end, socket)
    socket.once('close', () => silent.delete(end))
  })
  for (const sign of ['request', 'upgrade'] as const)
    server.on(sign, ({ socket }: IncomingMessage) => silent.size > 0 && silent.delete(endOf(socket)))
  return silent
}

/** Takes nothing new, answers what is in hand, and lets go of clients that would keep their connection. */
function closeOne(server: Server, silent: ReadonlyMap<string, Socket>): Promise<void> {
  return new Promise((resolve) => {
    for (const socket of silent.values()) socket.destroy()
    server.on('request', (_request, response) => response.setHeader('connection', 'close'))
    server.close(() => {
      clearInterval(letting)
      resolve()
    })
    const letting = setInterval(() => server.closeIdleConnections(), 50)
    server.closeIdleConnections()
  })
}

/** What is no HTTP, or has too long a head, is refused in words as far as that can be. */
function refuseHead(error: Error & { code?: string }, socket: Duplex): void {
  if (!socket.writable) return
  const [status, why] =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? ['431 Request Header Fields Too Large', `The head of a request may have at most ${HEAD_MAX} bytes.`]
      : ['400 Bad Request', 'This is no request that could be read.']
  const body = wireText({ error: { message: why, type: 'invalid_request_error' } })
  const head = `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close`
  socket.end(`HTTP/1.1 ${status}\r\n${head}\r\n\r\n${body}`)
}
