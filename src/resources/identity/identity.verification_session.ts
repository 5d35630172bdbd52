// Verification sessions: somebody shows who they are. Nobody looks at papers here: a test says by a call of its own how it
// went. (https://docs.stripe.com/api/identity/verification_sessions, docs.stripe.com/identity/how-sessions-work)
// One file because a session, its checks and its redaction are one state machine.
import type Stripe from 'stripe'
import type { Node } from '../../contract/index.ts'
import type { Params } from '../../contract/wire.ts'
import { invalid, missingParameter, notAUrl, refuseUnbuilt, unbuilt } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { object, type Row, resource, shown } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { customer } from '../payments/customer_state.ts'
import {
  checkOf,
  HOME,
  insertReport,
  type Person,
  REDACTED,
  redactReport,
  verificationReport,
} from './identity.verification_report.ts'

interface SessionState {
  readonly returnUrl?: string
  /** How it went, until it has been processed. */
  readonly submitted?: { readonly person: Person; readonly code?: ErrorCode }
  /** Who was verified. */
  readonly person?: Person
}

export const verificationSession = object<Stripe.Identity.VerificationSession, SessionState>(
  'identity.verification_session',
  {
    prefix: 'vs',
    noun: 'verificationsession',
    events: [
      { on: 'insert', types: ['identity.verification_session.created'] },
      { became: ['status', 'processing'], types: ['identity.verification_session.processing'] },
      { became: ['status', 'requires_input'], types: ['identity.verification_session.requires_input'] },
      { became: ['status', 'verified'], types: ['identity.verification_session.verified'] },
      { became: ['status', 'canceled'], types: ['identity.verification_session.canceled'] },
      {
        changed: ['redaction'],
        where: ({ redaction }) => redaction?.status === 'redacted',
        types: ['identity.verification_session.redacted'],
      },
    ],
    // (docs.stripe.com/identity/access-verification-results#results)
    includes: {
      verified_outputs: (_tx, self) => outputs(self),
      'verified_outputs.dob': (_tx, { hidden }) => hidden.person?.dob ?? null,
      'verified_outputs.id_number': (_tx, self) => idNumber(self),
    },
  },
)
export type Session = Row<Stripe.Identity.VerificationSession, SessionState>

/** From which states each verb may start. (docs.stripe.com/identity/how-sessions-work; `submit` is what its page does) */
const MAY = {
  update: ['requires_input'],
  cancel: ['requires_input'],
  redact: ['requires_input', 'verified'],
  submit: ['requires_input'],
} as const satisfies Readonly<Record<string, readonly string[]>>

/** Texts [M]; a session that is redacted can be used for nothing. */
function check(verb: keyof typeof MAY, { status, redaction }: Session): void {
  if (redaction) throw invalid(`You cannot ${verb} this VerificationSession because it has been redacted.`)
  if ((MAY[verb] as readonly string[]).includes(status)) return
  throw invalid(
    `You cannot ${verb} this VerificationSession because it has a status of ${status}. Only a VerificationSession with one of ` +
      `the following statuses may be used: ${MAY[verb].join(', ')}.`,
  )
}

/** Why a verification failed, in words that the person may be shown. (codes: the reference of `last_error`; texts [M]) */
const ERRORS = {
  abandoned: 'The user left the verification before completing it.',
  consent_declined: 'The user declined to be verified by Stripe.',
  country_not_supported: 'The country of the user is not supported.',
  device_not_supported: 'The device of the user has no camera.',
  document_expired: 'The document is expired.',
  document_type_not_supported: 'The type of the document is not supported.',
  document_unverified_other: 'The document could not be verified.',
  id_number_insufficient_document_data: 'The document does not tell enough to check the ID number.',
  id_number_mismatch: 'The information provided does not match the ID number.',
  id_number_unverified_other: 'The ID number could not be verified.',
  selfie_document_missing_photo: 'The document has no photo of a face.',
  selfie_face_mismatch: 'The face of the selfie is not that of the document.',
  selfie_manipulated: 'The selfie was manipulated.',
  selfie_unverified_other: 'The selfie could not be verified.',
  under_supported_age: 'The user is under the age that is supported.',
} as const
type ErrorCode = keyof typeof ERRORS

const PATH = '/v1/identity/verification_sessions'
/** Most checks take less than a minute. [K] */
const PROCESSING_SECONDS = 1
/** Stripe takes up to four days. [K] */
const REDACTION_SECONDS = 60

type Create = Params<Stripe.Identity.VerificationSessionCreateParams>

