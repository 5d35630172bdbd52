// The examples for users' tests run as they stand, with only the package's name put in its place.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { ARGUMENTS, executable } from './web/chromium.ts'

const here = (path: string) => new URL(`../src/${path}`, import.meta.url).href
/** What each package is here. */
const PACKAGES = {
  'brindle/test': here('testing.ts'),
  'brindle/playwright': here('ways_in/playwright.ts'),
  stripe: import.meta.resolve('stripe'),
  '@playwright/test': import.meta.resolve('@playwright/test'),
}
const room = mkdtempSync(join(tmpdir(), 'brindle-example-'))
after(() => rmSync(room, { recursive: true }))

/** Copies an example into a folder of its own, with these packages found; answers the folder. */
function copied(path: string, packages: readonly (keyof typeof PACKAGES)[]): string {
  const example = readFileSync(new URL(`../examples/in_tests/${path}`, import.meta.url), 'utf8')
  const text = packages.reduce((said, name) => {
    assert.ok(said.includes(`from '${name}'`))
    return said.replace(`from '${name}'`, `from '${PACKAGES[name]}'`)
  }, example)
  const folder = mkdtempSync(join(room, 'example-'))
  writeFileSync(join(folder, basename(path)), text)
  return folder
}

/** Runs a program of Node's in a folder; answers what it prints, and rejects where it fails. */
async function run(folder: string, ...args: string[]): Promise<string> {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  return (await promisify(execFile)(process.execPath, args, { env, cwd: folder })).stdout
}

test('examples/in_tests/renewal.test.mjs', async () => {
  const folder = copied('renewal.test.mjs', ['brindle/test', 'stripe'])
  assert.match(await run(folder, '--test', '--test-reporter=tap', 'renewal.test.mjs'), /# pass 3\n# fail 0\n/)
})

test('examples/in_tests/playwright/renewal.spec.mjs', async () => {
  const folder = copied('playwright/renewal.spec.mjs', ['brindle/playwright', 'stripe', '@playwright/test'])
  // Only the browser is another, the one that npm brings, and there is time where much runs at once.
  const launchOptions = { executablePath: await executable(), args: ARGUMENTS }
  const config = { workers: 1, reporter: 'line', timeout: 100_000, expect: { timeout: 30_000 }, use: { launchOptions } }
  writeFileSync(join(folder, 'playwright.config.mjs'), `export default ${JSON.stringify(config)}`)
  const cli = fileURLToPath(import.meta.resolve('@playwright/test/cli'))
  assert.match(await run(folder, cli, 'test'), /\b2 passed/)
})
