// Pictures of codes as a reader sees them: the modules of an SVG or a PNG, without the white around them.
import assert from 'node:assert/strict'
import { crc32, inflateSync } from 'node:zlib'

/** Why four: so many light modules the standard asks for on every side. */
const QUIET = 4

/** Of an SVG whose dark modules are one path of rows: `M4 5h3v1h-3z`. */
export function modulesOfSvg(svg: string): boolean[][] {
  const [, size] = /viewBox="0 0 (\d+) \1"/.exec(svg) ?? []
  const rows = [...svg.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)].map((found) => found.slice(1).map(Number))
  const dark = (x: number, y: number) =>
    rows.some(([left, top, width]) => y === top && x >= left! && x < left! + width!)
  return inside(Number(size), dark)
}

/** Of a PNG of one bit a pixel, eight pixels a module. (https://www.w3.org/TR/png-3/) */
export function modulesOfPng(png: Buffer): boolean[][] {
  assert.equal(png.subarray(0, 8).toString('hex'), '89504e470d0a1a0a')
  const chunks: Record<string, Buffer> = {}
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at)
    const body = png.subarray(at + 4, at + 8 + length)
    assert.equal(png.readUInt32BE(at + 8 + length), crc32(body))
    chunks[body.subarray(0, 4).toString('latin1')] = body.subarray(4)
    at += 12 + length
  }
  assert.deepEqual(Object.keys(chunks), ['IHDR', 'IDAT', 'IEND'])
  const head = chunks.IHDR!
  const width = head.readUInt32BE(0)
  assert.deepEqual([head.readUInt32BE(4), ...head.subarray(8)], [width, 1, 0, 0, 0, 0])
  const lines = inflateSync(chunks.IDAT!)
  const stride = 1 + Math.ceil(width / 8)
  assert.equal(lines.length, stride * width)
  const pixel = (x: number, y: number) => (lines[y * stride + 1 + (x >> 3)]! >> (7 - (x & 7))) & 1
  return inside(width / 8, (x, y) => pixel(8 * x + 4, 8 * y + 4) === 0)
}

function inside(size: number, dark: (x: number, y: number) => boolean): boolean[][] {
  const all = Array.from({ length: size }, (_, y) => Array.from({ length: size }, (__, x) => dark(x, y)))
  const isInside = (at: number) => at >= QUIET && at < size - QUIET
  for (const [y, row] of all.entries())
    for (const [x, found] of row.entries()) assert.ok(!found || (isInside(x) && isInside(y)), 'white all around')
  return all.slice(QUIET, -QUIET).map((row) => row.slice(QUIET, -QUIET))
}
