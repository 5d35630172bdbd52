// The institutions of Stripe's test mode that a person may link accounts of, with what is in the books of each account.
// (https://docs.stripe.com/financial-connections/testing) Of that page are the institutions and what the accounts are for; the
// names of accounts, their numbers and their books are [K].

/** Something that stands in the books of an account. Days count from the one on which it is linked. */
export interface Movement {
  readonly day: number
  /** Minor units; what comes in is above 0. */
  readonly amount: number
  readonly description: string
  /** The day on which it is no more pending, and what it is then; `posted` on its own day without a word. */
  readonly over?: { readonly day: number; readonly as: 'posted' | 'void' }
}

export interface HeldAccount {
  readonly name: string
  readonly subcategory: 'checking' | 'savings' | 'credit_card'
  readonly last4: string
  /** Whether money may be drawn from it by ACH. */
  readonly pays: boolean
  /** What reading it comes to: nothing, or the end of the connection. Without a word all is read. */
  readonly reading?: 'fails' | 'breaks'
  /** What it had before its books begin, in minor units; below 0 what is owed. */
  readonly opening: number
  readonly books: readonly Movement[]
}

export interface Institution {
  readonly name: string
  /** Why nobody can link accounts there at the moment. */
  readonly down?: string
  readonly accounts: readonly HeldAccount[]
}

const WAGES: readonly Movement[] = [
  { day: -30, amount: 250_000, description: 'Typographic payroll' },
  { day: -12, amount: -4_250, description: 'Rocket Rides' },
  { day: -3, amount: -1_999, description: 'Press Club' },
  { day: -1, amount: -2_500, description: 'Rocket Deliveries', over: { day: 1, as: 'posted' } },
  { day: 0, amount: -10_000, description: 'Hold of Kavholm Hotel', over: { day: 2, as: 'void' } },
  { day: 1, amount: -725, description: 'Coffee' },
  { day: 2, amount: 250_000, description: 'Typographic payroll', over: { day: 3, as: 'posted' } },
]
const INTEREST: readonly Movement[] = [{ day: -1, amount: 310, description: 'Interest' }]
const SPENT: readonly Movement[] = [
  { day: -9, amount: -5_600, description: 'Rocket Rides' },
  { day: 0, amount: -1_200, description: 'Press Club', over: { day: 1, as: 'posted' } },
]

const held = (name: string, last4: string, more: Partial<HeldAccount> = {}): HeldAccount => ({
  name,
  subcategory: 'checking',
  last4,
  pays: true,
  opening: 100_000,
  books: WAGES,
  ...more,
})

/** Numbers of US test accounts, as in the table of ACH debits. */
const USUAL: readonly HeldAccount[] = [
  held('Success', '6789'),
  held('Savings', '4321', { subcategory: 'savings', books: INTEREST }),
  held('Credit Card', '2224', { subcategory: 'credit_card', pays: false, opening: -20_000, books: SPENT }),
  held('Account Closed', '1113'),
  held('No Account', '1116'),
  held('Insufficient Funds', '2227', { opening: 0, books: [] }),
  held('Refresh Failure', '3335', { reading: 'fails' }),
  held('Connection Lost', '1119', { reading: 'breaks' }),
]
const OWNED: readonly HeldAccount[] = [
  held('Ownership Checking', '6789'),
  held('Ownership Savings', '4321', { subcategory: 'savings' }),
]
const UNUSABLE: readonly HeldAccount[] = [held('Unusable', '9999', { pays: false })]

const TABLE = {
  test_institution: { name: 'Test Institution', accounts: USUAL },
  test_oauth_institution: { name: 'Test OAuth Institution', accounts: USUAL },
  ownership_accounts: { name: 'Ownership Accounts', accounts: OWNED },
  sandbox_bank_oauth: { name: 'Sandbox Bank (OAuth)', accounts: USUAL },
  sandbox_bank_non_oauth: { name: 'Sandbox Bank (Non-OAuth)', accounts: USUAL },
  invalid_payment_accounts: { name: 'Invalid Payment Accounts', accounts: UNUSABLE },
  down_bank_scheduled: { name: 'Down Bank (Scheduled)', down: 'is down for scheduled maintenance', accounts: USUAL },
  down_bank_unscheduled: { name: 'Down Bank (Unscheduled)', down: 'is down at the moment', accounts: USUAL },
  down_bank_error: { name: 'Down Bank (Error)', down: 'cannot be connected to', accounts: USUAL },
} as const satisfies Readonly<Record<string, Institution>>

export type InstitutionName = keyof typeof TABLE
export const INSTITUTIONS: Readonly<Record<InstitutionName, Institution>> = TABLE
/** All of them are American. */
export const COUNTRY = 'US'

/** The account as it is in the table, by what a linked one shows of itself. */
export function heldAt(institution: string, name: string): HeldAccount | undefined {
  const found = Object.values(INSTITUTIONS).find((one) => one.name === institution)
  return found?.accounts.find((account) => account.name === name)
}

export type MovementStatus = 'pending' | 'posted' | 'void'
/** What has become of it so many days after the account was linked; undefined where it is still to come. */
export function statusOn({ day, over }: Movement, today: number): MovementStatus | undefined {
  if (today < day) return undefined
  if (over === undefined) return 'posted'
  return today < over.day ? 'pending' : over.as
}

/** What is there, in minor units: what was posted, and that with what is pending on its way out. */
export function balanceOn({ opening, books }: HeldAccount, today: number): { current: number; available: number } {
  const sum = (holds: (movement: Movement, status: MovementStatus) => boolean) =>
    books.reduce((total, movement) => {
      const status = statusOn(movement, today)
      return status !== undefined && holds(movement, status) ? total + movement.amount : total
    }, opening)
  return {
    current: sum((_, status) => status === 'posted'),
    available: sum(({ amount }, status) => status === 'posted' || (status === 'pending' && amount < 0)),
  }
}

/** Who every account belongs to, of Stripe's sample of an owner. (docs.stripe.com/api/financial_connections/ownership/object) */
export const OWNER = {
  email: 'jenny.rosen@example.com',
  name: 'Jenny Rosen',
  phone: '+1 555-555-5555',
  raw_address: '510 Townsend San Francisco, CA 94103',
} as const
