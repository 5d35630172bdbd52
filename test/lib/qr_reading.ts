// Reads a QR code: written after the standard, and knowing nothing of how ours are made. For codes up to version 6 with error
// correction M, whose blocks are all of one length; damage is not repaired. (ISO/IEC 18004)
import assert from 'node:assert/strict'

type Modules = readonly (readonly boolean[])[]

/** By version: blocks, and the bytes of data in each. (table 9) */
const BLOCKS = [
  [1, 16],
  [1, 28],
  [1, 44],
  [2, 32],
  [2, 43],
  [4, 27],
] as const

/** What the code says, without the white around it. */
export function readQr(modules: Modules): string {
  const size = modules.length
  const version = (size - 17) / 4
  const [blocks, length] = BLOCKS[version - 1]!
  checkFinders(modules)
  const { level, mask } = formatOf(modules)
  assert.equal(level, 0b00, 'error correction M')
  const bits = dataBits(modules, mask)
  const total = blocks * length
  const data = Buffer.alloc(total)
  for (let i = 0; i < total; i++) data[(i % blocks) * length + Math.floor(i / blocks)] = byteAt(bits, i * 8)
  const stream = [...data].flatMap((byte) => [...byte.toString(2).padStart(8, '0')].map((bit) => bit === '1'))
  assert.equal(byteAt(stream, 0) >> 4, 0b0100, 'bytes')
  const count = byteAt(stream, 4)
  return Buffer.from(Array.from({ length: count }, (_, i) => byteAt(stream, 12 + 8 * i))).toString('utf8')
}

const byteAt = (bits: readonly boolean[], from: number): number =>
  bits.slice(from, from + 8).reduce((byte, bit) => byte * 2 + Number(bit), 0)

/** The three corners: a dark ring of seven, a light one of five, a dark square of three. */
function checkFinders(modules: Modules): void {
  const far = modules.length - 7
  for (const [top, left] of [
    [0, 0],
    [0, far],
    [far, 0],
  ] as const)
    for (let y = 0; y < 7; y++)
      for (let x = 0; x < 7; x++) {
        const ring = Math.max(Math.abs(x - 3), Math.abs(y - 3))
        assert.equal(modules[top + y]![left + x], ring !== 2, `finder at ${top},${left}`)
      }
}

function formatOf(modules: Modules) {
  const at = (x: number, y: number) => Number(modules[y]![x])
  const low = [0, 1, 2, 3, 4, 5, 7, 8].map((y) => at(8, y))
  const high = [7, 5, 4, 3, 2, 1, 0].map((x) => at(x, 8))
  const found = [...low, ...high].reduce((sum, bit, i) => sum + bit * 2 ** i, 0) ^ 0b101010000010010
  return { level: found >> 13, mask: (found >> 10) & 7 }
}

const MASKS: readonly ((x: number, y: number) => number)[] = [
  (x, y) => (x + y) % 2,
  (_x, y) => y % 2,
  (x) => x % 3,
  (x, y) => (x + y) % 3,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2,
  (x, y) => ((x * y) % 2) + ((x * y) % 3),
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2,
]

/** Two columns at a time from the right, up and down in turns, past everything that is no data. */
function dataBits(modules: Modules, mask: number): boolean[] {
  const size = modules.length
  const centre = size - 7
  const isFixed = (x: number, y: number) =>
    x === 6 ||
    y === 6 ||
    (x < 9 && y < 9) ||
    (x >= size - 8 && y < 9) ||
    (x < 9 && y >= size - 8) ||
    (size > 21 && Math.abs(x - centre) <= 2 && Math.abs(y - centre) <= 2)
  const bits: boolean[] = []
  let isUp = true
  for (let right = size - 1; right > 0; right -= 2) {
    if (right === 6) right = 5
    for (let step = 0; step < size; step++) {
      const y = isUp ? size - 1 - step : step
      for (const x of [right, right - 1]) if (!isFixed(x, y)) bits.push(modules[y]![x]! !== (MASKS[mask]!(x, y) === 0))
    }
    isUp = !isUp
  }
  return bits
}
