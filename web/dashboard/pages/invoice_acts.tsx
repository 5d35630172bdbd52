// What is done to an invoice that stands: paying it with a method of the customer or outside, and crediting a part of it.
import type Stripe from 'stripe'
import { useState } from 'preact/hooks'
import { call, useGet, useRead } from '../api.ts'
import { decimalOf, minorOf, money } from '../format.ts'
import { closeDialog } from '../ui/dialog.tsx'
import { idOf } from '../ui/fields.tsx'
import { Amount, Choice, Form, Text } from '../ui/form.tsx'
import { methodText, type MethodLike } from '../ui/methods.ts'
import { COMMON, words } from '../words.ts'

const W = words({
  en: {
    pay: 'Pay',
    with: 'With',
    default: 'The customer’s default',
    outside: 'Paid outside, in cash or otherwise',
    credit: 'Issue credit note',
    reason: 'Reason',
    reasons: {
      '': 'None',
      order_change: 'Order changed',
      duplicate: 'Billed twice',
      product_unsatisfactory: 'Product unsatisfactory',
      fraudulent: 'Fraud',
    },
    how: 'How the customer gets it back',
    hows: {
      refund_amount: 'Refunded to what they paid with',
      credit_amount: 'Added to their balance',
      out_of_band_amount: 'Given back outside',
    },
    memo: 'Memo',
    shown: (amount: string, rest: string) => `Credited: ${amount}. Left to pay: ${rest}.`,
  },
  de: {
    pay: 'Bezahlen',
    with: 'Womit',
    default: 'Der Standard des Kunden',
    outside: 'Außerhalb bezahlt, bar oder anders',
    credit: 'Gutschrift ausstellen',
    reason: 'Grund',
    reasons: {
      '': 'Keiner',
      order_change: 'Bestellung geändert',
      duplicate: 'Doppelt berechnet',
      product_unsatisfactory: 'Ware nicht zufriedenstellend',
      fraudulent: 'Betrug',
    },
    how: 'Wie der Kunde es zurückbekommt',
    hows: {
      refund_amount: 'Erstattet auf die Zahlungsmethode',
      credit_amount: 'Als Guthaben',
      out_of_band_amount: 'Außerhalb zurückgegeben',
    },
    memo: 'Bemerkung',
    shown: (amount: string, rest: string) => `Gutgeschrieben: ${amount}. Noch zu zahlen: ${rest}.`,
  },
})

export function Pay({ of }: { readonly of: Stripe.Invoice }) {
  const methods = useGet<{ data: readonly Stripe.PaymentMethod[] }>(
    `/v1/customers/${idOf(of.customer)}/payment_methods`,
    { limit: 100 },
  )
  return (
    <Form
      path={`/v1/invoices/${of.id}/pay`}
      submit={W.pay}
      shape={({ method }) =>
        method === 'outside' ? { paid_out_of_band: true } : { payment_method: method || undefined }
      }
      done={closeDialog}
      cancel={closeDialog}
    >
      <Choice
        name="method"
        label={W.with}
        choices={[
          ['', W.default],
          ...(methods.data?.data ?? []).map((one) => [one.id, methodText(one as unknown as MethodLike)] as const),
          ['outside', W.outside],
        ]}
      />
    </Form>
  )
}

/** What is paid is given back in one of three ways; what is open is owed no more. */
export function CreditNote({ of }: { readonly of: Stripe.Invoice }) {
  const { currency } = of
  const isPaid = of.status === 'paid'
  const most = isPaid ? of.amount_paid - of.post_payment_credit_notes_amount : of.amount_remaining
  const [how, setHow] = useState('refund_amount')
  const [typed, setTyped] = useState(decimalOf(most, currency))
  const amount = minorOf(typed, currency)
  const preview = useRead(amount && `credit of ${of.id} ${amount} ${how}`, () =>
    call<Stripe.CreditNote>('GET', '/v1/credit_notes/preview', {
      invoice: of.id,
      amount,
      ...(isPaid && { [how]: amount }),
    }),
  )
  return (
    <Form
      path="/v1/credit_notes"
      submit={W.credit}
      shape={(filled) => ({ ...filled, invoice: of.id, ...(isPaid && { [how]: filled.amount }) })}
      done={closeDialog}
      cancel={closeDialog}
    >
      <Amount name="amount" label={COMMON.amount} currency={currency} value={typed} required change={setTyped} />
      <Choice name="reason" label={W.reason} choices={Object.entries(W.reasons)} />
      {isPaid && <Choice name="" label={W.how} choices={Object.entries(W.hows)} change={setHow} />}
      <Text name="memo" label={W.memo} />
      {preview.data && (
        <p class="quiet-text">
          {W.shown(
            money(preview.data.total, currency),
            money(isPaid ? 0 : of.amount_remaining - preview.data.total, currency),
          )}
        </p>
      )}
    </Form>
  )
}
