// What is said for a dispute of a card's purchase, by its reason, and what of it has to be said before it is submitted.
// (https://docs.stripe.com/issuing/purchases/disputes#dispute-reasons-and-evidence)
import type Stripe from 'stripe'
import type { Params, Wire } from '../../contract/wire.ts'
import { invalid, missingParameter } from '../../kernel/errors.ts'
import type { Tx } from '../../kernel/tx.ts'
import { file } from '../payments/file_state.ts'

export type Evidence = Wire<Stripe.Issuing.Dispute.Evidence>
type Reason = Evidence['reason']
type Given = NonNullable<Params<Stripe.Issuing.DisputeCreateParams>['evidence']>
type Fields = Readonly<Record<string, unknown>>

const FILES = ['additional_documentation', 'card_statement', 'cash_receipt', 'check_image']

const words = (text: string): readonly string[] => text.split(' ')

/** By reason: all fields, and those that must not be missing. Which are required is [K]. */
const FIELDS: Readonly<Record<Reason, { readonly all: readonly string[]; readonly required: readonly string[] }>> = {
  canceled: {
    all: words(
      'additional_documentation canceled_at cancellation_policy_provided cancellation_reason expected_at explanation ' +
        'product_description product_type return_status returned_at',
    ),
    required: words('canceled_at cancellation_policy_provided cancellation_reason explanation product_type'),
  },
  duplicate: {
    all: words('additional_documentation card_statement cash_receipt check_image explanation original_transaction'),
    required: ['explanation'],
  },
  fraudulent: { all: words('additional_documentation explanation'), required: ['explanation'] },
  merchandise_not_as_described: {
    all: words('additional_documentation explanation received_at return_description return_status returned_at'),
    required: words('explanation received_at'),
  },
  no_valid_authorization: { all: words('additional_documentation explanation'), required: ['explanation'] },
  not_received: {
    all: words('additional_documentation expected_at explanation product_description product_type'),
    required: words('expected_at explanation product_description product_type'),
  },
  other: {
    all: words('additional_documentation explanation product_description product_type'),
    required: words('explanation product_description product_type'),
  },
  service_not_as_described: {
    all: words('additional_documentation canceled_at cancellation_reason explanation received_at'),
    required: words('explanation received_at'),
  },
}

/** Without a reason it is another than those that have a name. [K] */
export const NO_EVIDENCE = { reason: 'other', other: empty('other') } as Evidence

function empty(reason: Reason): Fields {
  return Object.fromEntries(FIELDS[reason].all.map((name) => [name, null]))
}

/** The evidence with what is given added: of the reason that it has then, and of no other. */
export function withEvidence(tx: Tx, known: Evidence, given: Given | undefined): Evidence {
  if (!given) return known
  const { reason: said, ...hashes } = given
  const reason = said ?? known.reason
  for (const name of Object.keys(hashes))
    if (name !== reason && hashes[name as keyof typeof hashes])
      // [M]
      throw invalid(`You can only provide evidence of the dispute's reason, ${reason}.`, { param: `evidence[${name}]` })
  const before = (known[reason] as Fields | undefined) ?? empty(reason)
  const hash = hashes[reason as keyof typeof hashes]
  const fields = hash === '' ? {} : ((hash ?? {}) as Fields)
  const cleared = Object.entries(fields).map(([name, value]) => [name, value === '' ? null : value])
  const next = { ...(hash === '' ? empty(reason) : before), ...Object.fromEntries(cleared) }
  checkFiles(tx, reason, next)
  return { reason, [reason]: next } as unknown as Evidence
}

function checkFiles(tx: Tx, reason: Reason, fields: Fields): void {
  const names = FILES.filter((name) => typeof fields[name] === 'string')
  const param = (i: number) => `evidence[${reason}][${names[i]}]`
  const found = tx.all(
    file,
    names.map((name) => fields[name] as string),
    param,
  )
  for (const [i, { id, purpose }] of found.entries())
    if (purpose !== 'dispute_evidence')
      // [M]
      throw invalid(`The file ${id} must have the purpose dispute_evidence.`, { param: param(i) })
}

/** Refuses evidence that is not enough to be submitted. */
export function checkWhole(evidence: Evidence): void {
  const fields = evidence[evidence.reason] as Fields | undefined
  for (const name of FIELDS[evidence.reason].required)
    if ((fields?.[name] ?? null) === null) throw missingParameter(`evidence[${evidence.reason}][${name}]`)
}

/** What the holder says, in his own words. */
export const explanationOf = (evidence: Evidence): string =>
  String((evidence[evidence.reason] as Fields | undefined)?.explanation ?? '')
