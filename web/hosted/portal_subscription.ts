// A subscription in the portal: what it is, what it can change to, how it is paused and how it ends. Each change is a form of its own.
// (https://docs.stripe.com/customer-management/configure-portal)
import { field } from './field.ts'
import { among, escaped } from './page.ts'
import {
  button,
  type Portal,
  type PortalAround,
  type PortalOffer,
  type PortalPlan,
  type PortalSubscription,
} from './portal.ts'
import { FIELD_WORDS } from './words/fields/index.ts'
import { INVOICE_WORDS } from './words/invoice/index.ts'
import { PORTAL_CHANGE_WORDS } from './words/portal_changes/index.ts'
import { dayOf, type Interval, oftenOf, spanOf } from './written.ts'

function priceOf({ unit_amount, currency, recurring }: PortalPlan, { around, language }: Portal): string {
  const each = recurring ? ` ${oftenOf(recurring.interval as Interval, recurring.interval_count, language)}` : ''
  return unit_amount === null ? '' : escaped(`${around.money(unit_amount, currency)}${each}`)
}

export function subscriptionOf(self: PortalSubscription, portal: Portal): string {
  const { view, words, language } = portal
  const said = PORTAL_CHANGE_WORDS[language]
  const [first] = self.items.data
  const until = first ? dayOf(first.current_period_end, language) : ''
  const running = self.cancel_at_period_end ? words.endsOn(until) : words.renewsOn(until)
  const state = self.status === 'paused' ? said.paused : running
  const items = self.items.data.flatMap(({ price, quantity = 1 }) =>
    view.plans
      .filter(({ id }) => id === price.id)
      .map((plan) => {
        const name = `<strong><bdi>${escaped(plan.name)}</bdi></strong>`
        return `${quantity === 1 ? name : said.times(name, String(quantity))} ${priceOf(plan, portal)}<br>`
      }),
  )
  const isFor = (...flows: readonly string[]) => !view.session.flow || flows.includes(view.session.flow.type)
  return [
    `<p>${items.join('')}<span class="small">${state}</span></p>`,
    isFor('subscription_update', 'subscription_update_confirm') ? changesOf(self, portal) : '',
    isFor('subscription_pause') ? pauseOf(self, portal) : '',
    isFor('subscription_cancel') && view.configuration.features.subscription_cancel.enabled
      ? endingOf(self, portal)
      : '',
  ].join('')
}

/** Where only the plan can be changed, a button for each; with quantities or codes, a form. Stripe's portal does not change those of several items. */
function changesOf(self: PortalSubscription, portal: Portal): string {
  const { view, words } = portal
  const { enabled, default_allowed_updates: allowed } = view.configuration.features.subscription_update
  const [item] = self.items.data
  if (!enabled || !item || self.items.data.length > 1 || self.status === 'paused') return ''
  if (allowed.includes('quantity') || allowed.includes('promotion_code')) return changeForm(self, portal)
  const others = allowed.includes('price') ? view.plans.filter(({ id }) => id !== item.price.id) : []
  return others
    .map((one) => {
      const fields = { subscription: self.id, price: one.id }
      return button('preview', words.changeTo(escaped(one.name), priceOf(one, portal)), fields)
    })
    .join('')
}

function changeForm(self: PortalSubscription, portal: Portal): string {
  const { view, language } = portal
  const said = PORTAL_CHANGE_WORDS[language]
  const { default_allowed_updates: allowed } = view.configuration.features.subscription_update
  const [item] = self.items.data
  const options = view.plans.map((one) => {
    const isChosen = one.id === item!.price.id ? ' selected' : ''
    return `<option value="${escaped(one.id)}"${isChosen}>${escaped(one.name)} ${priceOf(one, portal)}</option>`
  })
  const plans = `<label>${said.plan}<select name="price">${options.join('')}</select></label>`
  const quantity = field({
    ...{ name: 'quantity', label: said.quantity, value: String(item!.quantity ?? 1), auto: 'off' },
    ...{ isNumeric: true, isNeeded: false },
  })
  const code = field({ name: 'promotion_code', label: FIELD_WORDS[language].code, auto: 'off', isNeeded: false })
  const fields = [
    allowed.includes('price') ? plans : '',
    allowed.includes('quantity') ? quantity : '',
    allowed.includes('promotion_code') ? code : '',
  ]
  return button('preview', said.preview, { subscription: self.id }, fields.join(''))
}

