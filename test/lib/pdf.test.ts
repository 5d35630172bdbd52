// Documents: what a reader needs to open them, where a text stands in them, and that a text in them is only a text.
import assert from 'node:assert/strict'
import test from 'node:test'
import { A4, LETTER, pdf, pdfPage } from '../../src/lib/pdf.ts'
import { encoded, widthOf, wrapped } from '../../src/lib/typeface.ts'

test('the table at the end leads to every object, and the last line to the table', () => {
  const file = pdfPage('Boleto', ['34191.79001', 'R$ 60,00']).toString('latin1')
  assert.ok(file.startsWith('%PDF-1.4\n'))
  const [, start] = /startxref\n(\d+)\n%%EOF\n$/.exec(file) ?? []
  const table = file.slice(Number(start))
  assert.match(table, /^xref\n0 8\n0000000000 65535 f \n/)
  const places = [...table.matchAll(/^(\d{10}) 00000 n $/gm)].map(([, place]) => Number(place))
  assert.equal(places.length, 7)
  for (const [index, place] of places.entries()) assert.ok(file.slice(place).startsWith(`${index + 1} 0 obj\n`))
  assert.match(table, /trailer\n<< \/Size 8 \/Root 1 0 R \/Info 5 0 R >>/)
  const [, length, stream] = /\/Length (\d+) >>\nstream\n(.*)\nendstream/s.exec(file) ?? []
  assert.equal(stream!.length, Number(length))
  assert.match(stream!, /\/F1 20 Tf 56 770 Td \(Boleto\) Tj/)
  assert.match(stream!, /56 726 Td \(34191\.79001\) Tj ET\n.* 56 704 Td \(R\$ 60,00\) Tj ET/)
})

test('what would end a text in it is escaped, and what its typeface lacks is a question mark', () => {
  const file = pdfPage('a', ['(1) \\ Jörg & 太郎\n']).toString('latin1')
  assert.ok(file.includes('(\\(1\\) \\\\ J\xf6rg & ???) Tj'), file)
})

test('every page is one that the catalogue counts, in the size that was asked for', () => {
  const text = (text: string) => [{ kind: 'text', x: 50, y: 700, text, size: 10 }] as const
  const file = pdf({ title: 'Two', language: 'fr', size: LETTER, pages: [text('one'), text('two')] }).toString('latin1')
  assert.ok(file.includes('<< /Type /Catalog /Pages 2 0 R /Lang (fr) >>'))
  assert.ok(file.includes('/Kids [6 0 R 8 0 R] /Count 2 /MediaBox [0 0 612 792] '))
  assert.match(file, /6 0 obj\n<< \/Type \/Page \/Parent 2 0 R \/Contents 7 0 R >>/)
  assert.match(file, /8 0 obj\n<< \/Type \/Page \/Parent 2 0 R \/Contents 9 0 R >>/)
  assert.deepEqual(A4, { width: 595, height: 842 })
})

test('a text to the right ends where it shall, and rules and frames are drawn', () => {
  // "$10.00" in Helvetica: five characters of 556 thousandths and a point of 278 are 3.058 of the size.
  const file = pdf({
    title: '',
    pages: [
      [
        { kind: 'text', x: 500, y: 100, text: '$10.00', size: 10, align: 'right', face: 'bold' },
        { kind: 'rule', x: 48, y: 90, width: 100 },
        { kind: 'frame', x: 48, y: 60, width: 100, height: 20.5, ink: 'accent' },
      ],
    ],
  }).toString('latin1')
  assert.match(file, /\/F2 10 Tf 469\.42 100 Td \(\$10\.00\) Tj/)
  assert.match(file, / 48 90 m 148 90 l S/)
  assert.match(file, / 48 60 100 20\.5 re S/)
})

test('texts are as wide as the typeface says', () => {
  // The metrics of Helvetica: W 944, i 222, a 556, euro 556; bold: i 278, W 944.
  assert.equal(widthOf('Wii', 1000), 944 + 222 + 222)
  assert.equal(widthOf('Wii', 1000, 'bold'), 944 + 278 + 278)
  assert.equal(widthOf('€ä', 10), 11.12)
  assert.equal(widthOf('', 10), 0)
})

test('characters are written as the typeface has them, or as near as it can', () => {
  const truth: [text: string, encoded: string][] = [
    ['€ – ’', '\x80 \x96 \x92'],
    ['Jörg', 'J\xf6rg'],
    ['Jo\u0308rg', 'J\xf6rg'],
    ['Łukasz Dvořák', 'Lukasz Dvor\xe1k'],
    ['₹500', 'Rs 500'],
    ['太郎😀', '???'],
    ['a\u0007b\u0000', 'a?b?'],
  ]
  for (const [text, expected] of truth) assert.equal(encoded(text), expected)
})

test('lines break at blanks, and within a word only where it must be', () => {
  // In ten points an `a` is 5.56 wide and a blank 2.78, so that `aa aa` takes 25.02.
  const lines = (text: string, width: number) => wrapped(text, width, 10)
  assert.deepEqual(lines('aa aa aa', 26), ['aa aa', 'aa'])
  assert.deepEqual(lines('aa aa aa', 25), ['aa', 'aa', 'aa'])
  assert.deepEqual(lines('aaaaa a', 14), ['aa', 'aa', 'a a'])
  assert.deepEqual(lines('one\ntwo\r\n\nthree', 500), ['one', 'two', '', 'three'])
  assert.deepEqual(lines('a', 1), ['a'])
  assert.deepEqual(lines('', 10), [''])
})
