// What the source's API answers, as far as the pages show it. Moments are epoch milliseconds where a name ends in UTC or At.

export interface Connection {
  readonly id: string
  readonly name: string
  readonly description?: string
  readonly etag: string
  readonly state: string
  readonly createdAt: number
  readonly auth: { readonly params: { readonly host?: string } }
  /** By list: `read`, or why not. */
  readonly permissions: Readonly<Record<string, string>>
}

export interface Schedule {
  /** Epoch seconds. */
  readonly startTime: number
  readonly frequency: 'once' | 'minute' | 'hour' | 'day' | 'week' | 'cron'
  readonly interval?: number
  readonly backfill?: boolean
  readonly cron?: string
}

export interface Flow {
  readonly id: string
  readonly name: string
  readonly description?: string
  readonly etag: string
  readonly state: 'enabled' | 'disabled' | 'draft'
  readonly createdAt: number
  readonly sourceConnectionIds: readonly string[]
  readonly targetConnectionIds: readonly string[]
  readonly transformations: readonly { readonly name: string; readonly params: Readonly<Record<string, any>> }[]
  readonly scheduleParams: Schedule
  readonly options?: { readonly partialIngestionPercent?: number; readonly errorDiagnosticsEnabled?: boolean }
  readonly inheritedAttributes: {
    readonly sourceConnections: readonly { readonly id: string; readonly baseConnection: { readonly id: string } }[]
  }
  readonly lastRunDetails?: {
    readonly id: string
    readonly state: string
    readonly startedAtUTC: number
    readonly completedAtUTC?: number
  }
}

export interface SourceConnection {
  readonly id: string
  readonly params: { readonly resourcePath: string; readonly [name: string]: unknown }
}

export interface TargetConnection {
  readonly id: string
  readonly params: { readonly dataSetId: string }
}

export interface RunError {
  readonly code: string
  readonly message: string
  readonly recordCount?: number
}

export interface Run {
  readonly id: string
  readonly flowId: string
  readonly createdAt: number
  readonly metrics: {
    readonly durationSummary: { readonly startedAtUTC: number; readonly completedAtUTC?: number }
    readonly sizeSummary: { readonly inputBytes: number; readonly outputBytes: number }
    readonly recordSummary: {
      readonly inputRecordCount: number
      readonly outputRecordCount: number
      readonly failedRecordCount: number
    }
    readonly statusSummary: { readonly status: string; readonly errors: readonly RunError[] }
  }
  readonly activities: readonly Activity[]
}

export interface Activity {
  readonly id: string
  readonly durationSummary: { readonly extensions?: { readonly windowStart: number; readonly windowEnd: number } }
  readonly statusSummary: {
    readonly extensions?: {
      readonly type?: string
      readonly errors?: readonly RunError[]
      readonly manifest?: { readonly sampleErrors: string }
    }
  }
  readonly schemaSummary?: { readonly added: readonly { readonly path: string; readonly type: string }[] }
  readonly targetInfo?: readonly { readonly reference: { readonly ids: readonly string[] } }[]
}

export interface DataSet {
  readonly name: string
  readonly description?: string
  readonly schemaRef: { readonly id: string }
  readonly created: number
  readonly updated: number
}

/** A row of a mapping set. */
export interface Row {
  readonly sourceType: 'ATTRIBUTE' | 'EXPRESSION'
  readonly source: string
  readonly destination: string
}

/** A field of a schema, as explore guesses it or the registry has it. */
export interface Node {
  readonly type?: string
  readonly title?: string
  readonly properties?: Readonly<Record<string, Node>>
  readonly items?: Node
  readonly additionalProperties?: Node
}

/** Adobe's fixed ids. */
export const STRIPE_SPEC = { id: 'cc2c31d6-7b8c-4581-b49f-5c8698aa3ab3', version: '1.0' }
export const LAKE_SPEC = { id: 'c604ff05-7f1a-43c0-8e18-33bf874cb11c', version: '1.0' }
export const FLOW_SPEC = { id: '6499120c-0b15-42dc-936e-847ea3c24d72', version: '1.0' }

/** How the registry is asked for titles, and for a whole schema with everything that it refers to. */
export const SCHEMA_IDS = 'application/vnd.adobe.xed-id+json'
export const SCHEMA_WHOLE = 'application/vnd.adobe.xed-full+json; version=1'
