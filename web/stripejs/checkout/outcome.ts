// How an action on a Checkout Session ended, as pages are told since v5.
import { type Fields, IntegrationError, type Refusal, type Result } from '../misuse.ts'
import type { Core } from './core.ts'

export type Outcome =
  | { readonly type: 'success'; readonly session: Fields }
  | { readonly type: 'error'; readonly error: Fields }

export const failed = (message: string, code: string | null = null, more: Fields = {}): Outcome => ({
  type: 'error',
  error: { message, code, ...more },
})

export const outcomeOf = (core: Core, { error }: Result, codeOf: (error: Refusal) => string | null = () => null) =>
  error ? failed(error.message, codeOf(error)) : ({ type: 'success', session: core.session() } as const)

/** What only a later release takes, or what Brindle has not. */
export function refuseOption(caller: string, options: Fields, names: readonly string[]): void {
  for (const name of names)
    if (options[name] !== undefined)
      throw new IntegrationError(`${caller}: ${name} is not built in Brindle yet. Leave it out.`)
}
