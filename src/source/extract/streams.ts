// What can be read from a Stripe account: every list of the contract that needs no id and no parameter, the six of Adobe first,
// and the rows that stand inside of others. What the contract does not say of a list, which events change its objects and
// which say that one is gone, is in the tables.
import { deletedNode, eventTypes, type Operation, operations, shapeNode } from '../../contract/index.ts'

/** One kind of object, and how it is read. */
export interface Stream {
  /** Adobe's `resourcePath`: `charges`, `issuing/cards`. */
  readonly name: string
  /** Of the list: `/v1/charges`. Of rows inside of others, that of the others. */
  readonly path: string
  /** The contract's name of the object: `charge`. Rows that are no object of their own have the name of what they stand in. */
  readonly object: string
  /** Whether the list takes `created[gte]` and `created[lt]`, and its objects say when they were created. */
  readonly created: boolean
  /** What has to be asked for, so that all of them are listed. */
  readonly params: Readonly<Record<string, string>>
  /** The types of the snapshot events after which an object of it may be another one. */
  readonly events: readonly string[]
  /** Of the events that carry some other object: the field of that object with the id of this stream's, where it has one. */
  readonly by: Readonly<Record<string, string>>
  /** Those of `events` after which the object is no more. */
  readonly deleted: readonly string[]
  /** What changes without any event: once `at` (epoch seconds) is past, `field` is no more `from`. */
  readonly settles?: { readonly field: string; readonly from: string; readonly at: string }
  /** Of rows that stand inside of others. */
  readonly within?: Within
}

export interface Within {
  /** The stream of those that they stand in. */
  readonly parent: string
  /** Where in them: `items.data`. */
  readonly at: string
  /** The field of a row that has the id of what it stood in. */
  readonly as: string
  /** What a row is known by, in its stream. */
  readonly key: readonly string[]
  /** The list of all, where what stands in the other is its first page only. `{id}` is the other's. */
  readonly more?: string
}

/** Adobe's, in the order of its page. (https://experienceleague.adobe.com/en/docs/experience-platform/sources/connectors/payments/stripe) */
export const SIX: readonly string[] = [
  'charges',
  'subscriptions',
  'refunds',
  'balance_transactions',
  'customers',
  'prices',
]

/** Without it a list leaves some out. (https://docs.stripe.com/api/subscriptions/list: canceled ones.) */
const PARAMS: Readonly<Record<string, Readonly<Record<string, string>>>> = { subscriptions: { status: 'all' } }

/** No event says that it has become available. (https://docs.stripe.com/api/balance_transactions/object) */
const SETTLES: Readonly<Record<string, NonNullable<Stream['settles']>>> = {
  balance_transactions: { field: 'status', from: 'pending', at: 'available_on' },
}

/**
 * Events whose types do not begin with their object's name, by the longest beginning. The objects are those of
 * https://docs.stripe.com/api/events/types.
 */
const CARRIES: Readonly<Record<string, string>> = {
  // That an account has left us is said by the event's own `account`, and its object is our application.
  'account.application.': 'application',
  'account.external_account.': 'external_account',
  'application_fee.refund.': 'fee_refund',
  'billing.alert.': 'billing.alert_triggered',
  'charge.dispute.': 'dispute',
  'charge.refund.': 'refund',
  'customer.discount.': 'discount',
  'customer.source.': 'source',
  'customer.subscription.': 'subscription',
  'customer.tax_id.': 'tax_id',
  'financial_connections.authorization.': 'financial_connections.authorization',
  // It tells of what is to come: an invoice without an id.
  'invoice.upcoming': 'upcoming_invoice',
  'sigma.scheduled_query_run.': 'scheduled_query_run',
  'source.transaction.': 'source_transaction',
}

/**
 * Events that carry another object and change one of the stream's: their beginning, and where its id is. [K] Which of them
 * come together with an event of the changed object is written nowhere; one that is read again is the same.
 */
