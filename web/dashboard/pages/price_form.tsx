// The form for another price of a product: flat, in tiers, or as the customer likes; once, again and again, or by usage that a meter counts.
import type Stripe from 'stripe'
import { useState } from 'preact/hooks'
import { useGet } from '../api.ts'
import { period } from '../format.ts'
import { Act } from '../ui/act.tsx'
import { AmountIn, CURRENCIES } from '../ui/currency.tsx'
import { closeDialog } from '../ui/dialog.tsx'
import { Check, Choice, Form, Text } from '../ui/form.tsx'
import { COMMON, words } from '../words.ts'
import { Tiers } from './price_tiers.tsx'

const W = words({
  en: {
    save: 'Save price',
    model: 'What it costs',
    models: {
      flat: 'The same for each unit',
      package: 'The same for each package',
      graduated: 'In graduated tiers: each unit costs what its tier says',
      volume: 'By volume: all units cost what the last tier says',
      custom: 'What the customer chooses',
    },
    packages: 'Units in a package',
    every: 'Billing period',
    once: 'One time',
    usage: 'Counted by a meter',
    meter: 'Meter',
    newMeter: 'A new meter',
    meterName: 'Name of the meter',
    event: 'Name of its events',
    eventHint: 'What your program sends as event_name.',
    tax: 'Contains tax',
    taxes: { '': 'Not said', exclusive: 'No: tax is added', inclusive: 'Yes' },
    nickname: 'Name for yourself',
    lookup: 'Lookup key',
    lookupHint: 'A name of your own by which your program finds the price.',
    addMeter: 'Create meter',
  },
  de: {
    save: 'Preis speichern',
    model: 'Was es kostet',
    models: {
      flat: 'Jedes Stück gleich viel',
      package: 'Jede Packung gleich viel',
      graduated: 'Gestaffelt: jedes Stück kostet, was seine Staffel sagt',
      volume: 'Nach Menge: alle Stücke kosten, was die letzte Staffel sagt',
      custom: 'Was der Kunde wählt',
    },
    packages: 'Stück in einer Packung',
    every: 'Abrechnungszeitraum',
    once: 'Einmalig',
    usage: 'Wird von einem Zähler gezählt',
    meter: 'Zähler',
    newMeter: 'Ein neuer Zähler',
    meterName: 'Name des Zählers',
    event: 'Name seiner Ereignisse',
    eventHint: 'Was Ihr Programm als event_name sendet.',
    tax: 'Enthält Steuer',
    taxes: { '': 'Nicht festgelegt', exclusive: 'Nein: Steuer kommt dazu', inclusive: 'Ja' },
    nickname: 'Name für Sie selbst',
    lookup: 'Suchschlüssel',
    lookupHint: 'Ein eigener Name, unter dem Ihr Programm den Preis findet.',
    addMeter: 'Zähler anlegen',
  },
})

const EVERY = {
  once: undefined,
  day: ['day', 1],
  week: ['week', 1],
  month: ['month', 1],
  quarter: ['month', 3],
  half: ['month', 6],
  year: ['year', 1],
} as const
type Every = keyof typeof EVERY
type Model = keyof typeof W.models

/** What each model is to the API. */
const MODELS: Readonly<Record<Model, object>> = {
  flat: {},
  package: { transform_quantity: { round: 'up' } },
  graduated: { billing_scheme: 'tiered', tiers_mode: 'graduated' },
  volume: { billing_scheme: 'tiered', tiers_mode: 'volume' },
  custom: { custom_unit_amount: { enabled: true } },
}

export function PriceForm({ product }: { readonly product: string }) {
  const [model, setModel] = useState<Model>('flat')
  const [every, setEvery] = useState<Every>('month')
  const [isMetered, setMetered] = useState(false)
  const [currency, setCurrency] = useState('usd')
  const recurring = EVERY[every]
  const models = Object.entries(W.models).filter(([name]) => name !== 'custom' || every === 'once')
  const isTiered = model === 'graduated' || model === 'volume'
  return (
    <Form
      path="/v1/prices"
      submit={W.save}
      also={{
        product,
        ...MODELS[model],
        ...(recurring && {
          recurring: {
            interval: recurring[0],
            interval_count: recurring[1],
            ...(isMetered && { usage_type: 'metered' }),
          },
        }),
      }}
      done={closeDialog}
      cancel={closeDialog}
    >
      <Choice
        name=""
        label={W.every}
        value={every}
        choices={Object.entries(EVERY).map(([name, one]) => [name, one ? period(one[0], one[1]) : W.once])}
        change={(value) => setEvery(value as Every)}
      />
      <Choice name="" label={W.model} value={model} choices={models} change={(value) => setModel(value as Model)} />
      {model === 'package' && (
        <Text name="transform_quantity[divide_by]" type="number" label={W.packages} value="10" required />
      )}
      {isTiered || model === 'custom' ? (
        <Choice
          name="currency"
          label={COMMON.currency}
          value={currency}
          choices={CURRENCIES.map((code) => [code, code.toUpperCase()])}
          change={setCurrency}
        />
      ) : (
        <AmountIn name="unit_amount" currency={currency} change={setCurrency} />
      )}
      {isTiered && <Tiers currency={currency} />}
      {recurring && <Check name="" label={W.usage} change={setMetered} />}
      {recurring && isMetered && <MeterChoice />}
      <div class="fields">
        <Choice name="tax_behavior" label={W.tax} choices={Object.entries(W.taxes)} />
        <Text name="nickname" label={W.nickname} />
      </div>
      <Text name="lookup_key" label={W.lookup} hint={W.lookupHint} />
    </Form>
  )
}

/** The meter whose count is billed: one that there is, or a new one that adds up what its events say. */
function MeterChoice() {
  const { data } = useGet<{ data: readonly Stripe.Billing.Meter[] }>('/v1/billing/meters', {
    status: 'active',
    limit: 100,
  })
  const [isNew, setNew] = useState(false)
  const [name, setName] = useState('')
  const [event, setEvent] = useState('')
  if (!data) return null
  if (isNew || data.data.length === 0)
    return (
      <fieldset>
        <legend>{W.newMeter}</legend>
        <div class="fields">
          <Text name="" label={W.meterName} change={setName} />
          <Text name="" label={W.event} hint={W.eventHint} change={setEvent} />
        </div>
        <div>
          <Act
            small
            path="/v1/billing/meters"
            params={{ display_name: name, event_name: event, default_aggregation: { formula: 'sum' } }}
            keepsDialog
            then={() => setNew(false)}
          >
            {W.addMeter}
          </Act>
        </div>
      </fieldset>
    )
  return (
    <>
      <Choice
        name="recurring[meter]"
        label={W.meter}
        required
        choices={data.data.map((one) => [one.id, `${one.display_name} (${one.event_name})`])}
      />
      <div>
        <button type="button" class="quiet small" onClick={() => setNew(true)}>
          {W.newMeter}
        </button>
      </div>
    </>
  )
}
