// The page on which a customer says how they pay from now on, and pays what is open if they want that: what Stripe mails when a renewal
// fails, when a bank has to be asked, and before a trial ends. (https://docs.stripe.com/billing/revenue-recovery/customer-emails)
import type { Money } from './invoice.ts'
import { waiting } from './invoice_page.ts'
import type { Language } from './language.ts'
import { holderFields, canAsk, type MethodChoice, methodChoices } from './method_fields.ts'
import { escaped, pageOf, wayTo } from './page.ts'
import { type Problem, problemIn } from './problem.ts'
import { type Saved, savedName } from './saved_method.ts'
import { FIELD_WORDS } from './words/fields/index.ts'
import { PAYING_WORDS } from './words/paying/index.ts'
import { PAYMENT_UPDATE_WORDS } from './words/payment_update/index.ts'

/** What the house tells of it. Amounts are minor units. */
export interface PaymentUpdateView {
  readonly account_name: string | null
  readonly default_method: string | null
  /** The invoice of which something is owed. */
  readonly open: {
    readonly amount: number
    readonly currency: string
    readonly number: string
    readonly status: string
    readonly url: string | null
  } | null
  /** Why the last try failed. */
  readonly problem: Problem | null
  readonly types: readonly string[]
  readonly who: { readonly name: string | null; readonly email: string | null } | null
}

export interface PaymentUpdateAround {
  readonly money: Money
  /** As people call a type of payment method. */
  readonly methodName: (type: string) => string
  readonly asks: MethodChoice['asks']
  readonly countries: MethodChoice['countries']
  readonly methods: readonly Saved[]
  /** What was refused just now, what had been filled in, or that it is done. */
  readonly problem?: Problem
  readonly said?: Readonly<Record<string, string>>
  readonly done?: boolean
  /** Where the customer goes on with what waits for them. */
  readonly goOn?: string
}

/** The whole page. All that the objects say is text in it, never markup. */
export function paymentUpdatePage(
  view: PaymentUpdateView | undefined,
  around: PaymentUpdateAround,
  language: Language,
): string {
  const words = PAYMENT_UPDATE_WORDS[language]
  if (!view) {
    const [title, lead] = words.unknown
    return pageOf({ title, lead, state: 'unknown' }, language)
  }
  const open = view.open?.status === 'processing' ? null : view.open
  const merchant = `<bdi>${escaped(view.account_name ?? 'Brindle')}</bdi>`
  const amount = open ? escaped(around.money.amount(open.amount, open.currency)) : ''
  const asks = open !== null && view.problem?.code === 'authentication_required'
  const lead = asks
    ? words.asks(merchant, escaped(open.number))
    : open
      ? words.open(merchant, amount, escaped(open.number))
      : words.lead(merchant)
  const body = [
    around.done ? `<p class="notice" role="status">${words.done}</p>` : '',
    view.open?.status === 'processing' ? `<p class="notice">${words.processing}</p>` : '',
    problemIn(around.problem, language),
    waiting(around.goOn, language),
    form(view, around, language, open ? words.pay(amount) : undefined),
    wayTo(view.open?.url, words.invoice, 'button quiet'),
  ]
  return pageOf(
    {
      title: asks ? words.confirm(amount) : words.title,
      lead,
      state: asks ? 'confirm' : open ? 'open' : 'update',
      body: body.join('\n'),
      notice: words.play,
    },
    language,
  )
}

/** `pay` is what the box says that pays what is open. */
function form(
  { default_method, open, types: all, who }: PaymentUpdateView,
  { said = {}, methods, methodName, asks, countries }: PaymentUpdateAround,
  language: Language,
  pay: string | undefined,
): string {
  const labels = { ...FIELD_WORDS[language], ...PAYING_WORDS[language] }
  const types = all.filter(canAsk)
  const saved = methods.map((one) => ({ id: one.id, name: savedName(one, default_method, methodName, labels) }))
  const first = methods.find(({ id }) => id === default_method)
  const isChecked = Object.keys(said).length === 0 || said.pay !== undefined
  const paying =
    pay === undefined
      ? ''
      : `<label class="choice"><input type="checkbox" name="pay" value="true"${isChecked ? ' checked' : ''}><span>${pay}</span></label>` +
        `<input type="hidden" name="expected_amount" value="${open!.amount}">`
  const choices = methodChoices({
    types,
    saved,
    chosen: said.method ?? first?.id ?? types[0],
    name: 'method',
    methodName,
    asks,
    countries,
    said,
    known: {},
    language,
    more: holderFields(labels, { ...who, ...said }),
  })
  return `<form method="post">${choices}
${paying}<button id="submit">${PAYMENT_UPDATE_WORDS[language].submit}</button></form>`
}
