// Makes dist/, which is what npm packs: Node strips no types from packages, so they are stripped here, and the program is joined into few
// files, for half of its start is looking up and reading some 800.
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { buildSync } from 'esbuild'
import ts from 'typescript-api'
import { SETTINGS } from '../src/config.ts'
import { bundle, PARTS } from './bundle.ts'

const root = join(import.meta.dirname, '..')
const dist = join(root, 'dist')

rmSync(dist, { recursive: true, force: true })
// What is loaded by its own name; all that they share and what is imported later stands beside them, directly in dist/src. There modules
// look for what is not imported: the contract, and the thread that writes.
const PROGRAM = ['cli', 'main', 'testing', 'ways_in/as_stripe', 'ways_in/playwright']
buildSync({
  absWorkingDir: root,
  entryPoints: [
    ...PROGRAM.map((name) => ({ in: `src/${name}.ts`, out: name })),
    { in: 'src/store/sqlite_writer.ts', out: 'sqlite_writer' },
  ],
  outdir: join(dist, 'src'),
  bundle: true,
  splitting: true,
  packages: 'external',
  format: 'esm',
  platform: 'node',
  target: 'node24',
})
for (const name of ['current.json', 'history.json'])
  copyFileSync(join(root, 'src/contract', name), join(dist, 'src', name))
for (const part of PARTS) {
  const folder = join(dist, 'web/browser', part)
  mkdirSync(folder, { recursive: true })
  for (const [name, text] of await bundle(part)) writeFileSync(join(folder, name), text)
}

// What pages and suites of others bring into their own bundles.
const WAYS_IN = ['stripe_js', 'cypress']
buildSync({
  absWorkingDir: root,
  entryPoints: WAYS_IN.map((name) => `web/ways_in/${name}.ts`),
  outdir: join(dist, 'web/ways_in'),
  format: 'esm',
  target: 'es2020',
  charset: 'ascii',
})
for (const name of WAYS_IN) copyFileSync(join(root, `web/ways_in/${name}.d.ts`), join(dist, `web/ways_in/${name}.d.ts`))

// The types of what others write against, each file by itself.
function types(file: string, text: string): void {
  mkdirSync(dirname(join(dist, file)), { recursive: true })
  writeFileSync(join(dist, file), text.replaceAll(/(from '.*)\.ts'/g, "$1.js'"))
}
for (const file of ['src/testing', 'src/lib/form', 'src/ways_in/playwright']) {
  const declared = ts.transpileDeclaration(readFileSync(join(root, `${file}.ts`), 'utf8'), {
    fileName: `${file}.ts`,
    reportDiagnostics: true,
    compilerOptions: { target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.NodeNext },
  })
  for (const { messageText } of declared.diagnostics ?? [])
    throw new Error(`${file}.ts: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`)
  types(`${file}.d.ts`, declared.outputText)
}
const KINDS = { text: 'string', number: 'number', switch: 'boolean', list: 'readonly string[]' } as const
const fields = Object.entries(SETTINGS).map(
  ([name, { about, kind }]) => `  /** ${about} */\n  readonly ${name}: ${KINDS[kind]}\n`,
)
types('src/config.d.ts', `export interface Config {\n${fields.join('')}}\n`)
