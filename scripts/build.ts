// Makes dist/, which is what npm packs: Node strips no types from packages, so they are stripped here.
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { dirname, join } from 'node:path'

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
