// Documents of text and rules: the file that readers of PDF open, out of pages of marks. What stands where on an invoice is
// the business of paper.ts. (ISO 32000-1)
import { encoded, type Face, widthOf } from './typeface.ts'

/** Points across and up. */
export interface PageSize {
  readonly width: number
  readonly height: number
}
export const A4: PageSize = { width: 595, height: 842 }
export const LETTER: PageSize = { width: 612, height: 792 }

/** A line of text: `x` is where it begins or, to the right, where it ends; `y` is its base, from the bottom of the page. */
export interface Text {
  readonly kind: 'text'
  readonly x: number
  readonly y: number
  readonly text: string
  readonly size: number
  readonly face?: Face
  readonly align?: 'left' | 'right'
  readonly ink?: Ink
}
/** A line from left to right. */
export interface Rule {
  readonly kind: 'rule'
  readonly x: number
  readonly y: number
  readonly width: number
  readonly ink?: Ink
}
/** A frame; `x` and `y` are its lower left corner. */
export interface Frame {
  readonly kind: 'frame'
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly ink?: Ink
}
export type Mark = Text | Rule | Frame

/** The colours that there are, as red, green and blue of 1. */
const INKS = {
  dark: '0.13 0.11 0.09',
  soft: '0.42 0.37 0.31',
  faint: '0.86 0.83 0.79',
  accent: '0.49 0.28 0.09',
} as const
export type Ink = keyof typeof INKS

export interface PdfDocument {
  readonly title: string
  /** As BCP 47 has it, for those who are read to. */
  readonly language?: string
  readonly size?: PageSize
  readonly pages: readonly (readonly Mark[])[]
}

/** The file. Its text is not packed: searching, copying and reading it out work everywhere. */
export function pdf({ title, language, size = A4, pages }: PdfDocument): Buffer {
  const [regular, bold, information] = [3, 4, 5]
  const pageAt = (index: number) => information + 1 + 2 * index
  const kids = pages.map((_, index) => `${pageAt(index)} 0 R`).join(' ')
  const fonts = `/Font << /F1 ${regular} 0 R /F2 ${bold} 0 R >>`
  return fileOf(
    [
      `<< /Type /Catalog /Pages 2 0 R${language === undefined ? '' : ` /Lang ${literal(language)}`} >>`,
      `<< /Type /Pages /Kids [${kids}] /Count ${pages.length} /MediaBox [0 0 ${size.width} ${size.height}] /Resources << ${fonts} >> >>`,
      '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
      '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>',
      `<< /Title ${literal(title)} /Producer (Brindle) >>`,
      ...pages.flatMap((marks, index) => {
        const drawn = marks.map(drawing).join('\n')
        return [
          `<< /Type /Page /Parent 2 0 R /Contents ${pageAt(index) + 1} 0 R >>`,
          `<< /Length ${drawn.length} >>\nstream\n${drawn}\nendstream`,
        ]
      }),
    ],
    information,
  )
}

/** A title and lines of text on one page, for vouchers. */
export function pdfPage(title: string, lines: readonly string[]): Buffer {
  const [left, top, leading] = [56, 770, 22]
  const text = (text: string, size: number, down: number) =>
    ({ kind: 'text', x: left, y: top - down, text, size }) as const
  const body = lines.map((line, index) => text(line, 12, (index + 2) * leading))
  return pdf({ title, pages: [[text(title, 20, 0), ...body]] })
}

function drawing(mark: Mark): string {
  if (mark.kind === 'rule') {
    const { x, y, width, ink = 'faint' } = mark
    return `${INKS[ink]} RG 0.75 w ${number(x)} ${number(y)} m ${number(x + width)} ${number(y)} l S`
  }
  if (mark.kind === 'frame') {
    const { x, y, width, height, ink = 'dark' } = mark
    return `${INKS[ink]} RG 1.5 w ${number(x)} ${number(y)} ${number(width)} ${number(height)} re S`
  }
  const { x, y, text, size, face = 'regular', align = 'left', ink = 'dark' } = mark
  const start = align === 'left' ? x : x - widthOf(text, size, face)
  const font = face === 'regular' ? 'F1' : 'F2'
  return `BT ${INKS[ink]} rg /${font} ${size} Tf ${number(start)} ${number(y)} Td ${literal(text)} Tj ET`
}

/** Hundredths of a point are finer than any printer. */
const number = (value: number): string => String(Math.round(value * 100) / 100)

/** A string as PDF writes it: brackets and backslashes are escaped. */
const literal = (text: string): string => `(${encoded(text).replace(/[\\()]/g, (found) => `\\${found}`)})`

/** The objects by number, and the table that says at which byte each begins: every character is one byte. */
function fileOf(objects: readonly string[], information: number): Buffer {
  let file = '%PDF-1.4\n'
  const places = objects.map((object, index) => {
    const place = file.length
    file += `${index + 1} 0 obj\n${object}\nendobj\n`
    return `${String(place).padStart(10, '0')} 00000 n \n`
  })
  const size = objects.length + 1
  const trailer = `trailer\n<< /Size ${size} /Root 1 0 R /Info ${information} 0 R >>\nstartxref\n${file.length}\n%%EOF\n`
  return Buffer.from(`${file}xref\n0 ${size}\n0000000000 65535 f \n${places.join('')}${trailer}`, 'latin1')
}
