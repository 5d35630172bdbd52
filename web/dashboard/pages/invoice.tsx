// One invoice: its lines and what they add up to, who pays it and how, what was tried, and what can be done with it.
import type Stripe from 'stripe'
import { useGet } from '../api.ts'
import { money } from '../format.ts'
import { go, href } from '../router.ts'
import { Act } from '../ui/act.tsx'
import { Copy, Facts, Id, idOf, Moment, Status } from '../ui/fields.tsx'
import { InvoiceLines, Totals } from '../ui/invoice_lines.tsx'
import { Latest } from '../ui/latest.tsx'
import { MetadataSection } from '../ui/metadata.tsx'
import { AsJson, Asks, More } from '../ui/more.tsx'
import { Page, Section, Shown } from '../ui/page.tsx'
import { reasonText } from '../ui/reasons.ts'
import { COMMON, words } from '../words.ts'
import { CreditNote, Pay } from './invoice_acts.tsx'
import { AddItem, EditInvoice, LineActs } from './invoice_draft.tsx'
import { InvoicePayments, InvoiceTimeline } from './invoice_payments.tsx'

const W = words({
  en: {
    invoices: 'Invoices',
    draft: 'Draft invoice',
    finalize: 'Finalise',
    send: 'Finalise and send',
    resend: 'Send',
    pay: 'Pay',
    void: 'Void',
    voidSure: 'Nothing is owed any more, and this cannot be undone.',
    uncollectible: 'Mark uncollectible',
    credit: 'Credit note',
    edit: 'Edit settings',
    addItem: 'Add item',
    deleteSure: 'The draft and its items are gone.',
    deleted: 'The draft was deleted.',
    sent: 'The invoice was sent.',
    hosted: 'Payment page',
    lines: 'Lines',
    change: 'Change',
    creditNotes: 'Credit notes',
    number: 'Number',
    reason: 'Reason',
    id: 'Invoice ID',
    subscription: 'Subscription',
    due: 'Due',
    collection: 'Collection',
    automatic: 'Charged automatically',
    bySending: 'Sent to the customer',
    attempts: 'Attempts',
    next: 'Next attempt',
    finalises: 'Finalises itself',
    finalised: 'Finalised',
    paidAt: 'Paid',
    why: 'Made by',
    memo: 'Memo',
    footer: 'Footer',
    failed: 'It could not be finalised:',
  },
  de: {
    invoices: 'Rechnungen',
    draft: 'Rechnungsentwurf',
    finalize: 'Finalisieren',
    send: 'Finalisieren und senden',
    resend: 'Senden',
    pay: 'Bezahlen',
    void: 'Stornieren',
    voidSure: 'Es ist nichts mehr geschuldet, und das kann nicht rückgängig gemacht werden.',
    uncollectible: 'Als uneinbringlich markieren',
    credit: 'Gutschrift',
    edit: 'Einstellungen bearbeiten',
    addItem: 'Posten hinzufügen',
    deleteSure: 'Der Entwurf und seine Posten sind dann weg.',
    deleted: 'Der Entwurf wurde gelöscht.',
    sent: 'Die Rechnung wurde gesendet.',
    hosted: 'Bezahlseite',
    lines: 'Posten',
    change: 'Ändern',
    creditNotes: 'Gutschriften',
    number: 'Nummer',
    reason: 'Grund',
    id: 'Rechnungs-ID',
    subscription: 'Abonnement',
    due: 'Fällig',
    collection: 'Einzug',
    automatic: 'Wird automatisch belastet',
    bySending: 'Wird dem Kunden geschickt',
    attempts: 'Versuche',
    next: 'Nächster Versuch',
    finalises: 'Finalisiert sich',
    finalised: 'Finalisiert',
    paidAt: 'Bezahlt',
    why: 'Anlass',
    memo: 'Bemerkung',
    footer: 'Fußzeile',
    failed: 'Sie konnte nicht finalisiert werden:',
  },
})

export default function InvoicePage({ id }: { readonly id: string }) {
  const reading = useGet<Stripe.Invoice>(`/v1/invoices/${id}`)
  return <Shown of={reading}>{(invoice) => <Whole of={invoice} />}</Shown>
}

