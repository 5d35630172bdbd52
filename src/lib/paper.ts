// Papers of business as they are printed: an invoice, and whatever else lists lines and sums them up, such as a credit note
// or a quote. Says where everything stands, and where a page ends; the words come from whoever asks.
import { A4, LETTER, type Mark, type PageSize, pdf } from './pdf.ts'
import { type Face, type Letters, NO_LETTERS, widthOf, wrapped } from './typeface.ts'

/** What a paper says. All of it is text that is written already. */
export interface Paper {
  readonly title: string
  /** As BCP 47 has it. */
  readonly language: string
  readonly size: 'a4' | 'letter'
  /** Who it is from: the name in the upper right. */
  readonly from: string
  /** In a frame beneath the name: `PAID`. */
  readonly stamp?: string
  /** Under the title: numbers, dates. */
  readonly facts: readonly (readonly [label: string, value: string])[]
  /** Whose it is, side by side: two at most. */
  readonly parties: readonly { readonly head: string; readonly lines: readonly string[] }[]
  /** In large letters: how much, until when. */
  readonly headline?: string
  readonly memo?: string
  /** What the columns are called: the first is for text, the others are for numbers. */
  readonly columns: readonly [string, string, string, string]
  readonly rows: readonly PaperRow[]
  readonly sums: readonly PaperSum[]
  /** In small letters at the end. */
  readonly notes: readonly string[]
  /** At the foot of every page. */
  readonly foot: string
  readonly page: (number: number, of: number) => string
}

export interface PaperRow {
  readonly cells: readonly [string, string, string, string]
  /** In small letters beneath the first cell. */
  readonly note?: string
}

export interface PaperSum {
  readonly label: string
  readonly amount: string
  readonly strong?: boolean
}

/** Points from the edges of the page, and beneath which nothing stands but the foot. */
const [MARGIN, BOTTOM] = [48, 76]
const [TITLE, HEADLINE, NAME, BODY, SMALL] = [25, 17, 13, 9.5, 8.5] as const
/** From one base to the next. */
const [LINE, SMALL_LINE] = [14, 12]
/** Between columns of numbers. */
const GAP = 18

/** The paper as a file, drawn with these letters and Helvetica. */
export function pdfDocument(paper: Paper, letters: Letters = NO_LETTERS): Buffer {
  const size = paper.size === 'a4' ? A4 : LETTER
  const pen = new Pen(size, letters)
  head(pen, paper)
  table(pen, paper)
  sums(pen, paper)
  notes(pen, paper)
  const { title, language } = paper
  const name = paper.facts[0] ? `${title} ${paper.facts[0][1]}` : title
  const pages = pen.pages.map((marks, i) => [...marks, ...foot(pen, paper, i)])
  return pdf({ title: name, language, size, pages, letters })
}

/** Writes downwards, and goes on on another page where one is full. */
class Pen {
  readonly pages: Mark[][] = []
  readonly left = MARGIN
  readonly right: number
  readonly #top: number
  readonly #letters: Letters
  /** The base of what was written last. */
  y = 0

  constructor({ width, height }: PageSize, letters: Letters) {
    this.#letters = letters
    this.right = width - MARGIN
    this.#top = height - MARGIN
    this.turn()
  }

  get width(): number {
    return this.right - this.left
  }

  /** Begins another page. */
  turn(): void {
    this.pages.push([])
    this.y = this.#top
  }

  /** Whether so much still fits; what is higher than a page fits nowhere, and begins where it is. */
  fits(height: number): boolean {
    return this.y - height >= BOTTOM || height > this.#top - BOTTOM
  }

