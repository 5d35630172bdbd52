// What it takes to operate a source: events that come in, notices that go out, and what is measured.
import type { Source } from '../index.ts'
import { Freshness } from './freshness.ts'
import { Notices } from './notices.ts'
import { Tally } from './tally.ts'
import { Triggers } from './triggers.ts'

export interface Ops {
  readonly triggers: Triggers
  readonly notices: Notices
  readonly tally: Tally
  readonly freshness: Freshness
}

export const opsOf = (source: Source): Ops => ({
  triggers: new Triggers(source),
  notices: new Notices(source),
  tally: new Tally(),
  freshness: new Freshness(source),
})
