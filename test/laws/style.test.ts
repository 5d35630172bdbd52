// Law: what the core may not do, how large files may be, and which words are not used for names.
import assert from 'node:assert/strict'
import test from 'node:test'
import { code, type Source, sources } from './source.ts'

/** A file over this must say in its first lines why it is one. */
const EXPLAINED = 300
const LARGEST = 500

const all = sources('src')
const core = all.filter(({ path }) => /^src\/(kernel|resources|rules|network|versions)\//.test(path))
const within = (pattern: RegExp, files: readonly Source[]) =>
  files.filter((file) => pattern.test(code(file))).map(({ path }) => path)

test('the core is synchronous', () => {
  assert.deepEqual(within(/\basync\b|\bawait\b|\.then\(/, core), [])
})

test('the core has no clock, no chance and no input or output of its own', () => {
  assert.deepEqual(
    within(/\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bperformance\b|\brandomBytes\b|\bsetTimeout\b/, core),
    [],
  )
  const reading = core.filter(({ text }) => /from 'node:(?!crypto')/.test(text)).map(({ path }) => path)
  assert.deepEqual(reading, [])
})

test('handlers do not catch: tx.attempt is the only catcher', () => {
  assert.deepEqual(
    within(
      /\btry\b|\bcatch\b/,
      all.filter(({ path }) => /^src\/(resources|rules|network)\//.test(path)),
    ),
    [],
  )
})

test('only config.ts and the commands read the environment, and what runs in the processes of others', () => {
  assert.deepEqual(
    within(
      /process\.env/,
      all.filter(({ path }) => !/^src\/(config|commands\/start|ways_in\/as_stripe)\.ts$/.test(path)),
    ),
    [],
  )
})

test('no file is too large, and a large one explains itself', () => {
  const lines = (source: Source) => source.text.split('\n').length
  const large = [...all, ...sources('web'), ...sources('test'), ...sources('scripts')].filter(
    (source) => lines(source) > EXPLAINED,
  )
  assert.deepEqual(
    large.filter((source) => lines(source) > LARGEST).map(({ path }) => path),
    [],
  )
  const silent = large.filter(({ text }) => !/One file because /.test(text.slice(0, 800)))
  assert.deepEqual(
    silent.map(({ path }) => path),
    [],
  )
})

test('every file begins by saying what it is', () => {
  const files = [...all, ...sources('web'), ...sources('test'), ...sources('scripts')]
  assert.deepEqual(
    files.filter(({ text }) => !text.startsWith('// ')).map(({ path }) => path),
    [],
  )
})

test('names are the field’s own', () => {
  const named = all.filter((file) =>
    /\b(?:class|interface|type|function|const)\s+\w*(?:Manager|Service|Helper|DTO|Util)\b/.test(code(file)),
  )
  assert.deepEqual(
    named.map(({ path }) => path),
    [],
  )
})

test('nothing is put off in a comment, skipped, or said to the console', () => {
  const files = [...all, ...sources('web'), ...sources('test').filter(({ path }) => !path.startsWith('test/laws/'))]
  assert.deepEqual(
    files.filter(({ text }) => /\b(?:TODO|FIXME|XXX)\b/.test(text)).map(({ path }) => path),
    [],
  )
  assert.deepEqual(within(/\b(?:test|it|describe)\.(?:skip|only|todo)\b|\bskip: true\b/, sources('test')), [])
  assert.deepEqual(within(/\bconsole\./, [...all, ...sources('web')]), [])
})
