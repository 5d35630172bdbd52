// 2025-03-31.basil, by what it changed. (https://docs.stripe.com/changelog/basil)
import type { VersionChange } from '../change.ts'
import { creditNotes } from './credit_notes.ts'
import { invoices } from './invoices.ts'
import { invoiceLines } from './lines.ts'
import { lists } from './lists.ts'
import { payments } from './payments.ts'
import { prices } from './prices.ts'
import { subscriptions } from './subscriptions.ts'

export const basil: readonly VersionChange[] = [
  creditNotes,
  invoices,
  invoiceLines,
  lists,
  payments,
  prices,
  subscriptions,
]
