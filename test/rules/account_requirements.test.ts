// What is due of accounts, worked out by hand from the tables' own sources. (https://docs.stripe.com/connect/testing-verification)
import assert from 'node:assert/strict'
import test from 'node:test'
import {
  type AccountSubject,
  askedFields,
  capabilityStanding,
  type PersonSubject,
  personDue,
  standingOf,
} from '../../src/rules/account_requirements.ts'

const PERSON: PersonSubject = {
  id: 'person_1',
  told: new Set(),
  representative: false,
  owner: false,
  director: false,
  executive: false,
  ownership: null,
  status: 'unverified',
  faults: [],
  listed: false,
}
const WHOLE = [
  'address.city',
  'address.line1',
  'address.postal_code',
  'dob.day',
  'dob.month',
  'dob.year',
  'email',
  'first_name',
  'last_name',
  'phone',
]
const TERMS = ['tos_acceptance.date', 'tos_acceptance.ip']
const ACCOUNT: AccountSubject = {
  country: 'DE',
  businessType: 'individual',
  told: new Set([...TERMS, 'external_account', 'business_type']),
  collectedByStripe: false,
  persons: [],
  faults: [],
  pending: [],
  rejected: null,
}
const VERIFIED: PersonSubject = { ...PERSON, representative: true, told: new Set(WHOLE), status: 'verified' }

test('a person tells what their role and their country ask', () => {
  const rows: readonly [string, string, Partial<PersonSubject>, string[]][] = [
    ['DE', 'individual', { representative: true }, WHOLE],
    ['US', 'individual', { representative: true }, [...WHOLE, 'address.state', 'ssn_last_4']],
    ['SG', 'individual', { representative: true }, [...WHOLE, 'id_number']],
    ['DE', 'company', { representative: true }, [...WHOLE, 'relationship.title']],
    [
      'US',
      'company',
      { representative: true },
      [...WHOLE, 'address.state', 'ssn_last_4', 'relationship.title', 'relationship.executive'],
    ],
    ['US', 'company', { owner: true }, ['email', 'first_name', 'last_name']],
    ['DE', 'company', { owner: true }, WHOLE.filter((name) => name !== 'phone')],
    ['DE', 'company', { director: true }, ['dob.day', 'dob.month', 'dob.year', 'first_name', 'last_name']],
    ['DE', 'company', {}, []],
    ['DE', 'individual', {}, []],
  ]
  for (const [country, businessType, role, due] of rows)
    assert.deepEqual(
      personDue({ ...PERSON, ...role }, { ...ACCOUNT, country, businessType }).currently_due,
      due.toSorted(),
      `${country} ${businessType} ${JSON.stringify(role)}`,
    )
})

test('a business tells of itself and its people', () => {
  const owner = (ownership: number) => ({ ...PERSON, owner: true, ownership, told: new Set(WHOLE) })
  const director = { ...PERSON, director: true, told: new Set(WHOLE) }
  const company = (told: string[], persons: PersonSubject[], country = 'US') =>
    standingOf(
      {
        ...ACCOUNT,
        country,
        businessType: 'company',
        persons,
        told: new Set([
          ...ACCOUNT.told,
          ...['address.city', 'address.line1', 'address.postal_code', 'address.state', 'name', 'phone', 'tax_id'].map(
            (name) => `company.${name}`,
          ),
          ...told,
        ]),
      },
      ['transfers'],
    ).requirements.currently_due
  assert.deepEqual(company([], []), ['relationship.owner', 'relationship.representative'])
  assert.deepEqual(company(['company.owners_provided'], []), ['relationship.representative'])
  assert.deepEqual(company([], [owner(80)]), ['company.owners_provided', 'relationship.representative'])
  assert.deepEqual(company([], [owner(80), { ...owner(20), id: 'person_2' }]), ['relationship.representative'])
  assert.deepEqual(company(['company.owners_provided'], [owner(80)]), ['relationship.representative'])
  assert.deepEqual(company([], [owner(100)], 'DE'), ['relationship.director', 'relationship.representative'])
  assert.deepEqual(company([], [owner(100), { ...director, id: 'person_2' }], 'DE'), ['relationship.representative'])
})

