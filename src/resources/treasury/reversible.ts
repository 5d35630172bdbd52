// Whether a received credit or debit can be reversed: what is in its `reversal_details`.
import { invalid } from '../../kernel/errors.ts'

interface Received {
  readonly status: string
  readonly reversal_details: { readonly restricted_reason: string | null } | null
}

/** Refuses what cannot be reversed, or not any more. Wording [M]. */
export function checkReversible({ status, reversal_details }: Received): void {
  const reason = status === 'succeeded' ? reversal_details?.restricted_reason : status
  if (reason != null) throw invalid(`This flow cannot be reversed: \`${reason}\`.`)
}
