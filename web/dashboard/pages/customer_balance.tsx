// What a customer has to their credit or owes, with adjustments; and their tax ids.
import type Stripe from 'stripe'
import { useState } from 'preact/hooks'
import { useGet } from '../api.ts'
import { Act } from '../ui/act.tsx'
import { AmountIn } from '../ui/currency.tsx'
import { closeDialog } from '../ui/dialog.tsx'
import { Facts, Id, idOf, Money, Moment, Status } from '../ui/fields.tsx'
import { Choice, Form, Text } from '../ui/form.tsx'
import { Latest } from '../ui/latest.tsx'
import { Asks } from '../ui/more.tsx'
import { Section, Shown } from '../ui/page.tsx'
import { statusWord } from '../ui/status_words.ts'
import { COMMON, words } from '../words.ts'

const W = words({
  en: {
    title: 'Customer balance',
    empty: 'The balance was never changed.',
    adjust: 'Adjust balance',
    kind: 'What',
    credit: 'Give credit: the next invoice costs less',
    debit: 'Add to what they owe: the next invoice costs more',
    what: 'Change',
    after: 'Balance afterwards',
    types: {
      adjustment: 'Adjustment',
      applied_to_invoice: 'Used for an invoice',
      unapplied_from_invoice: 'Given back by an invoice',
      credit_note: 'Credit note',
      initial: 'Opening balance',
      invoice_too_small: 'Invoice too small to collect',
      invoice_overpaid: 'Invoice overpaid',
    },
    why: 'Why',
    whyHint: 'For yourself; the customer does not see it.',
    taxIds: 'Tax IDs',
    noTaxIds: 'No tax ID yet.',
    addTaxId: 'Add tax ID',
    type: 'Type',
    value: 'Number',
    sure: 'It no longer stands on invoices.',
  },
  de: {
    title: 'Kundenguthaben',
    empty: 'Das Guthaben hat sich noch nie geändert.',
    adjust: 'Guthaben anpassen',
    kind: 'Was',
    credit: 'Gutschreiben: die nächste Rechnung wird kleiner',
    debit: 'Belasten: die nächste Rechnung wird größer',
    what: 'Änderung',
    after: 'Guthaben danach',
    types: {
      adjustment: 'Anpassung',
      applied_to_invoice: 'Für eine Rechnung verwendet',
      unapplied_from_invoice: 'Von einer Rechnung zurück',
      credit_note: 'Gutschrift',
      initial: 'Anfangsbestand',
      invoice_too_small: 'Rechnung zu klein zum Einziehen',
      invoice_overpaid: 'Rechnung überzahlt',
    },
    why: 'Warum',
    whyHint: 'Nur für Sie; der Kunde sieht es nicht.',
    taxIds: 'Steuernummern',
    noTaxIds: 'Noch keine Steuernummer.',
    addTaxId: 'Steuernummer hinzufügen',
    type: 'Art',
    value: 'Nummer',
    sure: 'Sie steht dann nicht mehr auf Rechnungen.',
  },
})

export const CustomerBalance = ({ customer }: { readonly customer: Stripe.Customer }) => (
  <Latest<Stripe.CustomerBalanceTransaction>
    title={W.title}
    path={`/v1/customers/${customer.id}/balance_transactions`}
    empty={W.empty}
    actions={<Asks title={W.adjust} body={() => <Adjust customer={customer} />} />}
    columns={[
      {
        title: W.what,
        cell: ({ type, description, invoice }) => (
          <>
            {invoice ? <Id of={idOf(invoice)!}>{typeText(type)}</Id> : typeText(type)}
            {description && <div class="quiet-text">{description}</div>}
          </>
        ),
      },
      // For people, what they have to their credit is more than nothing; the API counts the other way.
      { title: COMMON.amount, right: true, cell: ({ amount, currency }) => <Money of={-amount} in={currency} /> },
      {
        title: W.after,
        right: true,
        cell: ({ ending_balance, currency }) => <Money of={-ending_balance} in={currency} />,
      },
      { title: COMMON.created, cell: ({ created }) => <Moment at={created} /> },
    ]}
  />
)

const typeText = (type: string): string => (W.types as Readonly<Record<string, string>>)[type] ?? statusWord(type)

function Adjust({ customer: { id, currency: own } }: { readonly customer: Stripe.Customer }) {
  const [isCredit, setCredit] = useState(true)
  return (
    <Form
      path={`/v1/customers/${id}/balance_transactions`}
      submit={W.adjust}
      shape={({ amount, ...rest }) => ({ ...rest, amount: isCredit ? `-${amount}` : amount })}
      done={closeDialog}
      cancel={closeDialog}
    >
      <Choice
        name=""
        label={W.kind}
        choices={[
          ['credit', W.credit],
          ['debit', W.debit],
        ]}
        change={(kind) => setCredit(kind === 'credit')}
      />
      <AmountIn name="amount" {...(own && { among: [own] })} />
      <Text name="description" label={W.why} hint={W.whyHint} />
    </Form>
  )
}

/** The types that are asked for most; any other is taken by the form for any object. */
const TAX_IDS =
  'eu_vat gb_vat ch_vat ch_uid no_vat us_ein ca_bn au_abn nz_gst jp_cn kr_brn in_gst sg_gst br_cnpj mx_rfc'

export function CustomerTaxIds({ customer }: { readonly customer: string }) {
  const path = `/v1/customers/${customer}/tax_ids`
  const reading = useGet<{ data: readonly Stripe.TaxId[] }>(path, { limit: 100 })
  return (
    <Section title={W.taxIds} actions={<Asks title={W.addTaxId} body={() => <NewTaxId path={path} />} />}>
      <Shown of={reading}>
        {({ data }) =>
          data.length === 0 ? (
            <p class="quiet-text">{W.noTaxIds}</p>
          ) : (
            <Facts
              of={data.map(({ id, type, value, verification }) => [
                typeName(type),
                <span class="line">
                  {value} {verification?.status && <Status of={verification.status} />}
                  <Act small method="DELETE" path={`${path}/${id}`} sure={W.sure}>
                    {COMMON.delete}
                  </Act>
                </span>,
              ])}
            />
          )
        }
      </Shown>
    </Section>
  )
}

const typeName = (type: string): string => type.replace(/_/g, ' ').toUpperCase()

const NewTaxId = ({ path }: { readonly path: string }) => (
  <Form path={path} submit={W.addTaxId} done={closeDialog} cancel={closeDialog}>
    <div class="fields">
      <Choice name="type" label={W.type} choices={TAX_IDS.split(' ').map((type) => [type, typeName(type)])} />
      <Text name="value" label={W.value} required />
    </div>
  </Form>
)
