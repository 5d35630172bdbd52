// What came of a request: the objects that it changed, the events that told of it, and where those went.
import type { Wrote } from '../kernel/api.ts'
import type { House } from '../kernel/house.ts'
import type { AnyRow, ObjectType } from '../kernel/resource.ts'
import type { Tx } from '../kernel/tx.ts'
import type { OwnCall } from './own_call.ts'
import type { Entry } from './request_log.ts'

/** Objects of the house's own, which the room of resources declares. */
const DELIVERY = 'brindle.webhook_delivery'
const EVENTS = ['event', 'v2.core.event']

/** Why 32: as many as an account and its platform have endpoints. */
const DELIVERIES_MAX = 32

/**
 * `wrote` and `events`, each event with its deliveries. Events carry the request's id as they are written in its unit of work, so
 * that nothing has to be looked for. A key that its owner granted for one account sees nothing of the platform.
 */
export async function outcomeOf(
  { types }: House,
  { place, actor, look }: OwnCall<unknown>,
  { wrote }: Entry,
): Promise<object> {
  const isPlatform = place.account === place.tenant
  const seen = wrote.filter(({ account }) => isPlatform || account === place.account)
  const isEvent = ({ object }: Wrote) => EVENTS.includes(object)
  const events = seen.filter(isEvent)
  const isTold = actor.onlyFor === undefined
  const told = events.length === 0 ? [] : await look((tx) => toldOf(tx, types.get(DELIVERY)!, events, isTold))
  return { wrote: seen.filter((one) => !isEvent(one)), events: told }
}

/** The events as they are now, each with its deliveries; what is no longer kept is left out. */
function toldOf(tx: Tx, delivery: ObjectType, events: readonly Wrote[], seesPlatform: boolean): object[] {
  const sides = (account: string) =>
    seesPlatform && account !== tx.place.tenant ? [tx.at(account), tx.platform] : [tx.at(account)]
  const looks = events.map(({ id, account }) => () => {
    const [row] = tx.at(account).any([id])
    return row && { ...shown(row), deliveries: sides(account).flatMap((side) => deliveriesOf(side, delivery, id)) }
  })
  return tx.work.together(looks).filter((one) => one !== undefined)
}

const shown = ({ id, object, type, created }: AnyRow) => ({ id, object, type, created })

const deliveriesOf = (tx: Tx, delivery: ObjectType, event: string): object[] =>
  tx.list(delivery, [`event=${event}`], { limit: DELIVERIES_MAX }).map(({ hidden: _, ...row }) => row)
