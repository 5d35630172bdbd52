// Letters that Helvetica has not, for printed papers: those of Japanese, Korean and Chinese, and of the other languages that are written
// in Latin, Greek or Cyrillic. They come out of the Noto fonts, which are packages of npm, in slices of some hundred characters
// each, and a document brings along the letters alone that stand in it. Where a package was left out, its letters are not there.
// (docs/hosted-pages.md; the fonts are under the SIL Open Font License 1.1)
import { readFile } from 'node:fs/promises'
import { findPackageJSON } from 'node:module'
import { dirname, join } from 'node:path'
import { readTrueType } from './truetype.ts'
import { type BroughtFont, charactersLacking, type Face, type Letter, type Letters, NO_LETTERS } from './typeface.ts'

/** By the language whose shapes they have; `other` is Latin, Greek and Cyrillic. */
const PACKAGES = {
  ja: ['noto-sans-jp', 'NotoSansJP'],
  ko: ['noto-sans-kr', 'NotoSansKR'],
  zh: ['noto-sans-sc', 'NotoSansSC'],
  'zh-TW': ['noto-sans-tc', 'NotoSansTC'],
  other: ['noto-sans', 'NotoSans'],
} as const
type Shapes = keyof typeof PACKAGES

/** One character has other shapes in other countries: which of the fonts is asked first. */
const ORDER: Readonly<Record<'ja' | 'ko' | 'zh' | 'zh-TW', readonly Shapes[]>> = {
  ja: ['ja', 'zh-TW', 'zh', 'ko'],
  ko: ['ko', 'ja', 'zh-TW', 'zh'],
  zh: ['zh', 'zh-TW', 'ja', 'ko'],
  'zh-TW': ['zh-TW', 'ja', 'zh', 'ko'],
}

const ALPHABETS = /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]/u

/** Whether papers can be printed in a language: whether its letters were installed. */
export const hasLetters = (language: 'ja' | 'ko' | 'zh' | 'zh-TW'): boolean =>
  folderOf(language) !== undefined && isInstalled('subset-font')

/** The letters that texts need beyond Helvetica, in the shapes of a language (as BCP 47 names it). */
export async function lettersFor(texts: Readonly<Record<Face, readonly string[]>>, language: string): Promise<Letters> {
  const all = [...texts.regular, ...texts.bold].join('\n')
  if (charactersLacking(all).size === 0 || !isInstalled('subset-font')) return NO_LETTERS
  const order = orderFor(language, all)
  const drawn = new Map<string, Letter>()
  const fonts: BroughtFont[] = []
  for (const face of ['regular', 'bold'] as const) {
    const lacking = new Set(charactersLacking(texts[face].join('\n')))
    for (const shapes of [...order, 'other'] as const)
      for (const [slice, characters] of await slicesOf(lacking, shapes)) {
        const font = await cut(slice, characters.join(''), face, fonts.length)
        // A slice may have less than it says.
        if (font.characters.size > 0) fonts.push(font)
        for (const [glyph, character] of font.characters) {
          drawn.set(`${face} ${character}`, { font, glyph, width: font.facts.widths[glyph]! })
          lacking.delete(character)
        }
      }
  }
  return { fonts, find: (character, face) => drawn.get(`${face} ${character}`) }
}

/** Where the language says nothing, the text itself may: only Japanese has kana, and only Korean hangul. */
function orderFor(language: string, text: string): readonly Shapes[] {
  if (language in ORDER) return ORDER[language as 'ja']
  if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text)) return ORDER.ja
  return /\p{Script=Hangul}/u.test(text) ? ORDER.ko : ORDER.zh
}

/** A slice of a font: its file, and what the font is called. */
interface Slice {
  readonly path: string
  readonly name: string
}

