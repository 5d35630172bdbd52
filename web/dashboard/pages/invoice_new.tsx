// The form for a new invoice: who is billed, for what, and how it is to be paid. It is a draft at first.
import type Stripe from 'stripe'
import { useRef, useState } from 'preact/hooks'
import { call, useGet } from '../api.ts'
import { go, href, param } from '../router.ts'
import { tell } from '../ui/act.tsx'
import { AmountIn } from '../ui/currency.tsx'
import { Check, Choice, Form, Lines, Text } from '../ui/form.tsx'
import { Page } from '../ui/page.tsx'
import { type Choosable, Pick } from '../ui/pick.tsx'
import { customerChoice, discountsOf, findCustomers, findDiscounts } from '../ui/pickers.ts'
import { COMMON, words } from '../words.ts'

const W = words({
  en: {
    title: 'Create invoice',
    invoices: 'Invoices',
    submit: 'Create draft',
    first: 'First item',
    firstHint: 'More are added to the draft.',
    waiting: 'With items that wait for the customer’s next invoice',
    how: 'How it is paid',
    collection: 'Collection',
    automatic: 'Charged automatically',
    sent: 'Sent to the customer',
    due: 'Days until due',
    memo: 'Memo',
    discount: 'Discount',
    discountHint: 'A coupon or a promotion code',
  },
  de: {
    title: 'Rechnung anlegen',
    invoices: 'Rechnungen',
    submit: 'Entwurf anlegen',
    first: 'Erster Posten',
    firstHint: 'Weitere kommen im Entwurf dazu.',
    waiting: 'Mit Posten, die auf die nächste Rechnung des Kunden warten',
    how: 'Wie bezahlt wird',
    collection: 'Einzug',
    automatic: 'Wird automatisch belastet',
    sent: 'Wird dem Kunden geschickt',
    due: 'Tage bis zur Fälligkeit',
    memo: 'Bemerkung',
    discount: 'Rabatt',
    discountHint: 'Ein Gutschein oder Aktionscode',
  },
})

/** Waits for the customer whom the address names, so that the field begins with them. */
export default function NewInvoice() {
  const given = param('customer')
  const { data } = useGet<Stripe.Customer>(given && `/v1/customers/${given}`)
  if (given !== undefined && !data) return null
  return <Whole first={data && customerChoice(data)} currency={data?.currency ?? undefined} />
}

function Whole({ first, currency }: { readonly first: Choosable | undefined; readonly currency: string | undefined }) {
  const [isSent, setSent] = useState(true)
  const item = useRef({ amount: '', description: '' })
  return (
    <Page title={W.title} over={<a href={href('/invoices')}>{W.invoices}</a>}>
      <Form
        path="/v1/invoices"
        submit={W.submit}
        shape={({ discount, amount, text, waiting, ...filled }) => {
          item.current = { amount: amount ?? '', description: text ?? '' }
          return {
            ...filled,
            discounts: discountsOf(discount),
            pending_invoice_items_behavior: waiting ? 'include' : 'exclude',
            auto_advance: false,
          }
        }}
        cancel={() => go('/invoices')}
        done={({ id }) => withItem(id, item.current)}
      >
        <Pick name="customer" label={COMMON.customer} find={findCustomers} chosen={first} required />
        <fieldset>
          <legend>{W.first}</legend>
          <Text name="text" label={COMMON.description} />
          <AmountIn name="amount" hint={W.firstHint} required={false} {...(currency && { currency })} />
        </fieldset>
        <Check name="waiting" label={W.waiting} checked />
        <fieldset>
          <legend>{W.how}</legend>
          <div class="fields">
            <Choice
              name="collection_method"
              label={W.collection}
              choices={[
                ['send_invoice', W.sent],
                ['charge_automatically', W.automatic],
              ]}
              change={(method) => setSent(method === 'send_invoice')}
            />
            {isSent && <Text name="days_until_due" type="number" label={W.due} value="30" required />}
          </div>
          <Pick name="discount" label={W.discount} hint={W.discountHint} find={findDiscounts} />
        </fieldset>
        <Lines name="description" label={W.memo} rows={2} />
      </Form>
    </Page>
  )
}

/** Adds the first item, where there is one; the draft is shown whatever comes of that. */
async function withItem(
  id: string,
  { amount, description }: { readonly amount: string; readonly description: string },
) {
  try {
    if (amount !== '') await call('POST', `/v1/invoices/${id}/add_lines`, { lines: { 0: { amount, description } } })
  } catch (thrown) {
    tell((thrown as Error).message, true)
  }
  go(`/invoices/${id}`)
}
