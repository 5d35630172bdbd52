// The words of every page in English.
import type { PageWords } from './index.ts'

export const en: PageWords = {
  badge: 'Test page',
  noMoney: "This is Brindle's test page, and no money moves.",
  independent: 'Brindle is an independent project, not affiliated with Stripe or with any payment provider named here.',
}
