// Against the published types of all ten majors: every member is there, and the whole is what they say; and how much a page loads.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { after, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import ts from 'typescript-api'
import { bundle } from '../../scripts/bundle.ts'
import { openShop, SCRIPT } from './shop.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const MAJORS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]

const shop = await openShop()
after(() => shop.close())

/** The members of the interface `Stripe`, as a major declares it. */
function membersOf(major: number): Set<string> {
  const found = new Set<string>()
  for (const file of globSync(`${ROOT}node_modules/stripe-js-${major}/{dist,types}/**/stripe.d.ts`)) {
    const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest)
    source.forEachChild((node) => {
      const isModule = ts.isModuleDeclaration(node) && node.body && ts.isModuleBlock(node.body)
      for (const one of isModule ? (node.body as ts.ModuleBlock).statements : [node as ts.Statement])
        if (ts.isInterfaceDeclaration(one) && one.name.text === 'Stripe')
          for (const { name } of one.members) if (name && ts.isIdentifier(name)) found.add(name.text)
    })
  }
  return found
}

/** Distinct members of each major. (counted in the declarations of 1.54, 2.4, 3.5, 4.10, 5.10, 6.1, 7.10, 8.11, 9.17 and 10.2) */
const COUNTED = [64, 66, 68, 68, 70, 70, 71, 72, 70, 73]

test('all 79 members of all majors are functions, and answer or say why not', async () => {
  const all = MAJORS.map(membersOf)
  assert.deepEqual(
    all.map(({ size }) => size),
    COUNTED,
  )
  const names = [...new Set(all.flatMap((members) => [...members]))]
  assert.equal(names.length, 79)
  await shop.fresh()
  const missing = await shop.inPage(`${JSON.stringify(names)}.filter((name) => typeof stripe[name] !== 'function')`)
  assert.deepEqual(missing, [])
  // Called with nothing, each throws a sentence or gives one: none is silent, and none breaks.
  const said: [string, string][] = await shop.inPage(`Promise.all(${JSON.stringify(names)}.map(async (name) => {
    const nothing = ['elements', 'registerAppInfo'].includes(name)
    if (nothing) return [name, 'ok']
    try {
      const { error } = await stripe[name]()
      return [name, error?.type ?? 'nothing']
    } catch (thrown) {
      return [name, thrown.name]
    }
  }))`)
  const wrong = said.filter(([, what]) => !['ok', 'IntegrationError', 'invalid_request_error'].includes(what))
  assert.deepEqual(wrong, [])
})

test('what Stripe(key) gives is a Stripe of every major', () => {
  // Exits with 2, and so throws, where web/stripejs/conformance.ts does not hold.
  const tsc = `${ROOT}node_modules/typescript/bin/tsc`
  assert.equal(execFileSync(process.execPath, [tsc, '-p', `${ROOT}web`], { encoding: 'utf8' }), '')
})

const KIB = 1024
const sizeOf = (text: string) => gzipSync(text).length

/** What a browser loads for the page of a frame: its script, and all that this imports before it runs. */
function loadedBy(name: string, files: ReadonlyMap<string, string>, seen = new Set<string>()): Set<string> {
  if (seen.has(name)) return seen
  seen.add(name)
  for (const [, chunk] of files.get(name)!.matchAll(/(?:from|import)\s?"\.\/([^"]+)"/g)) loadedBy(chunk!, files, seen)
  return seen
}

/** KiB, gzipped. A page waits for the script; frames are loaded beside it. Each has room for a tenth more than it needs now. */
const BUDGETS: Readonly<Record<string, number>> = {
  'card.js': 10.5,
  'payment.js': 22,
  'pricing-table-app.js': 9,
  'three-ds-2-challenge.js': 6,
}

test('a page loads little', async () => {
  assert.ok(sizeOf(SCRIPT) <= 25 * KIB, `stripe.js has ${sizeOf(SCRIPT)} bytes`)
  const frames = await bundle('frames')
  for (const [name, most] of Object.entries(BUDGETS)) {
    const size = [...loadedBy(name, frames)].reduce((sum, one) => sum + sizeOf(frames.get(one)!), 0)
    assert.ok(size <= most * KIB, `${name} and what it loads have ${size} bytes`)
    assert.ok(size > (most * KIB) / 3, `${name} was not read whole: ${size} bytes`)
  }
})
