// The form for a test payment: an intent is made, confirmed with a test method, and shown, also where it was declined.
import type Stripe from 'stripe'
import { useState } from 'preact/hooks'
import { call } from '../api.ts'
import { go, href, param } from '../router.ts'
import { tell } from '../ui/act.tsx'
import { closeDialog } from '../ui/dialog.tsx'
import { AmountIn } from '../ui/currency.tsx'
import { Check, Choice, Form, Text } from '../ui/form.tsx'
import { confirming, OTHER_METHODS, TEST_CARDS, typeOf } from '../ui/methods.ts'
import { Pick } from '../ui/pick.tsx'
import { findCustomers } from '../ui/pickers.ts'
import { COMMON, words } from '../words.ts'

const W = words({
  en: {
    submit: 'Create test payment',
    optional: 'May be left out',
    method: 'Test method',
    manual: 'Authorise only, and capture later',
    setup: 'Keep the method for later payments of the customer',
  },
  de: {
    submit: 'Testzahlung anlegen',
    optional: 'Kann wegbleiben',
    method: 'Testmethode',
    manual: 'Nur autorisieren, später einziehen',
    setup: 'Die Methode für spätere Zahlungen des Kunden behalten',
  },
})

/** Every test method, cards first. */
export const METHODS = [...TEST_CARDS, ...OTHER_METHODS]

/** Confirms an intent, and shows it whatever came of that: a declined payment is kept, too. */
export async function confirm(id: string, method: string): Promise<void> {
  const return_url = location.origin + href(`/payments/${id}`)
  try {
    await call('POST', `/v1/payment_intents/${id}/confirm`, { ...confirming(method), return_url })
  } catch (thrown) {
    tell((thrown as Error).message, true)
  }
  closeDialog()
  go(`/payments/${id}`)
}

export function NewPayment() {
  const [method, setMethod] = useState(METHODS[0]![0])
  return (
    <Form
      path="/v1/payment_intents"
      submit={W.submit}
      also={{ payment_method_types: { 0: typeOf(method) } }}
      cancel={closeDialog}
      done={({ id }: Stripe.PaymentIntent) => confirm(id, method)}
    >
      <AmountIn name="amount" />
      <Choice name="" label={W.method} choices={METHODS} change={setMethod} />
      <Pick
        name="customer"
        label={COMMON.customer}
        hint={W.optional}
        find={findCustomers}
        chosen={chosenCustomer(param('customer'))}
      />
      <Text name="description" label={COMMON.description} />
      <Check name="capture_method" value="manual" label={W.manual} />
      <Check name="setup_future_usage" value="off_session" label={W.setup} />
    </Form>
  )
}

const chosenCustomer = (id: string | undefined) => (id === undefined ? undefined : { id, title: id })
