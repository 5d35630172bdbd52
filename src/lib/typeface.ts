// The typeface of printed papers: Helvetica, which every reader of PDF has, in two weights, and beside it the letters that it has not. How
// wide characters are, how a text is written in the encoding that it has (WinAnsi), and where a line of it ends. (ISO 32000-1, 9.6.2.2 and annex D; the widths are those of
// the metrics that Adobe publishes with it, in thousandths of the size)

import type { TrueType } from './truetype.ts'

export type Face = 'regular' | 'bold'

/** A font that a document brings along. */
export interface BroughtFont {
  /** As documents name it. */
  readonly name: string
  readonly file: Buffer
  readonly facts: TrueType
  /** The characters of its glyphs, so that text can be searched and copied. */
  readonly characters: ReadonlyMap<number, string>
}

/** How a character is drawn. */
export interface Letter {
  readonly font: BroughtFont
  readonly glyph: number
  /** In thousandths of the size. */
  readonly width: number
}

export interface Letters {
  readonly fonts: readonly BroughtFont[]
  /** Nothing where none of the fonts has it. */
  find(character: string, face: Face): Letter | undefined
}

/** None at all: a paper in English needs no others. */
export const NO_LETTERS: Letters = { fonts: [], find: () => undefined }

/** Where WinAnsi has the characters that Latin-1 has not. */
// biome-ignore format: a table
const ABOVE: Readonly<Record<string, number>> = {
  '€': 0x80, '‚': 0x82, 'ƒ': 0x83, '„': 0x84, '…': 0x85, '†': 0x86, '‡': 0x87, 'ˆ': 0x88, '‰': 0x89, 'Š': 0x8a, '‹': 0x8b,
  'Œ': 0x8c, 'Ž': 0x8e, '‘': 0x91, '’': 0x92, '“': 0x93, '”': 0x94, '•': 0x95, '–': 0x96, '—': 0x97, '˜': 0x98, '™': 0x99,
  'š': 0x9a, '›': 0x9b, 'œ': 0x9c, 'ž': 0x9e, 'Ÿ': 0x9f,
}

/** What is written for characters that it has not at all; of others their accents are left out. */
// biome-ignore format: a table
const INSTEAD: Readonly<Record<string, string>> = {
  '₹': 'Rs ', 'ł': 'l', 'Ł': 'L', 'đ': 'd', 'Đ': 'D', 'ı': 'i', '−': '-', '\u2010': '-', '\u2011': '-', '\t': ' ',
  '\u2009': ' ', '\u202f': '\xa0',
}

/** The text one byte a character, as a Latin-1 string. What the typeface has not becomes a question mark. */
export function encoded(text: string): string {
  return [...text.normalize('NFC')].map((character) => byteOf(INSTEAD[character] ?? character)).join('')
}

function byteOf(text: string): string {
  const code = ABOVE[text]
  if (code !== undefined) return String.fromCharCode(code)
  if (/^[\x20-\x7e\xa0-\xff]+$/.test(text)) return text
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '')
  return /^[\x20-\x7e]+$/.test(plain) ? plain : '?'
}

/** Blanks and dashes that look like those that it has. */
const ALIKE = /[\u2010\u2011\u2212\t\u2009\u202f]/

/** Whether it has a character as it is. */
const has = (character: string): boolean =>
  ABOVE[character] !== undefined || /^[\x20-\x7e\xa0-\xff]$/.test(character) || ALIKE.test(character)

const ALPHABETS = /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]/u

/**
 * The characters that other letters are needed for: those that it has not, and all of a word of which it has not every letter, for a
 * word in two typefaces is ugly.
 */
export function charactersLacking(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/).flatMap(lackingInWord))
}

function lackingInWord(word: string): string[] {
  const characters = [...word.normalize('NFC')]
  const lacking = characters.filter((one) => !has(one))
  return lacking.some((one) => ALPHABETS.test(one)) ? characters : lacking
}

/** A part of a text that is in one font: its bytes in Helvetica's encoding, or glyphs of a font that is brought along. */
export type Run =
  | { readonly bytes: string; readonly width: number }
  | { readonly font: BroughtFont; readonly glyphs: readonly number[]; readonly width: number }

/** A text in the fonts that have its characters; widths are in thousandths of the size. */
export function runsOf(text: string, face: Face, letters: Letters = NO_LETTERS): Run[] {
  if (letters.fonts.length === 0) return [helvetica(text, face)]
  const runs: Run[] = []
  const add = (run: Run) => {
    const last = runs.at(-1)
    const width = (last?.width ?? 0) + run.width
    if (last && 'bytes' in last && 'bytes' in run) runs[runs.length - 1] = { bytes: last.bytes + run.bytes, width }
    else if (last && 'font' in last && 'font' in run && last.font === run.font)
      runs[runs.length - 1] = { font: run.font, glyphs: [...last.glyphs, ...run.glyphs], width }
    else runs.push(run)
  }
  for (const word of text.normalize('NFC').split(/(\s+)/)) {
    const lacking = new Set(lackingInWord(word))
    for (const character of word) {
      const letter = lacking.has(character) ? letters.find(character, face) : undefined
      add(letter ? { font: letter.font, glyphs: [letter.glyph], width: letter.width } : helvetica(character, face))
    }
  }
  return runs
}

