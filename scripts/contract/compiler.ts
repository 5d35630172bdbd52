// Finds TypeScript 5.9, the last line with a compiler API in JavaScript: beside this file or in the
// project's root.
import { createRequire } from 'node:module'
import type TypeScript from 'typescript-api'

export type { TypeScript }

/**
 * The root has it under an alias (its own `typescript` is 7); this folder's lockfile has it under its own
 * name.
 */
const NAMES = ['typescript-api', 'typescript']

/** The compiler, from whichever place has it. Throws when neither does. */
export function compiler(): typeof TypeScript {
  const require = createRequire(import.meta.url)
  for (const name of NAMES) {
    try {
      const found = require(name) as typeof TypeScript
      if (typeof found.createProgram === 'function') return found
    } catch {}
  }
  throw new Error('No TypeScript with a compiler API: run `npm ci` in the root or in scripts/contract.')
}

/** The SDK's exact numbers, which travel as text: a class in some majors, a branded interface in others. */
export function isDecimal(checker: TypeScript.TypeChecker, type: TypeScript.Type): boolean {
  return ['toFixed', 'isNegative', 'mul'].every((name) => checker.getPropertyOfType(type, name) !== undefined)
}
