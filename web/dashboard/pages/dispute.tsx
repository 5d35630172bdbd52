// One dispute: what it is about, by when to answer, the evidence, and the way to accept it.
import type Stripe from 'stripe'
import { useGet } from '../api.ts'
import { money } from '../format.ts'
import { href } from '../router.ts'
import { Act } from '../ui/act.tsx'
import { Copy, Facts, idOf, Moment, Money, Status } from '../ui/fields.tsx'
import { MetadataSection } from '../ui/metadata.tsx'
import { AsJson } from '../ui/more.tsx'
import { Page, Section, Shown } from '../ui/page.tsx'
import { reasonText } from '../ui/reasons.ts'
import { Table } from '../ui/table.tsx'
import { Timeline, useEvents } from '../ui/timeline.tsx'
import { COMMON, words } from '../words.ts'
import { TRANSACTION_COLUMNS } from './balance_transactions.tsx'
import { Evidence } from './dispute_evidence.tsx'
import { Documents, EXPANDED } from './dispute_documents.tsx'

const W = words({
  en: {
    disputes: 'Disputes',
    accept: 'Accept dispute',
    sure: 'The money stays with the customer, and this cannot be undone.',
    due: 'Answer by',
    late: 'The day to answer by is over.',
    id: 'Dispute ID',
    payment: 'Payment',
    reason: 'Reason',
    submitted: 'Times answered',
    refundable: 'Can still be refunded',
    evidence: 'Evidence',
    movements: 'Movements',
    timeline: 'Timeline',
  },
  de: {
    disputes: 'Streitfälle',
    accept: 'Streitfall annehmen',
    sure: 'Das Geld bleibt beim Kunden, und das kann nicht rückgängig gemacht werden.',
    due: 'Antwort bis',
    late: 'Der Tag für die Antwort ist vorbei.',
    id: 'Streitfall-ID',
    payment: 'Zahlung',
    reason: 'Grund',
    submitted: 'Mal geantwortet',
    refundable: 'Kann noch erstattet werden',
    evidence: 'Beweise',
    movements: 'Umsätze',
    timeline: 'Verlauf',
  },
})

const UNANSWERED: readonly string[] = ['needs_response', 'warning_needs_response']

export default function DisputePage({ id }: { readonly id: string }) {
  const reading = useGet<Stripe.Dispute>(`/v1/disputes/${id}`, EXPANDED)
  return <Shown of={reading}>{(dispute) => <Whole of={dispute} />}</Shown>
}

function Whole({ of }: { readonly of: Stripe.Dispute }) {
  const { id, status, evidence_details: details } = of
  const isOpen = UNANSWERED.includes(status)
  const events = useEvents([id])
  return (
    <Page
      title={money(of.amount, of.currency)}
      over={<a href={href('/disputes')}>{W.disputes}</a>}
      lead={
        <span class="line">
          <Status of={status} /> {reasonText(of.reason)}
        </span>
      }
      actions={
        <>
          {isOpen && (
            <Act path={`/v1/disputes/${id}/close`} sure={W.sure}>
              {W.accept}
            </Act>
          )}
          <AsJson id={id} />
        </>
      }
    >
      {isOpen && details.due_by !== null && (
        <p class="note">
          {details.past_due ? (
            W.late
          ) : (
            <>
              {W.due} <Moment at={details.due_by} />.
            </>
          )}
        </p>
      )}
      <div class="two">
        <div class="stack">
          <Section title={W.evidence}>
            <Evidence of={of} isOpen={isOpen} />
          </Section>
          <Documents of={of} isOpen={isOpen} />
          {of.balance_transactions.length > 0 && (
            <Section title={W.movements}>
              <Table caption={W.movements} rows={of.balance_transactions} columns={TRANSACTION_COLUMNS.slice(0, 4)} />
            </Section>
          )}
        </div>
        <div class="stack">
          <Section title={COMMON.details}>
            <Facts
              of={[
                [W.id, <Copy text={id} />],
                [
                  W.payment,
                  <a href={href(`/payments/${idOf(of.payment_intent) ?? idOf(of.charge)}`)}>
                    <Money of={of.amount} in={of.currency} />
                  </a>,
                ],
                [W.reason, reasonText(of.reason)],
                [W.submitted, details.submission_count === 0 ? undefined : details.submission_count],
                [W.refundable, of.is_charge_refundable ? COMMON.yes : COMMON.no],
                [COMMON.created, <Moment at={of.created} />],
              ]}
            />
          </Section>
          <MetadataSection path={`/v1/disputes/${id}`} of={of.metadata} />
          <Section title={W.timeline}>
            <Shown of={events}>{(all) => <Timeline of={all} />}</Shown>
          </Section>
        </div>
      </div>
    </Page>
  )
}
