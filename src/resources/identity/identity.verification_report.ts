// Verification reports: what came of one attempt to show who somebody is, check by check. A session makes one each time it
// has been processed. (https://docs.stripe.com/api/identity/verification_reports)
import type Stripe from 'stripe'
import { list } from '../../kernel/list.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'

/** What somebody's papers say of them, as the test told it. */
export interface Person {
  readonly first_name: string
  readonly last_name: string
  readonly dob: { readonly day: number; readonly month: number; readonly year: number }
  readonly id_number: string
}

interface ReportState {
  /** What is only shown where it is asked for: until it is redacted. */
  readonly person?: Person
}

/** No event tells of it. (https://docs.stripe.com/api/events/types) */
export const verificationReport = object<Stripe.Identity.VerificationReport, ReportState>(
  'identity.verification_report',
  {
    prefix: 'vr',
    noun: 'verificationreport',
    // (docs.stripe.com/identity/access-verification-results#results: sensitive fields are only there when they are expanded)
    includes: {
      'document.dob': (_tx, self) => shownTo(self, self.document, 'dob'),
      'document.expiration_date': (_tx, self) => shownTo(self, self.document, 'expiration_date'),
      'document.number': (_tx, self) => shownTo(self, self.document, 'number'),
      'id_number.dob': (_tx, self) => shownTo(self, self.id_number, 'dob'),
      'id_number.id_number': (_tx, self) => shownTo(self, self.id_number, 'id_number'),
    },
  },
)
export type Report = Row<Stripe.Identity.VerificationReport, ReportState>

const PATH = '/v1/identity/verification_reports'

export const verificationReports = resource(verificationReport)
  .on<Stripe.Identity.VerificationReportRetrieveParams>(`GET ${PATH}/{id}`, (_tx, _params, self) => self)
  .on<Stripe.Identity.VerificationReportListParams>(`GET ${PATH}`, (tx, params) =>
    list(tx, verificationReport, params as never, PATH),
  )

/** What stands in place of what was redacted: a text, and nothing where a date stood. (docs.stripe.com/identity/verification-sessions#redact) */
export const REDACTED = '[redacted]'

/** The document that every simulated customer has. [K] */
const DOCUMENT = {
  expiration_date: { day: 31, month: 12, year: 2034 },
  issued_date: { day: 1, month: 1, year: 2024 },
  issuing_country: 'US',
  number: '000000000',
} as const

/** Where everybody lives. [K] */
export const HOME = {
  city: 'San Francisco',
  country: 'US',
  line1: '1234 Main St',
  line2: null,
  postal_code: '94111',
  state: 'CA',
} as const

function shownTo({ hidden }: Report, check: { status: string } | undefined, name: string): unknown {
  const { person } = hidden
  if (check?.status !== 'verified') return null
  if (name === 'dob') return person?.dob ?? null
  if (name === 'id_number') return person ? person.id_number.slice(-4) : REDACTED
  if (name === 'number') return person ? DOCUMENT.number : REDACTED
  return person ? DOCUMENT.expiration_date : null
}

/** The check that an error is about, by how its code begins. */
export const checkOf = (code: string): 'document' | 'selfie' | 'id_number' | undefined =>
  (['document', 'selfie', 'id_number'] as const).find((check) => code.startsWith(`${check}_`))

interface Attempt {
  readonly session: Row<Stripe.Identity.VerificationSession>
  /** The checks that the session asked for. */
  readonly checks: readonly ('document' | 'selfie' | 'id_number')[]
  readonly person: Person
  /** Why a check failed; the checks before it passed, and those after it were not made. */
  readonly error?: { readonly code: string; readonly reason: string }
}

/** Writes what an attempt came to. */
export function insertReport(tx: Tx, { session, checks, person, error }: Attempt): Report {
  const failing = error && checkOf(error.code)
  const made = failing ? checks.slice(0, checks.indexOf(failing) + 1) : checks
  const results = Object.fromEntries(
    made.map((check) => [check, check === failing ? failed(check, error!) : passed(check, person)]),
  )
  const { client_reference_id, options, type, id } = session
  return tx.insert(verificationReport, {
    client_reference_id,
    created: tx.now,
    livemode: false,
    options: options ?? {},
    ...results,
    type,
    verification_session: id,
    hidden: { person },
  } as never)
}

type Check = Attempt['checks'][number]

function passed(check: Check, { first_name, last_name }: Person): object {
  const common = { error: null, status: 'verified' }
  if (check === 'selfie') return { ...common, document: null, selfie: null }
  if (check === 'id_number') return { ...common, first_name, id_number_type: 'us_ssn', last_name }
  const { issued_date, issuing_country } = DOCUMENT
  return {
    ...common,
    address: HOME,
    // Nobody uploads a picture.
    files: [],
    first_name,
    issued_date,
    issuing_country,
    last_name,
    type: 'driving_license',
  }
}

function failed(check: Check, error: object): object {
  const common = { error, status: 'unverified' }
  if (check === 'selfie') return { ...common, document: null, selfie: null }
  if (check === 'id_number') return { ...common, first_name: null, id_number_type: null, last_name: null }
  return {
    ...common,
    address: null,
    files: [],
    first_name: null,
    issued_date: null,
    issuing_country: null,
    last_name: null,
    type: null,
  }
}

/** Takes out of a report what it tells of the person. */
export function redactReport(tx: Tx, self: Report): void {
  const { document, id_number } = self
  const texts = { first_name: REDACTED, last_name: REDACTED }
  tx.update(verificationReport, self, {
    ...(document && { document: { ...document, ...texts, address: null, files: [], issued_date: null } }),
    ...(id_number && { id_number: { ...id_number, ...texts } }),
    hidden: {},
  })
}
