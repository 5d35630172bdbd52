// The form for a new subscription: who pays, for what, from when and how; beside it the first invoice as it would be.
import type Stripe from 'stripe'
import { useState } from 'preact/hooks'
import { useGet } from '../api.ts'
import { go, href, param } from '../router.ts'
import { Choice, Form, Text } from '../ui/form.tsx'
import { Preview } from '../ui/invoice_lines.tsx'
import { ItemLines, itemsOf, type Line, newLine } from '../ui/items.tsx'
import { methodText, type MethodLike } from '../ui/methods.ts'
import { Page, Section } from '../ui/page.tsx'
import { type Choosable, Pick } from '../ui/pick.tsx'
import { customerChoice, discountsOf, findCustomers, findDiscounts } from '../ui/pickers.ts'
import { COMMON, words } from '../words.ts'

const W = words({
  en: {
    title: 'Create subscription',
    subscriptions: 'Subscriptions',
    submit: 'Create subscription',
    what: 'What is paid for',
    how: 'How it is paid',
    discount: 'Discount',
    discountHint: 'A coupon or a promotion code',
    trial: 'Days of trial',
    trialHint: 'Nothing is due before they are over.',
    method: 'Payment method',
    default: 'The customer’s default',
    collection: 'Collection',
    automatic: 'Charged automatically',
    sent: 'Sent as an invoice',
    due: 'Days until due',
    fails: 'If the first payment does not go through',
    behaviors: {
      allow_incomplete: 'Keep the subscription as incomplete',
      default_incomplete: 'Do not try: wait for the customer to pay',
      error_if_incomplete: 'Refuse to create it',
    },
    first: 'First invoice',
    after: 'First invoice after the trial',
    choose: 'Choose a customer and a price to see what will be billed.',
  },
  de: {
    title: 'Abonnement anlegen',
    subscriptions: 'Abonnements',
    submit: 'Abonnement anlegen',
    what: 'Was bezahlt wird',
    how: 'Wie bezahlt wird',
    discount: 'Rabatt',
    discountHint: 'Ein Gutschein oder Aktionscode',
    trial: 'Tage Testzeitraum',
    trialHint: 'Vorher ist nichts fällig.',
    method: 'Zahlungsmethode',
    default: 'Der Standard des Kunden',
    collection: 'Einzug',
    automatic: 'Wird automatisch belastet',
    sent: 'Wird als Rechnung versandt',
    due: 'Tage bis zur Fälligkeit',
    fails: 'Wenn die erste Zahlung nicht gelingt',
    behaviors: {
      allow_incomplete: 'Das Abonnement bleibt unvollständig',
      default_incomplete: 'Nicht versuchen: warten, bis der Kunde zahlt',
      error_if_incomplete: 'Nicht anlegen',
    },
    first: 'Erste Rechnung',
    after: 'Erste Rechnung nach dem Testzeitraum',
    choose: 'Wählen Sie Kunde und Preis, um zu sehen, was berechnet wird.',
  },
})

/** Waits for the customer whom the address names, so that the field begins with them. */
export default function NewSubscription() {
  const given = param('customer')
  const { data } = useGet<Stripe.Customer>(given && `/v1/customers/${given}`)
  if (given !== undefined && !data) return null
  return <Whole first={data && customerChoice(data)} />
}

function Whole({ first }: { readonly first: Choosable | undefined }) {
  const [customer, setCustomer] = useState(first)
  const [lines, setLines] = useState<readonly Line[]>(() => [newLine()])
  const [discount, setDiscount] = useState<Choosable>()
  const [trial, setTrial] = useState('')
  const [isSent, setSent] = useState(false)
  const items = itemsOf(lines)
  const discounts = discountsOf(discount?.id)
  return (
    <Page title={W.title} over={<a href={href('/subscriptions')}>{W.subscriptions}</a>}>
      <div class="two even">
        <Form
          path="/v1/subscriptions"
          submit={W.submit}
          shape={({ discount: _, ...filled }) => filled}
          also={{ discounts }}
          cancel={() => go('/subscriptions')}
          done={({ id }) => go(`/subscriptions/${id}`)}
        >
          <Pick
            name="customer"
            label={COMMON.customer}
            find={findCustomers}
            chosen={first}
            required
            change={setCustomer}
          />
          <fieldset>
            <legend>{W.what}</legend>
            <ItemLines lines={lines} change={setLines} />
            <div class="fields">
              <Pick
                name="discount"
                label={W.discount}
                hint={W.discountHint}
                find={findDiscounts}
                change={setDiscount}
              />
              <Text name="trial_period_days" type="number" label={W.trial} hint={W.trialHint} change={setTrial} />
            </div>
          </fieldset>
          <fieldset>
            <legend>{W.how}</legend>
            <div class="fields">
              <Choice
                name="collection_method"
                label={W.collection}
                choices={[
                  ['charge_automatically', W.automatic],
                  ['send_invoice', W.sent],
                ]}
                change={(method) => setSent(method === 'send_invoice')}
              />
              {isSent && <Text name="days_until_due" type="number" label={W.due} value="14" required />}
              {!isSent && <Methods customer={customer?.id} />}
            </div>
            {!isSent && <Choice name="payment_behavior" label={W.fails} choices={Object.entries(W.behaviors)} />}
          </fieldset>
        </Form>
        <Section title={trial === '' ? W.first : W.after}>
          {customer && Object.keys(items).length > 0 ? (
            <Preview isShort params={{ customer: customer.id, subscription_details: { items }, discounts }} />
          ) : (
            <p class="quiet-text">{W.choose}</p>
          )}
        </Section>
      </div>
    </Page>
  )
}

/** What the customer can pay with. Once one was chosen for a subscription, the API takes another, and not none. */
export function Methods({ customer, value = '' }: { readonly customer: string | undefined; readonly value?: string }) {
  const { data } = useGet<{ data: readonly Stripe.PaymentMethod[] }>(
    customer && `/v1/customers/${customer}/payment_methods`,
    { limit: 100 },
  )
  const methods = data?.data ?? []
  return (
    <Choice
      name="default_payment_method"
      label={W.method}
      value={value}
      choices={[
        ...(value === '' ? [['', W.default] as const] : []),
        ...methods.map((one) => [one.id, methodText(one as unknown as MethodLike)] as const),
      ]}
    />
  )
}
