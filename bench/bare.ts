// The least that node:http can do: one body, the same headers every time. What get.ts measures Brindle against.
// Run: node bench/bare.ts FILE, where FILE holds {"headers": […], "body": …} as JSON.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

// In the form that Node sends fastest, as Brindle does.
const { headers, body } = JSON.parse(readFileSync(process.argv[2]!, 'utf8'))
const server = createServer({ keepAliveTimeout: 65_000, requestTimeout: 60_000, maxHeaderSize: 32 * 1024 })
server.on('request', (_request, response) => response.writeHead(200, headers).end(body, 'latin1'))
server.listen(0, '127.0.0.1', () =>
  console.log(`listens on http://127.0.0.1:${(server.address() as AddressInfo).port}`),
)
process.once('SIGINT', () => process.exit())
