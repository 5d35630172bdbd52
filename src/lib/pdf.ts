// Documents of text and rules: the file that readers of PDF open, out of pages of marks. What stands where on an invoice is
// the business of paper.ts. (ISO 32000-1)
import { deflateSync } from 'node:zlib'
import {
  type BroughtFont,
  charactersLacking,
  encoded,
  type Face,
  type Letters,
  NO_LETTERS,
  type Run,
  runsOf,
} from './typeface.ts'

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
  /** What it needs beyond Helvetica. */
  readonly letters?: Letters
}

/** The file. Its text is not packed: searching, copying and reading it out work everywhere. */
export function pdf({ title, language, size = A4, pages, letters = NO_LETTERS }: PdfDocument): Buffer {
  const [regular, bold, information] = [3, 4, 5]
  const pageAt = (index: number) => information + 1 + 2 * index
  const fontAt = (index: number) => pageAt(pages.length) + OBJECTS_OF_FONT * index
  const kids = pages.map((_, index) => `${pageAt(index)} 0 R`).join(' ')
  const brought = letters.fonts.map((_, index) => ` /${nameOf(index)} ${fontAt(index)} 0 R`).join('')
  const fonts = `/Font << /F1 ${regular} 0 R /F2 ${bold} 0 R${brought} >>`
  return fileOf(
    [
      `<< /Type /Catalog /Pages 2 0 R${language === undefined ? '' : ` /Lang ${literal(encoded(language))}`} >>`,
      `<< /Type /Pages /Kids [${kids}] /Count ${pages.length} /MediaBox [0 0 ${size.width} ${size.height}] /Resources << ${fonts} >> >>`,
      '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
      '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>',
      `<< /Title ${textString(title)} /Producer (Brindle) >>`,
      ...pages.flatMap((marks, index) => {
        const drawn = marks.map((mark) => drawing(mark, letters)).join('\n')
        return [
          `<< /Type /Page /Parent 2 0 R /Contents ${pageAt(index) + 1} 0 R >>`,
          `<< /Length ${drawn.length} >>\nstream\n${drawn}\nendstream`,
        ]
      }),
      ...letters.fonts.flatMap((font, index) => fontObjects(font, fontAt(index))),
    ],
    information,
  )
}

/** How pages call the fonts that are brought along: Helvetica is the first two. */
const nameOf = (index: number): string => `F${index + 3}`

const OBJECTS_OF_FONT = 5

/** A font that is brought along, by its glyphs, with the characters that they are. (ISO 32000-1, 9.7 to 9.10) */
function fontObjects({ name, file, facts, characters }: BroughtFont, at: number): string[] {
  const [inside, described, packed, unicode] = [at + 1, at + 2, at + 3, at + 4]
  const { box, ascent, descent, widths } = facts
  return [
    `<< /Type /Font /Subtype /Type0 /BaseFont /${name} /Encoding /Identity-H /DescendantFonts [${inside} 0 R] /ToUnicode ${unicode} 0 R >>`,
    `<< /Type /Font /Subtype /CIDFontType2 /BaseFont /${name} /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> ` +
      `/FontDescriptor ${described} 0 R /CIDToGIDMap /Identity /W [0 [${widths.join(' ')}]] >>`,
    `<< /Type /FontDescriptor /FontName /${name} /Flags 4 /FontBBox [${box.join(' ')}] /ItalicAngle 0 /Ascent ${ascent} ` +
      `/Descent ${descent} /CapHeight ${ascent} /StemV 80 /FontFile2 ${packed} 0 R >>`,
    packedStream(file, ` /Length1 ${file.length}`),
    packedStream(Buffer.from(unicodeOf(characters))),
  ]
}

function packedStream(bytes: Buffer, more = ''): string {
  const packed = deflateSync(bytes).toString('latin1')
  return `<< /Length ${packed.length}${more} /Filter /FlateDecode >>\nstream\n${packed}\nendstream`
}

/** Why 100: no more entries may stand in one block. (Adobe technical note 5014) */
const ENTRIES_MAX = 100

/** Which character each glyph is, for those who search, copy or are read to. */
function unicodeOf(characters: ReadonlyMap<number, string>): string {
  const entries = [...characters].map(([glyph, character]) => `<${hex(glyph)}> <${utf16(character)}>`)
  const blocks = Array.from({ length: Math.ceil(entries.length / ENTRIES_MAX) }, (_, i) => {
    const some = entries.slice(i * ENTRIES_MAX, (i + 1) * ENTRIES_MAX)
    return `${some.length} beginbfchar\n${some.join('\n')}\nendbfchar`
  })
  return `/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange
${blocks.join('\n')}
endcmap
CMapName currentdict /CMap defineresource pop
end
end`
}

const hex = (value: number): string => value.toString(16).padStart(4, '0')

const utf16 = (text: string): string => Buffer.from(text, 'utf16le').swap16().toString('hex')

/** A title and lines of text on one page, for vouchers. */
export function pdfPage(title: string, lines: readonly string[], letters: Letters = NO_LETTERS): Buffer {
  const [left, top, leading] = [56, 770, 22]
  const text = (text: string, size: number, down: number) =>
    ({ kind: 'text', x: left, y: top - down, text, size }) as const
  const body = lines.map((line, index) => text(line, 12, (index + 2) * leading))
  return pdf({ title, pages: [[text(title, 20, 0), ...body]], letters })
}

function drawing(mark: Mark, letters: Letters): string {
  if (mark.kind === 'rule') {
    const { x, y, width, ink = 'faint' } = mark
    return `${INKS[ink]} RG 0.75 w ${number(x)} ${number(y)} m ${number(x + width)} ${number(y)} l S`
  }
  if (mark.kind === 'frame') {
    const { x, y, width, height, ink = 'dark' } = mark
    return `${INKS[ink]} RG 1.5 w ${number(x)} ${number(y)} ${number(width)} ${number(height)} re S`
  }
  const { x, y, text, size, face = 'regular', align = 'left', ink = 'dark' } = mark
  const runs = runsOf(text, face, letters)
  const width = (runs.reduce((sum, run) => sum + run.width, 0) * size) / 1000
  const place = `${number(align === 'left' ? x : x - width)} ${number(y)} Td`
  const drawn = runs.map((run, i) => {
    const font = `/${fontOf(run, face, letters)} ${size} Tf`
    return `${i === 0 ? `${font} ${place}` : font} ${'bytes' in run ? literal(run.bytes) : glyphs(run.glyphs)} Tj`
  })
  return `BT ${INKS[ink]} rg ${drawn.join(' ')} ET`
}

const fontOf = (run: Run, face: Face, letters: Letters): string =>
  'bytes' in run ? (face === 'regular' ? 'F1' : 'F2') : nameOf(letters.fonts.indexOf(run.font))

const glyphs = (all: readonly number[]): string => `<${all.map(hex).join('')}>`

/** Hundredths of a point are finer than any printer. */
const number = (value: number): string => String(Math.round(value * 100) / 100)

/** A string of bytes as PDF writes it: brackets and backslashes are escaped. */
const literal = (bytes: string): string => `(${bytes.replace(/[\\()]/g, (found) => `\\${found}`)})`

/** A text that is no part of a page: in one byte a character where that can say it, and else in two. */
const textString = (text: string): string =>
  charactersLacking(text).size === 0 ? literal(encoded(text)) : `<feff${utf16(text)}>`

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
