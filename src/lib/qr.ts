// QR codes: the modules of a text, and the two pictures that they are shown as. (ISO/IEC 18004)
import { crc32, deflateSync } from 'node:zlib'
import qrcode from 'qrcode-generator'

/** The standard asks for four modules of white around the code. */
const QUIET = 4
/** Pixels of a module in the PNG: legible on a screen, and about 350 across for an address. */
const SCALE = 8

/** Rows of modules, dark ones true; as small as the text allows, with a seventh of it to spare for damage. */
export function qrModules(text: string): boolean[][] {
  const code = qrcode(0, 'M')
  code.addData(text)
  code.make()
  const count = code.getModuleCount()
  return Array.from({ length: count }, (_, row) =>
    Array.from({ length: count }, (__, column) => code.isDark(row, column)),
  )
}

/** An SVG of one path, to stand in a page or by itself; `label` says to those who do not see it what it is. */
export function qrSvg(text: string, label = 'QR code'): string {
  const modules = qrModules(text)
  const size = modules.length + 2 * QUIET
  const path = modules.flatMap((row, y) =>
    runs(row).map(([x, length]) => `M${x + QUIET} ${y + QUIET}h${length}v1h-${length}z`),
  )
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" role="img" aria-label="${label}" ` +
    `shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${size}v${size}H0z"/><path fill="#000" d="${path.join('')}"/></svg>`
  )
}

/** Where the dark stretches of a row begin, and how long they are. */
function runs(row: readonly boolean[]): [start: number, length: number][] {
  const found: [number, number][] = []
  for (const [x, dark] of row.entries()) {
    if (!dark) continue
    const last = found.at(-1)
    if (last && last[0] + last[1] === x) last[1] += 1
    else found.push([x, 1])
  }
  return found
}

/** A PNG in black and white, one bit a pixel. (https://www.w3.org/TR/png-3/) */
export function qrPng(text: string): Buffer {
  const modules = qrModules(text)
  const size = (modules.length + 2 * QUIET) * SCALE
  const head = Buffer.alloc(13)
  head.writeUInt32BE(size, 0)
  head.writeUInt32BE(size, 4)
  head[8] = 1
  const pixels = Buffer.concat(
    Array.from({ length: size }, (_, y) => line(modules[Math.floor(y / SCALE) - QUIET], size)),
  )
  return Buffer.concat([SIGNATURE, chunk('IHDR', head), chunk('IDAT', deflateSync(pixels)), chunk('IEND')])
}

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex')

/** One line of pixels, a set bit for white, behind the byte that says it is not filtered. */
function line(row: readonly boolean[] | undefined, size: number): Buffer {
  const bytes = Buffer.alloc(1 + Math.ceil(size / 8))
  for (let x = 0; x < size; x++) if (!row?.[Math.floor(x / SCALE) - QUIET]) bytes[1 + (x >> 3)]! |= 0x80 >> (x & 7)
  return bytes
}

function chunk(type: string, data: Buffer = Buffer.alloc(0)): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  check.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, check])
}
