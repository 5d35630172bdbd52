// brindle source: its verbs, each in a file of its own.
import { SettingError } from '../config.ts'

const VERBS: Readonly<Record<string, () => Promise<{ run: (args: readonly string[]) => number | Promise<number> }>>> = {
  sync: () => import('./source_sync.ts'),
  query: () => import('./source_query.ts'),
  report: () => import('./source_report.ts'),
  offers: () => import('./source_offers.ts'),
  reconcile: () => import('./source_reconcile.ts'),
  export: () => import('./source_export.ts'),
  load: () => import('./source_load.ts'),
  compact: () => import('./source_compact.ts'),
  token: () => import('./source_token.ts'),
}

export async function run([verb = '', ...rest]: readonly string[]): Promise<number> {
  const load = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined
  if (load) return (await load()).run(rest)
  throw new SettingError(verb ? `there is no "source ${verb}".` : `say what: ${Object.keys(VERBS).join(', ')}.`)
}
