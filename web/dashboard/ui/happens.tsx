// What may happen to an object in the world, made to happen: buttons for its page. (docs/own-calls.md, "What banks do by themselves")
import type Stripe from 'stripe'
import { decimalOf } from '../format.ts'
import { COMMON, words } from '../words.ts'
import { Act, tell } from './act.tsx'
import { closeDialog } from './dialog.tsx'
import { Amount, Check, Choice, Form } from './form.tsx'
import { Asks } from './more.tsx'
import { reasonText } from './reasons.ts'

const W = words({
  en: {
    dispute: 'Simulate a dispute',
    reason: 'Reason',
    inquiry: 'The bank only asks',
    disputed: 'The customer has disputed the payment.',
    warn: 'Simulate a fraud warning',
    warned: 'The card’s bank has warned.',
    refund: 'Simulate a failure',
    returned: 'The money has come back.',
    expire: 'Expire it',
    expired: 'The card has expired.',
    decline: 'Decline the next charge',
    declines: 'The next charge of this customer will be declined.',
  },
  de: {
    dispute: 'Streitfall simulieren',
    reason: 'Grund',
    inquiry: 'Die Bank fragt nur nach',
    disputed: 'Der Kunde hat der Zahlung widersprochen.',
    warn: 'Betrugswarnung simulieren',
    warned: 'Die Bank der Karte hat gewarnt.',
    refund: 'Fehlschlag simulieren',
    returned: 'Das Geld ist zurückgekommen.',
    expire: 'Ablaufen lassen',
    expired: 'Die Karte ist abgelaufen.',
    decline: 'Nächste Zahlung ablehnen',
    declines: 'Die nächste Zahlung dieses Kunden wird abgelehnt.',
  },
})

/** The customer objects, or their bank warns. What makes no sense of a payment, such as a warning of a debit, the API refuses. */
export const ChargeHappens = ({ of }: { readonly of: Stripe.Charge }) => (
  <>
    <Asks title={W.dispute} body={() => <Disputing of={of} />}>
      {W.dispute} …
    </Asks>
    {of.payment_method_details?.card && (
      <Act path={`/brindle/charges/${of.id}/early_fraud_warning`} done={W.warned}>
        {W.warn}
      </Act>
    )}
  </>
)

const REASONS = [
  'fraudulent',
  'product_not_received',
  'product_unacceptable',
  'duplicate',
  'subscription_canceled',
  'credit_not_processed',
  'unrecognized',
  'general',
]

function Disputing({ of: { id, amount_captured, amount_refunded, currency, ...of } }: { readonly of: Stripe.Charge }) {
  // Disputes of debits are final, for one reason: nobody asks first.
  const isFinal = of.payment_method_details?.card === undefined
  return (
    <Form
      path={`/brindle/charges/${id}/dispute`}
      submit={W.dispute}
      cancel={closeDialog}
      done={() => {
        closeDialog()
        tell(W.disputed)
      }}
    >
      <Amount
        name="amount"
        label={COMMON.amount}
        currency={currency}
        value={decimalOf(amount_captured - amount_refunded, currency)}
        required
      />
      {!isFinal && (
        <>
          <Choice name="reason" label={W.reason} choices={REASONS.map((one) => [one, reasonText(one)])} />
          <Check name="inquiry" label={W.inquiry} />
        </>
      )}
    </Form>
  )
}

/** The money of a refund or of a payout comes back. */
export const MoneyComesBack = ({ path, small = false }: { readonly path: string; readonly small?: boolean }) => (
  <Act path={`/brindle/${path}/fail`} done={W.returned} small={small}>
    {W.refund}
  </Act>
)

export const CardExpires = ({ id }: { readonly id: string }) => (
  <Act small path={`/brindle/payment_methods/${id}/expire`} done={W.expired}>
    {W.expire}
  </Act>
)

export const NextIsDeclined = ({ customer }: { readonly customer: string }) => (
  <Act path="/brindle/faults" params={{ on: 'payments', customer, count: 1 }} done={W.declines}>
    {W.decline}
  </Act>
)
