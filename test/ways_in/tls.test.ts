// HTTPS under Stripe's own names: an official client with nothing changed but whom it trusts and where names lead.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { type Agent, request } from 'node:https'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { connect as connectSecurely, type PeerCertificate, type TLSSocket } from 'node:tls'
import Stripe from 'stripe'
import { makeAuthority } from '../../src/lib/certificate.ts'
import { freshName, sandbox, startBrindle } from '../world.ts'
import { Here, startTrusted } from './trusted.ts'

const trusted = await startTrusted()
const { brindle, ca } = trusted
after(() => trusted.close())

interface Got {
  readonly status: number
  readonly headers: Record<string, unknown>
  readonly body: string
  readonly peer: PeerCertificate
}

/** A request by HTTPS to where an agent leads. */
const get = (url: string, agent: Agent, method = 'GET'): Promise<Got> =>
  new Promise((resolve, reject) => {
    request(url, { agent, method }, (response) => {
      const peer = (response.socket as TLSSocket).getPeerCertificate()
      let body = ''
      response.on('data', (chunk) => {
        body += chunk
      })
      response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body, peer }))
    })
      .on('error', reject)
      .end()
  })

test('an unchanged client of api.stripe.com makes a customer', async () => {
  const name = freshName()
  const httpAgent = new Here(brindle.tlsPort!, { ca, keepAlive: true })
  const stripe = new Stripe(`sk_test_${name}`, { httpAgent })
  const made = await stripe.customers.create({ name: 'Jenny Rosen' })
  const { stripe: beside, news } = sandbox(brindle, { name })
  assert.equal((await beside.customers.retrieve(made.id)).object, 'customer')
  assert.deepEqual(await news(), ['customer.created'])
  // Files have a host of their own.
  const file = await stripe.files.create({
    purpose: 'dispute_evidence',
    file: { data: Buffer.from('%PDF-1.4'), name: 'evidence.pdf', type: 'application/pdf' },
  })
  assert.equal(file.size, 8)
  httpAgent.destroy()
})

test('who was not told to trust the authority does not', async () => {
  const httpAgent = new Here(brindle.tlsPort!)
  const stripe = new Stripe(`sk_test_${freshName()}`, { httpAgent, maxNetworkRetries: 0 })
  await assert.rejects(stripe.customers.list(), { type: 'StripeConnectionError', message: /An error occurred/ })
  await assert.rejects(get('https://api.stripe.com/health', httpAgent), {
    code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  })
})

test('the authority can vouch for its own names only, and what lies below them', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'brindle-tls-'))
  const authority = await makeAuthority('Tests', ['api.stripe.com', '127.0.0.1', '::1'], 1)
  const reached = async (name: string) => {
    const { certificate, key } = await authority.issue([name])
    const [cert, secret] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]
    writeFileSync(cert, certificate)
    writeFileSync(secret, key)
    const server = await startBrindle({ tlsCert: [cert], tlsKey: [secret], tlsPort: 0, allowedHosts: [name] })
    const agent = new Here(server.tlsPort!, { ca: authority.certificate })
    try {
      return (await get(`https://${name}/health`, agent)).status
    } catch (error) {
      return (error as Error).message
    } finally {
      agent.destroy()
      await server.close()
    }
  }
  assert.equal(await reached('api.stripe.com'), 200)
  assert.equal(await reached('eu.api.stripe.com'), 200)
  assert.equal(await reached('127.0.0.1'), 200)
  for (const name of ['stripe.com', 'notapi.stripe.com', 'example.com', '127.0.0.2'])
    assert.equal(await reached(name), 'permitted subtree violation')
  rmSync(folder, { recursive: true })
})

test('without --as-stripe it does not answer to Stripe’s names', async () => {
  const own = await startTrusted({})
  const agent = new Here(own.brindle.tlsPort!, { ca: own.ca })
  const refused = await get('https://api.stripe.com/v1/customers', agent)
  assert.equal(refused.status, 403)
  assert.match(refused.body, /does not answer to the host \\"api.stripe.com\\"/)
  assert.equal((await get('https://js.stripe.com/v3/', agent)).status, 403)
  assert.equal((await get('https://localhost/health', agent)).status, 200)
  agent.destroy()
  await own.close()
})