  /** Points that a text takes. */
  widthOf(text: string, size: number, face?: Face): number {
    return widthOf(text, size, face, this.#letters)
  }

  /** A text in lines that fit a width in points. */
  wrapped(text: string, width: number, size: number, face?: Face): string[] {
    return wrapped(text, width, size, face, this.#letters)
  }

  put(...marks: readonly Mark[]): void {
    this.pages.at(-1)!.push(...marks)
  }

  /** Lines that follow each other, and turn the page between them. */
  lines(texts: readonly string[], look: { size: number; leading: number; ink?: 'soft' }): void {
    const { size, leading, ink = 'dark' } = look
    for (const text of texts) {
      if (!this.fits(leading)) this.turn()
      this.y -= leading
      this.put({ kind: 'text', x: this.left, y: this.y, text, size, ink })
    }
  }
}

function head(pen: Pen, paper: Paper): void {
  pen.y -= TITLE * 0.8
  pen.put({ kind: 'text', x: pen.left, y: pen.y, text: paper.title, size: TITLE, face: 'bold', ink: 'accent' })
  const half = pen.width / 2
  const name = pen.wrapped(paper.from, half, NAME, 'bold')
  for (const [i, text] of name.entries())
    pen.put({ kind: 'text', x: pen.right, y: pen.y - i * 16, text, size: NAME, face: 'bold', align: 'right' })
  if (paper.stamp !== undefined) stamp(pen, paper.stamp, pen.y - name.length * 16)
  pen.y -= 12
  facts(pen, paper.facts)
  parties(pen, paper)
  if (paper.headline !== undefined) {
    pen.y -= 10
    for (const text of pen.wrapped(paper.headline, pen.width, HEADLINE, 'bold')) {
      pen.y -= 22
      pen.put({ kind: 'text', x: pen.left, y: pen.y, text, size: HEADLINE, face: 'bold' })
    }
  }
  if (paper.memo !== undefined) {
    pen.y -= 6
    pen.lines(pen.wrapped(paper.memo, pen.width, BODY), { size: BODY, leading: LINE })
  }
}

/** `top` is where its frame begins. */
function stamp(pen: Pen, text: string, top: number): void {
  const width = pen.widthOf(text, NAME, 'bold') + 20
  pen.put(
    { kind: 'frame', x: pen.right - width, y: top - 16, width, height: 22, ink: 'accent' },
    { kind: 'text', x: pen.right - 10, y: top - 9.5, text, size: NAME, face: 'bold', align: 'right', ink: 'accent' },
  )
}

function facts(pen: Pen, all: Paper['facts']): void {
  const labels = all.map(([label]) => pen.widthOf(label, BODY, 'bold'))
  const x = pen.left + Math.min(pen.width * 0.3, Math.max(0, ...labels) + GAP)
  for (const [label, value] of all) {
    const named = pen.wrapped(label, x - pen.left - GAP / 2, BODY, 'bold')
    const said = pen.wrapped(value, pen.left + pen.width * 0.62 - x, BODY)
    for (let i = 0; i < Math.max(named.length, said.length); i++) {
      pen.y -= LINE
      const [text, more] = [named[i], said[i]]
      if (text) pen.put({ kind: 'text', x: pen.left, y: pen.y, text, size: BODY, face: 'bold' })
      if (more) pen.put({ kind: 'text', x, y: pen.y, text: more, size: BODY })
    }
  }
}

function parties(pen: Pen, { parties: all }: Paper): void {
  pen.y -= 14
  const width = pen.width / 2 - GAP
  const start = pen.y
  for (const [i, { head, lines }] of all.slice(0, 2).entries()) {
    const x = pen.left + (i * pen.width) / 2
    let y = start - LINE
    pen.put({ kind: 'text', x, y, text: head, size: BODY, face: 'bold' })
    for (const text of lines.flatMap((line) => pen.wrapped(line, width, BODY))) {
      y -= LINE
      pen.put({ kind: 'text', x, y, text, size: BODY })
    }
    pen.y = Math.min(pen.y, y)
  }
}

/** Where each column of numbers ends, and how wide the text may be. The numbers take what they need. */
function columnsOf(pen: Pen, { columns, rows }: Paper) {
  const needed = (column: 1 | 2 | 3) =>
    Math.max(40, ...[columns, ...rows.map(({ cells }) => cells)].map((cells) => pen.widthOf(cells[column], BODY)))
  const amount = pen.right
  const unit = amount - needed(3) - GAP
  const quantity = unit - needed(2) - GAP
  return { ends: [quantity, unit, amount] as const, width: quantity - needed(1) - GAP - pen.left }
}

function table(pen: Pen, paper: Paper): void {
  const { ends, width } = columnsOf(pen, paper)
  const numbers = (cells: PaperRow['cells'], y: number, soft: boolean) => {
    const look = soft ? ({ size: SMALL, ink: 'soft' } as const) : ({ size: BODY } as const)
    for (const [i, x] of ends.entries())
      if (cells[i + 1]) pen.put({ kind: 'text', x, y, text: cells[i + 1]!, align: 'right', ...look })
  }
  const heading = () => {
    pen.y -= LINE
    pen.put({ kind: 'text', x: pen.left, y: pen.y, text: paper.columns[0], size: SMALL, ink: 'soft' })
    numbers(paper.columns, pen.y, true)
    pen.y -= 7
    pen.put({ kind: 'rule', x: pen.left, y: pen.y, width: pen.width, ink: 'dark' })
  }
  pen.y -= 14
  if (!pen.fits(70)) pen.turn()
  heading()
  for (const { cells, note } of paper.rows) {
    const texts = pen.wrapped(cells[0], width, BODY)
    const small = note === undefined ? [] : pen.wrapped(note, width, SMALL)
    const height = texts.length * LINE + small.length * SMALL_LINE + 8
    if (!pen.fits(height)) {
      pen.turn()
      heading()
    }
    pen.y -= 2
    numbers(cells, pen.y - LINE, false)
    pen.lines(texts, { size: BODY, leading: LINE })
    pen.lines(small, { size: SMALL, leading: SMALL_LINE, ink: 'soft' })
    pen.y -= 6
    pen.put({ kind: 'rule', x: pen.left, y: pen.y, width: pen.width })
  }
}

/** In the right half, beneath the amounts. They stay together where a page has room for them. */
function sums(pen: Pen, { sums: all }: Paper): void {
  const x = pen.left + pen.width * 0.5
  const labelled = all.map((sum) => {
    const face = sum.strong ? 'bold' : 'regular'
    const room = pen.right - x - pen.widthOf(sum.amount, BODY, face) - GAP
    return { ...sum, face, lines: pen.wrapped(sum.label, room, BODY, face) } as const
  })
  const heightOf = (lines: readonly string[]) => lines.length * LINE + 6
  pen.y -= 6
  if (!pen.fits(labelled.reduce((height, { lines }) => height + heightOf(lines), 0))) pen.turn()
  for (const [i, { lines, amount, face }] of labelled.entries()) {
    if (!pen.fits(heightOf(lines))) pen.turn()
    pen.y -= 1
    const y = pen.y - LINE
    pen.put({ kind: 'text', x: pen.right, y, text: amount, size: BODY, face, align: 'right' })
    for (const text of lines) {
      pen.y -= LINE
      pen.put({ kind: 'text', x, y: pen.y, text, size: BODY, face })
    }
    pen.y -= 5
    if (i < labelled.length - 1) pen.put({ kind: 'rule', x, y: pen.y, width: pen.right - x })
  }
}

function notes(pen: Pen, { notes: all }: Paper): void {
  for (const note of all) {
    pen.y -= 10
    pen.lines(pen.wrapped(note, pen.width, SMALL), { size: SMALL, leading: SMALL_LINE, ink: 'soft' })
  }
}

function foot(pen: Pen, paper: Paper, index: number): Mark[] {
  const [y, size, ink] = [40, SMALL, 'soft'] as const
  return [
    { kind: 'rule', x: pen.left, y: y + 16, width: pen.width },
    { kind: 'text', x: pen.left, y, text: paper.foot, size, ink },
    { kind: 'text', x: pen.right, y, text: paper.page(index + 1, pen.pages.length), size, ink, align: 'right' },
  ]
}