const NUMBER: Node = { k: 'integer' }
const NAME: Node = { k: 'string', max: 100 }
const SUBMIT: Node & { k: 'object' } = {
  k: 'object',
  p: {
    outcome: { k: 'enum', v: ['verified', 'failed'] },
    last_error: { k: 'enum', v: Object.keys(ERRORS) },
    first_name: NAME,
    last_name: NAME,
    dob: { k: 'object', p: { day: NUMBER, month: NUMBER, year: NUMBER }, r: ['day', 'month', 'year'] },
    id_number: { k: 'string', max: 20 },
  },
  r: ['outcome'],
}

export const verificationSessions = resource(verificationSession)
  .on<Stripe.Identity.VerificationSessionCreateParams>(`POST ${PATH}`, create)
  .on<Stripe.Identity.VerificationSessionRetrieveParams>(`GET ${PATH}/{id}`, (_tx, _params, self) => self)
  .on<Stripe.Identity.VerificationSessionListParams>(`GET ${PATH}`, (tx, params) => {
    refuseUnbuilt(params, ['related_customer_account'], ' for verification sessions')
    return list(tx, verificationSession, params as never, PATH)
  })
  .on<Stripe.Identity.VerificationSessionUpdateParams>(`POST ${PATH}/{id}`, (tx, params, self) => {
    check('update', self)
    const type = params.type ?? self.type
    return tx.update(verificationSession, self, {
      type,
      options: optionsOf(type, params.options, params.type === undefined ? self.options : null),
      ...(params.provided_details !== undefined && { provided_details: params.provided_details as never }),
      ...(params.metadata !== undefined && { metadata: mergeMetadata(self.metadata, params.metadata) }),
    })
  })
  .on<Stripe.Identity.VerificationSessionCancelParams>(`POST ${PATH}/{id}/cancel`, (tx, _params, self) => {
    check('cancel', self)
    return tx.update(verificationSession, self, { status: 'canceled', ...CLOSED })
  })
  .on<Stripe.Identity.VerificationSessionRedactParams>(`POST ${PATH}/{id}/redact`, (tx, _params, self) => {
    check('redact', self)
    tx.schedule(tx.now + REDACTION_SECONDS, 'identity.verification_session.redact', { id: self.id })
    return tx.update(verificationSession, self, {
      redaction: { status: 'processing' },
      ...(self.status === 'requires_input' && { status: 'canceled' as const }),
      ...CLOSED,
    })
  })
  .on<Submit>('POST /brindle/verification_sessions/{id}', submit, { params: SUBMIT })
  .job<{ id: string }>('process', (tx, { id }) => process(tx, tx.get(verificationSession, id)))
  .job<{ id: string }>('redact', (tx, { id }) => redact(tx, tx.get(verificationSession, id)))

/** Nobody can submit anything any more. */
const CLOSED = { client_secret: null, url: null }

/** What leads to the page where somebody is verified. Stripe's is not here: `POST /brindle/verification_sessions/{id}` is. */
const open = (tx: Tx, id: string) => ({
  client_secret: `${id}_secret_${tx.random(24)}`,
  url: `${tx.situation.publicUrl}/identity/start/${tx.random(40)}`,
})

function create(tx: Tx, params: Create): Session {
  refuseUnbuilt(params, ['related_customer_account', 'related_person'], ' for a verification session')
  if (params.verification_flow !== undefined)
    throw unbuilt('Verification flows are made in Stripe’s dashboard: Brindle has none.', 'verification_flow')
  if (params.type === undefined) throw missingParameter('type')
  const { return_url: returnUrl, related_customer } = params
  if (returnUrl !== undefined && !URL.canParse(returnUrl)) throw notAUrl('return_url')
  if (related_customer !== undefined) tx.get(customer, related_customer, 'related_customer')
  const id = tx.id(verificationSession)
  return tx.insert(verificationSession, {
    id,
    client_reference_id: params.client_reference_id ?? null,
    ...open(tx, id),
    created: tx.now,
    last_error: null,
    last_verification_report: null,
    livemode: false,
    metadata: mergeMetadata({}, params.metadata),
    options: optionsOf(params.type, params.options, null),
    ...(params.provided_details && { provided_details: params.provided_details }),
    redaction: null,
    related_customer: related_customer ?? null,
    related_customer_account: null,
    status: 'requires_input',
    type: params.type,
    hidden: returnUrl === undefined ? {} : { returnUrl },
  } as never)
}

