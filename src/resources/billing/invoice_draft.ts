// Making the draft of an invoice: what it takes over from its customer and its subscription, its lines, and when it is to be
// finalised. (https://docs.stripe.com/api/invoices/create; "recorded" is Stripe's own answer at 2026-08-26.dahlia)
import type Stripe from 'stripe'
import { same } from '../../kernel/facts.ts'
import type { Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { DAY } from '../../lib/calendar.ts'
import type { Span } from '../../rules/proration.ts'
import { askingApplication, own } from '../core/account.ts'
import { isHeard } from '../core/hearing.ts'
import { AMOUNT_MAX, tooMuch } from '../payments/intent.ts'
import { locationOf, switchedOn, taxReads } from './invoice_automatic_tax.ts'
import { reckon } from './invoice_reckoning.ts'
import { inheritedRendering } from './invoice_rendering.ts'
import { SELF, sideOf } from './issuer.ts'
import { amounts, DRAFT_SECONDS, FINALIZES_AFTER, type Invoice, type InvoiceState, invoice } from './invoice_state.ts'
import { allLines, insertLines, type LineWish, linesOf } from './line_item.ts'

/** What a draft shall be. */
export interface DraftWish {
  /** Its id, where something had to name it before. */
  readonly id?: string
  readonly customer: Row<Stripe.Customer>
  readonly reason: NonNullable<Stripe.Invoice.BillingReason>
  readonly currency: string
  /** What it looks back on. */
  readonly period: Span
  readonly lines: readonly LineWish[]
  /** Whether it is finalised by itself. */
  readonly autoAdvance: boolean
  readonly collection: Collection
  /** Those of the whole invoice, by their ids. */
  readonly discounts: readonly string[]
  readonly taxRates: readonly object[]
  /** Whether its taxes are automatic, and who is liable for them. */
  readonly automaticTax?: { readonly enabled: boolean; readonly liability: { readonly type: string } | null }
  /** Whose it is. */
  readonly issuer?: { readonly type: string; readonly account?: unknown } | null
  readonly parent?: Invoice['parent']
  readonly more?: Partial<Invoice>
  readonly hidden?: InvoiceState
  /** When it is made, in epoch seconds: now, or the moment that is foretold. */
  readonly at: number
}

export interface Collection {
  readonly method: 'charge_automatically' | 'send_invoice'
  /** Days after which an invoice that is sent falls due. */
  readonly days: number | null
}

/** Writes a draft with its lines and totals. */
export function insertDraft(tx: Tx, wish: DraftWish): Invoice {
  const { id = tx.id(invoice, wish.at), customer: who, collection, autoAdvance, at } = wish
  const isSent = collection.method === 'send_invoice'
  const lines = insertLines(tx, id, wish.currency, wish.lines)
  const row = tx.insert(invoice, {
    id,
    ...issuedBy(tx, wish.issuer ?? SELF),
    account_tax_ids: null,
    ...amounts(0, 0),
    amount_shipping: 0,
    application: askingApplication(tx),
    attempt_count: 0,
    attempted: false,
    auto_advance: autoAdvance,
    automatic_tax: switchedOn(wish.automaticTax?.enabled ?? false, wish.automaticTax?.liability),
    automatically_finalizes_at: autoAdvance ? at + FINALIZES_AFTER : null,
    billing_reason: wish.reason,
    collection_method: collection.method,
    created: at,
    currency: wish.currency,
    custom_fields: who.invoice_settings.custom_fields,
    customer: who.id,
    customer_account: null,
    ...whoPays(who),
    default_payment_method: null,
    default_source: null,
    default_tax_rates: [...wish.taxRates],
    description: null,
    discounts: [...wish.discounts],
    due_date: isSent && collection.days !== null ? at + collection.days * DAY : null,
    effective_at: null,
    ending_balance: null,
    footer: who.invoice_settings.footer,
    from_invoice: null,
    hosted_invoice_url: null,
    invoice_pdf: null,
    last_finalization_error: null,
    latest_revision: null,
    lines: linesOf(id, lines),
    livemode: false,
    metadata: {},
    next_payment_attempt: autoAdvance && !isSent ? at + DRAFT_SECONDS : null,
    number: null,
    on_behalf_of: null,
    parent: wish.parent ?? null,
    payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: null },
    period_end: wish.period.end,
    period_start: wish.period.start,
    post_payment_credit_notes_amount: 0,
    pre_payment_credit_notes_amount: 0,
    receipt_number: null,
    rendering: inheritedRendering(who),
    shipping_cost: null,
    shipping_details: null,
    starting_balance: who.balance,
    statement_descriptor: null,
    status: 'draft',
    status_transitions: { finalized_at: null, marked_uncollectible_at: null, paid_at: null, voided_at: null },
    subtotal: 0,
    subtotal_excluding_tax: 0,
    test_clock: who.test_clock,
    total: 0,
    total_discount_amounts: [],
    total_excluding_tax: 0,
    total_pretax_credit_amounts: [],
    total_taxes: [],
    webhooks_delivered_at: !tx.work.isForetold && isHeard(tx, 'invoice.created') ? null : at,
    ...wish.more,
    hidden: wish.hidden ?? {},
  } as never)
  const reckoned = reckon(tx, row, lines)
  if (reckoned.total > AMOUNT_MAX) throw tooMuch()
  return reckoned
}

