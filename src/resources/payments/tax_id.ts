// Tax ids of customers and of the account itself. A register is asked about some of them, and answers a moment later.
// (https://docs.stripe.com/api/tax_ids; https://docs.stripe.com/billing/customer/tax-ids)
import type Stripe from 'stripe'
import { invalid, missingParameter, noSuch, unbuilt } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { type EventRule, object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { countryOf, isTaxId, verdictOn } from '../../rules/tax_ids.ts'
import { type CustomerState, customer } from './customer_state.ts'

/** Only those of a customer are news. */
const ofCustomer = (on: 'insert' | 'update' | 'delete', type: string): EventRule => ({
  on,
  where: (row) => row.customer !== null,
  types: [`customer.tax_id.${type}`],
})

export const taxId = object<Stripe.TaxId>('tax_id', {
  prefix: 'txi',
  events: [ofCustomer('insert', 'created'), ofCustomer('delete', 'deleted'), ofCustomer('update', 'updated')],
  terms: ({ customer }) => [customer === null ? 'owner=self' : `customer=${customer}`],
})
type TaxId = Row<Stripe.TaxId>

/** How long the registers take. [K] */
const VERIFY_SECONDS = 2

export const taxIds = resource(taxId)
  .on<Stripe.CustomerCreateTaxIdParams>('POST /v1/customers/{id}/tax_ids', (tx, params, _self, [id]) => {
    tx.get(customer, id!)
    return insertTaxId(tx, id!, params)
  })
  .on<Stripe.CustomerListTaxIdsParams>('GET /v1/customers/{id}/tax_ids', (tx, params, _self, [id]) => {
    tx.get(customer, id!)
    return list(tx, taxId, params as never, `/v1/customers/${id}/tax_ids`, [`customer=${id}`])
  })
  .on<Stripe.CustomerRetrieveTaxIdParams>(
    'GET /v1/customers/{customer}/tax_ids/{id}',
    (tx, _params, _self, [who, id]) => ofOwner(tx, who!, id!),
  )
  .on<Stripe.CustomerDeleteTaxIdParams>(
    'DELETE /v1/customers/{customer}/tax_ids/{id}',
    (tx, _params, _self, [who, id]) => remove(tx, ofOwner(tx, who!, id!)),
  )
  .on<Stripe.TaxIdCreateParams>('POST /v1/tax_ids', (tx, { owner, ...params }) =>
    insertTaxId(tx, owner ? ownerOf(tx, owner) : null, params),
  )
  .on<Stripe.TaxIdListParams>('GET /v1/tax_ids', (tx, { owner, ...params }) => {
    const who = owner ? ownerOf(tx, owner) : null
    return list(tx, taxId, params as never, '/v1/tax_ids', [who === null ? 'owner=self' : `customer=${who}`])
  })
  .on<Stripe.TaxIdRetrieveParams>('GET /v1/tax_ids/{id}', (_tx, _params, self) => self)
  .on<Stripe.TaxIdDeleteParams>('DELETE /v1/tax_ids/{id}', (tx, _params, self) => remove(tx, self))
  .job<{ id: string }>('verify', (tx, { id }) => {
    const self = tx.find(taxId, id)
    if (!self?.verification) return
    const verdict = verdictOn(self.type, self.value)
    if (verdict === 'verified' || verdict === 'unverified')
      tx.update(taxId, self, { verification: { ...self.verification, status: verdict } })
  })

interface Owner {
  readonly type: string
  readonly customer?: string
}

/** The id of the customer, or null for the account itself. (https://docs.stripe.com/api/tax_ids/create#create_tax_id-owner) */
function ownerOf(tx: Tx, { type, customer: id }: Owner): string | null {
  if (type === 'self') return null
  if (type !== 'customer') throw unbuilt(`Brindle does not keep tax ids of an ${type} yet.`, 'owner[type]')
  if (id === undefined) throw missingParameter('owner[customer]')
  return tx.get(customer, id, 'owner[customer]').id
}

function ofOwner(tx: Tx, who: string, id: string): TaxId {
  tx.get(customer, who)
  const self = tx.find(taxId, id)
  if (self?.customer !== who) throw noSuch(taxId.noun, id)
  return self
}

function remove(tx: Tx, self: TaxId): object {
  tx.delete(taxId, self)
  if (self.customer) known(tx, self.customer as string, (all) => all.filter(({ id }) => id !== self.id))
  return { id: self.id, object: 'tax_id', deleted: true }
}

type Known = NonNullable<NonNullable<CustomerState>['taxIds']>

/** The customer knows their own, so that their invoices need not look for them. */
function known(tx: Tx, who: string, change: (all: Known) => Known): void {
  const row = tx.find(customer, who)
  if (row) tx.update(customer, row, { hidden: { ...row.hidden, taxIds: change(row.hidden?.taxIds ?? []) } })
}

interface Given {
  readonly type: TaxId['type']
  readonly value: string
}

/** Writes one of a customer, or of the account where `who` is null. `at` is the parameter that it came in. */
export function insertTaxId(tx: Tx, who: string | null, { type, value }: Given, at = ''): TaxId {
  if (!isTaxId(type, value))
    throw invalid(`Invalid value for ${type}.`, { code: 'tax_id_invalid', param: at ? `${at}[value]` : 'value' })
  const isAsked = verdictOn(type, value) !== undefined
  const row = tx.insert(taxId, {
    country: countryOf(type, value),
    created: tx.now,
    customer: who,
    customer_account: null,
    livemode: false,
    owner:
      who === null
        ? { customer_account: null, type: 'self' }
        : { customer: who, customer_account: null, type: 'customer' },
    type,
    value,
    // Nobody is asked about the account's own.
    verification:
      who === null
        ? null
        : { status: isAsked ? 'pending' : 'unavailable', verified_address: null, verified_name: null },
  })
  if (who !== null) known(tx, who, (all) => [{ id: row.id, type, value }, ...all])
  if (who !== null && isAsked) tx.schedule(tx.now + VERIFY_SECONDS, 'tax_id.verify', { id: row.id })
  return row
}
