// The documents of the Flow Service, as they are kept: connections, what they read, where it goes, flows and their runs.
// (https://developer.adobe.com/experience-platform-apis/references/flow-service/)
import type { Ask } from '../door/route.ts'
import type { Source } from '../index.ts'

/** Fixed at Adobe: the Stripe source, the data lake, and the flow between a REST source and the lake. */
export const STRIPE_SPEC = 'cc2c31d6-7b8c-4581-b49f-5c8698aa3ab3'
export const LAKE_SPEC = 'c604ff05-7f1a-43c0-8e18-33bf874cb11c'
export const FLOW_SPEC = '6499120c-0b15-42dc-936e-847ea3c24d72'
export const VERSION = '1.0'

/** What every document of the Flow Service says of itself. Times in epoch milliseconds. */
export interface Stamped {
  readonly createdAt: number
  readonly updatedAt: number
  readonly createdBy: string
  readonly updatedBy: string
  readonly createdClient: string
  readonly updatedClient: string
  readonly sandboxName: string
  readonly imsOrgId: string
}

export interface SpecRef {
  readonly id: string
  readonly version: string
}

/** An account of a host. Its token is kept sealed. */
export interface Connection extends Stamped {
  readonly name: string
  readonly description?: string
  readonly connectionSpec: SpecRef
  readonly state: 'enabled' | 'disabled'
  readonly auth: { readonly specName: string; readonly params: Readonly<Record<string, unknown>> }
  /** The sealed access token. Never sent. */
  readonly sealed: string
  /** The sealed secret of its webhook endpoint, where events are pushed. Never sent. */
  readonly webhookSealed?: string
  /** What the token may read, found out when it was given: by resource path, `read` or why not. */
  readonly permissions: Readonly<Record<string, string>>
}

export interface SourceConnection extends Stamped {
  readonly name: string
  readonly description?: string
  readonly baseConnectionId: string
  readonly connectionSpec: SpecRef
  readonly data: { readonly format: 'json' }
  readonly params: {
    readonly resourcePath: string
    /** Ours: the API version of every request, the connected accounts too, and nothing older than this (epoch seconds). */
    readonly apiVersion?: string
    readonly accounts?: 'connected'
    readonly createdFrom?: number
  }
}

export interface TargetConnection extends Stamped {
  readonly name: string
  readonly description?: string
  readonly connectionSpec: SpecRef
  readonly data: Readonly<Record<string, unknown>>
  readonly params: { readonly dataSetId: string }
}

export interface Schedule {
  /** Epoch seconds. */
  readonly startTime: number
  readonly frequency: 'once' | 'minute' | 'hour' | 'day' | 'week' | 'cron'
  readonly interval?: number
  readonly backfill?: boolean
  /** Ours: five fields in UTC, where `frequency` is `cron`. */
  readonly cron?: string
}

export interface Flow extends Stamped {
  readonly name: string
  readonly description?: string
  readonly flowSpec: SpecRef
  readonly state: 'enabled' | 'disabled' | 'draft'
  readonly sourceConnectionIds: readonly string[]
  readonly targetConnectionIds: readonly string[]
  readonly transformations: readonly { readonly name: string; readonly params: Readonly<Record<string, unknown>> }[]
  readonly scheduleParams: Schedule
  /** What was last done to it. */
  readonly lastOperation?: {
    /** Epoch milliseconds. */
    readonly started: number
    readonly updated: number
    readonly operation: 'create' | 'update' | 'publish' | 'enable' | 'disable'
    /** The patch of an update. */
    readonly ops: readonly object[]
  }
  readonly options?: { readonly errorDiagnosticsEnabled?: boolean; readonly partialIngestionPercent?: number }
}

export type RunStatus = 'scheduled' | 'inProgress' | 'success' | 'failed'

/** What a run keeps of its flow, as it was when the run began. */
export interface RunOf {
  readonly sourceConnectionId: string
  readonly targetConnectionId: string
  readonly frequency: Schedule['frequency']
}

const runOf = ({ sourceConnectionIds, targetConnectionIds, scheduleParams }: Flow): RunOf => ({
  sourceConnectionId: sourceConnectionIds[0]!,
  targetConnectionId: targetConnectionIds[0]!,
  frequency: scheduleParams.frequency,
})

/** A run. The words of its status are those that Adobe shows and filters by. */
export interface Run extends Stamped {
  readonly flowId: string
  readonly of?: RunOf
  readonly status: RunStatus
  readonly kind: 'scheduled' | 'once' | 'ad-hoc' | 'retry' | 'event'
  /** Of `created`, epoch seconds: what an ad-hoc run reads, and the retry of one. */
  readonly window?: { readonly from: number; readonly to: number }
  readonly startedAt?: number
  readonly completedAt?: number
  readonly inputRecords: number
  readonly outputRecords: number
  readonly failedRecords: number
  readonly inputBytes: number
  readonly outputBytes: number
  readonly batches: readonly string[]
  readonly errors: readonly { readonly code: string; readonly message: string; readonly recordCount?: number }[]
  /** The first rows that failed, with why. */
  readonly samples: readonly { readonly id: string; readonly errors: readonly object[] }[]
  /** Fields that came up and were taken into the dataset. */
  readonly drift: readonly { readonly path: string; readonly type: string }[]
}

/** A run that begins now, stamped by whoever asked for it or as its flow is. Epoch milliseconds. */
export const begunRun = (
  flow: string,
  body: Flow,
  now: number,
  { kind, window }: Pick<Run, 'kind' | 'window'>,
  by?: Stamped,
): Run => ({
  ...(by ?? { ...stampsOf(body), createdAt: now, updatedAt: now }),
  flowId: flow,
  of: runOf(body),
  status: 'inProgress',
  kind,
  ...(window && { window }),
  startedAt: now,
  inputRecords: 0,
  outputRecords: 0,
  failedRecords: 0,
  inputBytes: 0,
  outputBytes: 0,
  batches: [],
  errors: [],
  samples: [],
  drift: [],
})

const stampsOf = ({ createdBy, updatedBy, createdClient, updatedClient, sandboxName, imsOrgId }: Stamped) => ({
  createdBy,
  updatedBy,
  createdClient,
  updatedClient,
  sandboxName,
  imsOrgId,
})

/** The stamps of a new document. */
export const stamp = ({ scope, user, client }: Pick<Ask, 'scope' | 'user' | 'client'>, source: Source): Stamped => ({
  createdAt: source.now(),
  updatedAt: source.now(),
  createdBy: user,
  updatedBy: user,
  createdClient: client,
  updatedClient: client,
  sandboxName: scope.sandbox,
  imsOrgId: scope.org,
})

/** Those of a changed one. */
export const restamp = ({ user, client }: Pick<Ask, 'user' | 'client'>, source: Source) => ({
  updatedAt: source.now(),
  updatedBy: user,
  updatedClient: client,
})