test('what an account may do follows from what it told', () => {
  const paid = new Set([...ACCOUNT.told, 'business_profile.mcc', 'business_profile.url'])
  const ready = { ...ACCOUNT, told: paid, persons: [VERIFIED] }
  const without = (name: string) => new Set([...paid].filter((one) => one !== name))
  const fault = { code: 'x', reason: 'y', requirement: 'company.address.line1' }
  const rows: readonly [string, Partial<AccountSubject>, string, boolean, boolean, string | null][] = [
    ['all is told', {}, 'active', true, true, null],
    ['no bank', { told: without('external_account') }, 'active', true, false, 'requirements.past_due'],
    ['no page', { told: without('business_profile.url') }, 'inactive', false, false, 'requirements.past_due'],
    [
      'the holder is looked up',
      { persons: [{ ...VERIFIED, status: 'pending' }] },
      'pending',
      false,
      false,
      'requirements.pending_verification',
    ],
    ['the holder is listed', { persons: [{ ...VERIFIED, listed: true }] }, 'inactive', false, false, 'listed'],
    ['it is rejected', { rejected: 'rejected.other' }, 'inactive', false, false, 'rejected.other'],
    ['something failed', { faults: [fault] }, 'inactive', false, false, 'requirements.past_due'],
    [
      'something failed that stops payouts',
      { faults: [{ ...fault, payoutsOnly: true }] },
      'active',
      true,
      false,
      'requirements.past_due',
    ],
  ]
  for (const [name, changes, status, charges, payouts, reason] of rows) {
    const standing = standingOf({ ...ready, ...changes }, ['card_payments'])
    assert.deepEqual(
      [
        standing.capabilities.card_payments,
        standing.charges_enabled,
        standing.payouts_enabled,
        standing.requirements.disabled_reason,
      ],
      [status, charges, payouts, reason],
      name,
    )
  }
  // Transfers need no page; and what nobody asked for is asked terms and a bank.
  const page = { ...ready, told: without('business_profile.url') }
  assert.equal(capabilityStanding(page, 'transfers').status, 'active')
  assert.deepEqual(capabilityStanding(page, 'card_payments').requirements.currently_due, ['business_profile.url'])
  assert.deepEqual(standingOf({ ...ACCOUNT, told: new Set() }, []).requirements.currently_due, [
    'external_account',
    ...TERMS,
  ])
})

test('who cannot be looked up shows a document, but in the United States', () => {
  const unknown = (country: string, more: string[] = []) =>
    personDue(
      { ...VERIFIED, status: 'unverified', told: new Set([...WHOLE, 'address.state', 'ssn_last_4', ...more]) },
      { ...ACCOUNT, country },
    )
  assert.deepEqual(unknown('DE').currently_due, ['verification.document'])
  assert.deepEqual(unknown('DE', ['verification.document']).currently_due, [])
  assert.deepEqual([unknown('US').currently_due, unknown('US').eventually_due], [[], ['id_number']])
})

test('a country asks of everybody what its specification says', () => {
  // As the specification of the United States has it (github.com/Net-API-Stripe's documentation of country_spec).
  assert.deepEqual(askedFields('US', 'company').minimum, [
    'business_profile.mcc',
    'business_profile.url',
    'business_type',
    'company.address.city',
    'company.address.line1',
    'company.address.postal_code',
    'company.address.state',
    'company.name',
    'company.phone',
    'company.tax_id',
    'external_account',
    'relationship.owner',
    'relationship.representative',
    ...TERMS,
  ])
  assert.deepEqual(askedFields('US', 'individual').additional, ['individual.id_number'])
})
