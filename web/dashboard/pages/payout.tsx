// One payout: where it went and when it arrives, and the movements that it is made of.
import type Stripe from 'stripe'
import { useGet } from '../api.ts'
import { bankDay, money } from '../format.ts'
import { href } from '../router.ts'
import { Act } from '../ui/act.tsx'
import { Copy, Facts, Moment, Status } from '../ui/fields.tsx'
import { MoneyComesBack } from '../ui/happens.tsx'
import { MetadataSection } from '../ui/metadata.tsx'
import { AsJson } from '../ui/more.tsx'
import { Page, Section, Shown } from '../ui/page.tsx'
import { List } from '../ui/table.tsx'
import { Timeline, useEvents } from '../ui/timeline.tsx'
import { COMMON, words } from '../words.ts'
import { destinationText } from './balance.tsx'
import { TRANSACTION_COLUMNS } from './balance_transactions.tsx'

const W = words({
  en: {
    balance: 'Balance',
    cancel: 'Cancel payout',
    reverse: 'Reverse',
    sure: 'The money comes back from the bank.',
    movements: 'Movements in it',
    byHand: 'It was made by hand, and so is not made of single movements.',
    empty: 'The movements are not settled yet.',
    id: 'Payout ID',
    to: 'To',
    arrives: 'Arrives',
    how: 'How',
    automatic: 'automatic',
    manual: 'by hand',
    statement: 'On the statement',
    failed: 'It failed:',
    timeline: 'Timeline',
  },
  de: {
    balance: 'Saldo',
    cancel: 'Auszahlung stornieren',
    reverse: 'Zurückholen',
    sure: 'Das Geld kommt von der Bank zurück.',
    movements: 'Umsätze darin',
    byHand: 'Sie wurde von Hand angelegt und besteht darum nicht aus einzelnen Umsätzen.',
    empty: 'Die Umsätze sind noch nicht abgeglichen.',
    id: 'Auszahlungs-ID',
    to: 'An',
    arrives: 'Kommt an',
    how: 'Wie',
    automatic: 'automatisch',
    manual: 'von Hand',
    statement: 'Auf dem Kontoauszug',
    failed: 'Sie schlug fehl:',
    timeline: 'Verlauf',
  },
})

const mayComeBack = ({ status, amount, reversed_by }: Stripe.Payout): boolean =>
  ['pending', 'in_transit', 'paid'].includes(status) && amount > 0 && reversed_by === null

export default function PayoutPage({ id }: { readonly id: string }) {
  const reading = useGet<Stripe.Payout>(`/v1/payouts/${id}`, { expand: ['destination'] })
  const events = useEvents([id])
  return (
    <Shown of={reading}>
      {(payout) => (
        <Page
          title={money(payout.amount, payout.currency)}
          over={<a href={href('/balance')}>{W.balance}</a>}
          lead={<Status of={payout.status} kind="payout" />}
          actions={
            <>
              {payout.status === 'pending' && <Act path={`/v1/payouts/${id}/cancel`}>{W.cancel}</Act>}
              {payout.status === 'paid' && payout.reversed_by === null && payout.original_payout === null && (
                <Act path={`/v1/payouts/${id}/reverse`} sure={W.sure}>
                  {W.reverse}
                </Act>
              )}
              {mayComeBack(payout) && <MoneyComesBack path={`payouts/${id}`} />}
              <AsJson id={id} />
            </>
          }
        >
          {payout.failure_message && (
            <p class="problem">
              <strong>{W.failed}</strong> {payout.failure_message} <code>{payout.failure_code}</code>
            </p>
          )}
          <div class="two">
            <div class="stack">
              <Section title={W.movements}>
                {payout.automatic ? (
                  <List<Stripe.BalanceTransaction>
                    path="/v1/balance_transactions"
                    params={{ payout: id }}
                    caption={W.movements}
                    empty={W.empty}
                    columns={TRANSACTION_COLUMNS.filter(({ title }) => title !== COMMON.status)}
                  />
                ) : (
                  <p class="quiet-text">{W.byHand}</p>
                )}
              </Section>
            </div>
            <div class="stack">
              <Section title={COMMON.details}>
                <Facts
                  of={[
                    [W.id, <Copy text={id} />],
                    [W.to, destinationText(payout.destination)],
                    [W.arrives, bankDay(payout.arrival_date)],
                    [W.how, `${payout.method}, ${payout.automatic ? W.automatic : W.manual}`],
                    [W.statement, payout.statement_descriptor ?? undefined],
                    [COMMON.description, payout.description ?? undefined],
                    [COMMON.created, <Moment at={payout.created} />],
                  ]}
                />
              </Section>
              <MetadataSection path={`/v1/payouts/${id}`} of={payout.metadata} />
              <Section title={W.timeline}>
                <Shown of={events}>{(all) => <Timeline of={all} />}</Shown>
              </Section>
            </div>
          </div>
        </Page>
      )}
    </Shown>
  )
}
