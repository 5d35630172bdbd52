// Fingerprints of account and card numbers: whether two are the same one, and nothing else. And digits made of a text.

/** Why two: fingerprints are stored, and have always begun at the one of 32 bits. */
const BASES = { fingerprint: 2_166_136_261n, digits: 0xcbf2_9ce4_8422_2325n } as const

/** 16 characters that are equal for equal numbers and tell nothing of them: test numbers are public anyway. */
export const fingerprint = (number: string): string =>
  fnv1a(number, BASES.fingerprint).toString(36).toUpperCase().padStart(16, '0').slice(-16)

/** As many digits as are wanted, the same for the same text. */
export const digitsOf = (text: string, count: number): string =>
  fnv1a(text, BASES.digits).toString().padStart(count, '0').slice(-count)

/** FNV-1a in 64 bits. (http://www.isthe.com/chongo/tech/comp/fnv) */
function fnv1a(text: string, basis: bigint): bigint {
  let hash = basis
  for (const sign of text) hash = ((hash ^ BigInt(sign.charCodeAt(0))) * 0x100_0000_01b3n) & 0xffff_ffff_ffff_ffffn
  return hash
}
