// The page of a session: what it shows, what its customer chooses on it, and the button that they press. By calls that are in no
// reference: Stripe's command line makes two of them, browsers and our own pages make the rest. (docs/own-calls.md)
import { invalid, Kept, noSuch } from '../../kernel/errors.ts'
import { prefetch } from '../../kernel/ahead.ts'
import { shown } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { locationInvalid } from '../billing/invoice_automatic_tax.ts'
import { type Item, itemsOf, shownItems } from '../billing/item.ts'
import { authorization, stepUrl } from '../payments/authorization.ts'
import { meetParty } from '../payments/neighbour.ts'
import { givenMethod } from '../payments/payment_method.ts'
import { checkGiven } from './custom_unit_amount.ts'
import { leftAside } from './optional_items.ts'
import { type Choice, checkOpen, choose, relocated } from './session_change.ts'
import {
  collected,
  customerFor,
  impersonal,
  personal,
  type Said,
  updateCustomer,
  withOwner,
} from './session_customer.ts'
import { codesTyped } from './session_discount.ts'
import { checkBrand } from './session_methods.ts'
import { pay } from './session_pay.ts'
import { checkSave, redisplayed } from './session_saved.ts'
import { type Session, session } from './session_state.ts'
import { taxLooks } from './session_tax.ts'
import { viewLooks, viewOf } from './session_view.ts'

/** How a browser shows that it was given the session. */
interface Shown {
  readonly client_secret?: string
}

type Choosing = Choice & Shown

interface Confirm extends Said, Choosing {
  readonly payment_method?: string
  readonly payment_method_data?: object
  readonly payment_method_options?: object
  /** The customer lets it be kept for another time. */
  readonly save_payment_method?: boolean
  /** What the page has shown, minor units. */
  readonly expected_amount?: number
  readonly return_url?: string
}

/** What its page shows. */
export const showPage = (tx: Tx, params: Shown, ids: readonly string[]) => page(tx, sessionAt(tx, ids, params))

/** The customer has chosen something, or says something of themselves. */
export function choosePage(tx: Tx, choice: Choosing, ids: readonly string[]) {
  const self = ready(tx, sessionAt(tx, ids, choice), choice)
  checkOpen(self, 'updated')
  return page(tx, choose(tx, self, choice))
}

/** The pages are no part of Stripe's contract: the session is looked up by hand. A secret that is sent has to be its own. [M] */
function sessionAt(tx: Tx, [id = '']: readonly string[], { client_secret: secret }: Shown): Session {
  const self = tx.find(session, id)
  if (!self) throw noSuch(session.noun, id, undefined, session.inPath.others)
  if (secret !== undefined && secret !== self.client_secret)
    throw invalid(
      'The client_secret provided does not match the client_secret associated with this Checkout Session.',
      {
        param: 'client_secret',
      },
    )
  return self
}

/** What a session leads to, which what its customer does may need. */
const READS = [
  'self.customer.invoice_settings.default_payment_method',
  'self.discounts.coupon',
  'self.discounts.promotion_code.promotion.coupon',
  'self.hidden.pending.subscription.items.data.price.id',
  'self.hidden.pending.invoice',
  'self.hidden.pending.payment',
  'self.hidden.pending.intent.hidden.authorization',
  'self.hidden.subscription.default_tax_rates',
  'self.hidden.setup',
  'self.payment_intent.payment_method',
  'self.payment_intent.hidden.authorization',
  'self.payment_link',
  'self.setup_intent.latest_attempt',
]

/** Reads it level by level, with the line items and their prices: on a store that is far away, each is one round. */
function ready(tx: Tx, self: Session, said: Confirm): Session {
  const { promotion_code: code } = said
  tx.work.together<unknown>([
    () => prefetch(tx, READS, { self }),
    () => tx.any(soldBy(itemsOf(tx, self.id))),
    () => (said.optional_items ? tx.any(soldBy(leftAside(tx, self))) : []),
    () => meetParty(tx, partyOf(self)),
    ...taxLooks(tx, self, said),
    () => (code ? tx.any(codesTyped(tx, code).map(({ promotion }) => String(promotion.coupon))) : []),
  ])
  return self
}

