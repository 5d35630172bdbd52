// Sessions, in which a person links accounts. In reality they do it in a browser; here a call of our own says what they chose.
// (https://docs.stripe.com/api/financial_connections/sessions)
import type Stripe from 'stripe'
import type { Node } from '../../contract/index.ts'
import type { Params } from '../../contract/wire.ts'
import { exclusive, invalid, missingParameter, noSuch, notOneOf, tooSmall, unbuilt } from '../../kernel/errors.ts'
import { listObject } from '../../kernel/list.ts'
import { object, type Row, resource, type Shown, shown } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { COUNTRY, type HeldAccount, INSTITUTIONS, type InstitutionName } from '../../network/financial_institutions.ts'
import { connectedAccount } from '../core/account.ts'
import { customer } from '../payments/customer.ts'
import { FEATURES, type Feature, type Linked, linked } from './account_state.ts'
import { start } from './refresh.ts'

const PATH = '/v1/financial_connections/sessions'

interface SessionState {
  /** What was linked; none as long as nobody came to the end. */
  readonly linked?: readonly string[]
}
const session = object<Stripe.FinancialConnections.Session, SessionState>('financial_connections.session', {
  prefix: 'fcsess',
  noun: 'financial_connections.session',
})
type Session = Row<Stripe.FinancialConnections.Session, SessionState>
type Create = Params<Stripe.FinancialConnections.SessionCreateParams>

interface Choice {
  readonly institution: InstitutionName
  readonly accounts?: readonly string[]
}
const CHOICE: Node & { k: 'object' } = {
  k: 'object',
  p: {
    institution: { k: 'enum', v: Object.keys(INSTITUTIONS) },
    accounts: { k: 'array', of: { k: 'string' } },
  },
  r: ['institution'],
}

export const linkSessions = resource(session)
  .on<Stripe.FinancialConnections.SessionCreateParams>(`POST ${PATH}`, create)
  .on<Stripe.FinancialConnections.SessionRetrieveParams>(`GET ${PATH}/{id}`, (tx, _params, self) => {
    const ids = self.hidden.linked ?? []
    return withAccounts(self, tx.any(ids) as unknown as Linked[])
  })
  .on<Choice>('POST /brindle/financial_connections_sessions/{id}/complete', complete, { params: CHOICE })

const withAccounts = (self: Session, rows: readonly Linked[]): Shown => shown(self, { accounts: accountsOf(rows) })

const accountsOf = (rows: readonly Linked[]): Session['accounts'] =>
  listObject({
    kind: 'list',
    rows: rows as never,
    has_more: false,
    url: '/v1/financial_connections/accounts',
  }) as Session['accounts']

function create(tx: Tx, params: Create): Session {
  const { permissions, prefetch = [], filters, limits, manual_entry, return_url } = params
  if (permissions.length === 0) throw missingParameter('permissions')
  for (const one of prefetch)
    if (!permissions.includes(one))
      throw invalid(`You can only prefetch what \`permissions\` include: \`${one}\` is missing.`, { param: 'prefetch' }) // [M]
  if (manual_entry?.mode === 'automatic')
    throw unbuilt('Brindle does not take numbers that are entered by hand yet.', 'manual_entry[mode]')
  const most = limits?.accounts
  if (typeof most === 'number' && most < 1) throw tooSmall(1, 'limits[accounts]')
  return tx.insert(session, {
    account_holder: holderOf(tx, params.account_holder),
    accounts: accountsOf([]),
    client_secret: `fcsess_client_secret_${tx.random(24)}`,
    filters: {
      account_subcategories: filters?.account_subcategories ?? null,
      country: filters?.country ?? null,
      ...(filters?.require_payment_method_support !== undefined && {
        require_payment_method_support: filters.require_payment_method_support,
      }),
    },
    ...(typeof most === 'number' && { limits: { accounts: most } }),
    livemode: false,
    ...(manual_entry && { manual_entry }),
    permissions,
    prefetch,
    ...(return_url !== undefined && { return_url }),
    hidden: {},
  } as never)
}

const HOLDERS = ['customer', 'account'] as const

