// What was refused, in the language of the page where its code is known there, and else as the API worded it: in English, and marked so.
import type { Language } from './language.ts'
import { among, escaped } from './page.ts'
import { PROBLEM_WORDS } from './words/problems/index.ts'

/** An error of the API, as far as a page needs it. */
export interface Problem {
  readonly message: string
  readonly code?: string
  readonly decline_code?: string
  readonly param?: string
}

/** Nothing where nothing was refused. The closest word is that for the bank's reason; a parameter says more than a common code. */
export function problemIn(problem: Problem | undefined, language: Language): string {
  if (!problem) return ''
  if (language === 'en') return told(escaped(problem.message))
  const { decline_code, param, code } = problem
  const words = PROBLEM_WORDS[language]
  const [known] = [decline_code, param, code].flatMap((name) => among(words, name ?? '') ?? [])
  return known === undefined ? told(escaped(problem.message), ' lang="en"') : told(known)
}

/** What the customer must hear, as HTML. */
export const told = (text: string, more = ''): string => `<p class="problem" role="alert"${more}>${text}</p>`
