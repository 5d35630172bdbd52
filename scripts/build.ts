// Makes dist/, which is what npm packs: Node strips no types from packages, so they are stripped here.
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { dirname, join } from 'node:path'
import ts from 'typescript-api'
import { SETTINGS } from '../src/config.ts'

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
const script = join(dist, 'web/stripejs/stripe.js')
mkdirSync(dirname(script), { recursive: true })
writeFileSync(script, stripTypeScriptTypes(readFileSync(join(root, 'web/stripejs/stripe.ts'), 'utf8')))

// The types of `brindle/test`, each file by itself: nobody writes against the rest.
const types = (file: string, text: string) =>
  writeFileSync(join(dist, file), text.replaceAll(/(from '.*)\.ts'/g, "$1.js'"))
for (const file of ['src/testing', 'src/lib/form']) {
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