/** Whose accounts they will be: a customer's, or a connected account's. Wording [M]. */
function holderOf(tx: Tx, given: Create['account_holder']): NonNullable<Session['account_holder']> {
  const { type } = given
  if (given.customer_account !== undefined)
    throw unbuilt('Brindle does not link accounts for customer accounts yet.', 'account_holder[customer_account]')
  const [kind, other] = type === 'account' ? (['account', 'customer'] as const) : HOLDERS
  const id = given[kind]
  if (id === undefined) throw missingParameter(`account_holder[${kind}]`)
  if (given[other] !== undefined) throw exclusive(HOLDERS.map((one) => `account_holder[${one}]`))
  const param = `account_holder[${kind}]`
  if (kind === 'customer') tx.get(customer, id, param)
  else if (!connectedAccount(tx, id)) throw noSuch('account', id, param)
  return { [kind]: id, type: kind } as never
}

/** What the person chose is linked, and the session is over; a bank that is down leaves it open. */
function complete(tx: Tx, { institution, accounts }: Choice, self: Session): Shown {
  if (self.hidden.linked) throw invalid('This session has already been completed.', { code: 'session_completed' })
  const bank = INSTITUTIONS[institution]
  if (bank.down !== undefined)
    throw invalid(`${bank.name} ${bank.down}.`, { code: 'institution_down', param: 'institution' })
  const open = bank.accounts.filter((one) => isOffered(self, one))
  const most = self.limits?.accounts ?? Number.POSITIVE_INFINITY
  const chosen = accounts === undefined ? open.slice(0, most) : accounts.map((name) => named(open, name))
  if (chosen.length === 0)
    throw invalid(`${bank.name} has no account that this session takes.`, { param: 'institution' })
  if (self.filters!.require_payment_method_support === 'at_least_one' && !chosen.some(({ pays }) => pays))
    throw invalid('At least one of the accounts has to support payments.', { param: 'accounts' })
  if (chosen.length > most) throw invalid(`This session takes at most ${most} accounts.`, { param: 'accounts' })
  const rows = [...new Set(chosen)].map((one) => link(tx, self, bank.name, one))
  const over = tx.update(session, self, { hidden: { linked: rows.map(({ id }) => id) } })
  return withAccounts(over, rows)
}

function named(open: readonly HeldAccount[], name: string): HeldAccount {
  const found = open.find((one) => one.name === name)
  if (!found)
    throw notOneOf(
      'accounts',
      open.map((one) => one.name),
    )
  return found
}

/** What a session's filters leave of the accounts of a bank. */
function isOffered({ filters, permissions }: Session, { subcategory, pays }: HeldAccount): boolean {
  const { account_subcategories: kinds, country, require_payment_method_support: support } = filters!
  if (country !== null && country !== COUNTRY) return false
  if (kinds && !kinds.includes(subcategory)) return false
  // Who wants to pay by it is offered nothing else, unless they say so. [K]
  return pays || !(support === 'all' || (support === undefined && permissions.includes('payment_method')))
}

function link(tx: Tx, self: Session, institution: string, held: HeldAccount): Linked {
  const isCredit = held.subcategory === 'credit_card'
  const mayPay = self.permissions.includes('payment_method')
  const made = tx.insert(linked, {
    account_holder: self.account_holder,
    account_numbers:
      mayPay && held.pays
        ? [
            {
              expected_expiry_date: null,
              identifier_type: 'account_number',
              status: 'transactable',
              supported_networks: ['ach'],
            },
          ]
        : null,
    balance: null,
    balance_refresh: null,
    category: isCredit ? 'credit' : 'cash',
    created: tx.now,
    display_name: held.name,
    institution_name: institution,
    last4: held.last4,
    livemode: false,
    ownership: null,
    ownership_refresh: null,
    permissions: self.permissions,
    status: 'active',
    subcategory: held.subcategory,
    subscriptions: [],
    supported_payment_method_types: held.pays ? ['us_bank_account'] : [],
    transaction_refresh: null,
    hidden: { session: self.id, held: held.name, known: [] },
  } as never)
  const wanted = (Object.keys(FEATURES) as Feature[]).filter((one) => self.prefetch!.includes(FEATURES[one].permission))
  return wanted.reduce((row, feature) => start(tx, row, feature), made)
}
