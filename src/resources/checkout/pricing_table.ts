// Pricing tables: what a page shows to choose from, by one tag of Stripe's. Stripe makes them in its Dashboard alone, so that these
// calls are the house's own. Who chooses a price gets a Checkout Session. (https://docs.stripe.com/payments/checkout/pricing-table)
import { type Node, operationByKey, paramsNode } from '../../contract/index.ts'
import { exclusive, invalid, missingParameter, noSuch } from '../../kernel/errors.ts'
import { type ListParams, list } from '../../kernel/list.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { object, type Row, resource, shown } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { own } from '../core/account.ts'
import { sessionOfSecret } from '../payments/customer_session.ts'
import { leadsBack } from '../payments/intent.ts'
import { HIGHLIGHTS, itemsGiven, type ItemGiven, offersOf, type PricingTableItem } from './pricing_table_items.ts'
import { createSession } from './session_create.ts'
import { consentCollection, customFields, customText } from './session_page.ts'
import type { Create as SessionCreate, Session } from './session_state.ts'

/** What each of its sessions is made with, by the names that sessions have for it. */
const PASSED = [
  'allow_promotion_codes',
  'automatic_tax',
  'billing_address_collection',
  'consent_collection',
  'custom_fields',
  'custom_text',
  'phone_number_collection',
  'tax_id_collection',
] as const
type Settings = Pick<SessionCreate, (typeof PASSED)[number]>

interface PricingTable {
  id: string
  object: 'brindle.pricing_table'
  active: boolean
  created: number
  items: PricingTableItem[]
  livemode: false
  metadata: Readonly<Record<string, string>>
  /** What of `PASSED` was said. */
  session: Settings
  /** Where a customer comes back to; nowhere, if the page of the session itself says that it is done. */
  success_url: string | null
}

export const pricingTable = object<PricingTable>('brindle.pricing_table', {
  prefix: 'prctbl',
  noun: 'pricing table',
  internal: true,
  terms: ({ active }) => ['all=true', `active=${active}`],
  publishable: ['id', 'object', 'active', 'merchant', 'offers'],
})
type Self = Row<PricingTable>

const TEXT: Node = { k: 'string' }
const COUNT: Node = { k: 'integer' }
const paramsOf = (key: string) => paramsNode(operationByKey(key)!)!.p

const ITEM: Node = {
  k: 'object',
  p: {
    features: { k: 'array', of: TEXT },
    highlight: { k: 'enum', v: [...HIGHLIGHTS] },
    prices: { k: 'array', of: TEXT },
    trial_period_days: COUNT,
  },
  r: ['prices'],
}
const ofSessions = paramsOf('POST /v1/checkout/sessions')
const TABLE: Node & { k: 'object' } = {
  k: 'object',
  p: {
    active: { k: 'boolean' },
    items: { k: 'array', of: ITEM },
    metadata: { k: 'metadata' },
    success_url: { k: 'empty', of: TEXT },
    ...Object.fromEntries(PASSED.map((name) => [name, ofSessions[name]!])),
  },
}
/** A browser sends its key along. */
const SHOW: Node & { k: 'object' } = { k: 'object', p: { key: TEXT } }
const LIST: Node & { k: 'object' } = {
  k: 'object',
  p: { active: { k: 'boolean' }, starting_after: TEXT, ending_before: TEXT, limit: COUNT },
}
/** What the attributes of the tag say, and what was chosen. */
const VISIT: Node & { k: 'object' } = {
  k: 'object',
  p: {
    client_reference_id: { k: 'string', max: 200 },
    customer_email: TEXT,
    customer_session_client_secret: TEXT,
    key: TEXT,
    locale: TEXT,
    price: TEXT,
  },
  r: ['price'],
}

interface Given extends Settings {
  readonly active?: boolean
  readonly items?: readonly ItemGiven[]
  readonly metadata?: Record<string, string> | ''
  readonly success_url?: string
}

interface Visit {
  readonly client_reference_id?: string
  readonly customer_email?: string
  readonly customer_session_client_secret?: string
  readonly locale?: string
  readonly price: string
}

const PATH = '/brindle/pricing_tables'

