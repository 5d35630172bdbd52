// Documents of one page: what a reader needs to open them, and that a text in them is only a text.
import assert from 'node:assert/strict'
import test from 'node:test'
import { pdfPage } from '../../src/lib/pdf.ts'

test('the table at the end leads to every object, and the last line to the table', () => {
  const file = pdfPage('Boleto', ['34191.79001', 'R$ 60,00']).toString('latin1')
  assert.ok(file.startsWith('%PDF-1.4\n'))
  const [, start] = /startxref\n(\d+)\n%%EOF\n$/.exec(file) ?? []
  const table = file.slice(Number(start))
  assert.match(table, /^xref\n0 7\n0000000000 65535 f \n/)
  const places = [...table.matchAll(/^(\d{10}) 00000 n $/gm)].map(([, place]) => Number(place))
  assert.equal(places.length, 6)
  for (const [index, place] of places.entries()) assert.ok(file.slice(place).startsWith(`${index + 1} 0 obj\n`))
  assert.match(table, /trailer\n<< \/Size 7 \/Root 1 0 R /)
  const [, length, stream] = /\/Length (\d+) >>\nstream\n(.*)\nendstream/s.exec(file) ?? []
  assert.equal(stream!.length, Number(length))
  assert.match(stream!, /\(Boleto\) Tj/)
  assert.match(stream!, /\(34191\.79001\) Tj T\*\n\(R\$ 60,00\) Tj T\*/)
})

test('what would end a text in it is escaped, and what its typeface lacks is a question mark', () => {
  const file = pdfPage('a', ['(1) \\ Jörg & 太郎\n']).toString('latin1')
  assert.ok(file.includes('(\\(1\\) \\\\ J\xf6rg & ???) Tj'), file)
})
