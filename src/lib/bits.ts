// Sets of the numbers 0 to 65 535, one bit each, and how they are kept: as runs where the set has few, else bit for bit.
// (Chambi, Lemire and others, "Better bitmap performance with Roaring bitmaps", 2016, whose containers these are.)

/** How many numbers a set may have. */
export const BITS = 65_536
const WORDS = BITS / 32
/** A run takes four bytes. Why 2 048: as many bytes as all bits take. */
const RUNS_MAX = 2_048

export type Bits = Uint32Array<ArrayBuffer>

export const noBits = (): Bits => new Uint32Array(WORDS)

export const hasBit = (bits: Bits, n: number): boolean => (bits[n >>> 5]! & (1 << (n & 31))) !== 0

export function setBit(bits: Bits, n: number, to: boolean): void {
  if (to) bits[n >>> 5]! |= 1 << (n & 31)
  else bits[n >>> 5]! &= ~(1 << (n & 31))
}

// Word by word in plain loops: with a function for each word they take five times as long.
/** What is in both. */
export function both(a: Bits, b: Bits): Bits {
  const made = a.slice()
  for (let i = 0; i < WORDS; i++) made[i]! &= b[i]!
  return made
}

/** What is in either. */
export function either(a: Bits, b: Bits): Bits {
  const made = a.slice()
  for (let i = 0; i < WORDS; i++) made[i]! |= b[i]!
  return made
}

/** What is in the first and not in the second. */
export function except(a: Bits, b: Bits): Bits {
  const made = a.slice()
  for (let i = 0; i < WORDS; i++) made[i]! &= ~b[i]!
  return made
}

/** What of a set is below a number. */
export function below(bits: Bits, limit: number): Bits {
  if (limit >= BITS) return bits
  const kept = bits.slice()
  kept.fill(0, (limit >>> 5) + 1)
  kept[limit >>> 5]! &= (1 << (limit & 31)) - 1
  return kept
}

/** How many numbers are in a set. */
export function countOf(bits: Bits): number {
  let count = 0
  for (let word of bits) {
    word -= (word >>> 1) & 0x55555555
    word = (word & 0x33333333) + ((word >>> 2) & 0x33333333)
    count += Math.imul((word + (word >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
  }
  return count
}

/** The greatest numbers of a set, at most `most`, the greatest first. */
export function greatest(bits: Bits, most: number): number[] {
  const found: number[] = []
  for (let i = WORDS - 1; i >= 0 && found.length < most; i--) {
    for (let word = bits[i]! >>> 0; word !== 0 && found.length < most; ) {
      const bit = 31 - Math.clz32(word)
      found.push(i * 32 + bit)
      word = (word & ~(1 << bit)) >>> 0
    }
  }
  return found
}

/** The set as text: `r` and its runs, or `b` and its bits, in base64. Nothing for the empty set. */
export function printBits(bits: Bits): string {
  const runs = runsOf(bits)
  if (runs && runs.length === 0) return ''
  return runs ? `r${base64(Uint16Array.from(runs))}` : `b${base64(bits)}`
}

/** The set that a text of `printBits` stands for. */
export function readBits(text: string): Bits {
  const bytes = Buffer.from(text.slice(1), 'base64')
  if (!text.startsWith('b')) return filled(runsIn(bytes))
  const bits = noBits()
  new Uint8Array(bits.buffer).set(bytes)
  return bits
}

const runsIn = (bytes: Buffer): number[] =>
  Array.from({ length: bytes.length / 2 }, (_, i) => bytes.readUInt16LE(i * 2))

function filled(runs: readonly number[]): Bits {
  const bits = noBits()
  for (let at = 0; at < runs.length; at += 2) fill(bits, runs[at]!, runs[at + 1]!)
  return bits
}

/**
 * The text of a set once numbers were put into it (true) or taken out of it (false). Sets that are kept as runs stay runs on the way:
 * most sets have a few numbers, and the bits of each would take 8 kB.
 */
export function changed(text: string, numbers: Iterable<readonly [n: number, to: boolean]>): string {
  if (text.startsWith('b')) {
    const bits = readBits(text)
    for (const [n, to] of numbers) setBit(bits, n, to)
    return printBits(bits)
  }
  const runs = runsIn(Buffer.from(text.slice(1), 'base64'))
  for (const [n, to] of numbers) {
    if (to) putInto(runs, n)
    else takeOutOf(runs, n)
  }
  if (runs.length > RUNS_MAX * 2) return printBits(filled(runs))
  return runs.length === 0 ? '' : `r${base64(Uint16Array.from(runs))}`
}

/** Where the first run stands that ends at a number or after it. */
function runAt(runs: readonly number[], n: number): number {
  let [low, high] = [0, runs.length / 2]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (runs[middle * 2 + 1]! < n) low = middle + 1
    else high = middle
  }
  return low * 2
}

function putInto(runs: number[], n: number): void {
  const at = runAt(runs, n)
  if (at < runs.length && runs[at]! <= n) return
  const [joinsBefore, joinsAfter] = [at > 0 && runs[at - 1] === n - 1, at < runs.length && runs[at] === n + 1]
  if (joinsBefore && joinsAfter) runs.splice(at - 1, 2)
  else if (joinsBefore) runs[at - 1] = n
  else if (joinsAfter) runs[at] = n
  else runs.splice(at, 0, n, n)
}

function takeOutOf(runs: number[], n: number): void {
  const at = runAt(runs, n)
  if (at === runs.length || runs[at]! > n) return
  const [from, to] = [runs[at]!, runs[at + 1]!]
  const left = [...(from < n ? [from, n - 1] : []), ...(n < to ? [n + 1, to] : [])]
  runs.splice(at, 2, ...left)
}

const base64 = ({ buffer, byteOffset, byteLength }: Uint16Array | Bits) =>
  Buffer.from(buffer, byteOffset, byteLength).toString('base64')

/** The first and the last number of each run, one after the other; nothing if there are too many. */
function runsOf(bits: Bits): number[] | undefined {
  const runs: number[] = []
  let from = next(bits, 0, 0)
  while (from < BITS) {
    if (runs.length === RUNS_MAX * 2) return undefined
    const end = next(bits, from, -1)
    runs.push(from, end - 1)
    from = next(bits, end, 0)
  }
  return runs
}

/** The first number from `from` on whose word, turned over with `turn`, has its bit: 0 looks for what is in, -1 for what is not. */
function next(bits: Bits, from: number, turn: 0 | -1): number {
  for (let i = from >>> 5; i < WORDS; i++) {
    const word = (bits[i]! ^ turn) & (i === from >>> 5 ? -1 << (from & 31) : -1)
    if (word !== 0) return i * 32 + (31 - Math.clz32(word & -word))
  }
  return BITS
}

function fill(bits: Bits, from: number, to: number): void {
  const [first, last] = [from >>> 5, to >>> 5]
  const [head, tail] = [-1 << (from & 31), -1 >>> (31 - (to & 31))]
  if (first === last) bits[first]! |= head & tail
  else {
    bits[first]! |= head
    bits.fill(0xffffffff, first + 1, last)
    bits[last]! |= tail
  }
}
