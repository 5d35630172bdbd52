// What is done to a subscription in a dialog: pausing its collection, cancelling it after what that gives back was shown, its settings.
import type Stripe from 'stripe'
import { useState } from 'preact/hooks'
import { closeDialog } from '../ui/dialog.tsx'
import { idOf } from '../ui/fields.tsx'
import { Check, Choice, Form, Lines, Text, When } from '../ui/form.tsx'
import { Preview } from '../ui/invoice_lines.tsx'
import { Pick } from '../ui/pick.tsx'
import { discountsOf, findDiscounts } from '../ui/pickers.ts'
import { COMMON, words } from '../words.ts'
import { Methods } from './subscription_new.tsx'

const W = words({
  en: {
    pause: 'Pause collection',
    invoices: 'Invoices in the meantime',
    behaviors: {
      keep_as_draft: 'Stay drafts, to be collected later',
      mark_uncollectible: 'Are written off as uncollectible',
      void: 'Are voided: the time is free',
    },
    resumes: 'Goes on by itself at',
    cancel: 'Cancel subscription',
    keep: 'Do not cancel',
    when: 'When',
    now: 'Now',
    end: 'At the end of the current period',
    date: 'On a day',
    at: 'On',
    prorate: 'Give back what is left of the period',
    invoice: 'Invoice it now, with usage that is not billed yet',
    shown: 'The last invoice',
    why: 'What the customer said',
    edit: 'Save',
    collection: 'Collection',
    automatic: 'Charged automatically',
    sent: 'Sent as an invoice',
    due: 'Days until due',
    discount: 'Discount',
    discountHint: 'A coupon or a promotion code, in place of those that there are',
    noDiscount: 'Take the discounts away',
    trial: 'End of the trial',
  },
  de: {
    pause: 'Einzug pausieren',
    invoices: 'Rechnungen in dieser Zeit',
    behaviors: {
      keep_as_draft: 'Bleiben Entwürfe, die später eingezogen werden',
      mark_uncollectible: 'Werden als uneinbringlich abgeschrieben',
      void: 'Werden storniert: die Zeit ist kostenlos',
    },
    resumes: 'Geht von selbst weiter am',
    cancel: 'Abonnement kündigen',
    keep: 'Nicht kündigen',
    when: 'Wann',
    now: 'Jetzt',
    end: 'Zum Ende des laufenden Zeitraums',
    date: 'An einem Tag',
    at: 'Am',
    prorate: 'Den Rest des Zeitraums gutschreiben',
    invoice: 'Jetzt abrechnen, mit noch nicht berechnetem Verbrauch',
    shown: 'Die letzte Rechnung',
    why: 'Was der Kunde sagte',
    edit: 'Speichern',
    collection: 'Einzug',
    automatic: 'Wird automatisch belastet',
    sent: 'Wird als Rechnung versandt',
    due: 'Tage bis zur Fälligkeit',
    discount: 'Rabatt',
    discountHint: 'Ein Gutschein oder Aktionscode, anstelle der bisherigen',
    noDiscount: 'Die Rabatte wegnehmen',
    trial: 'Ende des Testzeitraums',
  },
})

export const Pause = ({ id }: { readonly id: string }) => (
  <Form path={`/v1/subscriptions/${id}`} submit={W.pause} done={closeDialog} cancel={closeDialog}>
    <Choice name="pause_collection[behavior]" label={W.invoices} choices={Object.entries(W.behaviors)} />
    <When name="pause_collection[resumes_at]" label={W.resumes} />
  </Form>
)

type CancelTime = 'now' | 'end' | 'date'

/** Cancelling now shows what would be given back before it is done. */
export function Cancel({ of: { id } }: { readonly of: Stripe.Subscription }) {
  const [when, setWhen] = useState<CancelTime>('end')
  const [prorates, setProrates] = useState(false)
  const [invoices, setInvoices] = useState(false)
  const isNow = when === 'now'
  return (
    <Form
      method={isNow ? 'DELETE' : 'POST'}
      path={`/v1/subscriptions/${id}`}
      submit={W.cancel}
      also={isNow ? { prorate: prorates, invoice_now: invoices } : when === 'end' ? { cancel_at_period_end: true } : {}}
      done={closeDialog}
      cancel={closeDialog}
      back={W.keep}
    >
      <Choice
        name=""
        label={W.when}
        choices={[
          ['end', W.end],
          ['now', W.now],
          ['date', W.date],
        ]}
        change={(chosen) => setWhen(chosen as CancelTime)}
      />
      {when === 'date' && <When name="cancel_at" label={W.at} required />}
      {isNow && (
        <>
          <Check name="" label={W.prorate} change={setProrates} />
          <Check name="" label={W.invoice} change={setInvoices} />
        </>
      )}
      <Text name="cancellation_details[comment]" label={W.why} />
      {isNow && (prorates || invoices) && (
        <section class="section">
          <h3>{W.shown}</h3>
          <Preview
            isShort
            params={{
              subscription: id,
              subscription_details: {
                cancel_now: true,
                proration_behavior: prorates ? 'create_prorations' : 'none',
              },
            }}
          />
        </section>
      )}
    </Form>
  )
}

/** What differs from before is sent: an incomplete subscription, for one, takes few changes. */
function edited(of: Stripe.Subscription, filled: Readonly<Record<string, string>>) {
  const before: Readonly<Record<string, string>> = {
    collection_method: of.collection_method,
    days_until_due: String(of.days_until_due),
    default_payment_method: idOf(of.default_payment_method) ?? '',
    description: of.description ?? '',
    trial_end: '',
  }
  return Object.fromEntries(Object.entries(filled).filter(([name, value]) => before[name] !== value))
}

export function EditSubscription({ of }: { readonly of: Stripe.Subscription }) {
  const [isSent, setSent] = useState(of.collection_method === 'send_invoice')
  const [isBare, setBare] = useState(false)
  return (
    <Form
      path={`/v1/subscriptions/${of.id}`}
      submit={W.edit}
      clears
      shape={({ discount, ...filled }) => ({
        ...edited(of, filled),
        discounts: isBare ? '' : discountsOf(discount),
      })}
      done={closeDialog}
      cancel={closeDialog}
    >
      <div class="fields">
        <Choice
          name="collection_method"
          label={W.collection}
          value={of.collection_method}
          choices={[
            ['charge_automatically', W.automatic],
            ['send_invoice', W.sent],
          ]}
          change={(method) => setSent(method === 'send_invoice')}
        />
        {isSent && (
          <Text name="days_until_due" type="number" label={W.due} value={String(of.days_until_due ?? 14)} required />
        )}
        {!isSent && <Methods customer={idOf(of.customer)!} value={idOf(of.default_payment_method) ?? ''} />}
      </div>
      {!isBare && <Pick name="discount" label={W.discount} hint={W.discountHint} find={findDiscounts} />}
      {of.discounts.length > 0 && <Check name="" label={W.noDiscount} change={setBare} />}
      {of.status === 'trialing' && <When name="trial_end" label={W.trial} />}
      <Lines name="description" label={COMMON.description} rows={2} value={of.description ?? ''} />
    </Form>
  )
}
