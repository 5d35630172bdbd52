// A webhook handler for tests: takes down what arrives, and answers as it is told.
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Arrived {
  /** The path that it came to: one for each endpoint. */
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly text: string
  readonly event: any
}

export interface Receiver {
  readonly url: string
  readonly arrived: readonly Arrived[]
  /** How the next deliveries are answered; `200` unless said. */
  answerWith(answer: (arrived: Arrived, response: ServerResponse) => void): void
  /** What arrived at one path. */
  at(path: string): Arrived[]
  close(): Promise<void>
}

export async function startReceiver(): Promise<Receiver> {
  const arrived: Arrived[] = []
  let answer = (_arrived: Arrived, response: ServerResponse): void => void response.end('ok')
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8')
      const one = { path: request.url ?? '', headers: request.headers, text, event: JSON.parse(text) }
      arrived.push(one)
      answer(one, response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arrived,
    answerWith: (next) => {
      answer = next
    },
    at: (path) => arrived.filter((one) => one.path === path),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
