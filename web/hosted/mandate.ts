// The page of a mandate: what was agreed, for the customer who wants to read it again.
// (https://docs.stripe.com/api/mandates/object#mandate_object-payment_method_details-sepa_debit-url)
import { escaped, type Language, moment, pageOf, type Row } from './page.ts'

export interface MandateView {
  readonly merchant: string
  /** Whose method it is, as far as it was told. */
  readonly name: string | null
  /** As people call it: SEPA Direct Debit. */
  readonly method: string
  /** The last digits of the account or the card. */
  readonly last4: string | null
  /** What the mandate shows of itself. */
  readonly mandate: {
    readonly id: string
    readonly status: 'active' | 'inactive' | 'pending'
    readonly type: 'multi_use' | 'single_use'
    /** Epoch seconds, and whether it was agreed to in a browser. */
    readonly accepted_at: number | null
    readonly accepted: 'online' | 'offline'
    /** What stands on the customer's statement; not all types have one. */
    readonly reference: string | null
    /** Of a mandate for one payment: for people to read. */
    readonly amount?: string
  }
}

interface Words {
  readonly title: (method: string) => string
  readonly lead: Readonly<Record<MandateView['mandate']['type'], (merchant: string, amount: string) => string>>
  readonly terms: Readonly<Record<'merchant' | 'name' | 'account' | 'accepted' | 'status' | 'reference' | 'id', string>>
  readonly status: Readonly<Record<MandateView['mandate']['status'], string>>
  readonly accepted: Readonly<Record<MandateView['mandate']['accepted'], string>>
  readonly unknown: readonly [title: string, lead: string]
}

const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    title: (method) => `Mandate for ${method}`,
    lead: {
      multi_use: (merchant) => `The customer allows ${merchant} to charge this payment method again and again.`,
      single_use: (merchant, amount) => `The customer allows ${merchant} to charge this payment method once${amount}.`,
    },
    terms: {
      merchant: 'Merchant',
      name: 'Customer',
      account: 'Account ends in',
      accepted: 'Agreed to',
      status: 'Status',
      reference: 'Reference',
      id: 'Mandate',
    },
    status: { active: 'active', inactive: 'no longer in force', pending: 'not in force yet' },
    accepted: { online: 'online', offline: 'offline' },
    unknown: [
      'There is no mandate here',
      "No mandate belongs to this address. Check that it is complete; the server's data may also have been reset since.",
    ],
  },
  de: {
    title: (method) => `Mandat für ${method}`,
    lead: {
      multi_use: (merchant) =>
        `Die Kundin oder der Kunde erlaubt ${merchant}, diese Zahlungsmethode immer wieder zu belasten.`,
      single_use: (merchant, amount) =>
        `Die Kundin oder der Kunde erlaubt ${merchant}, diese Zahlungsmethode einmal zu belasten${amount}.`,
    },
    terms: {
      merchant: 'Händler',
      name: 'Kundin oder Kunde',
      account: 'Konto endet auf',
      accepted: 'Zugestimmt',
      status: 'Status',
      reference: 'Mandatsreferenz',
      id: 'Mandat',
    },
    status: { active: 'gültig', inactive: 'nicht mehr gültig', pending: 'noch nicht gültig' },
    accepted: { online: 'online', offline: 'offline' },
    unknown: [
      'Hier gibt es kein Mandat',
      'Zu dieser Adresse gehört kein Mandat. Prüfen Sie, ob sie vollständig ist; vielleicht wurden auch die Daten des ' +
        'Servers zurückgesetzt.',
    ],
  },
}

/** The whole page; without a view, that there is no such mandate. */
export function mandatePage(view: MandateView | undefined, language: Language): string {
  const words = WORDS[language]
  if (!view) return pageOf({ title: words.unknown[0], lead: words.unknown[1], state: 'unknown' }, language)
  const { merchant, name, method, last4, mandate } = view
  const { terms } = words
  const when = mandate.accepted_at === null ? '' : `${moment(mandate.accepted_at, language)}, `
  const all: (readonly [string, string | null])[] = [
    [terms.merchant, merchant],
    [terms.name, name],
    [terms.account, last4],
    [terms.accepted, `${when}${words.accepted[mandate.accepted]}`],
    [terms.status, words.status[mandate.status]],
    [terms.reference, mandate.reference],
    [terms.id, mandate.id],
  ]
  const rows: Row[] = all.flatMap(([term, value]) => (value ? [[term, escaped(value)] as const] : []))
  const amount = mandate.amount === undefined ? '' : `, ${escaped(mandate.amount)}`
  return pageOf(
    {
      title: words.title(escaped(method)),
      lead: words.lead[mandate.type](`<bdi>${escaped(merchant)}</bdi>`, amount),
      state: mandate.status,
      rows,
    },
    language,
  )
}
