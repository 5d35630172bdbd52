// What a merchant answers to a dispute: texts and files, staged until they are submitted, and submitted once.
// (https://docs.stripe.com/api/disputes/update; https://docs.stripe.com/disputes/api)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { evidenceTooLarge, invalid, unbuilt } from '../../kernel/errors.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import type { Tx } from '../../kernel/tx.ts'
import { DECISIVE } from '../../network/disputes.ts'
import { type Dispute, dispute, isInquiry, isOver, isUnanswered } from './dispute_state.ts'
import { file } from './file_state.ts'

/** The fields that name a file. */
export const EVIDENCE_FILES = [
  'cancellation_policy',
  'customer_communication',
  'customer_signature',
  'duplicate_charge_documentation',
  'receipt',
  'refund_policy',
  'service_documentation',
  'shipping_documentation',
  'uncategorized_file',
] as const

/** The fields that are texts. */
const TEXTS = [
  'access_activity_log',
  'billing_address',
  'cancellation_policy_disclosure',
  'cancellation_rebuttal',
  'customer_email_address',
  'customer_name',
  'customer_purchase_ip',
  'duplicate_charge_explanation',
  'duplicate_charge_id',
  'product_description',
  'refund_policy_disclosure',
  'refund_refusal_explanation',
  'service_date',
  'shipping_address',
  'shipping_carrier',
  'shipping_date',
  'shipping_tracking_number',
  'uncategorized_text',
] as const

type Evidence = Dispute['evidence']

export const NO_EVIDENCE = {
  ...Object.fromEntries([...TEXTS, ...EVIDENCE_FILES].map((name) => [name, null])),
  enhanced_evidence: {},
} as unknown as Evidence

/** Stripe's own limit. (https://docs.stripe.com/api/disputes/update#update_dispute-evidence) */
const CHARACTERS_MAX = 150_000
/** What Stripe was seen to take; its pages do not say. (github.com/Automattic/woocommerce-payments/issues/559) */
const BYTES_MAX = 4.5 * 1024 * 1024
/** How long the bank of test mode thinks. [K] */
const DECISION_SECONDS = 2

type Given = Params<Stripe.DisputeUpdateParams>

/** Changes what is said of a dispute. Evidence goes to the bank with it unless `submit` is false. */
export function respond(tx: Tx, self: Dispute, params: Given): Dispute {
  const { evidence, intended_submission_method, metadata, submit = evidence !== undefined } = params
  if (evidence !== undefined || submit) refuseAnswered(self)
  if (intended_submission_method?.endsWith('smart_disputes'))
    throw invalid('Smart Disputes is not available for this dispute.', {
      code: 'smart_disputes_not_available',
      param: 'intended_submission_method',
    })
  const collected = evidence ? collect(tx, self, evidence) : self.evidence
  const has_evidence = [...TEXTS, ...EVIDENCE_FILES].some((name) => collected[name] !== null)
  if (submit && !has_evidence) throw invalid('There is no evidence to submit.', { param: 'evidence' })
  if (submit && Object.hasOwn(DECISIVE, collected.uncategorized_text ?? ''))
    tx.schedule(tx.now + DECISION_SECONDS, 'dispute.decide', { id: self.id })
  const details = { ...self.evidence_details, has_evidence }
  return tx.update(dispute, self, {
    ...(metadata !== undefined && { metadata: mergeMetadata(self.metadata, metadata) }),
    ...(intended_submission_method !== undefined && { intended_submission_method }),
    evidence: collected,
    evidence_details: submit ? { ...details, submission_count: 1, submission_method: 'manual' } : details,
    ...(submit && { status: isInquiry(self) ? 'warning_under_review' : 'under_review' }),
  })
}

/** The bank hears an answer once. Wordings [K]. */
function refuseAnswered(self: Dispute): void {
  if (isUnanswered(self)) return
  throw isOver(self)
    ? invalid('This dispute is already closed.')
    : invalid('The evidence for this dispute has already been submitted, and can be submitted only once.')
}

/** The evidence with what is given added. */
function collect(tx: Tx, self: Dispute, given: NonNullable<Given['evidence']>): Evidence {
  const { enhanced_evidence, appeal, ...fields } = given
  for (const [name, value] of Object.entries({ enhanced_evidence, appeal }))
    if (value) throw unbuilt(`Brindle has no disputes that ${name} is for yet.`, `evidence[${name}]`)
  const collected = { ...self.evidence, ...fields } as Evidence
  const characters = TEXTS.reduce((sum, name) => sum + [...(collected[name] ?? '')].length, 0)
  if (characters > CHARACTERS_MAX)
    throw invalid(`The combined character count of all fields is limited to ${CHARACTERS_MAX} (it is ${characters}).`, {
      param: 'evidence',
    })
  checkFiles(tx, collected)
  return collected
}

function checkFiles(tx: Tx, evidence: Evidence): void {
  const names = EVIDENCE_FILES.filter((name) => evidence[name] !== null)
  const found = tx.all(
    file,
    names.map((name) => evidence[name] as string),
    (i) => `evidence[${names[i]}]`,
  )
  for (const [i, { id, purpose }] of found.entries())
    if (purpose !== 'dispute_evidence')
      throw invalid(
        `The file ${id} has the purpose ${purpose}; evidence takes files of the purpose dispute_evidence.`,
        {
          param: `evidence[${names[i]}]`,
        },
      )
  if (found.reduce((sum, { size }) => sum + size, 0) > BYTES_MAX) throw evidenceTooLarge()
}
