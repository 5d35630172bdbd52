// 2017-05-25: an event tells of its request in a hash, with the idempotency key; before, it had the request's id.
// (https://docs.stripe.com/changelog/2017-05-25)
import { about, type VersionChange } from './change.ts'

export const mayOf2017: VersionChange = {
  version: '2017-05-25',
  about: '`request` of events, which was an id, became a hash.',
  concerns: about('events'),
  down: {
    event: (event) => ({ ...event, request: (event.request as { id: string | null } | null)?.id ?? null }),
  },
}
