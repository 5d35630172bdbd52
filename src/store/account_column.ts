// How SQLite names an account: a lone one by itself, one that is connected to a platform together with it, so that nobody
// reads an account under another tenant than its own.
import type { Place } from '../kernel/store.ts'

/** What stands in the column `account`. */
export const columnOf = ({ tenant, account }: Place): string => (tenant === account ? account : `${tenant}.${account}`)

/** The place that the columns of a row name. */
export const placeAt = (tenant: string, column: string): Place => ({
  tenant,
  account: column === tenant ? column : column.slice(tenant.length + 1),
})
