// JSON as the printed samples have it: a comma after the last entry, and a brace that closes the outermost object too early
// ("},\n  \"mappings\": […]"), are passed over. Only this API reads so; everything else is refused as JSON is.
import { invalid } from './errors.ts'

const TOKEN = /"(?:[^"\\]|\\.)*"|[[\]{},:]|[^\s"[\]{},:]+|\s+/gs

const OPENING: ReadonlySet<string | undefined> = new Set(['{', '[', ',', undefined])

/** Parses a body. Throws a 400 that says where it is wrong. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const mended = mend(text)
    if (mended !== text) {
      try {
        return JSON.parse(mended)
      } catch {
        // The first error speaks of what was sent.
      }
    }
    throw invalid(`The body is no JSON: ${(error as Error).message}`)
  }
}

function mend(text: string): string {
  const tokens = (text.match(TOKEN) ?? []).filter((token) => token.trim() !== '')
  const kept: string[] = []
  let depth = 0
  for (const [at, token] of tokens.entries()) {
    const closes = token === '}' || token === ']'
    if (closes && kept.at(-1) === ',' && !OPENING.has(kept.at(-2))) kept.pop()
    if (token === '}' && depth === 1 && tokens[at + 1] === ',' && tokens[at + 2]?.startsWith('"')) continue
    if (token === '{' || token === '[') depth++
    if (closes) depth--
    kept.push(token)
  }
  return kept.join(' ')
}