function Whole({ of }: { readonly of: Stripe.Invoice }) {
  const id = of.id!
  const lines = useGet<{ data: readonly Stripe.InvoiceLineItem[] }>(`/v1/invoices/${id}/lines`, { limit: 100 })
  const isDraft = of.status === 'draft'
  const customer = idOf(of.customer)
  return (
    <Page
      title={of.number ?? W.draft}
      over={<a href={href('/invoices')}>{W.invoices}</a>}
      lead={
        <span class="line">
          <Status of={of.status ?? 'draft'} /> {money(of.total, of.currency)}
          {customer && <a href={href(`/customers/${customer}`)}>{of.customer_name || of.customer_email || customer}</a>}
        </span>
      }
      actions={<Acts of={of} id={id} />}
    >
      {of.last_finalization_error && (
        <p class="problem">
          <strong>{W.failed}</strong> {of.last_finalization_error.message}
        </p>
      )}
      <div class="two">
        <div class="stack">
          <Section
            title={W.lines}
            actions={isDraft && <Asks title={W.addItem} body={() => <AddItem id={id} currency={of.currency} />} />}
          >
            <Shown of={lines}>
              {({ data }) => (
                <InvoiceLines
                  of={data}
                  more={
                    isDraft
                      ? [
                          {
                            title: W.change,
                            unseen: true,
                            right: true,
                            cell: (line) => <LineActs invoice={id} of={line} />,
                          },
                        ]
                      : []
                  }
                />
              )}
            </Shown>
            <Totals of={of} />
          </Section>
          <InvoicePayments id={id} />
          <Latest<Stripe.CreditNote>
            title={W.creditNotes}
            path="/v1/credit_notes"
            params={{ invoice: id }}
            hides
            to={(note) => `/id/${note.id}?as=json`}
            columns={[
              { title: W.number, cell: ({ number }) => number },
              { title: COMMON.amount, right: true, cell: ({ total, currency }) => money(total, currency) },
              { title: COMMON.status, cell: ({ status }) => <Status of={status} /> },
              { title: W.reason, cell: ({ reason }) => reasonText(reason) },
              {
                title: 'PDF',
                cell: ({ pdf }) => (
                  <a href={pdf} target="_blank" rel="noreferrer">
                    PDF
                  </a>
                ),
              },
              {
                title: W.void,
                unseen: true,
                right: true,
                cell: (note) =>
                  note.status === 'issued' && note.type === 'pre_payment' ? (
                    <Act small path={`/v1/credit_notes/${note.id}/void`} sure={W.voidSure}>
                      {W.void}
                    </Act>
                  ) : null,
              },
            ]}
          />
        </div>
        <div class="stack">
          <Section title={COMMON.details}>
            <Facts of={facts(of)} />
          </Section>
          <MetadataSection path={`/v1/invoices/${id}`} of={of.metadata} />
          <InvoiceTimeline id={id} />
        </div>
      </div>
    </Page>
  )
}

function Acts({ of, id }: { readonly of: Stripe.Invoice; readonly id: string }) {
  const path = `/v1/invoices/${id}`
  const isSent = of.collection_method === 'send_invoice'
  const link = (to: string | null | undefined, title: string) =>
    to && (
      <a class="button quiet" href={to} target="_blank" rel="noreferrer">
        {title}
      </a>
    )
  if (of.status === 'draft')
    return (
      <>
        {isSent && (
          <Act quiet={false} path={`${path}/send`} done={W.sent}>
            {W.send}
          </Act>
        )}
        <Act quiet={isSent} path={`${path}/finalize`} params={{ auto_advance: !isSent }}>
          {W.finalize}
        </Act>
        <Asks title={W.edit} body={() => <EditInvoice of={of} />} />
        <More>
          <AsJson id={id} />
          {!of.parent && (
            <Act method="DELETE" path={path} sure={W.deleteSure} done={W.deleted} then={() => go('/invoices')}>
              {COMMON.delete}
            </Act>
          )}
        </More>
      </>
    )
  const isOwed = of.status === 'open' || of.status === 'uncollectible'
  return (
    <>
      {isOwed && <Asks title={W.pay} quiet={false} body={() => <Pay of={of} />} />}
      {of.status === 'open' && (
        <Act path={`${path}/send`} done={W.sent}>
          {W.resend}
        </Act>
      )}
      {link(of.invoice_pdf, 'PDF')}
      {link(of.hosted_invoice_url, W.hosted)}
      <More>
        {(of.status === 'open' || of.status === 'paid') && (
          <Asks title={W.credit} body={() => <CreditNote of={of} />} />
        )}
        {of.status === 'open' && <Act path={`${path}/mark_uncollectible`}>{W.uncollectible}</Act>}
        {of.status === 'open' && (
          <Act path={`${path}/void`} sure={W.voidSure}>
            {W.void}
          </Act>
        )}
        <AsJson id={id} />
      </More>
    </>
  )
}

function facts(of: Stripe.Invoice) {
  const subscription = idOf(of.parent?.subscription_details?.subscription)
  const moment = (at: number | null | undefined) => (at === null || at === undefined ? undefined : <Moment at={at} />)
  return [
    [W.id, <Copy text={of.id!} />],
    [W.subscription, subscription === undefined ? undefined : <Id of={subscription} />],
    [W.due, moment(of.due_date)],
    [W.collection, of.collection_method === 'send_invoice' ? W.bySending : W.automatic],
    [W.attempts, of.attempt_count === 0 ? undefined : of.attempt_count],
    [W.next, of.status === 'open' ? moment(of.next_payment_attempt) : undefined],
    [W.finalises, of.status === 'draft' ? moment(of.automatically_finalizes_at) : undefined],
    [W.finalised, moment(of.status_transitions.finalized_at)],
    [W.paidAt, moment(of.status_transitions.paid_at)],
    [W.why, reasonText(of.billing_reason)],
    [W.memo, of.description ?? undefined],
    [W.footer, of.footer ?? undefined],
    [COMMON.created, <Moment at={of.created} />],
  ] as const
}
