// Whether anybody is told of what happens, before it does. (https://docs.stripe.com/webhooks)
import type { Tx } from '../../kernel/tx.ts'
import { listening } from './cli_session.ts'
import { receiversOf } from './receivers.ts'

/** Whether an event of a type that happens in this unit is owed to an endpoint, or to a program that listens. */
export const isHeard = (tx: Tx, type: string): boolean =>
  receiversOf(tx, '').some(({ version, wants }) => version !== null && wants(type)) ||
  [tx, tx.platform].some((there) => listening(there).length > 0)
