// Cards at a reader in a shop: what a simulated reader is shown, and what the card and its charge tell of themselves.
// (https://docs.stripe.com/terminal/references/testing#simulated-test-cards)
import { fingerprint } from '../lib/fingerprint.ts'
import type { Random } from '../lib/ids.ts'
import { cardOfNumber } from './test_cards.ts'

export type InPerson = 'card_present' | 'interac_present'

type Details = Readonly<Record<string, unknown>>

/** The card that is shown where the test names none. (the same page) */
const SHOWN_BY_DEFAULT: Readonly<Record<InPerson, string>> = {
  card_present: '4242424242424242',
  interac_present: '4506445006931933',
}

/** The one Interac card of that page: a debit card, from Canada. */
const INTERAC = { number: SHOWN_BY_DEFAULT.interac_present, brand: 'interac', funding: 'debit', country: 'CA' } as const

/** The end of every card's life in a shop. [K] */
const EXPIRY = { exp_month: 8, exp_year: 2034 } as const

/** What is read of a card: the hash `payment_method[<type>]`, and the row of the test card, where it has one. */
export interface Presented {
  readonly shown: Details
  readonly card?: string
}

/** Reads a test card at a reader; nothing where the number is no test card of the type. */
export function present(type: InPerson, number = SHOWN_BY_DEFAULT[type]): Presented | undefined {
  if (type === 'interac_present') return number === INTERAC.number ? { shown: interac } : undefined
  const named = cardOfNumber(number)
  if (!named) return undefined
  const { brand, country, funding, networks = [brand] } = named.card
  return {
    shown: {
      ...read({ number, brand, country, funding }),
      brand_product: null,
      networks: { available: networks, preferred: null },
      offline: null,
    },
    card: named.name,
  }
}

/** Every simulated card is put into the reader. [K] */
const read = (card: { number: string; brand: string; country: string; funding: string }): Details => ({
  brand: card.brand,
  cardholder_name: null,
  country: card.country,
  ...EXPIRY,
  fingerprint: fingerprint(card.number),
  funding: card.funding,
  last4: card.number.slice(-4),
  preferred_locales: [],
  read_method: 'contact_emv',
})

const interac: Details = { ...read(INTERAC), networks: { available: ['interac'], preferred: null } }

/** What is printed on the customer's receipt, as the simulated chip tells it. [K] but for the names */
const RECEIPTS: Readonly<Record<InPerson, (shown: Details, chance: Random) => Details>> = {
  card_present: ({ funding }, chance) => ({
    ...receipt(chance),
    account_type: funding === 'prepaid' ? 'prepaid' : funding === 'debit' ? 'checking' : 'credit',
    application_preferred_name: funding === 'debit' ? 'Stripe Debit' : 'Stripe Credit',
  }),
  interac_present: (_shown, chance) => ({
    ...receipt(chance),
    account_type: 'checking',
    application_preferred_name: 'Interac',
  }),
}

const receipt = (chance: Random): Details => ({
  application_cryptogram: chance(16),
  authorization_code: '123456',
  authorization_response_code: '3030',
  cardholder_verification_method: 'approval',
  dedicated_file_name: 'A000000003101001',
  terminal_verification_results: '8000008000',
  transaction_status_information: '6800',
})

/** What a charge shows of a card at a reader: `shown` is the method's own hash, `chance` gives characters of base 62. */
export function paidInPerson(type: InPerson, shown: Details, chance: Random): Details {
  const { networks: _, ...card } = shown
  const paid = {
    ...card,
    emv_auth_data: null,
    generated_card: null,
    network: shown.brand ?? null,
    network_transaction_id: chance(15),
    receipt: RECEIPTS[type](shown, chance),
  }
  if (type === 'interac_present') return paid
  return { amount_authorized: null, ...paid, incremental_authorization_supported: false, overcapture_supported: false }
}
