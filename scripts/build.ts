// Makes dist/, which is what npm packs: Node strips no types from packages, so they are stripped here.
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildSync } from 'esbuild'
import ts from 'typescript-api'
import { SETTINGS } from '../src/config.ts'
import { bundle, PARTS } from './bundle.ts'

const root = join(import.meta.dirname, '..')
const dist = join(root, 'dist')

rmSync(dist, { recursive: true, force: true })
execFileSync(
  process.execPath,
  [join(root, 'node_modules/typescript/bin/tsc'), '-p', join(root, 'tsconfig.build.json')],
  {
    stdio: 'inherit',
  },
)
for (const name of ['current.json', 'history.json'])
  copyFileSync(join(root, 'src/contract', name), join(dist, 'src/contract', name))
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
const types = (file: string, text: string) =>
  writeFileSync(join(dist, file), text.replaceAll(/(from '.*)\.ts'/g, "$1.js'"))
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