function helvetica(text: string, face: Face): Run {
  const bytes = encoded(text)
  let width = 0
  for (const character of bytes) width += WIDTHS[face][character.charCodeAt(0) - FIRST]!
  return { bytes, width }
}

/** Points that a text takes in a size. */
export function widthOf(text: string, size: number, face: Face = 'regular', letters: Letters = NO_LETTERS): number {
  return (runsOf(text, face, letters).reduce((sum, { width }) => sum + width, 0) * size) / 1000
}

/**
 * A text in lines that fit a width in points: it breaks at blanks, between the characters of Chinese and Japanese, and within a
 * word that is too long by itself.
 */
export function wrapped(
  text: string,
  width: number,
  size: number,
  face: Face = 'regular',
  letters: Letters = NO_LETTERS,
): string[] {
  const fits = (line: string) => widthOf(line, size, face, letters) <= width
  return text.split(/\r\n|\r|\n/).flatMap((paragraph) => {
    const lines: string[] = []
    let line = ''
    for (const [blank, unit] of unitsOf(paragraph)) {
      const longer = line === '' ? unit : `${line}${blank}${unit}`
      if (fits(longer)) {
        line = longer
        continue
      }
      if (line !== '') lines.push(line)
      const parts = pieces(unit, fits)
      lines.push(...parts.slice(0, -1))
      line = parts.at(-1) ?? ''
    }
    return [...lines, line]
  })
}

/** Characters between which a line may end. */
const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uffef]/u
/** What begins no line, and what ends none. (https://www.w3.org/TR/jlreq/#line_breaking) */
const NO_BEGINNING = /[、。，．・：；！？）」』】〕〉》ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々]/
const NO_END = /[（「『【〔〈《￥＄]/

/** What a line holds together, with the blank that stands before it unless it begins a line. */
function unitsOf(paragraph: string): (readonly [blank: string, unit: string])[] {
  return paragraph.split(/ +/).flatMap((word) => {
    const units: string[] = []
    let last = ''
    for (const character of word) {
      const mayBreak = (WIDE.test(last) || WIDE.test(character)) && !NO_BEGINNING.test(character) && !NO_END.test(last)
      if (units.length === 0 || mayBreak) units.push(character)
      else units[units.length - 1] += character
      last = character
    }
    return (units.length === 0 ? [''] : units).map((unit, i) => [i === 0 ? ' ' : '', unit] as const)
  })
}

/** A word cut where it no longer fits; a single character stands even where it does not. */
function pieces(word: string, fits: (line: string) => boolean): string[] {
  const cut: string[] = []
  let piece = ''
  for (const character of word) {
    if (piece !== '' && !fits(piece + character)) {
      cut.push(piece)
      piece = ''
    }
    piece += character
  }
  return [...cut, piece]
}

/** The first character that has a width. */
const FIRST = 0x20

/** 96 printable ones, 32 of WinAnsi's own, 96 of Latin-1; 350 where there is none, as readers draw a bullet. */
// biome-ignore format: a table
const WIDTHS: Readonly<Record<Face, readonly number[]>> = {
  regular: [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584, 350,
    556, 350, 222, 556, 333, 1000, 556, 556, 333, 1000, 667, 333, 1000, 350, 611, 350,
    350, 222, 222, 333, 333, 350, 556, 1000, 333, 1000, 500, 333, 944, 350, 500, 667,
    278, 333, 556, 556, 556, 556, 260, 556, 333, 737, 370, 556, 584, 333, 737, 333,
    400, 584, 333, 333, 333, 556, 537, 278, 333, 333, 365, 556, 834, 834, 834, 611,
    667, 667, 667, 667, 667, 667, 1000, 722, 667, 667, 667, 667, 278, 278, 278, 278,
    722, 722, 778, 778, 778, 778, 778, 584, 778, 722, 722, 722, 722, 667, 667, 611,
    556, 556, 556, 556, 556, 556, 889, 500, 556, 556, 556, 556, 278, 278, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 584, 611, 556, 556, 556, 556, 500, 556, 500,
  ],
  bold: [
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611,
    975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556,
    333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611,
    611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584, 350,
    556, 350, 278, 556, 500, 1000, 556, 556, 333, 1000, 667, 333, 1000, 350, 611, 350,
    350, 278, 278, 500, 500, 350, 556, 1000, 333, 1000, 556, 333, 944, 350, 500, 667,
    278, 333, 556, 556, 556, 556, 280, 556, 333, 737, 370, 556, 584, 333, 737, 333,
    400, 584, 333, 333, 333, 611, 556, 278, 333, 333, 365, 556, 834, 834, 834, 611,
    722, 722, 722, 722, 722, 722, 1000, 722, 667, 667, 667, 667, 278, 278, 278, 278,
    722, 722, 778, 778, 778, 778, 778, 584, 778, 722, 722, 722, 722, 667, 667, 611,
    556, 556, 556, 556, 556, 556, 889, 556, 556, 556, 556, 556, 278, 278, 278, 278,
    611, 611, 611, 611, 611, 611, 611, 584, 611, 611, 611, 611, 611, 556, 611, 556,
  ],
}
