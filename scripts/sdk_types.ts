// Holds our answers against the types of the official Node SDK, major by major, and writes down in docs/sdks.md what came of it.
//   npm run sdk-types                checks all majors and writes the page
//   node scripts/sdk_types.ts --check      fails where the page is not what would be written
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { newest } from '../src/contract/index.ts'
import { openSqlite } from '../src/store/sqlite.ts'
import { type Major, MAJORS } from '../test/sdk/clients.ts'
import { furnish, type Speak } from '../test/simulation/furnish.ts'
import { stockOlder } from '../test/versions/stock.ts'
import { sandbox, startBrindle } from '../test/world.ts'
import { type Checked, check } from './sdk_types/check.ts'
import { type Ask, type Corpus, corpusIn, neverFilled } from './sdk_types/corpus.ts'
import { furnishFurther } from './sdk_types/further.ts'
import { KNOWN, surprises } from './sdk_types/known.ts'

const PAGE = join(import.meta.dirname, '../docs/sdks.md')
const [START, END] = ['<!-- Made by npm run sdk-types. -->', '<!-- The end of what is made. -->']
/** Why 2: the compiler itself uses several cores. */
const AT_ONCE = 2

/** Checks these majors, each in the version of its types. `stock` is where one of each object is found. */
export async function checkAll(
  majors: readonly Major[],
  ask: Ask,
  stock: ReadonlyMap<string, string>,
): Promise<Checked[]> {
  const done: Checked[] = []
  const left = [...majors]
  const work = async () => {
    for (let major = left.shift(); major; major = left.shift())
      done.push(await check(major, await corpusIn(ask, stock, major.typed)))
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return done.sort((a, b) => a.major - b.major)
}

/** What is to be mended: differences that nobody knows, and known ones that are none. */
export const wrong = (checked: readonly Checked[]): string[] =>
  surprises(
    checked.map(({ major }) => major),
    checked.flatMap(({ complaints }) => complaints),
  )

/** Between the marks of the page. */
function section(checked: readonly Checked[], corpus: Corpus): string {
  const found = [...corpus.values()].flat().length
  const tried = checked.map(({ major, objects }) => {
    const { release, typed } = MAJORS.find((each) => each.major === major)!
    const known = KNOWN.filter(({ majors: [first, last] }) => first <= major && major <= last)
    return `| ${release} | ${typed} | ${objects.length} | ${known.length || '–'} |`
  })
  const known = KNOWN.map(
    ({ object, field, majors: [first, last], why }) =>
      `| ${first === last ? first : `${first}–${last}`} | \`${object}\` | \`${field}\` | ${why} |`,
  )
  const empty = [...neverFilled(corpus)].map(
    ([object, fields]) => `- \`${object}\`: ${fields.map((field) => `\`${field}\``).join(', ')}`,
  )
  return `${START}
## Answers and the SDK's own types

${found} answers of one sandbox, of ${corpus.size} kinds of objects, are compiled against the types of each major, in the version that these
are of. New fields, new kinds of objects and decimals, which the SDK makes of text, are no difference.

| release | version | kinds of objects that it types | known differences |
|---|---|---|---|
${tried.join('\n')}

| majors | object | field | why it is not as typed |
|---|---|---|---|
${known.join('\n')}

The check says nothing of fields that no answer of that sandbox fills. In ${newest} these are null or absent throughout:

${empty.join('\n')}
${END}`
}

/** The page as it would be written. */
export function pageOf(checked: readonly Checked[], corpus: Corpus): string {
  const page = readFileSync(PAGE, 'utf8')
  const [before = '', rest = ''] = page.split(START)
  return `${before.trimEnd()}\n\n${section(checked, corpus)}${rest.split(END)[1] || '\n'}`
}

/** The page as it stands. */
export const pageNow = (): string => readFileSync(PAGE, 'utf8')

async function main(): Promise<void> {
  const brindle = await startBrindle({}, await openSqlite({ path: ':memory:' }))
  const world = sandbox(brindle)
  const speak = async ({ method, path, headers, body }: Parameters<Speak>[0]) => {
    const form = body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }
    const init = { method, headers: { ...form, ...headers }, redirect: 'manual' as const }
    const answer = await fetch(`${brindle.url}${path}`, { ...init, ...(body !== undefined && { body }) })
    return { status: answer.status, headers: {}, text: await answer.text() }
  }
  const stock = await stockOlder(world, await furnish(speak, world.key, 'WORD'))
  await furnishFurther(world)
  const ask = askOf(world)
  const checked = await checkAll(MAJORS, ask, stock)
  const page = pageOf(checked, await corpusIn(ask, stock, newest))
  await brindle.close()
  for (const each of wrong(checked)) console.error(each)
  if (wrong(checked).length) process.exitCode = 1
  else if (!process.argv.includes('--check')) writeFileSync(PAGE, page)
  else if (page !== pageNow()) {
    console.error('docs/sdks.md is out of date: run npm run sdk-types')
    process.exitCode = 1
  }
}

/** What a sandbox answers; nothing where it refuses, as lists that want a parameter are. */
export const askOf =
  ({ call }: Pick<ReturnType<typeof sandbox>, 'call'>): Ask =>
  async (path, version) => {
    const { status, body } = await call('GET', path, undefined, { 'stripe-version': version })
    return status === 200 ? body : undefined
  }

if (import.meta.main) await main()
