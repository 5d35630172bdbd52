// How a customer pays: their payment methods, a test card to add, which is the default, and the way out for each.
import type Stripe from 'stripe'
import { useState } from 'preact/hooks'
import { call } from '../api.ts'
import { Act, tell } from '../ui/act.tsx'
import { closeDialog } from '../ui/dialog.tsx'
import { Id, idOf } from '../ui/fields.tsx'
import { Check, Choice, Form, Text } from '../ui/form.tsx'
import { CardExpires } from '../ui/happens.tsx'
import { Latest } from '../ui/latest.tsx'
import { type MethodLike, methodText, TEST_CARDS } from '../ui/methods.ts'
import { Asks } from '../ui/more.tsx'
import { COMMON, words } from '../words.ts'

const W = words({
  en: {
    title: 'Payment methods',
    empty: 'No payment method yet.',
    method: 'Method',
    expires: 'Expires',
    default: 'Default',
    makeDefault: 'Make default',
    detach: 'Detach',
    sure: 'It can never be used again.',
    add: 'Add test card',
    card: 'Test card',
    other: 'Or another token',
    otherHint: 'Any pm_card_… of Stripe’s test mode, or the id of a payment method',
    how: 'How',
    attach: 'Attach it',
    setup: 'Set it up for later payments: the bank may ask the customer',
    asDefault: 'Make it the default',
    added: 'The payment method was added.',
    waits: 'The customer’s bank asks. Once they agree, the card is theirs.',
    authorise: 'Open authorise page',
  },
  de: {
    title: 'Zahlungsmethoden',
    empty: 'Noch keine Zahlungsmethode.',
    method: 'Methode',
    expires: 'Gültig bis',
    default: 'Standard',
    makeDefault: 'Zum Standard machen',
    detach: 'Trennen',
    sure: 'Sie kann nie wieder verwendet werden.',
    add: 'Testkarte hinzufügen',
    card: 'Testkarte',
    other: 'Oder ein anderes Token',
    otherHint: 'Jedes pm_card_… des Testmodus von Stripe, oder die ID einer Zahlungsmethode',
    how: 'Wie',
    attach: 'Zuordnen',
    setup: 'Für spätere Zahlungen einrichten: die Bank fragt vielleicht nach',
    asDefault: 'Zum Standard machen',
    added: 'Die Zahlungsmethode wurde hinzugefügt.',
    waits: 'Die Bank des Kunden fragt nach. Sobald er zustimmt, gehört ihm die Karte.',
    authorise: 'Autorisierungsseite öffnen',
  },
})

export function CustomerMethods({ customer }: { readonly customer: Stripe.Customer }) {
  const { id } = customer
  const standard = idOf(customer.invoice_settings.default_payment_method)
  return (
    <Latest<Stripe.PaymentMethod>
      title={W.title}
      path={`/v1/customers/${id}/payment_methods`}
      limit={100}
      empty={W.empty}
      actions={<Asks title={W.add} body={() => <AddCard customer={id} />} />}
      columns={[
        { title: W.method, cell: (one) => <Id of={one.id}>{methodText(one as unknown as MethodLike)}</Id> },
        { title: W.expires, cell: ({ card }) => (card ? `${card.exp_month}/${card.exp_year}` : '–') },
        {
          title: W.default,
          cell: (one) =>
            one.id === standard ? (
              <span class="status">{W.default}</span>
            ) : (
              <Act small path={`/v1/customers/${id}`} params={byDefault(one.id)}>
                {W.makeDefault}
              </Act>
            ),
        },
        {
          title: W.detach,
          unseen: true,
          right: true,
          cell: (one) => (
            <span class="line">
              {one.card && <CardExpires id={one.id} />}
              <Act small path={`/v1/payment_methods/${one.id}/detach`} sure={W.sure}>
                {W.detach}
              </Act>
            </span>
          ),
        },
      ]}
    />
  )
}

const byDefault = (id: string) => ({ 'invoice_settings[default_payment_method]': id })

function AddCard({ customer }: { readonly customer: string }) {
  const [card, setCard] = useState(TEST_CARDS[0]![0])
  const [isSetUp, setSetUp] = useState(false)
  const [isDefault, setDefault] = useState(true)
  const [url, setUrl] = useState<string>()
  const added = async (method: string) => {
    if (isDefault) await call('POST', `/v1/customers/${customer}`, byDefault(method))
    tell(W.added)
    closeDialog()
  }
  const setUpDone = (intent: Stripe.SetupIntent) => {
    const leads = intent.next_action?.redirect_to_url?.url
    return leads ? setUrl(leads) : added(idOf(intent.payment_method)!)
  }
  if (url !== undefined) return <Authorise url={url} text={W.waits} />
  return (
    <Form
      path={isSetUp ? '/v1/setup_intents' : `/v1/payment_methods/${card}/attach`}
      submit={W.add}
      shape={() =>
        isSetUp
          ? { customer, payment_method: card, confirm: true, usage: 'off_session', return_url: location.href }
          : { customer }
      }
      done={isSetUp ? setUpDone : ({ id }: Stripe.PaymentMethod) => added(id)}
      cancel={closeDialog}
    >
      <Choice name="" label={W.card} choices={TEST_CARDS} change={setCard} />
      <Text
        name="payment_method"
        label={W.other}
        hint={W.otherHint}
        change={(typed) => setCard(typed.trim() || TEST_CARDS[0]![0])}
      />
      <Choice
        name=""
        label={W.how}
        value={isSetUp ? 'setup' : 'attach'}
        choices={[
          ['attach', W.attach],
          ['setup', W.setup],
        ]}
        change={(how) => setSetUp(how === 'setup')}
      />
      <Check name="" label={W.asDefault} checked change={setDefault} />
    </Form>
  )
}

/** The way to the page where the customer is asked. */
export const Authorise = ({ url, text }: { readonly url: string; readonly text: string }) => (
  <div class="form">
    <p>{text}</p>
    <div class="form-end">
      <button type="button" class="quiet" onClick={closeDialog}>
        {COMMON.close}
      </button>
      <a class="button" href={url} target="_blank" rel="noreferrer">
        {W.authorise}
      </a>
    </div>
  </div>
)
