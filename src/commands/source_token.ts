// brindle source token: an access token for the API under /data/foundation.
import { SettingError } from '../config.ts'
import { writeToken } from '../source/door/token.ts'
import { lakeKey } from '../source/lake/keys.ts'
import { readArgs } from './source_lake.ts'

const OPTIONS = {
  permissions: { type: 'string', default: 'view,manage' },
  org: { type: 'string', default: '*' },
  days: { type: 'string', default: '1' },
  lake: { type: 'string', default: './brindle-data/lake' },
  'lake-key': { type: 'string', default: '' },
} as const

export function run(args: readonly string[]): number {
  const { values: given } = readArgs(args, OPTIONS)
  const permissions = given.permissions.split(',').map((one) => one.trim())
  const wrong = permissions.find((one) => one !== 'view' && one !== 'manage')
  if (wrong !== undefined) throw new SettingError(`--permissions are view and manage, not "${wrong}".`)
  if (!/^\d+(\.\d+)?$/.test(given.days) || Number(given.days) <= 0)
    throw new SettingError(`--days is a number above 0, not "${given.days}".`)
  const expires = Math.floor(Date.now() / 1000) + Math.round(Number(given.days) * 86_400)
  const made = { org: given.org, permissions: permissions as ('view' | 'manage')[], user: 'brindle', expires }
  process.stdout.write(`${writeToken(lakeKey(given.lake, given['lake-key']), made)}\n`)
  return 0
}
