// Coupons: what takes something off what is billed. Customers redeem them by promotion codes.
import type Stripe from 'stripe'
import { useState } from 'preact/hooks'
import { go, href } from '../router.ts'
import { couponText } from '../ui/catalog.ts'
import { closeDialog } from '../ui/dialog.tsx'
import { AmountIn } from '../ui/currency.tsx'
import { Moment, Status } from '../ui/fields.tsx'
import { Choice, Form, Text, When } from '../ui/form.tsx'
import { Asks } from '../ui/more.tsx'
import { Page } from '../ui/page.tsx'
import { List } from '../ui/table.tsx'
import { COMMON, words } from '../words.ts'

const W = words({
  en: {
    title: 'Coupons',
    lead: 'What takes something off. Customers redeem a coupon by its promotion codes, or you give it to them.',
    add: 'Create coupon',
    codes: 'Promotion codes',
    terms: 'Terms',
    redeemed: 'Redeemed',
    empty: 'There is no coupon yet.',
    id: 'ID',
    idHint: 'A word of your own, or none for one by chance.',
    kind: 'What it takes off',
    percent: 'A part, in percent',
    amount: 'An amount',
    off: 'Percent',
    duration: 'How long',
    durations: { once: 'Once', repeating: 'For some months', forever: 'Forever' },
    months: 'Months',
    most: 'Redeemed at most',
    until: 'Redeemed until',
  },
  de: {
    title: 'Gutscheine',
    lead: 'Was etwas abzieht. Kunden lösen einen Gutschein mit Aktionscodes ein, oder Sie geben ihn selbst.',
    add: 'Gutschein anlegen',
    codes: 'Aktionscodes',
    terms: 'Bedingungen',
    redeemed: 'Eingelöst',
    empty: 'Es gibt noch keinen Gutschein.',
    id: 'ID',
    idHint: 'Ein eigenes Wort, oder keines für ein zufälliges.',
    kind: 'Was abgezogen wird',
    percent: 'Ein Teil, in Prozent',
    amount: 'Ein Betrag',
    off: 'Prozent',
    duration: 'Wie lange',
    durations: { once: 'Einmal', repeating: 'Einige Monate lang', forever: 'Dauerhaft' },
    months: 'Monate',
    most: 'Höchstens eingelöst',
    until: 'Eingelöst bis',
  },
})

export default function Coupons() {
  return (
    <Page
      title={W.title}
      lead={W.lead}
      actions={
        <>
          <a class="button quiet" href={href('/promotion_codes')}>
            {W.codes}
          </a>
          <Asks title={W.add} quiet={false} body={() => <NewCoupon />} />
        </>
      }
    >
      <List<Stripe.Coupon>
        path="/v1/coupons"
        caption={W.title}
        empty={W.empty}
        to={({ id }) => `/coupons/${encodeURIComponent(id)}`}
        columns={[
          { title: COMMON.name, cell: ({ name, id }) => name ?? id },
          { title: W.terms, cell: couponText },
          { title: W.redeemed, right: true, cell: redeemedText },
          { title: COMMON.status, cell: ({ valid }) => <Status of={valid ? 'active' : 'expired'} /> },
          { title: COMMON.created, cell: ({ created }) => <Moment at={created} /> },
        ]}
      />
    </Page>
  )
}

/** How often, of how many times: `2 / 10`. */
export const redeemedText = ({
  times_redeemed,
  max_redemptions,
}: Pick<Stripe.Coupon, 'times_redeemed' | 'max_redemptions'>): string =>
  max_redemptions === null ? String(times_redeemed) : `${times_redeemed} / ${max_redemptions}`

function NewCoupon() {
  const [isAmount, setAmount] = useState(false)
  const [duration, setDuration] = useState('once')
  return (
    <Form
      path="/v1/coupons"
      submit={W.add}
      done={({ id }) => {
        closeDialog()
        go(`/coupons/${encodeURIComponent(id)}`)
      }}
      cancel={closeDialog}
    >
      <div class="fields">
        <Text name="name" label={COMMON.name} />
        <Text name="id" label={W.id} hint={W.idHint} />
      </div>
      <Choice
        name=""
        label={W.kind}
        choices={[
          ['percent', W.percent],
          ['amount', W.amount],
        ]}
        change={(kind) => setAmount(kind === 'amount')}
      />
      {isAmount ? <AmountIn name="amount_off" /> : <Text name="percent_off" label={W.off} required />}
      <div class="fields">
        <Choice name="duration" label={W.duration} choices={Object.entries(W.durations)} change={setDuration} />
        {duration === 'repeating' && <Text name="duration_in_months" type="number" label={W.months} required />}
      </div>
      <div class="fields">
        <Text name="max_redemptions" type="number" label={W.most} />
        <When name="redeem_by" label={W.until} />
      </div>
    </Form>
  )
}
