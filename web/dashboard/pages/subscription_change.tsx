// The change of a subscription: other prices and quantities, with the invoice that comes of it shown before it is done. What is
// shown and what is done are reckoned at the same second (`proration_date`), and so are the same to the cent.
import type Stripe from 'stripe'
import { useState } from 'preact/hooks'
import { call, useGet, useRead } from '../api.ts'
import { go, href } from '../router.ts'
import { Moment } from '../ui/fields.tsx'
import { Choice, Form } from '../ui/form.tsx'
import { Preview } from '../ui/invoice_lines.tsx'
import { ItemLines, itemsOf, type Line } from '../ui/items.tsx'
import { Page, Section, Shown } from '../ui/page.tsx'
import { priceChoice } from '../ui/pickers.ts'
import { words } from '../words.ts'
import { planText } from './subscriptions.tsx'

const W = words({
  en: {
    title: 'Change plan',
    how: 'What is left of the current period',
    behaviors: {
      create_prorations: 'Is reckoned on the next invoice',
      always_invoice: 'Is invoiced and collected now',
      none: 'Is not reckoned',
    },
    submit: 'Change subscription',
    next: 'The next invoice',
    now: 'The invoice of this change',
    at: 'Reckoned at',
    choose: 'Choose a price or a quantity to see what will be billed.',
  },
  de: {
    title: 'Tarif ändern',
    how: 'Der Rest des laufenden Zeitraums',
    behaviors: {
      create_prorations: 'Wird auf der nächsten Rechnung verrechnet',
      always_invoice: 'Wird jetzt berechnet und eingezogen',
      none: 'Wird nicht verrechnet',
    },
    submit: 'Abonnement ändern',
    next: 'Die nächste Rechnung',
    now: 'Die Rechnung dieser Änderung',
    at: 'Berechnet für',
    choose: 'Wählen Sie einen Preis oder eine Menge, um zu sehen, was berechnet wird.',
  },
})

export default function ChangeSubscription({ id }: { readonly id: string }) {
  const reading = useGet<Stripe.Subscription>(`/v1/subscriptions/${id}`, {
    expand: ['items.data.price.product', 'test_clock'],
  })
  return <Shown of={reading}>{(subscription) => <Whole key={id} of={subscription} />}</Shown>
}

/** What the subscription's clock shows: its test clock's, or the sandbox's own. */
async function now({ test_clock }: Stripe.Subscription): Promise<number> {
  if (test_clock && typeof test_clock === 'object') return test_clock.frozen_time
  return (await call<{ now: number }>('GET', '/brindle/clock')).now
}

function Whole({ of }: { readonly of: Stripe.Subscription }) {
  const path = `/subscriptions/${of.id}`
  const [before] = useState<readonly Line[]>(() => of.items.data.map(lineOf))
  const [lines, setLines] = useState(before)
  const [behavior, setBehavior] = useState('create_prorations')
  // Asked once: the second for which all is reckoned, for as long as the page is open.
  const [asked] = useState(() => `now, for ${of.id}, ${crypto.randomUUID()}`)
  const at = useRead(asked, () => now(of))
  const [moment, setMoment] = useState<number>()
  if (moment === undefined && at.data !== undefined) setMoment(at.data)
  const isChanged = JSON.stringify(itemsOf(lines)) !== JSON.stringify(itemsOf(before))
  const change = {
    items: itemsOf(lines, before),
    proration_behavior: behavior,
    proration_date: behavior === 'none' ? undefined : moment,
  }
  return (
    <Page title={W.title} over={<a href={href(path)}>{planText(of)}</a>}>
      <div class="two even">
        <Form path={`/v1${path}`} submit={W.submit} shape={() => change} cancel={() => go(path)} done={() => go(path)}>
          <ItemLines lines={lines} change={setLines} />
          <Choice name="proration_behavior" label={W.how} choices={Object.entries(W.behaviors)} change={setBehavior} />
        </Form>
        <Section title={behavior === 'always_invoice' ? W.now : W.next}>
          {isChanged && moment !== undefined ? (
            <>
              <Preview isShort params={{ subscription: of.id, subscription_details: change }} />
              <p class="quiet-text">
                {W.at} <Moment at={moment} />
              </p>
            </>
          ) : (
            <p class="quiet-text">{W.choose}</p>
          )}
        </Section>
      </div>
    </Page>
  )
}

const lineOf = ({ id, price, quantity }: Stripe.SubscriptionItem): Line => ({
  key: id,
  id,
  price: priceChoice(price),
  quantity: quantity === undefined ? '' : String(quantity),
})
