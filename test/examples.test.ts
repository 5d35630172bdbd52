// The examples for users' tests run as they stand, with only the package's name put in its place.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'

test('examples/in_tests/renewal.test.mjs', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'brindle-example-'))
  try {
    const example = readFileSync(new URL('../examples/in_tests/renewal.test.mjs', import.meta.url), 'utf8')
    const file = join(folder, 'renewal.test.mjs')
    const known = {
      'brindle/test': new URL('../src/testing.ts', import.meta.url).href,
      stripe: import.meta.resolve('stripe'),
    }
    const text = Object.entries(known).reduce((said, [name, at]) => {
      assert.ok(said.includes(`from '${name}'`))
      return said.replace(`from '${name}'`, `from '${at}'`)
    }, example)
    writeFileSync(file, text)
    const { NODE_TEST_CONTEXT: _, ...env } = process.env
    const { stdout } = await promisify(execFile)(process.execPath, ['--test', '--test-reporter=tap', file], { env })
    assert.match(stdout, /# pass 3\n# fail 0\n/)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
