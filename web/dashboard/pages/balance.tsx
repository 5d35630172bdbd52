// What the account has: available and on its way, what is paid out, and every movement.
import type Stripe from 'stripe'
import { useGet } from '../api.ts'
import { bankDay, money } from '../format.ts'
import { param } from '../router.ts'
import { closeDialog } from '../ui/dialog.tsx'
import { AmountIn } from '../ui/currency.tsx'
import { idOf, Money, Status } from '../ui/fields.tsx'
import { Filters, momentOf, OneOf } from '../ui/filters.tsx'
import { Choice, Form, Text } from '../ui/form.tsx'
import { Latest } from '../ui/latest.tsx'
import { Asks } from '../ui/more.tsx'
import { Page, Section, Shown } from '../ui/page.tsx'
import { List } from '../ui/table.tsx'
import { COMMON, words } from '../words.ts'
import { TRANSACTION_COLUMNS, TYPES, typeText } from './balance_transactions.tsx'

const W = words({
  en: {
    title: 'Balance',
    lead: 'What you have with your processor, and where it went.',
    available: 'Available',
    pending: 'On its way',
    payouts: 'Payouts',
    noPayouts: 'Nothing was paid out yet.',
    payOut: 'Pay out',
    how: 'How fast',
    standard: 'Standard',
    instant: 'Instant',
    arrives: 'Arrives',
    to: 'To',
    movements: 'Movements',
    type: 'Type',
    anyType: 'All types',
    empty: 'No movement fits.',
  },
  de: {
    title: 'Saldo',
    lead: 'Was Sie beim Zahlungsdienst haben, und wohin es ging.',
    available: 'Verfügbar',
    pending: 'Unterwegs',
    payouts: 'Auszahlungen',
    noPayouts: 'Es wurde noch nichts ausgezahlt.',
    payOut: 'Auszahlen',
    how: 'Wie schnell',
    standard: 'Standard',
    instant: 'Sofort',
    arrives: 'Kommt an',
    to: 'An',
    movements: 'Umsätze',
    type: 'Art',
    anyType: 'Alle Arten',
    empty: 'Kein Umsatz passt.',
  },
})

export default function BalancePage() {
  const reading = useGet<Stripe.Balance>('/v1/balance')
  const [type, currency] = [param('type'), param('currency')]
  return (
    <Page
      title={W.title}
      lead={W.lead}
      actions={<Asks title={W.payOut} quiet={false} body={() => <PayOut of={reading.data} />} />}
    >
      <Shown of={reading}>
        {({ available, pending }) => (
          <div class="grid">
            {available.map((one) => (
              <div key={one.currency} class="card">
                <h2>
                  {W.available} · {one.currency.toUpperCase()}
                </h2>
                <p class="figure">{money(one.amount, one.currency)}</p>
                <p class="quiet-text">
                  {W.pending}: {money(amountIn(pending, one.currency), one.currency)}
                </p>
              </div>
            ))}
          </div>
        )}
      </Shown>
      <Latest<Stripe.Payout>
        title={W.payouts}
        path="/v1/payouts"
        params={{ expand: ['data.destination'] }}
        limit={5}
        all="/payouts"
        empty={W.noPayouts}
        to={({ id }) => `/payouts/${id}`}
        columns={PAYOUT_COLUMNS}
      />
      <Section title={W.movements}>
        <Filters currency>
          <OneOf
            name="type"
            label={W.type}
            choices={[['', W.anyType], ...TYPES.map((one) => [one, typeText(one)] as const)]}
          />
        </Filters>
        <List<Stripe.BalanceTransaction>
          path="/v1/balance_transactions"
          params={{
            type,
            currency,
            created: { gte: momentOf(param('from')), lt: momentOf(param('until'), 1) },
          }}
          caption={W.movements}
          empty={W.empty}
          columns={TRANSACTION_COLUMNS}
        />
      </Section>
    </Page>
  )
}

const amountIn = (of: readonly { readonly amount: number; readonly currency: string }[], currency: string): number =>
  of.find((one) => one.currency === currency)?.amount ?? 0

export const PAYOUT_COLUMNS = [
  {
    title: COMMON.amount,
    cell: ({ amount, currency }: Stripe.Payout) => <Money of={amount} in={currency} />,
  },
  { title: COMMON.status, cell: ({ status }: Stripe.Payout) => <Status of={status} kind="payout" /> },
  { title: W.to, cell: ({ destination }: Stripe.Payout) => destinationText(destination) },
  { title: COMMON.description, cell: ({ description }: Stripe.Payout) => description ?? '–' },
  { title: W.arrives, cell: ({ arrival_date }: Stripe.Payout) => bankDay(arrival_date) },
]

/** `STRIPE TEST BANK •••• 6789`; an id where it was not expanded. */
export function destinationText(of: Stripe.Payout['destination']) {
  if (of === null) return '–'
  if (typeof of === 'string') return <code>{of}</code>
  const known = of as unknown as { bank_name?: string | null; brand?: string; last4?: string }
  return known.last4 ? `${known.bank_name ?? known.brand ?? ''} •••• ${known.last4}` : idOf(of as { id: string })
}

function PayOut({ of }: { readonly of: Stripe.Balance | undefined }) {
  const among = of?.available.map(({ currency }) => currency) ?? []
  return (
    <Form path="/v1/payouts" submit={W.payOut} done={closeDialog} cancel={closeDialog}>
      <AmountIn name="amount" {...(among.length > 0 && { among })} />
      <Choice
        name="method"
        label={W.how}
        choices={[
          ['standard', W.standard],
          ['instant', W.instant],
        ]}
      />
      <Text name="description" label={COMMON.description} />
    </Form>
  )
}