test('of names that nobody maps here it knows none, also as Stripe', async () => {
  const agent = new Here(brindle.tlsPort!, { ca, checkServerIdentity: () => undefined })
  for (const host of ['stripe.com', 'evil-stripe.com', 'api.stripe.com.example.com'])
    assert.equal((await get(`https://${host}/v1/customers`, agent)).status, 403, host)
  agent.destroy()
})

test('what clients tell of themselves is taken, and nothing comes of it', async () => {
  const agent = new Here(brindle.tlsPort!, { ca })
  for (const url of ['https://m.stripe.com/6', 'https://r.stripe.com/0', 'https://q.stripe.com/?event=x']) {
    const { status, body } = await get(url, agent, 'POST')
    assert.deepEqual([status, body], [200, ''])
  }
  assert.equal((await get('https://js.stripe.com/6', agent, 'POST')).status, 404)
  agent.destroy()
})

test('each connection has the certificate of the name that it asks for, and of two the first otherwise', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'brindle-tls-'))
  const authority = await makeAuthority('Tests', ['a.example', 'b.example', 'c.example'], 1)
  const pair = async (name: string) => {
    const { certificate, key } = await authority.issue([name])
    const files = [join(folder, `${name}.pem`), join(folder, `${name}.key`)] as const
    writeFileSync(files[0], certificate)
    writeFileSync(files[1], key)
    return files
  }
  const [a, b] = [await pair('a.example'), await pair('b.example')]
  const server = await startBrindle({ tlsCert: [a[0], b[0]], tlsKey: [a[1], b[1]], tlsPort: 0 })
  const subject = async (name: string) => {
    const agent = new Here(server.tlsPort!, { ca: authority.certificate, checkServerIdentity: () => undefined })
    const { peer } = await get(`https://${name}/health`, agent)
    agent.destroy()
    return peer.subjectaltname
  }
  assert.deepEqual(
    [await subject('a.example'), await subject('b.example'), await subject('c.example')],
    ['DNS:a.example', 'DNS:b.example', 'DNS:a.example'],
  )
  await server.close()
  await assert.rejects(startBrindle({ tlsCert: [a[0]], tlsKey: [b[1]], tlsPort: 0 }), {
    message: `${a[0]} and ${b[1]} are no certificate and its key: error:05800074:x509 certificate routines::key values mismatch.`,
  })
  await assert.rejects(startBrindle({ tlsCert: [join(folder, 'none.pem')], tlsKey: [b[1]], tlsPort: 0 }), {
    message: `${join(folder, 'none.pem')} could not be read (ENOENT).`,
  })
  rmSync(folder, { recursive: true })
})

test('when it closes, connections that ask nothing are let go of, and a request in hand is answered', async () => {
  const own = await startTrusted()
  const at = { host: '127.0.0.1', port: own.brindle.tlsPort!, ca: own.ca, servername: 'api.stripe.com' }
  const [raw, silent] = [connect(at), connectSecurely(at)]
  await Promise.all([once(raw, 'connect'), once(silent, 'secureConnect')])
  const agent = new Here(at.port, { ca: own.ca })
  const headers = {
    authorization: `Bearer sk_test_${freshName()}`,
    'content-type': 'application/x-www-form-urlencoded',
    expect: '100-continue',
  }
  const asking = request('https://api.stripe.com/v1/customers', { agent, method: 'POST', headers })
  asking.flushHeaders()
  // It has the head of the request, and waits for the rest.
  await once(asking, 'continue')
  const closed = own.close()
  await Promise.all([once(raw, 'close'), once(silent, 'close')])
  asking.end('name=Ada')
  const [answer] = (await once(asking, 'response')) as [IncomingMessage]
  assert.equal(answer.statusCode, 200)
  answer.resume()
  await closed
  agent.destroy()
})

test('where one port cannot be had, none is kept', async () => {
  const { tlsPort } = brindle
  const [cert, key] = [join(trusted.folder, 'cert.pem'), join(trusted.folder, 'key.pem')]
  const { port } = await startBrindle().then(async (one) => {
    await one.close()
    return one
  })
  const both = { port, tlsCert: [cert], tlsKey: [key] }
  await assert.rejects(startBrindle({ ...both, tlsPort: tlsPort! }), { code: 'EADDRINUSE', port: tlsPort })
  const again = await startBrindle({ ...both, tlsPort: 0 })
  assert.equal(again.port, port)
  await again.close()
})
