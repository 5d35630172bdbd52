// Cardholders: the people and companies that cards are issued to. (https://docs.stripe.com/api/issuing/cardholders;
// https://docs.stripe.com/issuing/cards/virtual/issue-cards#create-cardholder)
import type Stripe from 'stripe'
import type { Params, Wire } from '../../contract/wire.ts'
import { invalid, tooLong } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { own } from '../core/account.ts'
import { checkCurrency } from '../catalog/price.ts'
import { file } from '../payments/file_state.ts'
import { NO_CONTROLS, withControls } from './spending_controls.ts'

export const cardholder = object<Stripe.Issuing.Cardholder>('issuing.cardholder', {
  prefix: 'ich',
  noun: 'issuing cardholder',
  events: [
    { on: 'insert', types: ['issuing_cardholder.created'] },
    { on: 'update', types: ['issuing_cardholder.updated'] },
  ],
})
export type Cardholder = Row<Stripe.Issuing.Cardholder>

const PATH = '/v1/issuing/cardholders'
/** It is printed on cards. (https://docs.stripe.com/api/issuing/cardholders/create#create_issuing_cardholder-name) */
const NAME_MAX = 24
/** (https://docs.stripe.com/api/issuing/cardholders/create#create_issuing_cardholder-individual-dob) */
const OLDER_THAN_YEARS = 13
/** Where the bank behind the cards wants its own terms accepted. (https://docs.stripe.com/issuing/compliance-us#issuing-terms) */
const TERMS_COUNTRIES = ['US']

type Create = Params<Stripe.Issuing.CardholderCreateParams>
type Update = Params<Stripe.Issuing.CardholderUpdateParams>
type Individual = NonNullable<Wire<Stripe.Issuing.Cardholder.Individual>>

export const cardholders = resource(cardholder)
  .on<Stripe.Issuing.CardholderCreateParams>(
    `POST ${PATH}`,
    (tx, params) => {
      checkName(params.name)
      const type = params.type ?? 'individual'
      const person = individualOf(tx, null, params.individual)
      return tx.insert(cardholder, {
        billing: { address: addressOf(params) },
        company: params.company ? { tax_id_provided: params.company.tax_id !== undefined } : null,
        created: tx.now,
        email: params.email ?? null,
        individual: person,
        livemode: false,
        metadata: mergeMetadata({}, params.metadata),
        name: params.name,
        phone_number: params.phone_number ?? null,
        preferred_locales: params.preferred_locales ?? [],
        requirements: requirementsOf(tx, type, person),
        spending_controls: controlsOf(tx, EMPTY_CONTROLS, params.spending_controls),
        status: params.status ?? 'active',
        type,
      } as Omit<Cardholder, 'id' | 'object' | 'hidden'>)
    },
    { reads: ['individual.verification.document.front'] },
  )
  .on<Stripe.Issuing.CardholderRetrieveParams>(`GET ${PATH}/{id}`, (_tx, _params, self) => self)
  .on<Stripe.Issuing.CardholderListParams>(`GET ${PATH}`, (tx, params) => list(tx, cardholder, params as never, PATH))
  .on<Stripe.Issuing.CardholderUpdateParams>(`POST ${PATH}/{id}`, (tx, params, self) => {
    const person = params.individual ? individualOf(tx, self.individual, params.individual) : self.individual
    return tx.update(cardholder, self, {
      ...(params.billing && { billing: { address: addressOf(params) } }),
      ...(params.company && {
        company: { tax_id_provided: params.company.tax_id !== undefined || (self.company?.tax_id_provided ?? false) },
      }),
      ...(params.email !== undefined && { email: params.email }),
      individual: person,
      ...(params.metadata !== undefined && { metadata: mergeMetadata(self.metadata, params.metadata) }),
      ...(params.phone_number !== undefined && { phone_number: params.phone_number }),
      ...(params.preferred_locales && { preferred_locales: params.preferred_locales }),
      requirements: requirementsOf(tx, self.type, person),
      spending_controls: controlsOf(tx, self.spending_controls ?? EMPTY_CONTROLS, params.spending_controls),
      ...(params.status !== undefined && { status: params.status }),
    } as Partial<Cardholder>)
  })

/** Those of a holder begin as empty lists, where those of a card begin as nothing. (the samples of both pages) */
const EMPTY_CONTROLS = {
  ...NO_CONTROLS,
  allowed_card_presences: [],
  allowed_categories: [],
  allowed_merchant_countries: [],
  blocked_card_presences: [],
  blocked_categories: [],
  blocked_merchant_countries: [],
  spending_limits: [],
}

