// What a draft may still be: items added, changed and taken away, and how it is to be paid.
import type Stripe from 'stripe'
import { useState } from 'preact/hooks'
import { useGet } from '../api.ts'
import { decimalOf, percent } from '../format.ts'
import { Act } from '../ui/act.tsx'
import { closeDialog } from '../ui/dialog.tsx'
import { idOf } from '../ui/fields.tsx'
import { Amount, Check, Choice, Form, Lines, Text } from '../ui/form.tsx'
import { Asks } from '../ui/more.tsx'
import { Pick } from '../ui/pick.tsx'
import { discountsOf, findDiscounts, findPrices } from '../ui/pickers.ts'
import { COMMON, words } from '../words.ts'

const W = words({
  en: {
    add: 'Add item',
    kind: 'What',
    priced: 'A price of a product',
    free: 'An amount',
    price: 'Price',
    quantity: 'Quantity',
    freeHint: 'Less than nothing takes off.',
    edit: 'Edit line',
    remove: 'Remove',
    collection: 'Collection',
    automatic: 'Charged automatically',
    sent: 'Sent to the customer',
    due: 'Days until due',
    discount: 'Discount',
    discountHint: 'A coupon or a promotion code, in place of those that there are',
    noDiscount: 'Take the discounts away',
    tax: 'Tax rate',
    noTax: 'No tax',
    memo: 'Memo',
    footer: 'Footer',
  },
  de: {
    add: 'Posten hinzufügen',
    kind: 'Was',
    priced: 'Ein Preis eines Produkts',
    free: 'Ein Betrag',
    price: 'Preis',
    quantity: 'Menge',
    freeHint: 'Weniger als nichts wird abgezogen.',
    edit: 'Posten bearbeiten',
    remove: 'Entfernen',
    collection: 'Einzug',
    automatic: 'Wird automatisch belastet',
    sent: 'Wird dem Kunden geschickt',
    due: 'Tage bis zur Fälligkeit',
    discount: 'Rabatt',
    discountHint: 'Ein Gutschein oder Aktionscode, anstelle der bisherigen',
    noDiscount: 'Die Rabatte wegnehmen',
    tax: 'Steuersatz',
    noTax: 'Keine Steuer',
    memo: 'Bemerkung',
    footer: 'Fußzeile',
  },
})

/** Why `one_time`: what recurs is billed by subscriptions. */
const find = findPrices('one_time')

export function AddItem({ id, currency }: { readonly id: string; readonly currency: string }) {
  const [isFree, setFree] = useState(true)
  return (
    <Form path={`/v1/invoices/${id}/add_lines`} submit={W.add} done={closeDialog} cancel={closeDialog}>
      <Choice
        name=""
        label={W.kind}
        choices={[
          ['free', W.free],
          ['priced', W.priced],
        ]}
        change={(kind) => setFree(kind === 'free')}
      />
      {isFree ? (
        <>
          <Text name="lines[0][description]" label={COMMON.description} required />
          <Amount name="lines[0][amount]" label={COMMON.amount} hint={W.freeHint} currency={currency} required />
        </>
      ) : (
        <div class="item">
          <Pick name="lines[0][pricing][price]" label={W.price} find={find} required />
          <Text name="lines[0][quantity]" type="number" label={W.quantity} value="1" required />
        </div>
      )}
    </Form>
  )
}

/** What is done to one line of a draft. */
export const LineActs = ({ invoice, of }: { readonly invoice: string; readonly of: Stripe.InvoiceLineItem }) => (
  <span class="line">
    <Asks title={W.edit} isSmall body={() => <EditLine invoice={invoice} of={of} />}>
      {COMMON.edit}
    </Asks>
    <Act
      small
      path={`/v1/invoices/${invoice}/remove_lines`}
      params={{ lines: { 0: { id: of.id, behavior: 'delete' } } }}
    >
      {W.remove}
    </Act>
  </span>
)

/** A line that has a price keeps it, and is as many of it as one likes; another is any amount. */
function EditLine({ invoice, of }: { readonly invoice: string; readonly of: Stripe.InvoiceLineItem }) {
  const { id, amount, currency, description, quantity } = of
  const isMany = (quantity ?? 1) > 1
  return (
    <Form path={`/v1/invoices/${invoice}/lines/${id}`} submit={COMMON.save} done={closeDialog} cancel={closeDialog}>
      <Text name="description" label={COMMON.description} value={description ?? ''} required />
      {isMany ? (
        <Text name="quantity" type="number" label={W.quantity} value={String(quantity)} required />
      ) : (
        <Amount name="amount" label={COMMON.amount} currency={currency} value={decimalOf(amount, currency)} required />
      )}
    </Form>
  )
}

/** Stands for none, as what is empty is not sent. */
const NO_TAX = 'none'

export function EditInvoice({ of }: { readonly of: Stripe.Invoice }) {
  const [isSent, setSent] = useState(of.collection_method === 'send_invoice')
  const [isBare, setBare] = useState(false)
  const rates = useGet<{ data: readonly Stripe.TaxRate[] }>('/v1/tax_rates', { active: true, limit: 100 })
  return (
    <Form
      path={`/v1/invoices/${of.id}`}
      submit={COMMON.save}
      shape={({ discount, tax, ...filled }) => ({
        ...filled,
        discounts: isBare ? '' : discountsOf(discount),
        default_tax_rates: tax === NO_TAX ? '' : tax && { 0: tax },
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
            ['send_invoice', W.sent],
            ['charge_automatically', W.automatic],
          ]}
          change={(method) => setSent(method === 'send_invoice')}
        />
        {isSent && <Text name="days_until_due" type="number" label={W.due} value={daysUntilDue(of)} />}
      </div>
      {rates.data && rates.data.data.length > 0 && (
        <Choice
          name="tax"
          label={W.tax}
          value={idOf(of.default_tax_rates[0]) ?? NO_TAX}
          choices={[
            [NO_TAX, W.noTax],
            ...rates.data.data.map((rate) => [rate.id, `${rate.display_name} ${percent(rate.percentage)}`] as const),
          ]}
        />
      )}
      {!isBare && <Pick name="discount" label={W.discount} hint={W.discountHint} find={findDiscounts} />}
      {of.discounts.length > 0 && <Check name="" label={W.noDiscount} change={setBare} />}
      <Lines name="description" label={W.memo} rows={2} value={of.description ?? ''} />
      <Lines name="footer" label={W.footer} rows={2} value={of.footer ?? ''} />
    </Form>
  )
}

const DAY = 86_400

/** A draft has the day and not the number of days: they are counted from its making. */
const daysUntilDue = ({ due_date, created }: Stripe.Invoice): string =>
  due_date === null ? '' : String(Math.round((due_date - created) / DAY))
