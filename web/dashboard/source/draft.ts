// A data flow that is being set up: what was said in each step, kept until it is made, also when the page is loaded again.
import { effect, signal } from '@preact/signals'
import type { Row, Schedule } from './types.ts'

export const STEPS = ['account', 'data', 'dataset', 'mapping', 'schedule', 'review'] as const
export type Step = (typeof STEPS)[number]

/** What is hidden of persons before it is landed. */
export type Privacy = 'hash' | 'mask' | 'drop'

export interface Draft {
  /** The account. */
  readonly connection?: string
  /** The list that is read; or several, each by a flow with everything ready. */
  readonly resources: readonly string[]
  /** What of the list: `accounts`, `createdFrom`, `apiVersion`. */
  readonly params: Readonly<Record<string, unknown>>
  readonly name?: string
  readonly description?: string
  /** The dataset that is there already, or what a new one is called. */
  readonly dataset?: string
  readonly datasetName?: string
  /** Nothing for the ready schema. */
  readonly schema?: string
  /** The schema that it came to. */
  readonly schemaId?: string
  readonly options?: { readonly partialIngestionPercent?: number; readonly errorDiagnosticsEnabled?: boolean }
  readonly privacy?: Privacy
  /** The rows that were found by themselves, and those that are wanted. */
  readonly automatic?: readonly Row[]
  readonly rows?: readonly Row[]
  readonly schedule?: Omit<Schedule, 'startTime'> & { readonly startTime?: number }
}

const KEPT = 'brindle.flow'
const EMPTY: Draft = { resources: [], params: {} }

export const draft = signal<Draft>(JSON.parse(sessionStorage.getItem(KEPT) ?? 'null') ?? EMPTY)
effect(() => sessionStorage.setItem(KEPT, JSON.stringify(draft.value)))

/** Begins anew, with an account where one is known. */
export function beginDraft(connection?: string): void {
  draft.value = { ...EMPTY, ...(connection && { connection }) }
}

/** What was said in a step. With another list everything that depends on it is forgotten. */
export function say(more: Partial<Draft>): void {
  const { connection, resources, schedule } = draft.value
  const isOther = more.resources !== undefined && String(more.resources) !== String(resources)
  draft.value = { ...(isOther ? begun({ connection, schedule }) : draft.value), ...more }
}

type Begun = { readonly [name in 'connection' | 'resources' | 'params' | 'schedule']?: Draft[name] | undefined }

/** What does not depend on where the rows go. */
export const begun = ({ connection, resources = [], params = {}, schedule }: Begun): Draft => ({
  resources,
  params,
  ...(connection && { connection }),
  ...(schedule && { schedule }),
})

/** Whether several lists are read at once: then schemas, datasets and mappings are the ready ones. */
export const isMany = ({ resources }: Draft): boolean => resources.length > 1

/** The steps that this flow has. */
export const stepsOf = (of: Draft): readonly Step[] =>
  isMany(of) ? STEPS.filter((step) => step !== 'dataset' && step !== 'mapping') : STEPS

/** The first step in which something is still to be said. */
export function firstOpen({ connection, resources, schemaId, rows, schedule }: Draft): Step {
  if (!connection) return 'account'
  if (resources.length === 0) return 'data'
  if (resources.length === 1 && !schemaId) return 'dataset'
  if (resources.length === 1 && !rows) return 'mapping'
  return schedule ? 'review' : 'schedule'
}
