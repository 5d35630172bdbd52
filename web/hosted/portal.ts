// The customer portal: what somebody pays for, how, and what they have paid, with what the configuration lets them change. Plain HTML, each
// change a form of its own. (https://docs.stripe.com/customer-management)
import { cardFields, field } from './field.ts'
import type { Language } from './language.ts'
import { among, escaped, linkable, pageOf } from './page.ts'
import { type Problem, problemIn } from './problem.ts'
import { FIELD_WORDS } from './words/fields/index.ts'
import { PORTAL_WORDS, type PortalWords } from './words/portal/index.ts'
import { dayOf, type Interval, oftenOf } from './written.ts'

/** Objects of the API, as far as the page needs them. */
export interface PortalView {
  readonly session: { readonly return_url: string | null; readonly flow: { readonly type: string } | null }
  readonly configuration: {
    readonly business_profile: { readonly headline: string | null }
    readonly features: {
      readonly customer_update: { readonly enabled: boolean; readonly allowed_updates: readonly string[] }
      readonly invoice_history: { readonly enabled: boolean }
      readonly payment_method_update: { readonly enabled: boolean }
      readonly subscription_cancel: {
        readonly enabled: boolean
        readonly mode: 'at_period_end' | 'immediately'
        readonly cancellation_reason: { readonly enabled: boolean; readonly options: readonly string[] }
      }
      readonly subscription_update: { readonly enabled: boolean; readonly default_allowed_updates: readonly string[] }
    }
  }
  readonly customer: {
    readonly name: string | null
    readonly email: string | null
    readonly phone: string | null
    readonly invoice_settings: { readonly default_payment_method: string | null }
  }
  readonly subscriptions: readonly PortalSubscription[]
  readonly methods: readonly PortalMethod[]
  readonly invoices: readonly PortalInvoice[]
  /** What subscriptions may change to. */
  readonly plans: readonly PortalPlan[]
}

interface PortalSubscription {
  readonly id: string
  readonly status: string
  readonly cancel_at_period_end: boolean
  readonly items: {
    readonly data: readonly { readonly price: { readonly id: string }; readonly current_period_end: number }[]
  }
}

export interface PortalPlan {
  readonly id: string
  readonly name: string
  readonly unit_amount: number | null
  readonly currency: string
  readonly recurring: { readonly interval: string; readonly interval_count: number } | null
}

interface PortalMethod {
  readonly id: string
  readonly type: string
  readonly card?: {
    readonly brand: string
    readonly last4: string
    readonly exp_month: number
    readonly exp_year: number
  }
}

interface PortalInvoice {
  readonly number: string | null
  readonly created: number
  readonly total: number
  readonly currency: string
  readonly status: string
  readonly invoice_pdf: string | null
}

export interface PortalAround {
  /** An amount in minor units, for people: $15.00. */
  readonly money: (amount: number, currency: string) => string
  /** As people call a type of payment method. */
  readonly methodName: (type: string) => string
  /** What was refused just now, or what has just been done. */
  readonly problem?: Problem
  readonly done?: boolean
  /** A change of plan that waits for the customer's word: what it costs now. */
  readonly change?: {
    readonly subscription: string
    readonly plan: string
    readonly amount: number
    readonly currency: string
  }
}

/** All that the parts of the page need. */
interface Portal {
  readonly view: PortalView
  readonly around: PortalAround
  readonly words: PortalWords
  readonly language: Language
}

/** The whole page. All that the objects say is text in it, never markup. */
export function portalPage(view: PortalView | undefined, around: PortalAround, language: Language): string {
  const words = PORTAL_WORDS[language]
  if (!view) {
    const [title, lead] = words.unknown
    return pageOf({ title, lead, state: 'unknown' }, language)
  }
  const portal: Portal = { view, around, words, language }
  const { headline } = view.configuration.business_profile
  const parts = [
    problemIn(around.problem, language),
    around.done ? `<p class="notice" role="status">${words.done}</p>` : '',
    around.change ? confirmation(portal, around.change) : sections(portal),
    back(portal),
  ]
  return pageOf(
    {
      title: words.title,
      lead: escaped(headline ?? words.lead),
      state: 'open',
      body: parts.join('\n'),
      notice: words.play,
    },
    language,
  )
}

/** All of it; a session that leads to one thing shows that alone. */
function sections(portal: Portal): string {
  const { view, words } = portal
  const type = view.session.flow?.type
  const subscriptions = view.subscriptions.map((one) => subscriptionOf(one, portal))
  const all: readonly (readonly [flows: readonly string[], html: string])[] = [
    [
      ['subscription_cancel', 'subscription_update', 'subscription_update_confirm'],
      section(words.subscriptions, subscriptions),
    ],
    [['payment_method_update'], methodsOf(portal)],
    [['customer_update'], detailsOf(portal)],
    [[], view.configuration.features.invoice_history.enabled ? invoicesOf(portal) : ''],
  ]
  return all.flatMap(([flows, html]) => (type === undefined || flows.includes(type) ? [html] : [])).join('\n')
}

const section = (title: string, parts: readonly string[]): string =>
  parts.length === 0 ? '' : `<section><h2>${title}</h2>${parts.join('\n')}</section>`

const button = (what: string, text: string, fields: Readonly<Record<string, string>>, more = '', look = 'quiet') =>
  `<form method="post">${Object.entries(fields)
    .map(([name, value]) => `<input type="hidden" name="${name}" value="${escaped(value)}">`)
    .join('')}${more}<button class="${look}" name="do" value="${what}">${text}</button></form>`

