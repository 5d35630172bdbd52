// Rows and their texts. Rows are immutable, so each text is made, and each document read, once: for the store, the answer
// and the event alike, and for as long as somebody keeps the row or the document.
import { deepFreeze, wireText } from '../lib/stable_json.ts'
import type { AnyRow } from './resource.ts'
import type { Document } from './store.ts'

const texts = new WeakMap<AnyRow, string>()
const rows = new WeakMap<Document, AnyRow>()

/** The row as it is sent before anything is expanded. */
export function textOf(row: AnyRow): string {
  let text = texts.get(row)
  if (text === undefined) {
    const { hidden: _, ...wire } = row
    text = wireText(wire)
    texts.set(row, text)
  }
  return text
}

/** The row that a document holds. */
export function rowOf(document: Document): AnyRow {
  const known = rows.get(document)
  if (known) return known
  const row = JSON.parse(document.text)
  if (document.hidden !== null) row.hidden = JSON.parse(document.hidden)
  deepFreeze(row)
  rows.set(document, row)
  // A document is written as it is sent.
  texts.set(row, document.text)
  return row
}

/** Remembers what is about to be stored, so that who reads it next need not parse it. */
export function keepRow(document: Document, row: AnyRow): Document {
  rows.set(document, row)
  return document
}
