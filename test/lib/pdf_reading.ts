// Reads back what stands on the pages of a document of ours: its text is not packed.
import assert from 'node:assert/strict'

export interface Read {
  readonly text: string
  readonly x: number
  readonly y: number
  readonly size: number
  readonly face: 'regular' | 'bold'
}

/** The texts of each page, in the order in which they were drawn. */
export function textsOf(file: Buffer): Read[][] {
  const all = file.toString('latin1')
  assert.ok(all.startsWith('%PDF-1.4\n') && all.endsWith('%%EOF\n'), all.slice(0, 100))
  const [, count] = /\/Count (\d+) /.exec(all) ?? []
  const pages = [...all.matchAll(/stream\n(.*?)\nendstream/gs)].map(([, stream]) => read(stream!))
  assert.equal(pages.length, Number(count))
  return pages
}

const TEXT = /^BT .* rg \/F([12]) ([\d.]+) Tf ([-\d.]+) ([-\d.]+) Td \((.*)\) Tj ET$/

function read(stream: string): Read[] {
  return stream.split('\n').flatMap((line) => {
    const [, face, size, x, y, text] = TEXT.exec(line) ?? []
    if (text === undefined) return []
    const bytes = Buffer.from(text.replace(/\\(.)/g, '$1'), 'latin1')
    return [
      {
        text: new TextDecoder('windows-1252').decode(bytes),
        x: Number(x),
        y: Number(y),
        size: Number(size),
        face: face === '2' ? 'bold' : 'regular',
      },
    ]
  })
}

/** All that is written, as one line of words, for each page. */
export const wordsOf = (file: Buffer): string[] => textsOf(file).map((page) => page.map(({ text }) => text).join(' | '))
