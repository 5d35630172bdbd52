// A JSON Patch (RFC 6902) on a document: all of it or nothing, and never larger than a document may be.
import jsonPatch, { type Operation } from 'fast-json-patch'
import { invalid } from '../door/errors.ts'
import { isObject, type Json } from './registry_store.ts'

/** Why 1 000: enough to change every field of most schemas, and each of them is looked up from the root. */
const OPERATIONS_MAX = 1_000
/** Why 50: each copy may double the document, so its size is looked at after each. */
const COPIES_MAX = 50
/** Why 4 MB: as much as a body may be. */
const BYTES_MAX = 4 * 1024 * 1024

/** The document after a patch; the one before is not touched. Throws 400 where the patch is none, or cannot be done. */
export function patched(document: Json, patch: unknown): unknown {
  if (!Array.isArray(patch) || patch.length === 0)
    throw invalid('The body is to be a JSON Patch: a list of operations, each with "op" and "path".')
  if (patch.length > OPERATIONS_MAX) throw invalid(`A patch has at most ${OPERATIONS_MAX} operations.`)
  let made: unknown = structuredClone(document)
  let copies = 0
  for (const [at, operation] of patch.entries()) {
    if (!isObject(operation) || typeof operation.op !== 'string' || typeof operation.path !== 'string')
      throw invalid(`Operation ${at} of the patch has no "op" and "path".`)
    if (operation.op === 'copy' && ++copies > COPIES_MAX) throw invalid(`A patch has at most ${COPIES_MAX} copies.`)
    made = applied(made, operation as unknown as Operation, at)
    if (operation.op === 'copy' && JSON.stringify(made).length > BYTES_MAX)
      throw invalid(`Operation ${at} of the patch makes the document larger than ${BYTES_MAX} bytes.`)
  }
  return made
}

function applied(document: unknown, operation: Operation, at: number): unknown {
  try {
    // A value may be put in twice, so each has its own.
    return jsonPatch.applyOperation(document, structuredClone(operation), true, true, true, at).newDocument
  } catch (error) {
    const [message] = (error as Error).message.split('\n', 1)
    throw invalid(`Operation ${at} of the patch, ${operation.op} ${operation.path}, cannot be done: ${message}`)
  }
}