/** Pauses it, for a time where the configuration says for how long, or lets it go on. */
function pauseOf(self: PortalSubscription, { view, language }: Portal): string {
  const { subscription_pause: pause } = view.configuration.features
  if (!pause?.enabled) return ''
  const said = PORTAL_CHANGE_WORDS[language]
  if (self.status === 'paused') return button('resume', said.resume, { subscription: self.id })
  const options = pause.duration.interval_options.map(
    ({ interval, interval_count }, i) =>
      `<option value="${i}">${escaped(spanOf(interval as Interval, interval_count, language))}</option>`,
  )
  const isTimed = pause.duration.type === 'interval_options'
  const choice = `<label>${said.pauseFor}<select name="duration">${options.join('')}</select></label>`
  return button('pause', said.pause, { subscription: self.id }, isTimed ? choice : '')
}

/** Ends the subscription, or keeps it after all; first of all, what is offered to those who stay. */
function endingOf({ id, cancel_at_period_end }: PortalSubscription, portal: Portal): string {
  const { view, words, language } = portal
  if (cancel_at_period_end) return button('keep', words.keep, { subscription: id })
  const said = PORTAL_CHANGE_WORDS[language]
  const { cancellation_reason: reason, mode } = view.configuration.features.subscription_cancel
  const options = reason.options.map(
    (option) => `<option value="${escaped(option)}">${among(words.reasons, option) ?? escaped(option)}</option>`,
  )
  const reasons =
    `<label>${words.reason}<select name="feedback"><option value=""></option>${options.join('')}</select></label>` +
    field({ name: 'comment', label: said.comment, auto: 'off', isNeeded: false })
  const offer = view.offer
    ? `<p class="notice">${said.offer(offered(view.offer, portal))}</p>${button('stay', said.stay, { subscription: id }, '', 'main')}`
    : ''
  return offer + button('cancel', words.cancel[mode], { subscription: id }, reason.enabled ? reasons : '')
}

/** What a coupon takes off, and for how long. */
function offered(offer: PortalOffer, { around, language }: Portal): string {
  const { lasts } = PORTAL_CHANGE_WORDS[language]
  const { off, percent } = INVOICE_WORDS[language]
  const much =
    offer.percent_off === null
      ? around.money(offer.amount_off ?? 0, offer.currency ?? 'usd')
      : `${offer.percent_off}${percent}%`
  const long =
    offer.duration === 'repeating'
      ? lasts.months(spanOf('month', offer.duration_in_months ?? 1, language))
      : lasts[offer.duration === 'once' ? 'once' : 'forever']
  return `${escaped(off(much))} ${escaped(long)}`
}

/** What a change comes to, before it is made. */
export function confirmation(portal: Portal, change: NonNullable<PortalAround['change']>): string {
  const { view, around, words, language } = portal
  const plan = view.plans.find(({ id }) => id === change.plan)
  const { act, subscription, plan: price, quantity, code } = change
  const fields = {
    ...{ subscription, price },
    ...(quantity !== undefined && { quantity }),
    ...(code !== undefined && { promotion_code: code }),
  }
  const amount = escaped(around.money(change.amount, change.currency))
  const name = escaped(plan?.name ?? change.plan)
  const named = quantity === undefined ? name : PORTAL_CHANGE_WORDS[language].times(name, escaped(quantity))
  const title = words.changeTo(named, plan ? priceOf(plan, portal) : '')
  return `<section><h2>${title}</h2>
<p>${words.dueNow(amount)}</p>${button(act, words.confirm, fields, '', 'main')}<p><a href="?">${words.not}</a></p></section>`
}
