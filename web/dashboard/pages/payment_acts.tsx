// What is done to a payment in a dialog: refunding, capturing, cancelling, and confirming it with a test method.
import type Stripe from 'stripe'
import { useState } from 'preact/hooks'
import { decimalOf } from '../format.ts'
import { tell } from '../ui/act.tsx'
import { closeDialog } from '../ui/dialog.tsx'
import { Amount, Choice, Form } from '../ui/form.tsx'
import { COMMON, words } from '../words.ts'
import { confirm, METHODS } from './payment_new.tsx'
import { typeOf } from '../ui/methods.ts'

const W = words({
  en: {
    refund: 'Refund',
    refunded: 'The refund was made.',
    most: (amount: string) => `At most ${amount}`,
    reason: 'Reason',
    reasons: { '': 'None', requested_by_customer: 'The customer asked', duplicate: 'Paid twice', fraudulent: 'Fraud' },
    capture: 'Capture',
    part: 'What is not captured is released, and cannot be captured later.',
    cancel: 'Cancel payment',
    back: 'Keep it',
    cancellations: {
      '': 'None',
      requested_by_customer: 'The customer asked',
      abandoned: 'Abandoned',
      duplicate: 'Begun twice',
      fraudulent: 'Fraud',
    },
    confirm: 'Confirm',
    method: 'Test method',
  },
  de: {
    refund: 'Erstatten',
    refunded: 'Die Erstattung wurde veranlasst.',
    most: (amount: string) => `Höchstens ${amount}`,
    reason: 'Grund',
    reasons: {
      '': 'Keiner',
      requested_by_customer: 'Wunsch des Kunden',
      duplicate: 'Doppelt bezahlt',
      fraudulent: 'Betrug',
    },
    capture: 'Einziehen',
    part: 'Was nicht eingezogen wird, wird freigegeben und kann später nicht mehr eingezogen werden.',
    cancel: 'Zahlung stornieren',
    back: 'Behalten',
    cancellations: {
      '': 'Keiner',
      requested_by_customer: 'Wunsch des Kunden',
      abandoned: 'Abgebrochen',
      duplicate: 'Doppelt begonnen',
      fraudulent: 'Betrug',
    },
    confirm: 'Bestätigen',
    method: 'Testmethode',
  },
})

/** All that is left, or a part of it. */
export function Refund({ of: { id, amount_captured, amount_refunded, currency } }: { readonly of: Stripe.Charge }) {
  const left = decimalOf(amount_captured - amount_refunded, currency)
  return (
    <Form
      path="/v1/refunds"
      submit={W.refund}
      also={{ charge: id }}
      done={() => {
        closeDialog()
        tell(W.refunded)
      }}
      cancel={closeDialog}
    >
      <Amount name="amount" label={COMMON.amount} hint={W.most(left)} currency={currency} value={left} required />
      <Choice name="reason" label={W.reason} choices={Object.entries(W.reasons)} />
    </Form>
  )
}

/** All that is held, or a part of it. The parameter is another for charges without an intent. */
export function Capture({
  path,
  amount,
  name,
  currency,
}: {
  readonly path: string
  readonly amount: number
  readonly name: 'amount_to_capture' | 'amount'
  readonly currency: string
}) {
  return (
    <Form path={`${path}/capture`} submit={W.capture} done={closeDialog} cancel={closeDialog}>
      <Amount
        name={name}
        label={COMMON.amount}
        hint={W.part}
        currency={currency}
        value={decimalOf(amount, currency)}
        required
      />
    </Form>
  )
}

export const CancelPayment = ({ id }: { readonly id: string }) => (
  <Form
    path={`/v1/payment_intents/${id}/cancel`}
    submit={W.cancel}
    back={W.back}
    done={closeDialog}
    cancel={closeDialog}
  >
    <Choice name="cancellation_reason" label={W.reason} choices={Object.entries(W.cancellations)} />
  </Form>
)

/** With one of the test methods that the intent takes. */
export function ConfirmPayment({ id, types }: { readonly id: string; readonly types: readonly string[] }) {
  const taken = METHODS.filter(([method]) => types.includes(typeOf(method)))
  const [method, setMethod] = useState(taken[0]?.[0] ?? METHODS[0]![0])
  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault()
        void confirm(id, method)
      }}
    >
      <Choice name="" label={W.method} choices={taken} change={setMethod} />
      <div class="form-end">
        <button type="button" class="quiet" onClick={closeDialog}>
          {COMMON.cancel}
        </button>
        <button type="submit">{W.confirm}</button>
      </div>
    </form>
  )
}