function controlsOf(
  tx: Tx,
  known: NonNullable<Cardholder['spending_controls']>,
  given: Create['spending_controls'],
): Cardholder['spending_controls'] {
  const currency = given?.spending_limits_currency
  const said = currency === undefined ? undefined : checkCurrency(currency)
  return withControls(
    known as never,
    given as never,
    said ?? known.spending_limits_currency ?? own(tx).default_currency ?? 'usd',
  )
}

/** The wording of the second is [M]. */
function checkName(name: string): void {
  if (name.length > NAME_MAX) throw tooLong(name, NAME_MAX, 'name')
  if (!/^[\p{Script=Latin}\p{Mark} .,'&/-]+$/u.test(name))
    throw invalid('The name of a cardholder can contain no numbers and no special characters.', { param: 'name' })
}

function addressOf({ billing }: Update): Cardholder['billing']['address'] {
  const { line2 = null, state = null, ...rest } = billing!.address
  if (!/^[A-Z]{2}$/.test(rest.country))
    throw invalid(`Country '${rest.country}' is unknown. Try using a 2-character alphanumeric country code instead.`, {
      param: 'billing[address][country]',
    })
  return { ...rest, line2, state }
}

/** What is known of a person, with what is given; it comes in parts. */
function individualOf(tx: Tx, known: Individual | null, given: Create['individual']): Individual | null {
  if (!given) return known
  const { card_issuing, dob, first_name, last_name, verification } = given
  const terms = card_issuing?.user_terms_acceptance
  const before = known?.card_issuing?.user_terms_acceptance
  if (dob) checkAge(tx, dob)
  const document = verification?.document
  for (const side of ['front', 'back'] as const) checkDocument(tx, document?.[side], side)
  return {
    card_issuing: card_issuing
      ? {
          user_terms_acceptance: terms
            ? {
                date: terms.date ?? before?.date ?? null,
                ip: terms.ip ?? before?.ip ?? null,
                user_agent: terms.user_agent === '' ? null : (terms.user_agent ?? before?.user_agent ?? null),
              }
            : (before ?? null),
        }
      : (known?.card_issuing ?? null),
    dob: dob ?? known?.dob ?? null,
    first_name: first_name ?? known?.first_name ?? null,
    last_name: last_name ?? known?.last_name ?? null,
    verification: document
      ? { document: { back: document.back ?? null, front: document.front ?? null } }
      : (known?.verification ?? null),
  }
}

/** [M] */
function checkAge(tx: Tx, { day, month, year }: NonNullable<NonNullable<Create['individual']>['dob']>): void {
  const born = Date.UTC(year, month - 1, day) / 1000
  if (new Date(born * 1000).getUTCDate() !== day || month < 1 || month > 12)
    throw invalid('Must be a valid date of birth.', { param: 'individual[dob]' })
  if (Date.UTC(year + OLDER_THAN_YEARS, month - 1, day) / 1000 > tx.now)
    throw invalid(`Cardholders must be older than ${OLDER_THAN_YEARS} years old.`, { param: 'individual[dob]' })
}

/** [M] */
function checkDocument(tx: Tx, id: string | undefined, side: 'back' | 'front'): void {
  if (id === undefined) return
  const param = `individual[verification][document][${side}]`
  if (tx.get(file, id, param).purpose !== 'identity_document')
    throw invalid(`The file ${id} must have the purpose identity_document.`, { param })
}

/** What must be told before cards may be active: of people only. (https://docs.stripe.com/issuing/other/choose-cardholder) */
function requirementsOf(tx: Tx, type: string, person: Individual | null): Cardholder['requirements'] {
  const terms = person?.card_issuing?.user_terms_acceptance
  const needsTerms = TERMS_COUNTRIES.includes(own(tx).country ?? '')
  const asked = [
    ['individual.card_issuing.user_terms_acceptance.ip', !needsTerms || terms?.ip],
    ['individual.card_issuing.user_terms_acceptance.date', !needsTerms || terms?.date],
    ['individual.first_name', person?.first_name],
    ['individual.last_name', person?.last_name],
  ] as const
  const past_due = type === 'individual' ? asked.filter(([, known]) => !known).map(([name]) => name) : []
  return { disabled_reason: past_due.length > 0 ? 'requirements.past_due' : null, past_due }
}

/** Whether something is still to be told before cards may be active. */
export const isWanting = ({ requirements }: Cardholder): boolean => requirements.disabled_reason !== null
