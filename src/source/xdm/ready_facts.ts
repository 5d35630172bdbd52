// What the contract does not say of Stripe's objects and their schemas have to know: which numbers have fractions, what Stripe
// sends beside what its SDKs declare, and which fields are about persons. Data only.
import type { Node } from '../../contract/index.ts'
import type { XdmNode } from './node.ts'

/**
 * The SDKs' types say `number` of all numbers. These are no whole ones; a path of an object, or the end of any path. [K] By
 * Stripe's reference of the objects, where `float` and `decimal` are named so; all others are `integer` there.
 */
export const FRACTIONS: readonly string[] = [
  'aggregated_value',
  'amount_percent',
  'application_fee_percent',
  'effective_percentage',
  'exchange_rate',
  'ip_address_location.latitude',
  'ip_address_location.longitude',
  'location.latitude',
  'location.longitude',
  'package_dimensions.height',
  'package_dimensions.length',
  'package_dimensions.weight',
  'package_dimensions.width',
  'percent',
  'percent_off',
  'percent_ownership',
  'percentage',
  'rates{}',
  'receipt[].quantity',
  'signals.early_fraud_warning.score',
  'signals.fraudulent_dispute.score',
  'signals.fraudulent_payment.score',
]

const string: Node = { k: 'string' }
const integer: Node = { k: 'integer' }

/**
 * What objects have beside the contract's fields. [D] All but `plan` are in samples that Adobe prints of them:
 * https://experienceleague.adobe.com/en/docs/experience-platform/sources/connectors/payments/stripe (objects), and
 * …/sources/api-tutorials/create/payments/stripe (the charge that is explored).
 */
export const ALSO_SENT: Readonly<Record<string, Readonly<Record<string, Node>>>> = {
  charge: {
    destination: { k: 'ref', to: ['account'] },
    dispute: { k: 'ref', to: ['dispute'] },
    order: string,
  },
  // Of one with a single item. [K] `plan` is then the item's; Stripe's reference of older versions has both.
  subscription: { plan: { k: 'embed', to: ['plan'] }, quantity: integer },
}

/** What a field tells of a person; `mixed` of an object that is kept as JSON text and has several. */
export type Personal =
  | 'name'
  | 'email'
  | 'phone'
  | 'address'
  | 'ip'
  | 'card'
  | 'bank'
  | 'tax_id'
  | 'birth'
  | 'handle'
  | 'mixed'

/**
 * Fields about persons, by their name or by the end of their path. Which fields those are is ours to say [I]: what by itself
 * or with a list of customers leads to somebody. Free texts (`description`, `metadata`) may hold anything and are not in it.
 */
export const PERSONAL: Readonly<Record<Exclude<Personal, 'mixed'>, readonly string[]>> = {
  name: [
    'account_holder_name',
    'account_owner.name',
    'billing_details.name',
    // The holder's, of the cards that sources were before payment methods, and of Issuing.
    'card.name',
    'cardholder.name',
    'cardholder_name',
    'customer.name',
    'customer_details.name',
    'customer_name',
    'customer_shipping.name',
    'first_name',
    'first_name_kana',
    'first_name_kanji',
    'full_name_aliases[]',
    'individual_name',
    'last_name',
    'last_name_kana',
    'last_name_kanji',
    'maiden_name',
    'owner.name',
    'owners.data[].name',
    'payer_name',
    'refund_account_holder_name',
    'shipping.name',
    'shipping_details.name',
    'shipping_first_name',
    'shipping_last_name',
    'verified_name',
    'wallet.masterpass.name',
    'wallet.visa_checkout.name',
  ],
  email: [
    'customer_email',
    'customer_email_address',
    'email',
    'email_sent_to',
    'instructions_email',
    'payer_email',
    'receipt_email',
    'verified_email',
  ],
  phone: ['customer_phone_number', 'customer_phone', 'phone', 'phone_number', 'verified_phone', 'verified_phone_last4'],
  address: [
    'address',
    'address_city',
    'address_kana',
    'address_kanji',
    'address_line1',
    'address_line2',
    'address_state',
    'address_zip',
    'billing_address',
    'billing_zip',
    'payer_address',
    'raw_address',
    'shipping_address',
    'refund_account_holder_address_city',
    'refund_account_holder_address_line1',
    'refund_account_holder_address_line2',
    'refund_account_holder_address_postal_code',
    'refund_account_holder_address_state',
    'shipping_address_zip',
    'to_postal_code',
    'verified_address',
  ],
  ip: ['client_ip', 'customer_purchase_ip', 'ip', 'ip_address', 'ip_address_location'],
  card: ['dynamic_last4', 'fingerprint', 'iin', 'last4'],
  bank: [
    'account_number',
    'bsb_number',
    'clabe',
    'iban',
    'iban_last4',
    'institution_number',
    'refund_iban',
    'routing_number',
    'sort_code',
    'transit_number',
  ],
  tax_id: ['id_number', 'ssn_last_4', 'tax_id', 'customer_tax_ids[].value', 'tax_ids[].value', 'tax_ids.data[].value'],
  birth: ['dob', 'unparsed_place_of_birth'],
  handle: ['buyer_address', 'buyer_id', 'cashtag', 'customer_device_fingerprint', 'payer_id', 'user_agent'],
}

/** A list object, around its rows. `total_count` is there where it was asked for, and in old versions always. */
export const listOf = (rows: XdmNode): XdmNode => ({
  type: 'object',
  properties: {
    object: { type: 'string' },
    data: { type: 'array', items: rows },
    has_more: { type: 'boolean' },
    total_count: { type: 'integer' },
    url: { type: 'string' },
  },
})
