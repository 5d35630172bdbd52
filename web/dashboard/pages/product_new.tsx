// The form for a new product with its first price: name, amount, currency, and whether it is paid once or again and again.
import { useState } from 'preact/hooks'
import { go } from '../router.ts'
import { AmountIn } from '../ui/currency.tsx'
import { Choice, Form, Lines, Text } from '../ui/form.tsx'
import { Page } from '../ui/page.tsx'
import { words } from '../words.ts'

const W = words({
  en: {
    title: 'Add product',
    name: 'Name',
    price: 'Price',
    kind: 'Paid',
    recurring: 'Recurring',
    once: 'One time',
    every: 'Billing period',
    lookup: 'Lookup key',
    lookupHint: 'A name of your own by which your program finds the price.',
    description: 'What customers read about it',
    submit: 'Save product',
    periods: {
      day: 'Daily',
      week: 'Weekly',
      month: 'Monthly',
      quarter: 'Every 3 months',
      half: 'Every 6 months',
      year: 'Yearly',
    },
  },
  de: {
    title: 'Produkt hinzufügen',
    name: 'Name',
    price: 'Preis',
    kind: 'Bezahlt wird',
    recurring: 'Wiederkehrend',
    once: 'Einmalig',
    every: 'Abrechnungszeitraum',
    lookup: 'Suchschlüssel',
    lookupHint: 'Ein eigener Name, unter dem Ihr Programm den Preis findet.',
    description: 'Was Kunden darüber lesen',
    submit: 'Produkt speichern',
    periods: {
      day: 'Täglich',
      week: 'Wöchentlich',
      month: 'Monatlich',
      quarter: 'Alle 3 Monate',
      half: 'Alle 6 Monate',
      year: 'Jährlich',
    },
  },
})

/** Each choice as the API has it. */
const PERIODS = {
  day: ['day', 1],
  week: ['week', 1],
  month: ['month', 1],
  quarter: ['month', 3],
  half: ['month', 6],
  year: ['year', 1],
} as const
type Period = keyof typeof PERIODS

export default function NewProduct() {
  const [isRecurring, setRecurring] = useState(true)
  const [every, setEvery] = useState<Period>('month')
  const [interval, count] = PERIODS[every]
  const at = 'default_price_data'
  return (
    <Page title={W.title}>
      <Form
        path="/v1/products"
        submit={W.submit}
        also={
          isRecurring ? { [`${at}[recurring][interval]`]: interval, [`${at}[recurring][interval_count]`]: count } : {}
        }
        cancel={() => go('/products')}
        done={({ id }) => go(`/products/${id}`)}
      >
        <Text name="name" label={W.name} required />
        <Lines name="description" label={W.description} rows={2} />
        <fieldset>
          <legend>{W.price}</legend>
          <div class="fields">
            <Choice
              name=""
              label={W.kind}
              value={isRecurring ? 'recurring' : 'once'}
              choices={[
                ['recurring', W.recurring],
                ['once', W.once],
              ]}
              change={(value) => setRecurring(value === 'recurring')}
            />
            {isRecurring && (
              <Choice
                name=""
                label={W.every}
                value={every}
                choices={Object.entries(W.periods)}
                change={(value) => setEvery(value as Period)}
              />
            )}
          </div>
          <AmountIn name={`${at}[unit_amount]`} in={`${at}[currency]`} />
        </fieldset>
      </Form>
    </Page>
  )
}
