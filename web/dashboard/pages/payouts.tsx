// Every payout, by status.
import type Stripe from 'stripe'
import { href, param } from '../router.ts'
import { Page } from '../ui/page.tsx'
import { statusWord } from '../ui/status_words.ts'
import { List, Tabs } from '../ui/table.tsx'
import { COMMON, words } from '../words.ts'
import { PAYOUT_COLUMNS } from './balance.tsx'

const W = words({
  en: { title: 'Payouts', balance: 'Balance', empty: 'No payout fits.' },
  de: { title: 'Auszahlungen', balance: 'Saldo', empty: 'Keine Auszahlung passt.' },
})

const STATUSES = ['pending', 'in_transit', 'paid', 'failed', 'canceled']

export default function Payouts() {
  return (
    <Page title={W.title} over={<a href={href('/balance')}>{W.balance}</a>}>
      <Tabs
        name="status"
        label={COMMON.status}
        choices={[[undefined, COMMON.all], ...STATUSES.map((one) => [one, statusWord(one, 'payout')] as const)]}
      />
      <List<Stripe.Payout>
        path="/v1/payouts"
        params={{ status: param('status'), expand: ['data.destination'] }}
        caption={W.title}
        empty={W.empty}
        to={({ id }) => `/payouts/${id}`}
        columns={PAYOUT_COLUMNS}
      />
    </Page>
  )
}
