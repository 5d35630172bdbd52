// Data Prep's hashing functions. (functions.md, "Hashing functions")
import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { Failed } from '../values.ts'
import type { Functions, MappingFunction } from './table.ts'

/** What stands for a character that a set does not have, as in Java. */
const NONE = '?'.charCodeAt(0)
const single = (text: string, last: number) =>
  Buffer.from(Array.from(text, (character) => (character.codePointAt(0)! <= last ? character.codePointAt(0)! : NONE)))

/** A text as bytes. Java's UTF-16 puts a mark of the order before them, the greater byte first. */
const CHARSETS: Readonly<Record<string, (text: string) => Buffer>> = {
  'UTF-8': (text) => Buffer.from(text, 'utf8'),
  'UTF-16': (text) => Buffer.from(text && `\uFEFF${text}`, 'utf16le').swap16(),
  'ISO-8859-1': (text) => single(text, 255),
  'US-ASCII': (text) => single(text, 127),
}

function bytesOf(text: string, charset = 'UTF-8'): Buffer {
  const name = charset.toUpperCase()
  if (!Object.hasOwn(CHARSETS, name)) throw new Failed(`${charset} is none of ${Object.keys(CHARSETS).join(', ')}`)
  return CHARSETS[name]!(text)
}

const digest = (algorithm: string): MappingFunction => ({
  takes: 'INPUT:text, CHARSET:text?',
  gives: 'text',
  says: `The ${algorithm.toUpperCase()} of a text, in hexadecimal digits.`,
  run: ([input, charset]) => createHash(algorithm).update(bytesOf(input, charset)).digest('hex'),
})

export const HASH: Functions = {
  sha1: digest('sha1'),
  sha256: digest('sha256'),
  sha512: digest('sha512'),
  md5: digest('md5'),
  crc32: {
    takes: 'INPUT:text, CHARSET:text?',
    gives: 'text',
    // The bytes in the order of the sample, the least first: the number itself is 802ef98d there.
    says: 'The CRC-32 of a text, in eight hexadecimal digits, the least byte first.',
    run: ([input, charset]) => {
      const bytes = Buffer.alloc(4)
      bytes.writeUInt32LE(crc32(bytesOf(input, charset)))
      return bytes.toString('hex')
    },
  },
}
