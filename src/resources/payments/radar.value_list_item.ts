// Items of value lists: each of the list's kind, once in a list, and never changed.
// (https://docs.stripe.com/api/radar/value_list_items)
import type Stripe from 'stripe'
import { invalid } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import {
  CASED,
  isAlike,
  MADE_BY,
  SHOWN,
  shownItems,
  type ValueList,
  VALUES,
  valueList,
  valueListItem,
} from './value_list_state.ts'

const PATH = '/v1/radar/value_list_items'

export const valueListItems = resource(valueListItem)
  .on<Stripe.Radar.ValueListItemCreateParams>(`POST ${PATH}`, (tx, { value, value_list: id }) => {
    const of = tx.get(valueList, id, 'value_list')
    checkValue(tx, of, value)
    const made = tx.insert(valueListItem, {
      created: tx.now,
      created_by: MADE_BY,
      livemode: false,
      value,
      value_list: id,
    })
    recount(tx, of)
    return made
  })
  .on<Stripe.Radar.ValueListItemRetrieveParams>(`GET ${PATH}/{id}`, (_tx, _params, self) => self)
  .on<Stripe.Radar.ValueListItemListParams>(`GET ${PATH}`, (tx, { value, ...params }) => {
    tx.get(valueList, params.value_list, 'value_list')
    // "Is like": here, whatever the case of the letters. [K]
    return list(tx, valueListItem, params as never, PATH, value === undefined ? [] : [`like=${isAlike(value)}`])
  })
  .on<Stripe.Radar.ValueListItemDeleteParams>(`DELETE ${PATH}/{id}`, (tx, _params, self) => {
    tx.delete(valueListItem, self)
    const of = tx.find(valueList, self.value_list)
    if (of) recount(tx, of)
    return { id: self.id, object: 'radar.value_list_item', deleted: true }
  })

/** A value has to be of the list's kind, and may be in it once. Wordings [M]. */
function checkValue(tx: Tx, { id, item_type: kind, name }: ValueList, value: string): void {
  if (!VALUES[kind]!(value))
    throw invalid(`The value '${value}' is not valid for a list whose \`item_type\` is \`${kind}\`.`, {
      param: 'value',
    })
  const term = CASED.includes(kind) ? `exact=${id} ${value}` : `entry=${id} ${isAlike(value)}`
  const [same] = tx.lists(valueListItem, [[term], [`value_list=${id}`]], { limit: SHOWN + 1 })
  if (same!.length > 0)
    throw invalid(`The value '${value}' is already in the list '${name}'.`, {
      code: 'resource_already_exists',
      param: 'value',
    })
}

/** The list shows its newest items. */
function recount(tx: Tx, of: ValueList): void {
  const newest = tx.list(valueListItem, [`value_list=${of.id}`], { limit: SHOWN + 1 })
  tx.update(valueList, of, { list_items: shownItems(of.id, newest) as never })
}
