// The page on which a customer pays for a Checkout Session: what they buy, who they are, and how they pay. Plain HTML, which works
// without JavaScript: one form changes the order, one pays for it, and a tester can send either without a browser.
// (https://docs.stripe.com/payments/checkout)
import { fieldsOf } from './checkout_fields.ts'
import { choices, extras, forgetting, rowsOf } from './checkout_order.ts'
import { type AllWords, allWords, merchantOf } from './checkout_words.ts'
import type { Language } from './language.ts'
import { escaped, pageOf, wayTo } from './page.ts'
import { type Problem, problemIn, told } from './problem.ts'
import type { Interval } from './written.ts'

/** The answer of `GET /v1/payment_pages/{id}`, as far as the page needs it. */
export interface CheckoutSession {
  readonly status: 'open' | 'complete' | 'expired'
  readonly mode: 'payment' | 'setup' | 'subscription'
  readonly after_expiration: { readonly recovery: { readonly url: string | null } | null } | null
  readonly amount_subtotal: number | null
  readonly amount_total: number | null
  readonly automatic_tax: { readonly status: string | null } | null
  readonly currency: string | null
  readonly allow_promotion_codes: boolean | null
  readonly billing_address_collection: 'auto' | 'required' | null
  readonly branding_settings: { readonly display_name: string } | null
  readonly cancel_url: string | null
  readonly consent_collection: {
    readonly terms_of_service: string
    readonly promotions: string
    readonly payment_method_reuse_agreement: { readonly position: string } | null
  } | null
  readonly custom_fields: readonly CustomField[]
  readonly custom_text: Readonly<Record<string, { readonly message: string } | null>>
  readonly customer: string | null
  readonly customer_details: { readonly email: string | null } | null
  readonly customer_email: string | null
  readonly name_collection?: Readonly<
    Partial<Record<'business' | 'individual', { readonly enabled: boolean; readonly optional: boolean }>>
  >
  readonly page: PageView
  readonly payment_method_collection: string | null
  readonly payment_method_types: readonly string[]
  readonly phone_number_collection: { readonly enabled: boolean } | null
  readonly saved_payment_method_options: {
    readonly payment_method_save: string | null
    readonly payment_method_remove: string | null
  } | null
  readonly shipping_address_collection: { readonly allowed_countries: readonly string[] } | null
  readonly shipping_cost: { readonly shipping_rate: string | null } | null
  readonly submit_type: string | null
  readonly tax_id_collection?: { readonly enabled: boolean; readonly required: string }
  readonly total_details: {
    readonly amount_discount: number
    readonly amount_shipping: number | null
    readonly amount_tax: number
  } | null
}

type Recurring = { readonly interval: Interval; readonly interval_count: number }
type Address = Readonly<
  Partial<Record<'city' | 'country' | 'line1' | 'line2' | 'postal_code' | 'state', string | null>>
>

/** What the answer says beside the session. (src/resources/checkout/session_view.ts) */
export interface PageView {
  readonly collected: Readonly<
    Record<'business_name' | 'email' | 'individual_name' | 'name' | 'phone', string | null>
  > & {
    readonly address: Address | null
    readonly shipping: { readonly name: string; readonly address: Address } | null
    readonly tax_id: { readonly type: string; readonly value: string } | null
  }
  readonly discounts: readonly { readonly promotion_code: string | null }[]
  readonly items: readonly {
    readonly id: string
    readonly name: string
    readonly quantity: number | null
    readonly amount_subtotal: number
    readonly adjustable_quantity: { readonly minimum: number; readonly maximum: number } | null
    readonly custom_unit_amount: { readonly minimum: number | null; readonly maximum: number | null } | null
    readonly recurring: Recurring | null
  }[]
  readonly optional_items: readonly {
    readonly amount: number
    readonly description: string | null
    readonly is_selected: boolean
    readonly name: string
    readonly price: string
    readonly quantity: number
    readonly recurring: Recurring | null
  }[]
  readonly recurring:
    | (Recurring & {
        readonly due_next: { readonly amount_total: number }
        readonly trial: { readonly days: number; readonly end: number } | null
      })
    | null
  /** Whether the method will be charged again, without the customer. */
  readonly reuses: boolean
  readonly saved_payment_methods: readonly SavedMethod[]
  readonly shipping_options: readonly {
    readonly id: string
    readonly amount: number
    readonly display_name: string | null
  }[]
}

export interface SavedMethod {
  readonly id: string
  readonly type: string
  readonly card: { readonly brand: string } | null
  readonly last4: string | null
}

type Written = {
  readonly default_value?: string | null
  readonly minimum_length?: number | null
  readonly maximum_length?: number | null
}

export interface CustomField {
  readonly key: string
  readonly label: { readonly custom: string | null }
  readonly optional: boolean
  readonly type: 'dropdown' | 'numeric' | 'text'
  readonly dropdown?: Written & { readonly options: readonly { readonly label: string; readonly value: string }[] }
  readonly numeric?: Written
  readonly text?: Written
}

