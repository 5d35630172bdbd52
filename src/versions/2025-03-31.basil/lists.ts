// 2025-03-31.basil: lists are not counted any more, but for those within objects that always are.
// (https://docs.stripe.com/changelog/basil/2025-03-31/deprecate-total-count-expansion)
import { about, type VersionChange } from '../change.ts'

export const lists: VersionChange = {
  version: '2025-03-31.basil',
  about: '`total_count` is no longer a field of lists.',
  concerns: about('charges', 'customers', 'payment_intents'),
  down: {
    // Recorded of all lists within objects before. Where there are more than a page, nobody has counted.
    list: (list) => (list.has_more ? list : { total_count: (list.data as readonly unknown[]).length, ...list }),
  },
}