/** Only documents have options that a call can say; a change of the type begins without any. */
function optionsOf(type: string, given: Create['options'], old: Session['options']): Session['options'] {
  const document = given?.document
  if (document && type !== 'document')
    throw invalid('`options[document]` is only for sessions of the type `document`.', { param: 'options[document]' }) // [M]
  if (document === undefined) return old ?? {}
  return (document === '' ? {} : { document }) as Session['options']
}

/** What the session asks to be checked, in the order in which it is. */
function checksOf({ type, options }: Session): ('document' | 'selfie' | 'id_number')[] {
  if (type === 'id_number') return ['id_number']
  const { require_matching_selfie, require_id_number } = options?.document ?? {}
  return [
    'document',
    ...(require_matching_selfie ? ['selfie' as const] : []),
    ...(require_id_number ? ['id_number' as const] : []),
  ]
}

interface Submit extends Partial<Person> {
  readonly outcome: 'verified' | 'failed'
  readonly last_error?: ErrorCode
}

/** Who is verified where the test does not say it. [K] */
const JENNY: Person = {
  first_name: 'Jenny',
  last_name: 'Rosen',
  dob: { day: 1, month: 1, year: 1990 },
  id_number: '000000000',
}

/** Somebody has been through the page; a moment later it is known how it went. */
function submit(tx: Tx, { outcome, last_error: code, ...said }: Submit, self: Session) {
  check('submit', self)
  if (outcome === 'failed' && code === undefined) throw missingParameter('last_error')
  if (outcome === 'verified' && code !== undefined)
    throw invalid('Only a verification that failed has an error.', { param: 'last_error' })
  const failing = code && checkOf(code)
  if (failing && !checksOf(self).includes(failing))
    throw invalid(`This VerificationSession asks for no check that fails with ${code}.`, { param: 'last_error' })
  tx.schedule(tx.now + PROCESSING_SECONDS, 'identity.verification_session.process', { id: self.id })
  const { returnUrl } = self.hidden
  const row = tx.update(verificationSession, self, {
    status: 'processing',
    ...CLOSED,
    hidden: { ...self.hidden, submitted: { person: { ...JENNY, ...said }, ...(code && { code }) } },
  })
  return shown(row, { return_url: returnUrl ?? null })
}

/** The checks are done. Who gave up before there was anything to check leaves no report. [K] */
function process(tx: Tx, self: Session): void {
  const { submitted, ...hidden } = self.hidden
  if (self.status !== 'processing' || !submitted) return
  const { person, code } = submitted
  const error = code && { code, reason: ERRORS[code] }
  const isReported = code === undefined || checkOf(code) !== undefined
  const attempt = { session: self, checks: checksOf(self), person, ...(error && { error }) }
  const last_verification_report = isReported ? insertReport(tx, attempt).id : self.last_verification_report
  tx.update(verificationSession, self, {
    last_error: error ?? null,
    last_verification_report,
    ...(error ? { status: 'requires_input', ...open(tx, self.id) } : { status: 'verified' }),
    hidden: error ? hidden : { ...hidden, person },
  })
}

/** What of the person was verified: only where it was, and only where it is asked for. */
function outputs(self: Session): object | null {
  const { status, hidden, redaction } = self
  if (status !== 'verified') return null
  const { person } = hidden
  const isNumbered = checksOf(self).includes('id_number')
  const isShown = person !== undefined && redaction?.status !== 'redacted'
  return {
    address: isShown && self.type === 'document' ? HOME : null,
    email: null,
    first_name: isShown ? person.first_name : REDACTED,
    id_number_type: isNumbered ? 'us_ssn' : null,
    last_name: isShown ? person.last_name : REDACTED,
    phone: null,
  }
}

function idNumber(self: Session): string | null {
  if (self.status !== 'verified' || !checksOf(self).includes('id_number')) return null
  return self.hidden.person?.id_number ?? REDACTED
}

/** Takes out of the session and its last report what they tell of the person; older events keep what they told. */
function redact(tx: Tx, self: Session): void {
  const reports = tx.list(verificationReport, [`verification_session=${self.id}`], { limit: REPORTS_MAX })
  for (const report of reports) redactReport(tx, report)
  const details = self.provided_details
  tx.update(verificationSession, self, {
    ...(details && {
      provided_details: Object.fromEntries(Object.keys(details).map((name) => [name, REDACTED])) as never,
    }),
    metadata: {},
    redaction: { status: 'redacted' },
    hidden: {},
  })
}

/** Why 1 000: nobody tries more often. */
const REPORTS_MAX = 1_000
