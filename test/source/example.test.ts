// The scripts under examples/source, as a user runs them, with sh and curl: Adobe's tutorial from a connection to Parquet files. Where
// there is no curl this fails, and says so.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { DuckDBInstance } from '@duckdb/node-api'
import type { Brindle } from '../../src/main.ts'
import { sandbox, startBrindle } from '../world.ts'

const EXAMPLES = join(import.meta.dirname, '../../examples/source')
let folder: string
let brindle: Brindle

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'brindle-example-'))
  brindle = await startBrindle({ lake: folder })
})
after(async () => {
  await brindle.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Runs a script of the examples to its end, with these variables. */
function script(name: string, variables: Record<string, string>) {
  const env = { PATH: process.env.PATH, ...variables }
  return new Promise<{ code: number | string; out: string; err: string }>((resolve) => {
    execFile('sh', [join(EXAMPLES, name)], { env, timeout: 60_000 }, (error, out, err) =>
      resolve({ code: error?.code ?? 0, out, err }),
    )
  })
}

test('there is curl', async () => {
  const found = await new Promise((resolve) => execFile('curl', ['--version'], (error) => resolve(error === null)))
  assert.ok(found, 'curl is not on this machine, and the examples need it.')
})

test('Adobe’s tutorial runs as a script of curl commands, with only the host replaced', async () => {
  const shop = sandbox(brindle)
  for (const amount of [1099, 2500, 4300])
    await shop.stripe.paymentIntents.create({
      ...{ amount, currency: 'usd', payment_method: 'pm_card_visa', confirm: true },
      return_url: 'https://shop.example',
    })
  // A charge is booked a moment later: a run that meets that reads it twice.
  await shop.advance(10)
  const { code, out, err } = await script('adobe_stripe_source.sh', {
    HOST: brindle.url,
    STRIPE_ACCESS_TOKEN: shop.key,
  })
  assert.equal(code, 0, err + out)
  assert.match(out, /9\. Its first run\n {3}success, 3 charges, batch [0-9A-Z]{26}\n/)
  const [, file] = /10\. Its files, in the lake\n {3}(\S+\.parquet)\n$/.exec(out) ?? []
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' })
  const connection = await instance.connect()
  // The file is read as anybody does who has no Brindle.
  const read = await connection.runAndReadAll(
    `select * from (select unnest(_brindle.charges_data) from '${join(folder, file!)}') order by amount`,
  )
  const rows = read.getRowObjectsJson() as { amount: string; currency: string; payment_method_details: any }[]
  assert.deepEqual(
    rows.map(({ amount, currency, payment_method_details: { type, card } }) => [amount, currency, type, card.last4]),
    ['1099', '2500', '4300'].map((amount) => [amount, 'usd', 'card', '4242']),
  )
  // The questions of the other example, of the same folder.
  const sql = readFileSync(join(EXAMPLES, 'read_with_duckdb.sql'), 'utf8')
  await connection.run(`set file_search_path = '${folder}'`)
  const answers: Record<string, unknown>[][] = []
  for (const question of sql.replaceAll(/^--.*$/gm, '').split(';')) {
    if (question.trim() === '') continue
    const answer = await connection.runAndReadAll(question.replaceAll(/datasets\/stripe_charges/g, folderOf(file!)))
    answers.push(answer.getRowObjectsJson() as Record<string, unknown>[])
  }
  connection.closeSync()
  instance.closeSync()
  // 1099 + 2500 + 4300, three orders.
  assert.deepEqual(answers.at(-1), [{ currency: 'usd', method: 'card', orders: '3', amount: '7899' }])
})

/** `datasets/charges/history/…` is of `datasets/charges`. */
const folderOf = (file: string) => file.split('/history/')[0]!

test('an error is shown, and the script ends there', async () => {
  const { code, out, err } = await script('adobe_stripe_source.sh', {
    HOST: brindle.url,
    STRIPE_ACCESS_TOKEN: 'sk_live_no_such_key',
  })
  assert.deepEqual([code, out], [1, '1. A base connection\n'])
  assert.match(err, /"errorCode":"credential_refused"/)
})
