// What the pages of payments and of charges have in common: their head, refunds and disputes, and what is known of a charge.
import type Stripe from 'stripe'
import { money } from '../format.ts'
import { href } from '../router.ts'
import { Act } from '../ui/act.tsx'
import { Id, idOf, Moment, Status } from '../ui/fields.tsx'
import { MoneyComesBack } from '../ui/happens.tsx'
import { Latest } from '../ui/latest.tsx'
import { customerTitle } from '../ui/pickers.ts'
import { reasonText } from '../ui/reasons.ts'
import { COMMON, words } from '../words.ts'

const W = words({
  en: {
    payments: 'Payments',
    refunds: 'Refunds',
    reason: 'Reason',
    disputes: 'Disputes',
    due: 'Answer by',
    threeD: '3-D Secure',
    risk: 'Risk',
    statement: 'On the statement',
    mail: 'Receipt to',
  },
  de: {
    payments: 'Zahlungen',
    refunds: 'Erstattungen',
    reason: 'Grund',
    disputes: 'Streitfälle',
    due: 'Antwort bis',
    threeD: '3-D Secure',
    risk: 'Risiko',
    statement: 'Auf dem Kontoauszug',
    mail: 'Beleg an',
  },
})

export const Back = () => <a href={href('/payments')}>{W.payments}</a>

export const Lead = ({
  status,
  customer,
  about,
}: {
  readonly status: string
  readonly customer: Stripe.Charge['customer']
  readonly about: string | null
}) => (
  <span class="line">
    <Status of={status} />
    {customer && (
      <a href={href(`/customers/${idOf(customer)}`)}>
        {typeof customer === 'object' && !customer.deleted ? customerTitle(customer) : idOf(customer)}
      </a>
    )}
    {about}
  </span>
)

export const isRefundable = ({ status, captured, refunded, disputed }: Stripe.Charge): boolean =>
  status === 'succeeded' && captured && !refunded && !disputed

/** What came of the payment later. */
export const Belongings = ({ name, id }: { readonly name: 'payment_intent' | 'charge'; readonly id: string }) => (
  <>
    <Latest<Stripe.Dispute>
      title={W.disputes}
      path="/v1/disputes"
      params={{ [name]: id }}
      hides
      to={(one) => `/disputes/${one.id}`}
      columns={[
        { title: COMMON.amount, cell: ({ amount, currency }) => money(amount, currency) },
        { title: COMMON.status, cell: ({ status }) => <Status of={status} /> },
        { title: W.reason, cell: ({ reason }) => reasonText(reason) },
        { title: W.due, cell: ({ evidence_details }) => <Moment at={evidence_details.due_by} /> },
      ]}
    />
    <Latest<Stripe.Refund>
      title={W.refunds}
      path="/v1/refunds"
      params={{ [name]: id }}
      hides
      columns={[
        { title: COMMON.amount, cell: (one) => <Id of={one.id}>{money(one.amount, one.currency)}</Id> },
        { title: COMMON.status, cell: ({ status }) => <Status of={status ?? 'pending'} /> },
        { title: W.reason, cell: ({ reason }) => reasonText(reason) },
        { title: COMMON.created, cell: ({ created }) => <Moment at={created} /> },
        {
          title: COMMON.cancel,
          unseen: true,
          right: true,
          cell: ({ id: refund, status }) =>
            status === 'requires_action' ? (
              <Act small path={`/v1/refunds/${refund}/cancel`}>
                {COMMON.cancel}
              </Act>
            ) : status === 'succeeded' || status === 'pending' ? (
              <MoneyComesBack small path={`refunds/${refund}`} />
            ) : null,
        },
      ]}
    />
  </>
)

export const chargeFacts = ({ outcome, payment_method_details: paid, ...of }: Stripe.Charge) =>
  [
    [W.threeD, paid?.card?.three_d_secure?.result?.replaceAll('_', ' ') ?? undefined],
    [W.risk, outcome?.risk_level?.replaceAll('_', ' ')],
    [W.statement, of.calculated_statement_descriptor ?? undefined],
    [W.mail, of.receipt_email ?? undefined],
  ] as const