/** What the page needs beside the session. */
export interface CheckoutAround {
  /** An amount in minor units, for people: $15.00; and as a number that they may write: 15.00. */
  readonly money: (amount: number, currency: string) => string
  readonly plain: (amount: number, currency: string) => string
  /** As people call a type of payment method. */
  readonly methodName: (type: string) => string
  /** What a type has to come with, the words that a parameter takes, and whether it debits an account. */
  readonly asks: (type: string) => {
    readonly requires: readonly string[]
    readonly options: (path: string) => readonly string[]
    readonly isDebit: boolean
  }
  readonly countries: readonly string[]
  readonly taxIdTypes: readonly string[]
  /** It stands in a frame of the seller's page. */
  readonly isFramed?: boolean
  /** Where the customer may be, by what their browser says. */
  readonly country: string | undefined
  /** What was refused just now; or that the amount is another than what they saw. */
  readonly problem?: Problem
  readonly isStale?: boolean
  /** What was filled in before that, by the names of the fields; never of a card. */
  readonly said?: Readonly<Record<string, string>>
  /** Where the customer goes on to, once it is done. */
  readonly goOn?: string
}

/** All that the parts of the page need. */
export interface Form {
  readonly session: CheckoutSession
  readonly around: CheckoutAround
  /** What was filled in before. */
  readonly said: Readonly<Record<string, string>>
  readonly words: AllWords
  readonly language: Language
}

/** All that the parts of the page need. */
export interface Form {
  readonly session: CheckoutSession
  readonly around: CheckoutAround
  /** What was filled in before. */
  readonly said: Readonly<Record<string, string>>
  readonly words: AllWords
  readonly language: Language
}

/** The whole page. All that the session says is text in it, never markup. */
export function checkoutPage(session: CheckoutSession | undefined, around: CheckoutAround, language: Language): string {
  const words = allWords(language)
  const frame = around.isFramed ? { script: FRAME_SCRIPT } : undefined
  if (!session || session.status === 'expired') return closed(session, around, words, language)
  if (session.status === 'complete') {
    const [title, lead] = words.closed.complete
    const { goOn } = around
    const body = wayTo(goOn, words.goOn, 'button')
    const data = goOn === undefined ? {} : { goOn }
    return pageOf({ title, lead, state: 'complete', body, frame: frame && { ...frame, data } }, language)
  }
  const form: Form = { session, around, said: around.said ?? {}, words, language }
  const lead = words.lead[session.mode](merchantOf(session, words))
  const title = titleOf(session, around, words)
  const content = { title, lead, state: 'open', rows: rowsOf(form), body: formsOf(form), notice: words.play, frame }
  return pageOf(content, language)
}

/** What tells the page around it how high it is, and how it ended; seen from its address. (web/frames/embedded-checkout) */
const FRAME_SCRIPT = '../../../v3/frames/embedded-checkout.js'

/** In a frame: the page around it goes to a bank or a wallet, and where it does not, the customer does. */
export function leavingPage(to: string, language: Language): string {
  const words = allWords(language)
  const body = wayTo(to, words.leavingGo, 'button')
  const frame = { script: FRAME_SCRIPT, data: { goTo: to } }
  return pageOf({ title: words.leaving, lead: words.leavingLead, state: 'leaving', body, frame }, language)
}

/** There is nothing to pay: no such session, or its time is over. Where it was wished, another is made of the same. */
function closed(
  session: CheckoutSession | undefined,
  { problem, isFramed }: CheckoutAround,
  words: AllWords,
  language: Language,
): string {
  const state = session ? 'expired' : 'unknown'
  const [title, lead] = words.closed[state]
  const again = wayTo(session?.after_expiration?.recovery?.url, words.startAgain, 'button')
  const body = again + wayTo(session?.cancel_url, words.back)
  const said = problem === undefined ? lead : escaped(problem.message)
  const frame = isFramed ? { script: FRAME_SCRIPT } : undefined
  return pageOf({ title, lead: said, state, body, frame }, language)
}

function titleOf(session: CheckoutSession, { money }: CheckoutAround, words: AllWords): string {
  const { amount_total, currency, mode, page } = session
  if (page.recurring?.trial) return words.trialTitle(page.recurring.trial.days)
  if (page.items.some(({ custom_unit_amount: custom }) => custom)) return words.amountTitle
  return words.title[mode](currency === null ? '' : escaped(money(amount_total ?? 0, currency)))
}

/** The order, which can be changed, and what pays for it: each a form, so that Enter in one does not send the other. */
function formsOf(form: Form): string {
  const { session, around, words, language } = form
  const problem = around.isStale ? told(words.amountChanged) : problemIn(around.problem, language)
  return `${problem}${choices(form)}${extras(form)}
<form method="post" class="PaymentForm-form">${fieldsOf(form)}</form>
${forgetting(form)}${wayTo(session.cancel_url, words.back)}`
}
