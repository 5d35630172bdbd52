// The evidence of a dispute: what speaks for the payment, kept as a draft or handed in. In the test mode a text decides:
// `winning_evidence` wins and `losing_evidence` loses. (https://docs.stripe.com/testing#evidence)
import type Stripe from 'stripe'
import { useRef } from 'preact/hooks'
import { tell } from '../ui/act.tsx'
import { Facts } from '../ui/fields.tsx'
import { Form, Lines, Text } from '../ui/form.tsx'
import { words } from '../words.ts'

const W = words({
  en: {
    fields: {
      product_description: 'What was sold',
      customer_name: 'Name of the customer',
      customer_email_address: 'Email of the customer',
      customer_purchase_ip: 'IP address of the purchase',
      billing_address: 'Billing address',
      shipping_address: 'Shipping address',
      shipping_carrier: 'Carrier',
      shipping_date: 'Shipped on',
      shipping_tracking_number: 'Tracking number',
      service_date: 'Date of the service',
      access_activity_log: 'Use by the customer',
      refund_policy_disclosure: 'How the refund policy was shown',
      refund_refusal_explanation: 'Why it was not refunded',
      cancellation_rebuttal: 'Why it was not canceled',
      duplicate_charge_explanation: 'Why it was not paid twice',
      uncategorized_text: 'All else',
    },
    hint: 'In the test mode, winning_evidence wins the dispute, and losing_evidence loses it.',
    save: 'Save for later',
    submit: 'Hand in',
    saved: 'The evidence was saved.',
    submitted: 'The evidence was handed in.',
    none: 'No evidence was given.',
  },
  de: {
    fields: {
      product_description: 'Was verkauft wurde',
      customer_name: 'Name des Kunden',
      customer_email_address: 'E-Mail-Adresse des Kunden',
      customer_purchase_ip: 'IP-Adresse beim Kauf',
      billing_address: 'Rechnungsadresse',
      shipping_address: 'Lieferadresse',
      shipping_carrier: 'Versanddienst',
      shipping_date: 'Versandt am',
      shipping_tracking_number: 'Sendungsnummer',
      service_date: 'Tag der Leistung',
      access_activity_log: 'Nutzung durch den Kunden',
      refund_policy_disclosure: 'Wie auf Erstattungen hingewiesen wurde',
      refund_refusal_explanation: 'Warum nicht erstattet wurde',
      cancellation_rebuttal: 'Warum nicht gekündigt war',
      duplicate_charge_explanation: 'Warum nicht doppelt bezahlt wurde',
      uncategorized_text: 'Alles andere',
    },
    hint: 'Im Testmodus gewinnt winning_evidence den Streit, und losing_evidence verliert ihn.',
    save: 'Für später speichern',
    submit: 'Einreichen',
    saved: 'Die Beweise wurden gespeichert.',
    submitted: 'Die Beweise wurden eingereicht.',
    none: 'Es wurden keine Beweise gegeben.',
  },
})

type Field = keyof typeof W.fields
const FIELDS = Object.keys(W.fields) as readonly Field[]
/** Those that take more than a line. */
const LONG: readonly Field[] = [
  'product_description',
  'access_activity_log',
  'refund_policy_disclosure',
  'refund_refusal_explanation',
  'cancellation_rebuttal',
  'duplicate_charge_explanation',
  'uncategorized_text',
]

export function Evidence({ of, isOpen }: { readonly of: Stripe.Dispute; readonly isOpen: boolean }) {
  const hands = useRef(false)
  const { evidence } = of
  if (!isOpen) {
    const given = FIELDS.filter((field) => evidence[field] !== null)
    if (given.length === 0) return <p class="quiet-text">{W.none}</p>
    return <Facts of={given.map((field) => [W.fields[field], evidence[field]] as const)} />
  }
  return (
    <Form
      path={`/v1/disputes/${of.id}`}
      submit={W.submit}
      shape={(filled) => ({ ...changed(filled, evidence), submit: hands.current })}
      done={() => tell(hands.current ? W.submitted : W.saved)}
      more={
        <button type="submit" class="quiet" onClick={() => (hands.current = false)}>
          {W.save}
        </button>
      }
      submitting={() => (hands.current = true)}
    >
      <div class="fields">
        {FIELDS.filter((field) => !LONG.includes(field)).map((field) => (
          <Text key={field} name={`evidence[${field}]`} label={W.fields[field]} value={evidence[field] ?? ''} />
        ))}
      </div>
      {LONG.map((field) => (
        <Lines
          key={field}
          name={`evidence[${field}]`}
          label={W.fields[field]}
          rows={2}
          value={evidence[field] ?? ''}
          {...(field === 'uncategorized_text' && { hint: W.hint })}
        />
      ))}
    </Form>
  )
}

/** What is not as it was. */
const changed = (filled: Readonly<Record<string, string>>, before: Stripe.Dispute.Evidence) =>
  Object.fromEntries(
    FIELDS.map((field) => [`evidence[${field}]`, filled[`evidence[${field}]`], before[field]] as const)
      .filter(([, now, then]) => now !== undefined && now !== then)
      .map(([name, now]) => [name, now]),
  )
