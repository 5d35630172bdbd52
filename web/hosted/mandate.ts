// The page of a mandate: what was agreed, for the customer who wants to read it again.
// (https://docs.stripe.com/api/mandates/object#mandate_object-payment_method_details-sepa_debit-url)
import type { Language } from './language.ts'
import { escaped, pageOf, type Row } from './page.ts'
import { MANDATE_WORDS } from './words/mandate/index.ts'
import { moment } from './written.ts'

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

/** The whole page; without a view, that there is no such mandate. */
export function mandatePage(view: MandateView | undefined, language: Language): string {
  const words = MANDATE_WORDS[language]
  if (!view) return pageOf({ title: words.unknown[0], lead: words.unknown[1], state: 'unknown' }, language)
  const { merchant, name, method, last4, mandate } = view
  const { terms } = words
  const when = mandate.accepted_at === null ? '' : `${moment(mandate.accepted_at, language)} · `
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
  return pageOf(
    {
      title: words.title(escaped(method)),
      lead: words.lead[mandate.type](`<bdi>${escaped(merchant)}</bdi>`, mandate.amount && escaped(mandate.amount)),
      state: mandate.status,
      rows,
    },
    language,
  )
}
