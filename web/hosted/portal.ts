// The customer portal: what somebody pays for, how, and what they have paid, with what the configuration lets them change. Plain HTML, each
// change a form of its own. (https://docs.stripe.com/customer-management)
import type { AddressPart } from './address.ts'
import type { Language } from './language.ts'
import { among, escaped, linkable, pageOf, wayTo } from './page.ts'
import { canAsk, holderFields, type MethodChoice, methodChoices } from './method_fields.ts'
import { customerSections } from './portal_customer.ts'
import { confirmation, subscriptionOf } from './portal_subscription.ts'
import { type Problem, problemIn } from './problem.ts'
import { type Saved, savedName } from './saved_method.ts'
import { FIELD_WORDS } from './words/fields/index.ts'
import { PAYING_WORDS } from './words/paying/index.ts'
import { PORTAL_WORDS, type PortalWords } from './words/portal/index.ts'
import { PORTAL_CHANGE_WORDS } from './words/portal_changes/index.ts'
import { dayOf } from './written.ts'

/** Objects of the API, as far as the page needs them. */
export interface PortalView {
  readonly session: {
    readonly return_url: string | null
    /** In which ways the customer may pay from now on. */
    readonly types: readonly string[]
    /** What it is for alone; nothing any more, once that is done. */
    readonly flow: {
      readonly type: string
      readonly after_completion?: { readonly hosted_confirmation: { readonly custom_message: string | null } | null }
    } | null
  }
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
      readonly subscription_pause?: {
        readonly enabled: boolean
        readonly duration: {
          readonly type: string
          readonly interval_options: readonly { readonly interval: string; readonly interval_count: number }[]
        }
      }
      readonly subscription_update: { readonly enabled: boolean; readonly default_allowed_updates: readonly string[] }
    }
  }
  readonly customer: {
    readonly name: string | null
    readonly email: string | null
    readonly phone: string | null
    readonly address?: Address | null
    readonly shipping?: { readonly name: string | null; readonly address: Address | null } | null
    readonly invoice_settings: { readonly default_payment_method: string | null }
  }
  readonly subscriptions: readonly PortalSubscription[]
  readonly methods: readonly Saved[]
  readonly invoices: readonly PortalInvoice[]
  /** What subscriptions may change to. */
  readonly plans: readonly PortalPlan[]
  readonly tax_ids?: readonly { readonly id: string; readonly type: string; readonly value: string }[]
  /** What is offered to those who would cancel. */
  readonly offer?: PortalOffer | null
}

export type Address = Readonly<Record<AddressPart | 'country', string | null>>

/** A coupon of the API, as far as the page tells of it. */
export interface PortalOffer {
  readonly percent_off: number | null
  readonly amount_off: number | null
  readonly currency: string | null
  readonly duration: string
  readonly duration_in_months: number | null
}

export interface PortalSubscription {
  readonly id: string
  readonly status: string
  readonly cancel_at_period_end: boolean
  readonly items: {
    readonly data: readonly {
      readonly price: { readonly id: string }
      readonly quantity?: number
      readonly current_period_end: number
    }[]
  }
}

export interface PortalPlan {
  readonly id: string
  readonly name: string
  readonly unit_amount: number | null
  readonly currency: string
  readonly recurring: { readonly interval: string; readonly interval_count: number } | null
}

interface PortalInvoice {
  readonly number: string | null
  readonly created: number
  readonly total: number
  readonly currency: string
  readonly status: string
  readonly hosted_invoice_url?: string | null
  readonly invoice_pdf: string | null
}

export interface PortalAround {
  /** An amount in minor units, for people: $15.00. */
  readonly money: (amount: number, currency: string) => string
  /** As people call a type of payment method. */
  readonly methodName: (type: string) => string
  readonly asks: MethodChoice['asks']
  readonly countries: MethodChoice['countries']
  /** What was refused just now, and what had been filled in; never of a card. Or that it is done. */
  readonly problem?: Problem
  readonly said?: Readonly<Record<string, string>>
  readonly done?: boolean
  /** A change of plan that waits for the customer's word: what it costs now. */
  readonly change?: {
    readonly act: string
    readonly subscription: string
    readonly plan: string
    readonly quantity?: string
    readonly code?: string
    readonly amount: number
    readonly currency: string
  }
  /** Every type of tax id. */
  readonly taxIdTypes: readonly string[]
}

