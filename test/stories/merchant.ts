// A small merchant: it gives its page the client secret, and checks and keeps every webhook that arrives.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import Stripe from 'stripe'

export interface Merchant {
  readonly url: string
  /** What the page at /checkout.html is, and what /secret answers. */
  html: string
  clientSecret: string
  /** The signing secret of the endpoint that leads to /webhook. */
  signingSecret: string
  /** Verified events, in the order of their arrival. */
  readonly received: Stripe.Event[]
  /** Webhooks whose signature was wrong. */
  readonly rejected: string[]
  /** Resolves when so many have arrived. */
  arrived(count: number): Promise<void>
  close(): Promise<void>
}

export async function openMerchant(): Promise<Merchant> {
  const { webhooks } = new Stripe('sk_test_unused')
  let changed = () => {}
  const server: Server = createServer((request, response) => {
    if (request.url === '/secret') {
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ client_secret: merchant.clientSecret }))
    } else if (request.url === '/checkout.html') {
      response.setHeader('content-type', 'text/html')
      response.end(merchant.html)
    } else {
      const chunks: Buffer[] = []
      request.on('data', (chunk) => chunks.push(chunk))
      request.on('end', () => {
        const body = Buffer.concat(chunks).toString('utf8')
        try {
          const signature = request.headers['stripe-signature'] as string
          merchant.received.push(webhooks.constructEvent(body, signature, merchant.signingSecret))
          response.end()
        } catch (error) {
          merchant.rejected.push((error as Error).message)
          response.writeHead(400).end()
        }
        changed()
      })
    }
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const merchant: Merchant = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    html: '',
    clientSecret: '',
    signingSecret: '',
    received: [],
    rejected: [],
    arrived: async (count) => {
      while (merchant.received.length < count)
        await new Promise<void>((resolve) => {
          changed = resolve
        })
    },
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
  return merchant
}
