// Reads back what stands on the pages of a document of ours: its text is not packed, and of fonts that it brings along it says which
// glyph is which character.
import assert from 'node:assert/strict'
import { inflateSync } from 'node:zlib'

export interface Read {
  readonly text: string
  readonly x: number
  readonly y: number
  readonly size: number
  readonly face: 'regular' | 'bold'
  /** What the fonts are called that draw it, in turn. */
  readonly fonts: readonly string[]
}

/** The texts of each page, in the order in which they were drawn. */
export function textsOf(file: Buffer): Read[][] {
  const all = file.toString('latin1')
  assert.ok(all.startsWith('%PDF-1.4\n') && all.endsWith('%%EOF\n'), all.slice(0, 100))
  const objects = objectsOf(all)
  const fonts = fontsOf(objects)
  const [, count] = /\/Count (\d+) /.exec(all) ?? []
  const pages = [...objects.values()].flatMap((object) => {
    const [, contents] = /^<< \/Type \/Page \/Parent 2 0 R \/Contents (\d+) 0 R >>$/.exec(object) ?? []
    return contents === undefined ? [] : [read(streamOf(objects.get(Number(contents))!), fonts)]
  })
  assert.equal(pages.length, Number(count))
  return pages
}

/** By their numbers, as the table at the end says where they are. */
function objectsOf(all: string): ReadonlyMap<number, string> {
  const table = all.slice(Number(/startxref\n(\d+)\n%%EOF\n$/.exec(all)![1]))
  const places = [...table.matchAll(/^(\d{10}) 00000 n $/gm)].map(([, place]) => Number(place))
  const ends = [...places.slice(1), all.length - table.length]
  return new Map(
    places.map((place, i) => {
      const text = all.slice(place, ends[i])
      const [, number, object] = /^(\d+) 0 obj\n(.*)\nendobj\n$/s.exec(text)!
      assert.equal(Number(number), i + 1)
      return [i + 1, object!]
    }),
  )
}

function streamOf(object: string): string {
  const [, length, stream] = /\/Length (\d+).*?>>\nstream\n(.*)\nendstream$/s.exec(object)!
  assert.equal(stream!.length, Number(length))
  return object.includes('/FlateDecode') ? inflateSync(Buffer.from(stream!, 'latin1')).toString('latin1') : stream!
}

interface Font {
  readonly name: string
  readonly characters: ReadonlyMap<string, string>
}

/** The fonts that are brought along, by the names that pages call them. */
function fontsOf(objects: ReadonlyMap<number, string>): ReadonlyMap<string, Font> {
  const [, names] = /\/Font << (.*?) >>/.exec(objects.get(2)!)!
  return new Map(
    [...names!.matchAll(/\/(F\d+) (\d+) 0 R/g)].map(([, name, at]) => {
      const object = objects.get(Number(at))!
      const [, base] = /\/BaseFont \/(\S+)/.exec(object)!
      const [, unicode] = /\/ToUnicode (\d+) 0 R/.exec(object) ?? []
      const map = unicode === undefined ? '' : streamOf(objects.get(Number(unicode))!)
      const characters = [...map.matchAll(/^<(\w{4})> <(\w+)>$/gm)].map(
        ([, glyph, code]) => [glyph!, Buffer.from(code!, 'hex').swap16().toString('utf16le')] as const,
      )
      return [name!, { name: base!, characters: new Map(characters) }]
    }),
  )
}

const TEXT = /^BT .*? rg \/(F\d+) ([\d.]+) Tf ([-\d.]+) ([-\d.]+) Td (.*) Tj ET$/
/** What is drawn in one font, and the font of what follows it. */
const RUN = /\((?:[^\\)]|\\.)*\)|<\w+>|(?<=\/)F\d+(?= [\d.]+ Tf)/g

function read(stream: string, fonts: ReadonlyMap<string, Font>): Read[] {
  return stream.split('\n').flatMap((line) => {
    const [, first, size, x, y, rest] = TEXT.exec(line) ?? []
    if (rest === undefined) return []
    let font = fonts.get(first!)!
    const used = [font.name]
    let text = ''
    for (const [piece] of rest.matchAll(RUN)) {
      if (piece.startsWith('F')) used.push((font = fonts.get(piece)!).name)
      else text += piece.startsWith('(') ? latin(piece.slice(1, -1)) : glyphs(piece.slice(1, -1), font)
    }
    return [
      {
        text,
        x: Number(x),
        y: Number(y),
        size: Number(size),
        face: used[0]!.endsWith('Bold') ? 'bold' : 'regular',
        fonts: used,
      },
    ]
  })
}

const latin = (literal: string): string =>
  new TextDecoder('windows-1252').decode(Buffer.from(literal.replace(/\\(.)/g, '$1'), 'latin1'))

const glyphs = (hex: string, { characters }: Font): string =>
  hex
    .match(/.{4}/g)!
    .map((glyph) => characters.get(glyph)!)
    .join('')

/** All that is written, as one line of words, for each page. */
export const wordsOf = (file: Buffer): string[] => textsOf(file).map((page) => page.map(({ text }) => text).join(' | '))
