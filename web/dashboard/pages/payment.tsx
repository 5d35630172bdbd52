// One payment: how it stands, what the customer still has to do, every attempt, what it cost, and what can be done with it.
import type Stripe from 'stripe'
import { useGet } from '../api.ts'
import { money } from '../format.ts'
import { Copy, Facts, Id, idOf, Moment } from '../ui/fields.tsx'
import { ChargeHappens } from '../ui/happens.tsx'
import { MetadataSection } from '../ui/metadata.tsx'
import { type MethodLike, methodText } from '../ui/methods.ts'
import { AsJson, Asks, More } from '../ui/more.tsx'
import { Page, Section, Shown } from '../ui/page.tsx'
import { reasonText } from '../ui/reasons.ts'
import { nextUrl, paymentStatus } from '../ui/payment_status.ts'
import { COMMON, words } from '../words.ts'
import { ChargePage } from './charge.tsx'
import { CancelPayment, Capture, ConfirmPayment, Refund } from './payment_acts.tsx'
import { ChargeMoney, PaymentTimeline } from './payment_money.tsx'
import { Back, Belongings, chargeFacts, isRefundable, Lead } from './payment_parts.tsx'

const W = words({
  en: {
    refund: 'Refund',
    capture: 'Capture',
    cancel: 'Cancel payment',
    confirm: 'Confirm',
    next: 'The customer has to act before this is paid.',
    open: 'Open authorise page',
    declined: 'The last attempt failed:',
    held: (amount: string) => `${amount} are held, and can be captured until`,
    id: 'Payment ID',
    charge: 'Charge',
    method: 'Paid with',
    receipt: 'Receipt',
    captureMethod: 'Capture',
    byHand: 'by hand',
    invoice: 'Invoice',
    why: 'Why canceled',
  },
  de: {
    refund: 'Erstatten',
    capture: 'Einziehen',
    cancel: 'Zahlung stornieren',
    confirm: 'Bestätigen',
    next: 'Der Kunde muss handeln, bevor bezahlt ist.',
    open: 'Autorisierungsseite öffnen',
    declined: 'Der letzte Versuch schlug fehl:',
    held: (amount: string) => `${amount} sind reserviert und können eingezogen werden bis`,
    id: 'Zahlungs-ID',
    charge: 'Belastung',
    method: 'Bezahlt mit',
    receipt: 'Beleg',
    captureMethod: 'Einzug',
    byHand: 'von Hand',
    invoice: 'Rechnung',
    why: 'Warum storniert',
  },
})

export default function PaymentPage({ id }: { readonly id: string }) {
  return /^(?:ch|py)_/.test(id) ? <ChargePage id={id} /> : <IntentPage key={id} id={id} />
}

const EXPAND = ['customer', 'payment_method', 'latest_charge.balance_transaction']

function IntentPage({ id }: { readonly id: string }) {
  const reading = useGet<Stripe.PaymentIntent>(`/v1/payment_intents/${id}`, { expand: EXPAND })
  return (
    <Shown of={reading}>
      {(intent) => {
        const charge = intent.latest_charge as Stripe.Charge | null
        return (
          <Page
            title={money(intent.amount, intent.currency)}
            over={<Back />}
            lead={<Lead status={paymentStatus(intent)} customer={intent.customer} about={intent.description} />}
            actions={<Acts of={intent} />}
          >
            <Notes of={intent} />
            <div class="two">
              <div class="stack">
                {charge?.status === 'succeeded' && charge.captured && <ChargeMoney of={charge} />}
                <Belongings name="payment_intent" id={id} />
                <PaymentTimeline name="payment_intent" id={id} />
              </div>
              <div class="stack">
                <Section title={COMMON.details}>
                  <IntentFacts of={intent} />
                </Section>
                <MetadataSection path={`/v1/payment_intents/${id}`} of={intent.metadata} />
              </div>
            </div>
          </Page>
        )
      }}
    </Shown>
  )
}

const CONFIRMABLE = ['requires_payment_method', 'requires_confirmation']
const CANCELABLE = [...CONFIRMABLE, 'requires_action', 'requires_capture', 'processing']

function Acts({ of }: { readonly of: Stripe.PaymentIntent }) {
  const { id, status, currency } = of
  const charge = of.latest_charge as Stripe.Charge | null
  return (
    <>
      {charge && isRefundable(charge) && <Asks title={W.refund} quiet={false} body={() => <Refund of={charge} />} />}
      {status === 'requires_capture' && (
        <Asks
          title={W.capture}
          quiet={false}
          body={() => (
            <Capture
              path={`/v1/payment_intents/${id}`}
              amount={of.amount_capturable}
              name="amount_to_capture"
              currency={currency}
            />
          )}
        />
      )}
      {CONFIRMABLE.includes(status) && (
        <Asks title={W.confirm} quiet={false} body={() => <ConfirmPayment id={id} types={of.payment_method_types} />} />
      )}
      {CANCELABLE.includes(status) && <Asks title={W.cancel} body={() => <CancelPayment id={id} />} />}
      <More>
        {charge?.receipt_url && (
          <a class="button quiet" href={charge.receipt_url} target="_blank" rel="noreferrer">
            {W.receipt}
          </a>
        )}
        {charge && isRefundable(charge) && <ChargeHappens of={charge} />}
        <AsJson id={id} />
      </More>
    </>
  )
}

function Notes({ of }: { readonly of: Stripe.PaymentIntent }) {
  const url = nextUrl(of.next_action)
  const charge = of.latest_charge as Stripe.Charge | null
  const until = charge?.payment_method_details?.card?.capture_before
  const error = of.last_payment_error
  return (
    <>
      {url !== undefined && (
        <p class="note line">
          {W.next}
          <a class="button small" href={url} target="_blank" rel="noreferrer">
            {W.open}
          </a>
        </p>
      )}
      {error && of.status !== 'succeeded' && (
        <p class="problem">
          <strong>{W.declined}</strong> {error.message} <code>{error.decline_code ?? error.code}</code>
        </p>
      )}
      {of.status === 'requires_capture' && until && (
        <p class="note">
          {W.held(money(of.amount_capturable, of.currency))} <Moment at={until} />.
        </p>
      )}
    </>
  )
}

function IntentFacts({ of }: { readonly of: Stripe.PaymentIntent }) {
  const charge = of.latest_charge as Stripe.Charge | null
  const method = of.payment_method as Stripe.PaymentMethod | null
  const paid = useGet<{ data: readonly Stripe.InvoicePayment[] }>('/v1/invoice_payments', {
    payment: { type: 'payment_intent', payment_intent: of.id },
    limit: 1,
  })
  const invoice = idOf(paid.data?.data[0]?.invoice)
  return (
    <Facts
      of={[
        [W.id, <Copy text={of.id} />],
        [W.charge, charge ? <Copy text={charge.id} /> : undefined],
        [W.invoice, invoice === undefined ? undefined : <Id of={invoice} />],
        [
          W.method,
          method ? (
            <Id of={method.id}>{methodText(method as unknown as MethodLike)}</Id>
          ) : (
            of.payment_method_types.join(', ')
          ),
        ],
        ...(charge ? chargeFacts(charge) : []),
        [W.captureMethod, of.capture_method === 'manual' ? W.byHand : undefined],
        [W.why, of.cancellation_reason ? reasonText(of.cancellation_reason) : undefined],
        [COMMON.created, <Moment at={of.created} />],
      ]}
    />
  )
}
