// Payment links: one address for many customers, each of whom gets a Checkout Session of their own.
// (https://docs.stripe.com/api/payment-link)
import type Stripe from 'stripe'
import type { Operation } from '../../contract/index.ts'
import type { Params } from '../../contract/wire.ts'
import { invalid, missingParameter, refuseUnbuilt, tooSmall } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { lifecycle, object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { askingApplication } from '../core/account.ts'
import { pathOf } from '../payments/authorization.ts'
import { leadsBack } from '../payments/intent.ts'
import { sideOf } from '../billing/issuer.ts'
import { type Item, item, itemsOf, listItems, shownItems } from '../billing/item.ts'
import { checkCustom, checkOne } from './custom_unit_amount.ts'
import { currencyOf, insertItems, type ItemGiven, itemWishes, modeOf, wishesOfItems } from './item_wish.ts'
import { linkConnect, sessionConnect } from './payment_link_connect.ts'
import { fieldsOf } from './payment_link_fields.ts'
import { reckon } from './session_totals.ts'
import { createSession } from './session_create.ts'
import { onlyPayments } from './session_rules.ts'
import { type Create as SessionCreate, type Session, session } from './session_state.ts'
import { checkTaxable } from './session_tax.ts'

export interface PaymentLinkState {
  /** What each of its sessions is made with, beside the line items. */
  readonly given: Partial<SessionCreate>
}

export const paymentLink = object<Stripe.PaymentLink, PaymentLinkState>('payment_link', {
  prefix: 'plink',
  noun: 'payment link',
  inPath: { retrieve: 'payment_link', others: 'payment_link' },
  events: lifecycle('payment_link').filter(({ on }) => on !== 'delete'),
  // That one more session was completed is no news of the link. [K]
  quiet: ['restrictions'],
  includes: {
    line_items: (tx, { id }) => shownItems(tx, `/v1/payment_links/${id}/line_items`, id),
  },
})
export type PaymentLink = Row<Stripe.PaymentLink, PaymentLinkState>

export type Create = Params<Stripe.PaymentLinkCreateParams>
export type Update = Params<Stripe.PaymentLinkUpdateParams>

const PATH = '/v1/payment_links'

const TEXT = { k: 'string' } as const
/** What the address of a link can say. (https://docs.stripe.com/payment-links/customize#customize-checkout-with-url-parameters) */
const VISIT: Operation['params'] = {
  k: 'object',
  p: { client_reference_id: { ...TEXT, max: 200 }, locale: TEXT, prefilled_email: TEXT },
}

interface Visit {
  readonly client_reference_id?: string
  readonly locale?: string
  readonly prefilled_email?: string
}

export const paymentLinks = resource(paymentLink)
  .on<Stripe.PaymentLinkCreateParams>('POST /v1/payment_links', (tx, params) => create(tx, params), {
    reads: ['line_items.price.product'],
  })
  .on<Stripe.PaymentLinkRetrieveParams>('GET /v1/payment_links/{id}', (_tx, _params, self) => self)
  .on<Stripe.PaymentLinkListParams>('GET /v1/payment_links', (tx, params) =>
    list(tx, paymentLink, params as never, PATH),
  )
  .on<Stripe.PaymentLinkUpdateParams>('POST /v1/payment_links/{id}', (tx, params, self) => update(tx, self, params))
  .on<Stripe.PaymentLinkListLineItemsParams>('GET /v1/payment_links/{id}/line_items', (tx, params, self) =>
    listItems(tx, params as never, `${PATH}/${self.id}/line_items`, self.id),
  )
  .on<Visit>('POST /brindle/payment_links/{id}/visit', (tx, visit, self) => visited(tx, self, visit), {
    params: VISIT,
    reads: [
      'self.optional_items.price.product',
      (tx: Tx, { self }: { self: PaymentLink }) =>
        tx.any(itemsOf(tx, self.id).flatMap(({ hidden }) => [hidden.price, hidden.product])),
      (tx: Tx, { self }: { self: PaymentLink }) => sideOf(tx, self.automatic_tax.liability),
    ],
  })
  .when('checkout.session.completed', session, (tx, done) => {
    const self = done.payment_link ? tx.find(paymentLink, done.payment_link as string) : undefined
    if (self) count(tx, self)
  })

/** What is not built yet is refused by name, never swallowed. */
const UNBUILT = ['managed_payments']

function refuse(params: Create | Update): void {
  refuseUnbuilt(params, UNBUILT, ' for a payment link')
  const { redirect, type } = params.after_completion ?? {}
  if (type === 'redirect' && !redirect) throw missingParameter('after_completion[redirect]')
  if (redirect) leadsBack(redirect.url, 'after_completion[redirect][url]')
  const limit = params.restrictions ? params.restrictions.completed_sessions.limit : undefined
  if (limit !== undefined && limit < 1) throw tooSmall(1, 'restrictions[completed_sessions][limit]')
}

function create(tx: Tx, params: Create): PaymentLink {
  refuse(params)
  if (params.line_items.length === 0) throw missingParameter('line_items')
  const mode = params.line_items.some(({ price_data }) => price_data?.recurring) ? 'subscription' : undefined
  const wishes = itemWishes(tx, params.line_items as readonly ItemGiven[], mode ?? 'subscription')
  checkCustom(wishes, params)
  const currency = currencyOf(wishes, params.currency)
  const kind = modeOf(wishes)
  checkKind(params, kind)
  const shipping = kind === 'payment' ? (params.shipping_options ?? []) : []
  const { items, taxes } = reckon(tx, { wishes, currency, mode: kind, shipping: 0, exempt: false })
  const id = tx.id(paymentLink)
  const { shown, given } = fieldsOf(tx, params, { mode: kind, currency, shipping, beside: wishes.length })
  if (params.automatic_tax?.enabled) checkTaxable(tx, { wishes, currency }, shown.shipping_options ?? [])
  const row = tx.insert(paymentLink, {
    id,
    active: true,
    application: askingApplication(tx),
    ...linkConnect(tx, params, { mode: kind }),
    currency,
    livemode: false,
    managed_payments: null,
    metadata: mergeMetadata({}, params.metadata),
    url: `${tx.situation.publicUrl}/b/${pathOf(tx.place)}/${id}`,
    ...shown,
    hidden: { given },
  } as never)
  insertItems(tx, id, currency, wishes, items, taxes)
  return row
}

/** The words are those for sessions. */
function checkKind(params: Create | Update, mode: 'payment' | 'subscription'): void {
  const [no, other] =
    mode === 'payment' ? (['subscription_data', mode] as const) : (['payment_intent_data', mode] as const)
  if (params[no]) throw invalid(`You can not pass \`${no}\` in \`${other}\` mode.`, { param: no })
  if (mode === 'subscription' && params.customer_creation !== undefined)
    throw invalid('`customer_creation` can only be used in `payment` mode.', { param: 'customer_creation' })
  if (mode === 'subscription' && params.invoice_creation?.enabled) throw onlyPayments()
  if (mode === 'subscription') refuseUnbuilt(params, ['shipping_options'], ' in subscription mode')
}

const modeOfItems = (rows: readonly Item[]) =>
  rows.some(({ hidden }) => hidden.recurring) ? 'subscription' : 'payment'

function update(tx: Tx, self: PaymentLink, params: Update): PaymentLink {
  refuse(params)
  const rows = itemsOf(tx, self.id)
  const mode = modeOfItems(rows)
  checkKind(params, mode)
  if (params.line_items) recount(tx, self, rows, params.line_items)
  const { shown, given } = fieldsOf(tx, params, { mode, currency: self.currency, before: self, beside: rows.length })
  if (params.automatic_tax?.enabled)
    checkTaxable(tx, { wishes: wishesOfItems(tx, rows), currency: self.currency }, self.shipping_options)
  return tx.update(paymentLink, self, {
    ...(params.active !== undefined && { active: params.active }),
    ...(params.metadata !== undefined && { metadata: mergeMetadata(self.metadata, params.metadata) }),
    ...linkConnect(tx, params, { mode, before: self }),
    ...shown,
    hidden: { given: { ...self.hidden.given, ...given } },
  })
}

type Lines = NonNullable<Update['line_items']>

/** New quantities; which items a link sells is decided once. (https://docs.stripe.com/api/payment-link/update) */
function recount(tx: Tx, self: PaymentLink, rows: readonly Item[], given: Lines): void {
  const changed = rows.map((row): Item => {
    const i = given.findIndex(({ id }) => id === row.id)
    const line = given[i]
    if (!line) return row
    refuseUnbuilt(line, ['adjustable_quantity'], ' for a line item that stands')
    if (line.quantity !== undefined && line.quantity < 1) throw tooSmall(1, `line_items[${i}][quantity]`)
    return { ...row, quantity: line.quantity ?? row.quantity }
  })
  for (const [i, { id }] of given.entries())
    if (!rows.some((row) => row.id === id))
      throw invalid(`No such line item: '${id}'`, { code: 'resource_missing', param: `line_items[${i}][id]` })
  const wishes = wishesOfItems(tx, changed)
  for (const [i, wish] of wishes.entries()) checkOne(wish, `line_items[${i}][quantity]`)
  const { items, taxes } = reckon(tx, {
    wishes,
    currency: self.currency,
    mode: modeOfItems(rows),
    shipping: 0,
    exempt: false,
  })
  for (const [i, row] of changed.entries())
    tx.update(item, row, { ...row, ...items[i]!, hidden: { ...row.hidden, taxes: taxes[i]! } })
}

/** Somebody comes to the link: a session of its own for them. Words of the refusals [M]. */
function visited(tx: Tx, self: PaymentLink, visit: Visit): Session {
  if (!self.active) throw invalid(self.inactive_message ?? 'This payment link is no longer active.')
  const rows = itemsOf(tx, self.id)
  const { after_completion: after } = self
  const mode = modeOfItems(rows)
  return createSession(
    tx,
    {
      ...self.hidden.given,
      ...sessionConnect(self, mode),
      mode,
      currency: self.currency,
      line_items: rows.map((row) => ({
        price: row.hidden.price,
        ...(row.quantity !== null && { quantity: row.quantity }),
        ...(row.adjustable_quantity?.enabled && {
          adjustable_quantity: {
            enabled: true,
            maximum: row.adjustable_quantity.maximum!,
            minimum: row.adjustable_quantity.minimum!,
          },
        }),
      })),
      metadata: self.metadata,
      ...(after.redirect && { success_url: after.redirect.url }),
      ...(visit.client_reference_id !== undefined && { client_reference_id: visit.client_reference_id }),
      ...(visit.locale !== undefined && { locale: visit.locale as never }),
      ...(visit.prefilled_email !== undefined && { customer_email: visit.prefilled_email }),
    } as SessionCreate,
    { link: self.id },
  )
}

/** One more session is completed. The last that was allowed closes the link. [K] */
function count(tx: Tx, self: PaymentLink): void {
  const completed = self.restrictions?.completed_sessions
  if (!completed) return
  const counted = { ...completed, count: completed.count + 1 }
  tx.update(paymentLink, self, {
    ...(counted.count >= counted.limit && { active: false }),
    restrictions: { completed_sessions: counted },
  })
}