const ALSO: Readonly<Record<string, readonly (readonly [begins: string, by: string])[]>> = {
  charges: [['charge.dispute.', 'charge']],
  // A discount is a customer's or a subscription's; the other one's field is null.
  customers: [['customer.discount.', 'customer']],
  subscriptions: [['customer.discount.', 'subscription']],
  accounts: [
    ['account.external_account.', 'account'],
    ['capability.', 'account'],
  ],
  'billing/alerts': [['billing.alert.', 'alert.id']],
  application_fees: [['application_fee.refund.', 'fee']],
  invoices: [['invoice_payment.', 'invoice']],
}

/**
 * What is gone without a stub of it in the contract. Where there is neither, the object stays: after
 * `customer.subscription.deleted` a subscription is `canceled`, and can be read.
 */
const GONE: readonly string[] = ['apps.install.deleted']

type Inside = Within & { readonly name: string; readonly object: string }

/** Rows that stand inside of others. */
const INSIDE: readonly Inside[] = [
  {
    name: 'subscription_items',
    object: 'subscription_item',
    parent: 'subscriptions',
    at: 'items.data',
    as: 'subscription',
    key: ['id'],
    more: '/v1/subscription_items?subscription={id}',
  },
  {
    name: 'invoice_line_items',
    object: 'line_item',
    parent: 'invoices',
    at: 'lines.data',
    as: 'invoice',
    key: ['id'],
    more: '/v1/invoices/{id}/lines',
  },
  {
    name: 'balance_transaction_fee_details',
    object: 'balance_transaction',
    parent: 'balance_transactions',
    at: 'fee_details',
    as: 'balance_transaction',
    // They have no ids, and never change: a place is a name.
    key: ['balance_transaction', 'index'],
  },
]

/** What an event of a type carries, by the contract's name. */
function carried(type: string, objects: readonly string[]): string | undefined {
  const special = Object.keys(CARRIES).find((begins) => type.startsWith(begins))
  if (special) return CARRIES[special]
  const named = objects.filter((name) => type.startsWith(`${name}.`) || type.startsWith(`${name.replace('.', '_')}.`))
  return named.sort((one, other) => other.length - one.length)[0]
}

const whole = ({ kind, segments, path, params }: Operation) =>
  kind === 'list' && segments[0] === 'v1' && !path.includes('{') && !params.r?.length

function listed(
  { resource, path, returns, params }: Operation,
  carriedBy: ReadonlyMap<string, string | undefined>,
): Stream {
  const object = returns[0]!
  const own = eventTypes.filter((type) => carriedBy.get(type) === object)
  const also = (ALSO[resource] ?? []).flatMap(([begins, by]) =>
    eventTypes.filter((type) => type.startsWith(begins)).map((type) => [type, by] as const),
  )
  const isGone = (type: string) =>
    GONE.includes(type) || (type.endsWith('.deleted') && deletedNode(object) !== undefined)
  return {
    name: resource,
    path,
    object,
    // An invoice item has no `created`, though its list can be asked by it: windows of it could not be cut.
    created: 'created' in params.p && shapeNode(object)?.p?.created !== undefined,
    params: PARAMS[resource] ?? {},
    events: [...own, ...also.map(([type]) => type)],
    by: Object.fromEntries(also),
    deleted: own.filter(isGone),
    ...(SETTLES[resource] && { settles: SETTLES[resource] }),
  }
}

const lists = [...operations()].filter(whole)
const names = [...new Set(lists.flatMap(({ returns }) => returns))]
/** What each event carries: found out once, for all lists ask. */
const carriedBy = new Map(eventTypes.map((type) => [type, carried(type, names)]))
const read = new Map(lists.map((operation) => [operation.resource, listed(operation, carriedBy)]))

const inside = ({ name, object, ...within }: Inside): Stream => ({
  name,
  path: read.get(within.parent)!.path,
  object,
  created: false,
  params: {},
  events: [],
  by: {},
  deleted: [],
  within,
})

/** All of them: Adobe's six, what stands inside of others, and then the rest in the contract's order. */
export const streams: readonly Stream[] = [
  ...SIX.map((name) => read.get(name)!),
  ...INSIDE.map(inside),
  ...[...read.values()].filter(({ name }) => !SIX.includes(name)),
]

const byName = new Map(streams.map((stream) => [stream.name, stream]))

/** The stream of a name, which is Adobe's `resourcePath`; nothing where there is none. */
export const streamNamed = (name: string): Stream | undefined => byName.get(name)
