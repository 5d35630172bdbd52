// What a document has to know of a TrueType font that it brings along: which glyph is which character, and how wide each is.
// (https://learn.microsoft.com/typography/opentype/spec/)

export interface TrueType {
  /** In thousandths of the size, as documents count: the box around all glyphs, and how far they reach up and down. */
  readonly box: readonly [left: number, bottom: number, right: number, top: number]
  readonly ascent: number
  readonly descent: number
  /** The width of each glyph, in thousandths of the size. */
  readonly widths: readonly number[]
  /** The glyph of a character, by its code point; nothing where it has none. */
  glyphOf(codePoint: number): number | undefined
}

/** Reads a font. Throws `RangeError` where it is cut off, or has not what every font has. */
export function readTrueType(file: Buffer): TrueType {
  const tables = tablesOf(file)
  const table = (name: string): Buffer => {
    const found = tables.get(name)
    if (!found) throw new RangeError(`the font has no ${name}`)
    return found
  }
  const [head, hhea, hmtx] = [table('head'), table('hhea'), table('hmtx')]
  const scale = 1000 / head.readUInt16BE(18)
  const scaled = (value: number) => Math.round(value * scale)
  const [left, bottom, right, top] = [36, 38, 40, 42].map((at) => scaled(head.readInt16BE(at)))
  const glyphs = table('maxp').readUInt16BE(4)
  const measured = hhea.readUInt16BE(34)
  // Those beyond the last that is measured are as wide as it.
  const widths = Array.from({ length: glyphs }, (_, glyph) =>
    scaled(hmtx.readUInt16BE(4 * Math.min(glyph, measured - 1))),
  )
  const characters = charactersOf(table('cmap'))
  return {
    box: [left!, bottom!, right!, top!],
    ascent: scaled(hhea.readInt16BE(4)),
    descent: scaled(hhea.readInt16BE(6)),
    widths,
    glyphOf: (codePoint) => characters.get(codePoint),
  }
}

/** The parts of the file, by their names. */
function tablesOf(file: Buffer): ReadonlyMap<string, Buffer> {
  const count = file.readUInt16BE(4)
  return new Map(
    Array.from({ length: count }, (_, i) => {
      const entry = 12 + 16 * i
      const [at, length] = [file.readUInt32BE(entry + 8), file.readUInt32BE(entry + 12)]
      if (at + length > file.length) throw new RangeError('the font is cut off')
      return [file.toString('latin1', entry, entry + 4), file.subarray(at, at + length)]
    }),
  )
}

/** Every character and its glyph, out of the tables of Unicode that there are: formats 4 and 12. */
function charactersOf(cmap: Buffer): ReadonlyMap<number, number> {
  const characters = new Map<number, number>()
  for (let i = 0; i < cmap.readUInt16BE(2); i++) {
    const entry = 4 + 8 * i
    const platform = cmap.readUInt16BE(entry)
    const sub = cmap.subarray(cmap.readUInt32BE(entry + 4))
    const format = sub.readUInt16BE(0)
    if (platform !== 0 && platform !== 3) continue
    if (format === 4) readSegments(sub, characters)
    if (format === 12) readGroups(sub, characters)
  }
  return characters
}

function readSegments(sub: Buffer, characters: Map<number, number>): void {
  const doubled = sub.readUInt16BE(6)
  for (let at = 0; at < doubled; at += 2) {
    const last = sub.readUInt16BE(14 + at)
    const first = sub.readUInt16BE(16 + doubled + at)
    const delta = sub.readUInt16BE(16 + 2 * doubled + at)
    const places = 16 + 3 * doubled + at
    const offset = sub.readUInt16BE(places)
    for (let code = first; code <= last && code !== 0xffff; code++) {
      const glyph = offset === 0 ? code : sub.readUInt16BE(places + offset + 2 * (code - first))
      if (offset === 0 || glyph !== 0) note(characters, code, (glyph + delta) & 0xffff)
    }
  }
}

function readGroups(sub: Buffer, characters: Map<number, number>): void {
  for (let i = 0; i < sub.readUInt32BE(12); i++) {
    const [first, last, glyph] = [0, 4, 8].map((at) => sub.readUInt32BE(16 + 12 * i + at)) as [number, number, number]
    for (let code = first; code <= last; code++) note(characters, code, glyph + code - first)
  }
}

/** Glyph 0 is what is drawn for characters that there are none of. */
function note(characters: Map<number, number>, code: number, glyph: number): void {
  if (glyph !== 0) characters.set(code, glyph)
}
