// Holds a corpus against a major's own types: a temporary file, and the TypeScript compiler over it.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Major, MAJORS } from '../../test/sdk/clients.ts'
import { type Corpus, DECIMALS } from './corpus.ts'
import { type Line, sourceOf } from './source.ts'

const MODULES = join(import.meta.dirname, '../../node_modules')

export interface Complaint extends Line {
  readonly major: number
  /** The compiler's own words, but for `lacks`, where it is the names. */
  readonly says: string
}

/** Where a major's types stand: a file that declares the module `stripe`, or from 22 on one that is it. */
function typesOf(name: string): { declares: string } | { is: string } {
  const types = join(MODULES, name, 'types')
  if (!existsSync(types)) return { is: join(MODULES, name, 'esm/stripe.esm.node.d.ts') }
  const dated = readdirSync(types).find((each) => /^\d{4}-/.test(each))
  return { declares: join(types, dated ?? '', 'index.d.ts') }
}

export interface Checked {
  readonly major: number
  readonly complaints: readonly Complaint[]
  /** Objects that the types know. */
  readonly objects: readonly string[]
}

/** What the compiler says against a corpus that was found in the version of the major's types. */
export async function check(major: Major, corpus: Corpus): Promise<Checked> {
  const folder = mkdtempSync(join(tmpdir(), 'brindle-types-'))
  try {
    const { text, lines } = sourceOf(major, corpus, DECIMALS)
    const types = typesOf(major.package)
    writeFileSync(join(folder, 'answers.ts'), text)
    const options = {
      ...{ strict: true, noEmit: true, skipLibCheck: true, pretty: false, noErrorTruncation: true },
      ...{ target: 'es2022', module: 'nodenext', moduleResolution: 'nodenext' },
      ...{ typeRoots: [join(MODULES, '@types')], types: ['node'] },
      paths: 'is' in types ? { stripe: [types.is] } : {},
    }
    const files = ['answers.ts', ...('declares' in types ? [types.declares] : [])]
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files }))
    const all = withoutParents(read(major.major, await compile(folder), lines))
    const unnamed = all.filter(({ about }) => about === 'named').map(({ object }) => object)
    return {
      major: major.major,
      complaints: all.filter((each) => !isFine(each, major)),
      objects: [...corpus.keys()].filter((object) => !unnamed.includes(object)),
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/**
 * Whether the types are only older than what they do not know: an object, or all fields of a hash. The newest must know every object,
 * or we have its name wrong.
 */
const isFine = ({ about, says }: Complaint, { major }: Major): boolean =>
  (about === 'named' && major !== MAJORS.at(-1)!.major) || /has no properties in common/.test(says)

/** A hash is not what its types say when a part of it is not: only the part is told. */
const withoutParents = (all: Complaint[]): Complaint[] =>
  all.filter(
    ({ about, object, field }) =>
      about !== 'whole' ||
      !all.some((other) => other.object === object && other.field !== field && isWithin(other.field, field)),
  )

const isWithin = (inner: string, outer: string) =>
  outer === '' || inner.startsWith(`${outer}.`) || inner.startsWith(`${outer}[]`)

function compile(folder: string): Promise<string> {
  const compiler = spawn(process.execPath, [join(MODULES, 'typescript/bin/tsc'), '-p', folder])
  const told: string[] = []
  for (const stream of [compiler.stdout, compiler.stderr]) stream.on('data', (chunk) => told.push(String(chunk)))
  return new Promise((resolve, reject) => {
    compiler.on('error', reject)
    compiler.on('close', () => resolve(told.join('')))
  })
}

/** The compiler's errors, each with what its line is about. One that is about no such line is a fault of ours, and thrown. */
function read(major: number, told: string, lines: ReadonlyMap<number, Line>): Complaint[] {
  const found: Complaint[] = []
  for (const line of told.split('\n')) {
    const error = /^\S*answers\.ts\((\d+),\d+\): error TS\d+: (.*)$/.exec(line)
    if (!error) {
      // What follows a first line is indented.
      if (line.trim() !== '' && !line.startsWith(' ')) throw new Error(`The compiler says, of major ${major}: ${line}`)
      continue
    }
    const about = lines.get(Number(error[1]))
    if (!about) throw new Error(`The compiler says, of major ${major} and no field: ${line}`)
    const lacking = [...error[2]!.matchAll(/"(\w+)"/g)].map(([, name]) => name!)
    if (about.about !== 'lacks') found.push({ ...about, major, says: error[2]! })
    else
      for (const name of lacking)
        found.push({ ...about, major, field: about.field ? `${about.field}.${name}` : name, says: name })
  }
  return found
}
