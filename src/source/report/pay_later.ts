// Which charge is paid later, and which now. A table of methods; the rule reads the charge's `payment_method_details` only.
import { field, presenceOf, textOf, type View } from './views.ts'

export type PayClass = 'now' | 'later'

export interface PayLaterMethod {
  /** As people know it. */
  readonly label: string
  /** Where it is said that it is one. */
  readonly source: string
}

/**
 * By `payment_method_details.type`. Each type is one of `Stripe.Charge.PaymentMethodDetails` in stripe-node 23.1.0; that it is
 * pay-later is said on the page named beside it. "The list" is the section "Buy now, pay later" in the navigation of
 * docs.stripe.com/payments; what it names beyond these (Capchase Pay, Kriya, Mondu, Payment on Invoice) has no type of charge there.
 */
export const PAY_LATER: Readonly<Record<string, PayLaterMethod>> = {
  klarna: {
    label: 'Klarna',
    source: 'Adobe: overview of the Stripe source, its use case; docs.stripe.com/payments/klarna',
  },
  afterpay_clearpay: {
    label: 'Afterpay / Clearpay',
    source: 'Adobe: the same; docs.stripe.com/payments/afterpay-clearpay',
  },
  affirm: { label: 'Affirm', source: 'Adobe: the same; docs.stripe.com/payments/affirm/accept-a-payment' },
  zip: { label: 'Zip', source: 'Adobe: the same; docs.stripe.com/payments/zip/accept-a-payment' },
  alma: { label: 'Alma', source: 'stripe-node 23.1.0, PaymentMethodConfigurations: alma' },
  billie: { label: 'Billie', source: 'The list' },
  sunbit: { label: 'Sunbit', source: 'docs.stripe.com/changelog/dahlia/2026-04-22/sunbit-buy-now-pay-later-support' },
  scalapay: { label: 'Scalapay', source: 'The list' },
  sequra: { label: 'SeQura', source: 'The list' },
}

/**
 * Categories of a pay-later method that pay at once. Klarna's is one of `pay_now`, `pay_later`, `pay_in_installments` and
 * `pay_with_financing`; one that is not said is taken as later. (stripe-node 23.1.0, Charges: Klarna.payment_method_category)
 */
const AT_ONCE: readonly { readonly path: string; readonly type: string; readonly category: string }[] = [
  { type: 'klarna', path: 'payment_method_details.klarna.payment_method_category', category: 'pay_now' },
]

/** An agreed plan of a card's issuer: `installments` is there on every card, its `plan` only where one was chosen. */
const PLAN = 'payment_method_details.card.installments.plan'

/** What the class cannot tell, said in every report. */
const UNSEEN: readonly string[] = [
  'PayPal does not say on a charge whether its buyer pays later, so all of PayPal counts as buy now.',
  // [I] Without an attempt that the provider answered there is no charge object.
  'Who gives up on a provider’s page leaves no charge, so declines of pay-later methods are a lower bound.',
  // [K] Connector notes: most of these methods cannot be used for recurring payments.
  'Subscriptions cannot be paid with most pay-later methods, so recurring charges weigh on the side of buy now.',
]

/** An SQL expression over a row of `charges`: `'now'` or `'later'`. `installments`: cards with a plan are later. */
export function classSql(charges: View | undefined, installments: boolean): string {
  const type = textOf(charges, 'payment_method_details.type')
  const atOnce = AT_ONCE.map(
    (row) => `when ${type} = '${row.type}' and ${textOf(charges, row.path)} = '${row.category}' then 'now'`,
  )
  const plan = installments ? [`when ${type} = 'card' and ${presenceOf(charges, PLAN)} then 'later'`] : []
  const types = Object.keys(PAY_LATER).map((name) => `'${name}'`)
  return `case ${[...atOnce, ...plan].join(' ')} when ${type} in (${types.join(', ')}) then 'later' else 'now' end`
}

/** What the classification of these charges has to leave open, as sentences. */
export function unseenBy(charges: View | undefined, installments: boolean): string[] {
  const said = [...UNSEEN]
  for (const row of AT_ONCE)
    if (!field(charges, row.path))
      said.push(`charges have no ${row.path}, so every ${PAY_LATER[row.type]!.label} charge counts as pay later.`)
  if (installments && presenceOf(charges, PLAN) === 'false')
    said.push(`charges have no ${PLAN}, so no card counts as pay later.`)
  return said
}
