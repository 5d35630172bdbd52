// Part of what is kept by hand (overlay.ts): the hashes of details that the time before PaymentMethods took, and that no SDK
// has types of. Data only.
import type { Node } from './table.ts'

const TEXT: Node = { k: 'string' }
/** An integer. */
const WHOLE: Node = { k: 'integer' }
const texts = (...names: readonly string[]): Readonly<Record<string, Node>> =>
  Object.fromEntries(names.map((name) => [name, TEXT]))
const ADDRESS = texts(
  'address_city',
  'address_country',
  'address_line1',
  'address_line2',
  'address_state',
  'address_zip',
)
const NUMBERED = { ...texts('cvc', 'number'), exp_month: WHOLE, exp_year: WHOLE }

/**
 * A card or a bank account by its details, where `object` says which; or the id of a token or a source.
 * (https://docs.stripe.com/api/cards/create#create_card-source, …/customer_bank_accounts/create)
 */
const CARD_FIELDS: Readonly<Record<string, Node>> = {
  ...ADDRESS,
  ...NUMBERED,
  ...texts('currency', 'name'),
  metadata: { k: 'metadata' },
  object: { k: 'enum', v: ['card'] },
}
const ACCOUNT_FIELDS: Readonly<Record<string, Node>> = {
  ...texts('account_holder_name', 'account_number', 'country', 'currency', 'routing_number'),
  account_holder_type: { k: 'enum', v: ['company', 'individual'] },
  account_type: { k: 'enum', v: ['checking', 'savings'] },
  metadata: { k: 'metadata' },
  object: { k: 'enum', v: ['bank_account'] },
}
const SOURCE: Node = {
  k: 'union',
  of: [
    TEXT,
    {
      k: 'object',
      p: { ...CARD_FIELDS, ...ACCOUNT_FIELDS, object: { k: 'enum', v: ['bank_account', 'card'] } },
      r: ['object'],
    },
  ],
}

export const CARD_SOURCE: Node = { k: 'union', of: [TEXT, { k: 'object', p: CARD_FIELDS }] }
export const ACCOUNT_SOURCE: Node = { k: 'union', of: [TEXT, { k: 'object', p: ACCOUNT_FIELDS }] }

/**
 * Parameters that are an id in the SDK's types and for which Stripe takes a hash of the details as well, by operation.
 */
export const alsoDetails: Readonly<Record<string, Readonly<Record<string, Node>>>> = {
  'POST /v1/customers': { source: SOURCE },
  'POST /v1/customers/{id}': { source: SOURCE },
  'POST /v1/customers/{id}/sources': { source: SOURCE },
}

/** What the SDK's types require though an older parameter may stand in for it: that is for the object to say. */
export const replaceable: Readonly<Record<string, readonly string[]>> = {
  'POST /v1/customers/{id}/sources': ['source'],
}

/** The details of each type of source, as its page of https://docs.stripe.com/sources had them. */
export const SOURCE_PARAMS: Readonly<Record<string, Node>> = {
  ach_debit: {
    k: 'object',
    p: texts('account_holder_name', 'account_holder_type', 'account_number', 'routing_number'),
  },
  acss_debit: { k: 'object', p: texts('account_number', 'institution_number', 'transit_number') },
  au_becs_debit: { k: 'object', p: texts('account_number', 'bsb_number') },
  bancontact: { k: 'object', p: texts('preferred_language', 'statement_descriptor') },
  card: { k: 'object', p: NUMBERED },
  ideal: { k: 'object', p: texts('bank', 'statement_descriptor') },
  klarna: {
    k: 'object',
    p: texts('first_name', 'last_name', 'locale', 'product', 'purchase_country', 'purchase_type'),
  },
  sepa_debit: { k: 'object', p: texts('iban') },
  sofort: { k: 'object', p: texts('country', 'preferred_language', 'statement_descriptor') },
  three_d_secure: { k: 'object', p: texts('card', 'customer') },
}
