// Tax registrations: where the account collects taxes, and from when to when. Once there is one, taxes are reckoned where a
// registration holds and nowhere else. (https://docs.stripe.com/api/tax/registrations; docs/decisions/0013-automatic-tax.md)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { invalid, missingParameter, unbuilt } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { coverageOf, type Option, type Registered, statusAt } from '../../rules/tax_registrations.ts'
import { account, own } from '../core/account.ts'
import { notACountry } from './tax_address.ts'

export interface RegistrationState {
  /** What it covers, as the rules say it. */
  readonly place: string
}

/** Stripe tells of registrations in no event. */
export const registration = object<Stripe.Tax.Registration, RegistrationState>('tax.registration', {
  prefix: 'taxreg',
  short: true,
  noun: 'tax registration',
})
type Registration = Row<Stripe.Tax.Registration, RegistrationState>

type Create = Params<Stripe.Tax.RegistrationCreateParams>
type When = number | 'now'

const PATH = '/v1/tax/registrations'

export const registrations = resource(registration)
  .on<Stripe.Tax.RegistrationCreateParams>(`POST ${PATH}`, (tx, params) => {
    if (!own(tx).hidden.tax?.home) throw noHeadOffice()
    const country = params.country.toUpperCase()
    if (!/^[A-Z]{2}$/.test(country)) throw notACountry(params.country, 'country')
    const place = placeOf(country, params)
    const active_from = timeOf(tx, params.active_from as When)
    if (active_from < tx.now) throw past('active_from')
    const expires_at = params.expires_at === undefined ? null : timeOf(tx, params.expires_at as When)
    checkOrder(active_from, expires_at)
    const row = tx.insert(registration, {
      id: tx.id(registration),
      active_from,
      country,
      country_options: params.country_options as Registration['country_options'],
      created: tx.now,
      expires_at,
      livemode: false,
      status: statusAt(active_from, expires_at, tx.now),
      hidden: { place },
    })
    return register(tx, row)
  })
  .on<Stripe.Tax.RegistrationRetrieveParams>(`GET ${PATH}/{id}`, (_tx, _params, self) => self)
  .on<Stripe.Tax.RegistrationListParams>(`GET ${PATH}`, (tx, { status, ...params }) =>
    list(tx, registration, { ...params, ...(status !== undefined && status !== 'all' && { status }) } as never, PATH),
  )
  .on<Stripe.Tax.RegistrationUpdateParams>(`POST ${PATH}/{id}`, (tx, params, self) => {
    const { active_from: from, expires_at: to } = params
    const active_from = from === undefined ? self.active_from : timeOf(tx, from as When)
    if (from !== undefined) checkMovable(tx, self, active_from)
    const expires_at = to === undefined ? self.expires_at : to === '' ? null : timeOf(tx, to as When)
    if (to !== undefined && expires_at !== null && expires_at < tx.now) throw past('expires_at')
    checkOrder(active_from, expires_at)
    const status = statusAt(active_from, expires_at, tx.now)
    return register(tx, tx.update(registration, self, { active_from, expires_at, status }))
  })
  .job<{ id: string }>('turn', (tx, { id }) => {
    const self = tx.get(registration, id)
    const status = statusAt(self.active_from, self.expires_at, tx.now)
    awaitTurn(tx, tx.update(registration, self, { status }))
  })

/** Tells the account, by which taxes are reckoned, and waits for the next time at which something begins or ends. */
function register(tx: Tx, row: Registration): Registration {
  const { id, active_from: from, expires_at: to, hidden } = row
  const self = own(tx)
  const others = (self.hidden.tax?.registered ?? []).filter((one) => one.id !== id)
  const mine = { id, place: hidden.place, from, to }
  if (others.some((one) => overlaps(one, mine))) throw twice()
  tx.update(account, self, { hidden: { ...self.hidden, tax: { ...self.hidden.tax, registered: [...others, mine] } } })
  awaitTurn(tx, row)
  return row
}

function awaitTurn(tx: Tx, { id, active_from, expires_at }: Registration): void {
  const next = [active_from, expires_at].find((at) => at !== null && at > tx.now)
  if (next) tx.schedule(next, 'tax.registration.turn', { id })
  else tx.unschedule('tax.registration.turn', { id })
}

const overlaps = (a: Registered, b: Registered): boolean =>
  a.place === b.place && a.from < (b.to ?? Infinity) && b.from < (a.to ?? Infinity)

/** What the registration covers. What the table of taxes cannot follow is refused by its name. */
function placeOf(country: string, { country_options: options }: Create): string {
  const key = country.toLowerCase()
  const at = `country_options[${key}]`
  const [other] = Object.keys(options).filter((name) => name !== key)
  if (other !== undefined)
    throw invalid(`You cannot pass \`country_options[${other}]\` when \`country\` is \`${country}\`.`, {
      param: `country_options[${other}]`,
    })
  const option = (options as Readonly<Record<string, Option>>)[key]
  if (option === undefined) throw missingParameter(at)
  if (option.type === 'province_standard' && !option.province_standard)
    throw missingParameter(`${at}[province_standard]`)
  const place = coverageOf(country, option)
  if (place === undefined)
    throw unbuilt(`Brindle's table of taxes has none that this registration in ${country} is for.`, at)
  return place
}

const timeOf = (tx: Tx, when: When): number => (when === 'now' ? tx.now : when)

/** When it begins can be moved until it has begun. [K] */
function checkMovable(tx: Tx, { status }: Registration, active_from: number): void {
  if (status !== 'scheduled')
    throw invalid(`You cannot change \`active_from\` of a registration whose status is \`${status}\`.`, {
      param: 'active_from',
    })
  if (active_from < tx.now) throw past('active_from')
}

function checkOrder(active_from: number, expires_at: number | null): void {
  // One that ends as it begins, or before, was never to be: so a scheduled one is given up. [K]
  if (expires_at !== null && expires_at < active_from)
    throw invalid('`expires_at` must not be before `active_from`.', { param: 'expires_at' })
}

/** Stripe refuses it with a message about the head office (docs.stripe.com/tax/registrations-api); wordings here and below [M]. */
const noHeadOffice = () =>
  invalid(
    'You must set your head office address before you add a tax registration. Set `head_office` with the Tax Settings API.',
  )
const past = (param: string) => invalid(`\`${param}\` must not be in the past.`, { param })
const twice = () => invalid('You already have a tax registration for this place at that time.', { param: 'country' })
