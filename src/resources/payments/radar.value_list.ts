// Value lists: what Radar's rules may ask about, by a name of its own. (https://docs.stripe.com/api/radar/value_lists;
// https://docs.stripe.com/radar/lists) There are no rules here yet that would ask.
import type Stripe from 'stripe'
import { invalid } from '../../kernel/errors.ts'
import { list, pageOf } from '../../kernel/list.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { isAlike, MADE_BY, shownItems, type ValueList, valueList, valueListItem } from './value_list_state.ts'

const PATH = '/v1/radar/value_lists'

/** How many items go in one unit of work: deleting a long list takes several. */
const EMPTIED_AT_ONCE = 500
/** Why 100: nobody has a value in as many lists, and a page shows no more. */
const CONTAINING_MAX = 100

export const valueLists = resource(valueList)
  .on<Stripe.Radar.ValueListCreateParams>(`POST ${PATH}`, (tx, { alias, item_type = 'string', metadata, name }) => {
    checkAlias(tx, alias)
    const id = tx.id(valueList)
    return tx.insert(valueList, {
      id,
      alias,
      created: tx.now,
      created_by: MADE_BY,
      item_type,
      list_items: shownItems(id, []) as never,
      livemode: false,
      metadata: mergeMetadata({}, metadata),
      name,
    })
  })
  .on<Stripe.Radar.ValueListRetrieveParams>(`GET ${PATH}/{id}`, (_tx, _params, self) => self)
  .on<Stripe.Radar.ValueListListParams>(`GET ${PATH}`, (tx, { contains, ...params }) =>
    contains === undefined
      ? list(tx, valueList, params as never, PATH)
      : pageOf(valueList, containing(tx, contains, params) as never, params as never, PATH),
  )
  .on<Stripe.Radar.ValueListUpdateParams>(`POST ${PATH}/{id}`, (tx, { alias, metadata, name }, self) => {
    if (alias !== undefined && alias !== self.alias) checkAlias(tx, alias)
    return tx.update(valueList, self, {
      ...(alias !== undefined && { alias }),
      ...(metadata !== undefined && { metadata: mergeMetadata(self.metadata, metadata) }),
      ...(name !== undefined && { name }),
    })
  })
  .on<Stripe.Radar.ValueListDeleteParams>(`DELETE ${PATH}/{id}`, (tx, _params, self) => {
    empty(tx, self.id)
    tx.delete(valueList, self)
    return { id: self.id, object: 'radar.value_list', deleted: true }
  })
  .job<{ id: string }>('empty', (tx, { id }) => empty(tx, id))

/** The items go with their list. */
function empty(tx: Tx, id: string): void {
  const items = tx.list(valueListItem, [`value_list=${id}`], { limit: EMPTIED_AT_ONCE })
  for (const item of items) tx.delete(valueListItem, item)
  if (items.length === EMPTIED_AT_ONCE) tx.schedule(tx.now, 'radar.value_list.empty', { id })
}

/** A name for rules: letters, digits and underscores, and no other list's. Wordings [M]. */
function checkAlias(tx: Tx, alias: string): void {
  if (!/^\w+$/.test(alias))
    throw invalid('The alias may only contain letters, numbers and underscores.', { param: 'alias' })
  if (tx.list(valueList, [`alias=${alias}`], { limit: 1 }).length > 0)
    throw invalid(`A value list with the alias '${alias}' already exists.`, {
      code: 'resource_already_exists',
      param: 'alias',
    })
}

type Filters = Pick<Stripe.Radar.ValueListListParams, 'alias' | 'created'>

/** The lists that have a value, the newest first. */
function containing(tx: Tx, value: string, { alias, created }: Filters): ValueList[] {
  const items = tx.list(valueListItem, [`like=${isAlike(value)}`], { limit: CONTAINING_MAX })
  const ids = [...new Set(items.map(({ value_list: id }) => id))]
  const {
    gt = -Infinity,
    gte = -Infinity,
    lt = Infinity,
    lte = Infinity,
  } = typeof created === 'number' ? { gte: created, lte: created } : (created ?? {})
  const isIn = (at: number) => at > gt && at >= gte && at < lt && at <= lte
  // A list whose items are still being deleted is there no more.
  const found = tx.any(ids).filter((row) => row?.object === valueList.object) as unknown as ValueList[]
  return found
    .filter((row) => isIn(row.created) && (alias === undefined || row.alias === alias))
    .sort((a, b) => {
      const [x, y] = [tx.position(a.id)!, tx.position(b.id)!]
      return y.created - x.created || (x.seq < y.seq ? 1 : -1)
    })
}