/** What an invoice says of whose it is. That it bears the name of the account that issues it: [K]. */
export function issuedBy(
  tx: Tx,
  issuer: { readonly type: string; readonly account?: unknown },
): Pick<Invoice, 'account_country' | 'account_name' | 'issuer'> {
  const { business_profile: profile, country, settings } = own(sideOf(tx, issuer))
  return {
    account_country: country ?? null,
    account_name: settings?.dashboard.display_name ?? profile?.name ?? null,
    issuer: issuer as Invoice['issuer'],
  }
}

/** Puts the draft's finalisation off for the hour in which it may be edited, or to the time that was asked for. */
export function scheduleFinalize(tx: Tx, draft: Invoice): void {
  tx.schedule(collectedAt(draft), 'invoice.finalize', { id: draft.id })
}

/** When a draft is finalised and, if it is, charged; epoch seconds. The time that is shown of the usual hour is a second late. */
export function collectedAt({
  created,
  automatically_finalizes_at: at,
}: Pick<Invoice, 'created' | 'automatically_finalizes_at'>): number {
  return at === null || at === created + FINALIZES_AFTER ? created + DRAFT_SECONDS : at
}

/** What an invoice shows of its customer: as they are, until it is finalised. */
function whoPays(who: Row<Stripe.Customer>) {
  const taxIds = (who.hidden?.taxIds ?? []) as readonly { type: string; value: string }[]
  return {
    customer_address: who.address ?? null,
    customer_email: who.email,
    customer_name: who.name ?? null,
    customer_phone: who.phone ?? null,
    customer_shipping: who.shipping ?? null,
    customer_tax_exempt: who.tax_exempt ?? null,
    customer_tax_ids: taxIds.map(({ type, value }) => ({ type, value })),
  }
}

/** Why 100: the unit that changes a customer changes their drafts; nobody edits as many invoices at once. */
const DRAFTS_MAX = 100

export const draftsOf = (tx: Tx, who: string): Invoice[] =>
  tx.list(invoice, [`customer=${who}`, 'status=draft'], { limit: DRAFTS_MAX })

/** The customer has changed, and their drafts with them. (docs.stripe.com/api/invoices/object#invoice_object-customer_name) */
export function followCustomer(tx: Tx, who: Row<Stripe.Customer>, before?: Row<Stripe.Customer>): void {
  const isShown = !before || !same(whoPays(before), whoPays(who)) || before.balance !== who.balance
  if (!isShown) return
  const drafts = draftsOf(tx, who.id)
  const isElsewhere = !before || !same(taxedBy(before), taxedBy(who))
  const isMoved = ({ automatic_tax: { enabled } }: Invoice) => isElsewhere && enabled
  const isReckoned = before?.tax_exempt !== who.tax_exempt || drafts.some(isMoved)
  // All of them before the first is written: what is written in between would be another question.
  const lines = isReckoned
    ? tx.work.together(
        drafts.map(
          ({ id }) =>
            () =>
              allLines(tx, id),
        ),
      )
    : []
  const taxed = drafts.flatMap((draft, i) =>
    isMoved(draft) ? taxReads(tx, { ...draft, ...(whoPays(who) as object) }, lines[i]!) : [],
  )
  if (isReckoned) tx.any([...drafts, ...lines.flat()].flatMap(({ discounts }) => discounts as string[]).concat(taxed))
  for (const [i, draft] of drafts.entries()) {
    const due = Math.max(0, draft.total + who.balance)
    const now = { ...whoPays(who), ...amounts(due, 0), starting_balance: who.balance }
    const changed = tx.update(invoice, draft, now as never)
    if (changed.customer_tax_exempt !== draft.customer_tax_exempt || isMoved(draft)) reckon(tx, changed, lines[i])
  }
}

/** What the automatic taxes of a customer follow from. */
const taxedBy = (who: Row<Stripe.Customer>) => ({
  where: locationOf(who) ?? null,
  exempt: who.tax_exempt ?? null,
  ids: whoPays(who).customer_tax_ids,
})