/** What line items are of, and what they are taxed by. */
const soldBy = (rows: readonly Item[]): string[] =>
  rows.flatMap(({ hidden }) => [hidden.price, hidden.product, ...hidden.rates.map(({ id }) => id)])

/** Whom its money goes to beside the account itself. */
function partyOf({ hidden: { payment, subscription } }: Session): Parameters<typeof meetParty>[1] {
  const said = payment ?? subscription
  const fee = payment?.application_fee_amount ?? subscription?.application_fee_percent
  return { destination: said?.transfer_data?.destination, hasFee: Boolean(fee) }
}

/** The session as its page needs it. What the seller has written down for themselves is not shown to their customers. */
function page(tx: Tx, self: Session) {
  const listed = () => shownItems(tx, `/v1/checkout/sessions/${self.id}/line_items`, self.id) as { data: Item[] }
  tx.work.together<unknown>([listed, ...viewLooks(tx, self)])
  const items = listed()
  const data = items.data.map(({ metadata: _, price, ...item }) => ({ ...item, price: open(price) }))
  return shown(self, { line_items: { ...items, data }, page: viewOf(tx, self) })
}

function open(price: Item['price']): object | null {
  if (!price) return null
  const { metadata: _, nickname: __, ...shown } = price
  return shown
}

/** The customer presses the button. What their bank still wants of them is in `next_action`. */
export function confirmPage(tx: Tx, given: Confirm, ids: readonly string[]) {
  const self = ready(tx, sessionAt(tx, ids, given), given)
  checkOpen(self, 'confirmed')
  checkSave(self, given.save_payment_method)
  const chosen = choose(tx, self, given)
  const params: Confirm = { ...impersonal(given), ...personal(chosen, {}) }
  checkGiven(tx, chosen)
  if (!self.automatic_tax.enabled) checkExpected(chosen, params)
  const data = withOwner(chosen, params.payment_method_data, params)
  const tried = givenMethod(tx, { ...params, ...(data && { payment_method_data: data }) })
  checkBrand(chosen, tried)
  const method = redisplayed(tx, chosen, tried, params.save_payment_method === true)
  const told = relocated(tx, collected(tx, chosen, params, method))
  if (self.automatic_tax.enabled) {
    if (told.automatic_tax.status !== 'complete') throw locationInvalid()
    checkExpected(told, params)
    // The invoice of a subscription is taxed where its customer is known to be.
    if (told.mode === 'subscription' && told.customer !== null) updateCustomer(tx, told)
  }
  const saves = params.save_payment_method ? { hidden: { ...told.hidden, saves: true as const } } : undefined
  const who = customerFor(tx, saves ? tx.update(session, told, saves) : told)
  const result = pay(tx, who, { method, returnUrl: params.return_url, options: params.payment_method_options })
  if (result instanceof Kept) return result
  const intent = waitingFor(tx, result)
  return intent?.next_action ? shown(result, { next_action: intent.next_action, ...stepOf(tx, intent) }) : result
}

/** [M] */
function checkExpected({ amount_total }: Session, { expected_amount: expected }: Confirm): void {
  if (expected !== undefined && expected !== (amount_total ?? 0))
    throw invalid(`The amount of this Checkout Session is ${amount_total ?? 0}, and not ${expected} as expected.`, {
      code: 'checkout_amount_mismatch',
      param: 'expected_amount',
    })
}

/** The intent that an open session waits for. */
function waitingFor(tx: Tx, self: Session): Waiting | undefined {
  const { pending, setup } = self.hidden
  const id = pending?.intent ?? self.payment_intent ?? setup ?? self.setup_intent
  return self.status === 'open' && id ? (tx.any([id as string])[0] as Waiting | undefined) : undefined
}

interface Waiting {
  readonly next_action?: object | null
  readonly hidden: { readonly authorization?: string }
}

/** The page on which its customer does what is asked of them: also of those types whose action names no address. */
function stepOf(tx: Tx, { hidden: { authorization: id } }: Waiting) {
  const step = id === undefined ? undefined : tx.find(authorization, id)
  return step ? { next_step: { payment_method_type: step.payment_method_type, url: stepUrl(tx, step.id) } } : {}
}
