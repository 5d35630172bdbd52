// Printing a paper: the letters that its texts need are fetched, and then it is drawn.
import { lettersFor } from './letters.ts'
import { type Paper, pdfDocument } from './paper.ts'
import type { Face } from './typeface.ts'

/** The paper as a file that is printed or kept, with the letters that its language needs. */
export async function printed(paper: Paper): Promise<Buffer> {
  return pdfDocument(paper, await lettersFor(textsOf(paper), paper.language))
}

/** All that will stand on it, by the weight that it is drawn in. */
function textsOf(paper: Paper): Readonly<Record<Face, readonly string[]>> {
  const { title, from, stamp = '', facts, parties, headline = '', memo = '', columns, rows, sums, notes } = paper
  const strong = sums.flatMap((sum) => (sum.strong ? [sum.label, sum.amount] : []))
  const plain = sums.flatMap(({ label, amount }) => [label, amount])
  return {
    bold: [
      title,
      from,
      stamp,
      headline,
      ...facts.map(([label]) => label),
      ...parties.map(({ head }) => head),
      ...strong,
    ],
    regular: [
      ...facts.map(([, value]) => value),
      ...parties.flatMap(({ lines }) => lines),
      ...[memo, ...columns, ...rows.flatMap(({ cells, note = '' }) => [...cells, note]), ...plain, ...notes],
      ...[paper.foot, paper.page(1, 1)],
    ],
  }
}
