// The forms of pages, as their customers sent them. Who types Japanese, Korean or Chinese may leave digits and letters in full width:
// what takes only plain ones is read as such. Names and lines of addresses stay as they were written.
import { type Params, readBody, readParams } from './body.ts'
import type { PageRequest } from './server.ts'

/** The fields that take plain digits and letters alone, by their own names, wherever in the form they stand. */
const PLAIN: ReadonlySet<string> = new Set([
  'account_number',
  'amounts',
  'bank_code',
  'billingPostalCode',
  'branch_code',
  'bsb_number',
  'cardCvc',
  'cardExpiry',
  'cardNumber',
  'code',
  'country',
  'customUnitAmount',
  'cvc',
  'descriptor_code',
  'email',
  'exp',
  'iban',
  'institution_number',
  'number',
  'pay_id',
  'phone',
  'phoneNumber',
  'postal_code',
  'promotionCode',
  'promotion_code',
  'routing_number',
  'shippingPostalCode',
  'sort_code',
  'suffix',
  'tax_id',
  'transit_number',
  'value',
])

/** What input methods write for a hyphen; the last is that which makes a vowel long, on the same key. */
const DASHES = /[\u2010-\u2015\u2212ー]/g

/** The form with the parameters of its address. Throws as any body of a request does. */
export async function readForm({ request, query }: PageRequest): Promise<Params> {
  const params = await readParams(request.headers['content-type'], '', query.toString(), await readBody(request))
  return plainly(params, '') as Params
}

function plainly(value: unknown, name: string): unknown {
  if (typeof value === 'string') return PLAIN.has(name) ? value.normalize('NFKC').replaceAll(DASHES, '-') : value
  if (Array.isArray(value)) return value.map((one) => plainly(one, name))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([inner, one]) => [inner, plainly(one, inner)]))
}
