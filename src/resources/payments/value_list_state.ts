// What a value list and its items are, and which values each kind of list takes.
// (https://docs.stripe.com/api/radar/value_lists/object; https://docs.stripe.com/radar/lists)
import type Stripe from 'stripe'
import { object, type Row } from '../../kernel/resource.ts'
import { isIpAddress } from '../../lib/ip.ts'

/** Stripe tells of lists and items in no event. */
export const valueList = object<Stripe.Radar.ValueList>('radar.value_list', { prefix: 'rsl', noun: 'value list' })
export type ValueList = Row<Stripe.Radar.ValueList>

export const valueListItem = object<Stripe.Radar.ValueListItem>('radar.value_list_item', {
  prefix: 'rsli',
  noun: 'value list item',
  terms: ({ value, value_list: id }) => [
    `like=${isAlike(value)}`,
    `entry=${id} ${isAlike(value)}`,
    `exact=${id} ${value}`,
  ],
})
export type ValueListItem = Row<Stripe.Radar.ValueListItem>

/** Recorded, of an item (docs.stripe.com/api/radar/value_list_items/retrieve); of a list [K]. */
export const MADE_BY = 'API'

/** What a value is found by, whatever its letters' case. */
export const isAlike = (value: string): string => value.toLowerCase()

/** How many items a list shows of itself, the newest first. */
export const SHOWN = 10

/** The newest items of a list (one more than are shown tells that there are more), as the list shows them. */
export const shownItems = (id: string, newest: readonly ValueListItem[]): object => ({
  object: 'list',
  data: newest.slice(0, SHOWN).map(({ hidden: _, ...item }) => item),
  has_more: newest.length > SHOWN,
  url: `/v1/radar/value_list_items?value_list=${id}`,
})

const FINGERPRINT = /^[A-Za-z0-9]{14,16}$/

/**
 * What a value of each kind looks like; a word that Stripe's page says of it stands beside it. Those of fingerprints are as the
 * objects have them; that a BIN may have eight digits is [K].
 */
export const VALUES: Readonly<Record<string, (value: string) => boolean>> = {
  account: (value) => /^acct_[A-Za-z0-9]+$/.test(value),
  // "the first six digits of the card number"
  card_bin: (value) => /^\d{6,8}$/.test(value),
  card_fingerprint: (value) => FINGERPRINT.test(value),
  case_sensitive_string: () => true,
  // "the two-letter code"
  country: (value) => /^[A-Za-z]{2}$/.test(value),
  crypto_fingerprint: (value) => FINGERPRINT.test(value),
  customer_id: (value) => /^cus_[A-Za-z0-9]+$/.test(value),
  email: (value) => /^[^@\s]+@[^@\s]+$/.test(value),
  ip_address: (value) => isIpAddress(value),
  sepa_debit_fingerprint: (value) => FINGERPRINT.test(value),
  string: () => true,
  us_bank_account_fingerprint: (value) => FINGERPRINT.test(value),
}

/** Kinds whose values are told apart by the case of their letters. */
export const CASED: readonly string[] = [
  'card_fingerprint',
  'case_sensitive_string',
  'crypto_fingerprint',
  'customer_id',
  'account',
  'sepa_debit_fingerprint',
  'us_bank_account_fingerprint',
]
