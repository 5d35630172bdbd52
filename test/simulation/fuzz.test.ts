// Bad requests of every kind to every operation of the contract: refused in words, with nothing changed.
import assert from 'node:assert/strict'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import test, { after, before } from 'node:test'
import type { DatabaseSync } from 'node:sqlite'
import type fc from 'fast-check'
import { operations } from '../../src/contract/index.ts'
import { badLine, badRequest } from './bad_requests.ts'
import { search, type Target } from './checker.ts'
import { furnish } from './furnish.ts'
import { SEED, SIZES } from './sizes.ts'
import { stopTime } from './standstill.ts'
import { FOLLOWS, keptBy, type Request, speaker, startOnFile, temporaryFolder } from './support.ts'

let brindle: Awaited<ReturnType<typeof startOnFile>>
let mouth: ReturnType<typeof speaker>
const stray: unknown[] = []
/** A promise that nobody waits for would end the server's process: here it is a failure of the test instead. */
const noteStray = (reason: unknown) => void stray.push(reason)

before(async () => {
  process.on('unhandledRejection', noteStray)
  // What a request that succeeded has put off, such as giving up a last invoice five seconds later, is nothing that one keeps.
  stopTime(Math.floor(Date.now() / 1000))
  brindle = await startOnFile(temporaryFolder())
  mouth = speaker(brindle.url, 1_500)
})
after(async () => {
  mouth.close()
  await brindle.close()
  process.off('unhandledRejection', noteStray)
})

/** A furnished sandbox, and what the file holds of it. Looked at again only when the file has changed. */
async function furnished(name: string): Promise<Target> {
  const key = `sk_test_fuzz${name}`
  const ids = await furnish(mouth.speak, key, name)
  return { speak: mouth.speak, key, ids, kept: watch(brindle.sql, ids.account!) }
}

function watch(sql: DatabaseSync, account: string): () => string {
  const stamp = sql.prepare('pragma data_version')
  const elsewhere = sql.prepare(`select max(rowid) as last from rows where ${FOLLOWS}`)
  let seen: unknown
  let text = ''
  return () => {
    const { data_version } = stamp.get() as { data_version: number }
    if (data_version !== seen) text = `${elsewhere.get()!.last}\n${keptBy(sql, account)}`
    seen = data_version
    return text
  }
}

/** Those that delete come last: what they succeed with is missed by none. */
const all = [...operations()].sort((a, b) => Number(a.method === 'DELETE') - Number(b.method === 'DELETE'))
/** Why 130: requests that succeed change the sandbox, so that it is furnished anew now and then. */
const SLICE = 130

for (let from = 0; from < all.length; from += SLICE) {
  const slice = all.slice(from, from + SLICE)
  const some = `operations ${from + 1} to ${from + slice.length} of the contract`
  test(`${some} refuse bad requests and keep nothing of them`, async () => {
    const target = await furnished(String(from))
    const reports: string[] = []
    for (const [i, operation] of slice.entries()) {
      const report = await search(target, badRequest(operation), { seed: SEED + from + i, runs: SIZES.fuzzRuns })
      if (report) reports.push(`${operation.key}\n  ${report}`)
    }
    assert.equal(reports.length, 0, `${reports.length} operations:\n\n${reports.join('\n\n')}`)
  })
}

test('lines that are no operation are refused the same way', async () => {
  const target = await furnished('lines')
  const paths = all.filter((_, i) => i % 10 === 0).map(({ path }) => path.slice(4).replaceAll(/[{}]/g, ''))
  const report = await search(target, badLine(paths), { seed: SEED, runs: SIZES.fuzzLines })
  assert.equal(report, undefined, report)
})

test('no request left a promise behind that nobody waits for', () => {
  assert.deepEqual(stray, [])
})

/** A server with one mistake, to see that it is found. */
async function withStub(
  mistake: (request: IncomingMessage, body: string) => { status: number; text: string; keeps?: boolean },
  run: (target: Target) => Promise<void>,
): Promise<void> {
  let kept = 0
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { status, text, keeps } = mistake(request, Buffer.concat(chunks).toString())
      if (keeps) kept++
      response.writeHead(status).end(text)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const stub = speaker(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  try {
    await run({ speak: stub.speak, kept: () => String(kept), key: 'sk_test_stub', ids: {} })
  } finally {
    stub.close()
    server.close()
  }
}

const REFUSAL = '{"error":{"type":"invalid_request_error","message":"no"}}'
const price = all.find(({ key }) => key === 'POST /v1/prices')!
/** As many as may be needed until a mistake that few requests hit is hit. */
const planted = (target: Target, requests: fc.Arbitrary<Request> = badRequest(price)) =>
  search(target, requests, { seed: 20261125, runs: 500 })

test('a planted 500 is found, with its seed and the smallest request', async () => {
  const mistake = (_: IncomingMessage, body: string) =>
    /unit_amount=-/.test(body) ? { status: 500, text: REFUSAL } : { status: 400, text: REFUSAL }
  await withStub(mistake, async (target) => {
    const report = await planted(target)
    assert.match(report ?? '', /seed 20261125, path \d[\d:]*: answered 500.*POST \/v1\/prices.*unit_amount=-/s)
  })
})

test('a planted refusal that keeps something is found', async () => {
  const mistake = (_: IncomingMessage, body: string) => ({ status: 400, text: REFUSAL, keeps: /nickname/.test(body) })
  await withStub(mistake, async (target) => {
    assert.match((await planted(target)) ?? '', /answered 400 and kept something.*nickname/s)
  })
})

test('planted refusals without words are found', async () => {
  for (const [text, found] of [
    ['Bad Request', /not JSON/],
    ['{"error":{"type":"invalid_request_error"}}', /without error\.type and error\.message/],
    ['{"error":{"message":"no"}}', /without error\.type and error\.message/],
  ] as const)
    await withStub(
      () => ({ status: 400, text }),
      async (target) => assert.match((await planted(target)) ?? '', found),
    )
})

test('an honest stub passes', async () => {
  await withStub(
    () => ({ status: 400, text: REFUSAL }),
    async (target) => assert.equal(await planted(target), undefined),
  )
})