function priceOf({ unit_amount, currency, recurring }: PortalPlan, { around, language }: Portal): string {
  const each = recurring ? ` ${oftenOf(recurring.interval as Interval, recurring.interval_count, language)}` : ''
  return unit_amount === null ? '' : escaped(`${around.money(unit_amount, currency)}${each}`)
}

function subscriptionOf(self: PortalSubscription, portal: Portal): string {
  const { view, words, language } = portal
  const { subscription_cancel: cancel, subscription_update: update } = view.configuration.features
  const [item] = self.items.data
  const plans = self.items.data.flatMap(({ price }) => view.plans.filter(({ id }) => id === price.id))
  const until = item ? dayOf(item.current_period_end, language) : ''
  const state = self.cancel_at_period_end ? words.endsOn(until) : words.renewsOn(until)
  const name = `<p>${plans.map((plan) => `<strong><bdi>${escaped(plan.name)}</bdi></strong> ${priceOf(plan, portal)}<br>`).join('')}<span class="small">${state}</span></p>`
  const others = view.plans.filter(({ id }) => id !== item?.price.id)
  // Stripe's portal does not change those of several items.
  const mayChange = update.enabled && update.default_allowed_updates.includes('price') && self.items.data.length === 1
  const changes = mayChange
    ? others.map((one) =>
        button('preview', words.changeTo(escaped(one.name), priceOf(one, portal)), {
          subscription: self.id,
          price: one.id,
        }),
      )
    : []
  return name + changes.join('') + (cancel.enabled ? endingOf(self, portal) : '')
}

/** Ends the subscription, or keeps it after all. */
function endingOf({ id, cancel_at_period_end }: PortalSubscription, { view, words }: Portal): string {
  if (cancel_at_period_end) return button('keep', words.keep, { subscription: id })
  const { cancellation_reason: reason, mode } = view.configuration.features.subscription_cancel
  const options = reason.options.map(
    (option) => `<option value="${escaped(option)}">${among(words.reasons, option) ?? escaped(option)}</option>`,
  )
  const reasons = `<label>${words.reason}<select name="feedback"><option value=""></option>${options.join('')}</select></label>`
  return button('cancel', words.cancel[mode], { subscription: id }, reason.enabled ? reasons : '')
}

function confirmation(portal: Portal, change: NonNullable<PortalAround['change']>): string {
  const { view, around, words } = portal
  const plan = view.plans.find(({ id }) => id === change.plan)
  const fields = { subscription: change.subscription, price: change.plan }
  const amount = escaped(around.money(change.amount, change.currency))
  const title = words.changeTo(escaped(plan?.name ?? change.plan), plan ? priceOf(plan, portal) : '')
  return `<section><h2>${title}</h2>
<p>${words.dueNow(amount)}</p>${button('switch', words.confirm, fields, '', 'main')}<p><a href="?">${words.not}</a></p></section>`
}

function methodsOf({ view, around, words, language }: Portal): string {
  if (!view.configuration.features.payment_method_update.enabled) return ''
  const all = view.methods.map(({ id, type, card }) => {
    const name = card
      ? `<span><span class="brand-name">${escaped(card.brand)}</span> ···· ${escaped(card.last4)}, ${card.exp_month}/${card.exp_year}</span>`
      : `<span>${escaped(around.methodName(type))}</span>`
    return id === view.customer.invoice_settings.default_payment_method
      ? `<div class="item"><p class="title">${name} <span class="badge">${words.byDefault}</span></p></div>`
      : `<div class="item"><p class="title">${name}</p><div class="pair">${button('default', words.makeDefault, { method: id })}${button('remove', words.remove, { method: id })}</div></div>`
  })
  const adding = `<form method="post">${cardFields(FIELD_WORDS[language], true)}<button name="do" value="add">${words.add}</button></form>`
  return section(words.methods, [...all, adding])
}

/** What they may change of themselves, of what this page has fields for. */
const DETAILS = [
  ['email', 'email'],
  ['name', 'text'],
  ['phone', 'tel'],
] as const

function detailsOf({ view, words, language }: Portal): string {
  const { enabled, allowed_updates: allowed } = view.configuration.features.customer_update
  const fields = DETAILS.filter(([name]) => enabled && allowed.includes(name)).map(([name, type]) =>
    field({
      name,
      label: FIELD_WORDS[language][name],
      value: view.customer[name] ?? '',
      type,
      auto: type === 'text' ? 'name' : type,
      isNeeded: false,
    }),
  )
  return fields.length === 0
    ? ''
    : section(words.yourDetails, [
        `<form method="post">${fields.join('')}<button class="quiet" name="do" value="update">${words.save}</button></form>`,
      ])
}

function invoicesOf({ view, around, words, language }: Portal): string {
  const lines = view.invoices.map(({ number, created, total, currency, status, invoice_pdf }) => {
    const href = invoice_pdf === null ? undefined : linkable(invoice_pdf)
    const day = dayOf(created, language)
    const name = escaped(number ?? day)
    const term = href === undefined ? name : `<a href="${escaped(href)}">${name}</a>`
    const state = among(words.states, status) ?? escaped(status)
    return `<div><dt>${term}<br><span class="small">${day} · ${state}</span></dt><dd>${escaped(around.money(total, currency))}</dd></div>`
  })
  return section(words.invoices, lines.length === 0 ? [] : [`<dl>${lines.join('')}</dl>`])
}

function back({ view, words }: Portal): string {
  const { return_url: address } = view.session
  const href = address === null ? undefined : linkable(address)
  return href === undefined ? '' : `<p><a href="${escaped(href)}">${words.back}</a></p>`
}
