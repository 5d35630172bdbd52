// The program in a folder of its own as npm packs it, with this checkout's packages beside it: for benches and tests of what is installed.
import { execFileSync } from 'node:child_process'
import { cpSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'

/** Builds it in an empty folder, and answers where `bin/brindle` is. */
export function packedIn(folder: string): string {
  const root = join(import.meta.dirname, '..')
  for (const name of ['bin', 'src', 'web', 'scripts', 'package.json', 'tsconfig.json'])
    cpSync(join(root, name), join(folder, name), {
      recursive: true,
      filter: (path) => !path.slice(root.length).includes('node_modules'),
    })
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  execFileSync(process.execPath, ['--disable-warning=ExperimentalWarning', join(folder, 'scripts/build.ts')])
  for (const name of ['src', 'web', 'scripts']) rmSync(join(folder, name), { recursive: true })
  return join(folder, 'bin/brindle')
}