export const pricingTables = resource(pricingTable)
  .on<Given>(`POST ${PATH}`, (tx, given) => create(tx, given as Given), { params: TABLE })
  .on<Given>(`POST ${PATH}/{id}`, (tx, given, self) => update(tx, self, given as Given), { params: TABLE })
  .on<ListParams & { active?: boolean }>(
    `GET ${PATH}`,
    (tx, { active, ...paging }) =>
      list(tx, pricingTable, paging as never, PATH, [active === undefined ? 'all=true' : `active=${active}`]),
    { params: LIST },
  )
  .on<object>(`GET ${PATH}/{id}`, (tx, _params, self) => show(tx, self), { params: SHOW, publishable: 'yes' })
  .on<Visit>(`POST ${PATH}/{id}/visit`, (tx, visit, self) => visited(tx, self, visit as Visit), {
    params: VISIT,
    publishable: 'yes',
  })

function create(tx: Tx, given: Given): Self {
  if (!given.items?.length) throw missingParameter('items')
  return tx.insert(pricingTable, {
    active: given.active ?? true,
    created: tx.now,
    items: itemsGiven(tx, given.items),
    livemode: false,
    metadata: mergeMetadata({}, given.metadata),
    session: settingsIn(given),
    success_url: backTo(given) ?? null,
  })
}

function update(tx: Tx, self: Self, given: Given): Self {
  if (given.items?.length === 0) throw missingParameter('items')
  const success_url = backTo(given)
  return tx.update(pricingTable, self, {
    ...(given.active !== undefined && { active: given.active }),
    ...(given.items && { items: itemsGiven(tx, given.items) }),
    ...(given.metadata !== undefined && { metadata: mergeMetadata(self.metadata, given.metadata) }),
    session: { ...self.session, ...settingsIn(given) },
    ...(success_url !== undefined && { success_url }),
  })
}

/** What is sent empty is none. */
function backTo({ success_url: to }: Given): string | null | undefined {
  return to === undefined ? undefined : to === '' ? null : leadsBack(to, 'success_url')
}

/** What sessions would refuse is refused at once. */
function settingsIn(given: Given): Settings {
  consentCollection(given.consent_collection)
  customFields(given.custom_fields, { values: false })
  customText(given.custom_text)
  return Object.fromEntries(PASSED.flatMap((name) => (given[name] === undefined ? [] : [[name, given[name]]])))
}

/** With what a page shows of it; one that is not active offers nothing. */
function show(tx: Tx, self: Self) {
  const merchant = own(tx).settings?.dashboard.display_name ?? null
  return shown(self, { merchant, offers: self.active ? offersOf(tx, self.items) : [] })
}

/** Somebody has chosen: a session of their own for them. Of two ways to say who they are, one; the words are [M]. */
function visited(tx: Tx, self: Self, visit: Visit): Session {
  if (!self.active) throw invalid('This pricing table is no longer active.')
  const { customer_email, customer_session_client_secret: secret, price: chosen } = visit
  if (customer_email !== undefined && secret !== undefined)
    throw exclusive(['customer_email', 'customer_session_client_secret'])
  const offer = offersOf(tx, self.items).find(({ prices }) => prices.some(({ id }) => id === chosen))
  const price = offer?.prices.find(({ id }) => id === chosen)
  if (!offer || !price) throw noSuch('price', chosen, 'price')
  const { recurring } = price
  const days = offer.trial_period_days
  const customer = secret === undefined ? undefined : sessionOfSecret(tx, secret, 'pricing_table').customer
  return createSession(
    tx,
    {
      ...self.session,
      mode: recurring ? 'subscription' : 'payment',
      line_items: [{ price: chosen, ...(recurring?.usage_type !== 'metered' && { quantity: 1 }) }],
      metadata: self.metadata,
      ...(recurring && days !== null && { subscription_data: { trial_period_days: days } }),
      ...(self.success_url !== null && { success_url: self.success_url }),
      ...(customer !== undefined && { customer }),
      ...(customer_email !== undefined && { customer_email }),
      ...(visit.client_reference_id !== undefined && { client_reference_id: visit.client_reference_id }),
      ...(visit.locale !== undefined && { locale: visit.locale as never }),
    } as SessionCreate,
    { table: self.id },
  )
}