/** All that the parts of the page need. */
export interface Portal {
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
  if (around.done && view.session.flow) return confirmed(portal)
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

/** A session for one thing says that it is done, in the merchant's words if they gave some. */
function confirmed(portal: Portal): string {
  const { view, words, language } = portal
  const message = view.session.flow!.after_completion?.hosted_confirmation?.custom_message
  const lead = message ? escaped(message) : PORTAL_CHANGE_WORDS[language].confirmed
  return pageOf({ title: words.title, lead, state: 'confirmed', body: back(portal) }, language)
}

/** All of it; a session that leads to one thing shows that alone. */
function sections(portal: Portal): string {
  const { view, words } = portal
  const type = view.session.flow?.type
  const subscriptions = view.subscriptions.map((one) => subscriptionOf(one, portal))
  const all: readonly (readonly [flows: readonly string[], html: string])[] = [
    [
      ['subscription_cancel', 'subscription_pause', 'subscription_update', 'subscription_update_confirm'],
      section(words.subscriptions, subscriptions),
    ],
    [['payment_method_update'], methodsOf(portal)],
    [['customer_update'], customerSections(portal)],
    [[], view.configuration.features.invoice_history.enabled ? invoicesOf(portal) : ''],
  ]
  return all.flatMap(([flows, html]) => (type === undefined || flows.includes(type) ? [html] : [])).join('\n')
}

export const section = (title: string, parts: readonly string[]): string =>
  parts.length === 0 ? '' : `<section><h2>${title}</h2>${parts.join('\n')}</section>`

export const button = (
  what: string,
  text: string,
  fields: Readonly<Record<string, string>>,
  more = '',
  look = 'quiet',
) =>
  `<form method="post">${Object.entries(fields)
    .map(([name, value]) => `<input type="hidden" name="${name}" value="${escaped(value)}">`)
    .join('')}${more}<button class="${look}" name="do" value="${what}">${text}</button></form>`

function methodsOf(portal: Portal): string {
  const { view, around, words, language } = portal
  if (!view.configuration.features.payment_method_update.enabled) return ''
  const { default_payment_method: byDefault } = view.customer.invoice_settings
  const all = view.methods.map((one) => {
    const name = savedName(one, byDefault, around.methodName, PAYING_WORDS[language]) + validity(one)
    const fields = { method: one.id }
    const acts = button('default', words.makeDefault, fields) + button('remove', words.remove, fields)
    const rest = one.id === byDefault ? '' : `<div class="pair">${acts}</div>`
    return `<div class="item"><p class="title"><span>${name}</span></p>${rest}</div>`
  })
  return section(words.methods, [...all, addingOf(portal)])
}

/** Until when a card is good. */
function validity({ card }: Saved): string {
  const { exp_month, exp_year } = (card ?? {}) as { exp_month?: number; exp_year?: number }
  return exp_year === undefined ? '' : `<br><span class="small">${exp_month}/${exp_year}</span>`
}

/** Another way to pay, which becomes the default. */
function addingOf({ view, around, words, language }: Portal): string {
  const { said = {}, methodName, asks, countries } = around
  const { name, email, phone, address } = view.customer
  const types = view.session.types.filter(canAsk)
  const choices = methodChoices({
    title: words.another,
    types,
    chosen: said.method ?? types[0],
    name: 'method',
    methodName,
    asks,
    countries,
    said,
    known: { phone, address: address ?? null },
    language,
    more: holderFields(FIELD_WORDS[language], { name, email, ...said }),
  })
  return `<form method="post">${choices}<button name="do" value="add">${words.add}</button></form>`
}

function invoicesOf({ view, around, words, language }: Portal): string {
  const lines = view.invoices.map(({ number, created, total, currency, status, ...one }) => {
    const address = one.hosted_invoice_url ?? one.invoice_pdf
    const href = address === null ? undefined : linkable(address)
    const day = dayOf(created, language)
    const name = escaped(number ?? day)
    const term = href === undefined ? name : `<a href="${escaped(href)}">${name}</a>`
    const state = among(words.states, status) ?? escaped(status)
    return `<div><dt>${term}<br><span class="small">${day} · ${state}</span></dt><dd>${escaped(around.money(total, currency))}</dd></div>`
  })
  return section(words.invoices, lines.length === 0 ? [] : [`<dl>${lines.join('')}</dl>`])
}

const back = ({ view, words }: Portal): string => wayTo(view.session.return_url, words.back)
