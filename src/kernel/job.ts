// Work that is put off, as it is stored: jobs, the wake-up calls of accounts, and the clocks that are to be advanced.
import { object } from './resource.ts'

/** Which job, with what. */
export interface JobState {
  readonly job: string
  readonly payload: { readonly id: string }
  /** The test clock whose time it waits for; the account's clock where there is none. */
  readonly testClock?: string
}
export const JOB = object<{ id: string; object: 'brindle.job' }, JobState>('brindle.job', {
  prefix: 'job',
  internal: true,
})

/** Where the jobs of a test clock wait: only its advancing runs them. */
export const queueOfClock = (testClock: string): string => `clock ${testClock}`
/** Where clocks stand that are to be advanced; each is due at the time that it shall show. */
export const ADVANCES = 'clocks'

/** The wake-up call of an account whose clock is ahead of the wall. */
export const WAKE = object<{ id: string; object: 'brindle.wake' }>('brindle.wake', { prefix: 'wake', internal: true })
/** Its one id in an account. The blank keeps it, like those of jobs and keys, from ever being an id that a client chose. */
export const WAKE_ID = 'wake up'

/** One of a name and a subject. */
export const jobId = (job: string, { id }: { readonly id: string }): string => `job ${job} ${id}`