/** Which slices of a font have the characters. Fonts of Chinese and their like are not asked for what is Latin, Greek or Cyrillic. */
async function slicesOf(
  characters: ReadonlySet<string>,
  shapes: Shapes,
): Promise<Iterable<readonly [Slice, string[]]>> {
  const found = new Map<string, readonly [Slice, string[]]>()
  for (const character of characters) {
    if (shapes !== 'other' && ALPHABETS.test(character)) continue
    const slice = await sliceWith(character.codePointAt(0)!, shapes)
    if (!slice) continue
    const [, of] = found.get(slice.path) ?? found.set(slice.path, [slice, []]).get(slice.path)!
    of.push(character)
  }
  return found.values()
}

/** From a code point to a code point, and the slice that has them. */
type Range = readonly [first: number, last: number, slice: string]

/** What each font has, read once. */
const ranges = new Map<Shapes, Promise<readonly Range[]>>()

async function sliceWith(codePoint: number, shapes: Shapes): Promise<Slice | undefined> {
  const folder = folderOf(shapes)
  if (folder === undefined) return undefined
  const [file, name] = PACKAGES[shapes]
  const known = ranges.get(shapes) ?? rangesIn(folder)
  ranges.set(shapes, known)
  const range = (await known).find(([first, last]) => first <= codePoint && codePoint <= last)
  // What is only written with rules of its own would be drawn wrong.
  if (!range || range[2] === 'devanagari') return undefined
  return { path: join(folder, 'files', `${file}-${range[2]}-wght-normal.woff2`), name }
}

/** The list of its slices that each package has: `"[119]": "U+20,U+3041-3096"`. */
async function rangesIn(folder: string): Promise<readonly Range[]> {
  const list = JSON.parse(await readFile(join(folder, 'unicode.json'), 'utf8')) as Readonly<Record<string, string>>
  return Object.entries(list).flatMap(([name, text]) =>
    text.split(',').map((part): Range => {
      const [first = '', last = first] = part.trim().slice(2).split('-')
      return [Number.parseInt(first, 16), Number.parseInt(last, 16), name.replace(/[[\]]/g, '')]
    }),
  )
}

/** What readers of documents do without. */
const IDLE_TABLES = ['BASE', 'GPOS', 'GSUB', 'GDEF', 'OS/2', 'STAT', 'gasp', 'name', 'post', 'vhea', 'vmtx', 'VORG']

/** As far as it is used here. (https://github.com/papandreou/subset-font#api) */
type SubsetFont = (font: Buffer, characters: string, how: Readonly<Record<string, unknown>>) => Promise<Buffer>

/** A font of some characters of a slice, in one weight. */
async function cut({ path, name }: Slice, characters: string, face: Face, index: number): Promise<BroughtFont> {
  const { default: subsetFont } = (await import('subset-font' as string)) as { default: SubsetFont }
  const file = await subsetFont(await readFile(path), characters, {
    targetFormat: 'sfnt',
    variationAxes: { wght: face === 'regular' ? 400 : 700 },
    noLayoutClosure: true,
    noHinting: true,
    keepFeatures: [],
    dropTables: IDLE_TABLES,
  })
  const facts = readTrueType(file)
  const drawn = [...characters].flatMap((character) => {
    const glyph = facts.glyphOf(character.codePointAt(0)!)
    return glyph === undefined ? [] : [[glyph, character] as const]
  })
  return {
    name: `${tagOf(index)}+${name}-${face === 'regular' ? 'Regular' : 'Bold'}`,
    file,
    facts,
    characters: new Map(drawn),
  }
}

/** Six letters before the name of a font say that it is a part of it, each part another. (ISO 32000-1, 9.6.4) */
const tagOf = (index: number): string =>
  String(index)
    .padStart(6, '0')
    .replace(/\d/g, (digit) => String.fromCharCode(65 + Number(digit)))

const folderOf = (shapes: Shapes): string | undefined => folderIn(`@fontsource-variable/${PACKAGES[shapes][0]}`)

const isInstalled = (name: string): boolean => folderIn(name) !== undefined

/** Where a package is installed; nothing where it was left out. */
function folderIn(name: string): string | undefined {
  try {
    const found = findPackageJSON(name, import.meta.url)
    return found === undefined ? undefined : dirname(found)
  } catch {
    return undefined
  }
}
