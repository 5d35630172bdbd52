// Papers of business: that all that is said stands on them, within the page and in order, and that they go on on another page.
import assert from 'node:assert/strict'
import test from 'node:test'
import { type Paper, pdfDocument } from '../../src/lib/paper.ts'
import { widthOf } from '../../src/lib/typeface.ts'
import { textsOf } from './pdf_reading.ts'

const PAPER: Paper = {
  title: 'Invoice',
  language: 'en',
  size: 'letter',
  from: 'Rocket Rides',
  stamp: 'PAID',
  facts: [
    ['Invoice number', 'R-0001'],
    ['Date of issue', 'May 1, 2026'],
  ],
  parties: [
    { head: 'Bill to', lines: ['Jenny Rosen', '1 Main Street'] },
    { head: 'Ship to', lines: ['Warehouse'] },
  ],
  headline: '$20.00 due',
  memo: 'As agreed.',
  columns: ['Description', 'Quantity', 'Unit price', 'Amount'],
  rows: [{ cells: ['Photos', '2', '$10.00', '$20.00'], note: 'May' }],
  sums: [
    { label: 'Subtotal', amount: '$20.00' },
    { label: 'Amount due', amount: '$20.00', strong: true },
  ],
  notes: ['Thank you.'],
  foot: 'R-0001',
  page: (number, of) => `Page ${number} of ${of}`,
}

test('a short paper is one page, that is read from the top down', () => {
  const pages = textsOf(pdfDocument(PAPER))
  assert.equal(pages.length, 1)
  const down = [...pages[0]!].sort((a, b) => b.y - a.y || a.x - b.x).map(({ text }) => text)
  assert.deepEqual(down, [
    ...['Invoice', 'Rocket Rides', 'PAID', 'Invoice number', 'R-0001', 'Date of issue', 'May 1, 2026'],
    ...['Bill to', 'Ship to', 'Jenny Rosen', 'Warehouse', '1 Main Street', '$20.00 due', 'As agreed.'],
    ...['Description', 'Quantity', 'Unit price', 'Amount', 'Photos', '2', '$10.00', '$20.00', 'May'],
    ...['Subtotal', '$20.00', 'Amount due', '$20.00', 'Thank you.', 'R-0001', 'Page 1 of 1'],
  ])
})

test('numbers end where their column ends', () => {
  const rows = ['$1.00', '$1,000,000.00'].map((amount) => ({ cells: ['Photos', '1', '$1.00', amount] as const }))
  const [page] = textsOf(pdfDocument({ ...PAPER, rows, sums: [{ label: 'Total', amount: '$1,000,001.00' }] }))
  const ends = page!
    .filter(({ text }) => /^\$1(?:,|\.00$)/.test(text))
    .map(({ text, x }) => Math.round(x + widthOf(text, 9.5)))
  // A letter is 612 points wide, and 48 of them are its right margin.
  assert.deepEqual(ends.filter((end) => end === 612 - 48).length, 3)
  assert.equal(new Set(ends).size, 2, 'the prices of both rows end at one place')
})

test('sixty lines are several pages, each with the head of the table and its own number, and nothing beneath the foot', () => {
  const rows = Array.from({ length: 60 }, (_, i) => ({ cells: [`Line ${i + 1}`, '1', '$1.00', '$1.00'] as const }))
  const pages = textsOf(pdfDocument({ ...PAPER, rows }))
  assert.ok(pages.length >= 3, `${pages.length} pages`)
  const lines = pages.flatMap((page) => page.map(({ text }) => text).filter((text) => /^Line \d+$/.test(text)))
  assert.deepEqual(
    lines,
    rows.map(({ cells }) => cells[0]),
  )
  for (const [i, page] of pages.entries()) {
    const texts = page.map(({ text }) => text)
    assert.ok(texts.includes(`Page ${i + 1} of ${pages.length}`))
    const hasLines = texts.some((text) => text.startsWith('Line '))
    assert.equal(texts.includes('Unit price'), hasLines)
    assert.ok(page.every(({ y }) => y >= 76 || y === 40, JSON.stringify(page)))
  }
})

test('the sums stay together on the next page where this one has no room', () => {
  const sums = Array.from({ length: 12 }, (_, i) => ({ label: `Tax ${i}`, amount: '$1.00' }))
  for (const count of [10, 11, 12, 13, 14, 15, 16]) {
    const rows = Array.from({ length: count }, () => ({ cells: ['Photos', '1', '$1.00', '$1.00'] as const }))
    const pages = textsOf(pdfDocument({ ...PAPER, rows, sums }))
    const withSums = pages.filter((page) => page.some(({ text }) => text.startsWith('Tax ')))
    assert.equal(withSums.length, 1, `${count} rows`)
  }
})

test('more sums and longer notes than a page has are written out all the same', () => {
  const sums = Array.from({ length: 80 }, (_, i) => ({ label: `Tax ${i}`, amount: '$1.00' }))
  const notes = [Array.from({ length: 2_000 }, (_, i) => `word${i}`).join(' ')]
  const pages = textsOf(pdfDocument({ ...PAPER, sums, notes }))
  const texts = pages.flat().map(({ text }) => text)
  assert.equal(texts.filter((text) => text.startsWith('Tax ')).length, 80)
  const words = texts.join(' ')
  assert.ok(words.includes('word0 ') && words.includes('word1999'))
  assert.ok(pages.flat().every(({ y }) => y >= 76 || y === 40))
})

test('a text that is too long for its place is broken, and stays on the page', () => {
  const long = 'Unbreakable'.repeat(30)
  const paper = { ...PAPER, from: long, headline: long, memo: long, facts: [[long, long]] as const, notes: [long] }
  const rows = [{ cells: [long, '1', '$1.00', '$1.00'] as const }]
  const parties = [{ head: 'Bill to', lines: [long] }]
  const pages = textsOf(pdfDocument({ ...paper, rows, parties, sums: [{ label: long, amount: '$1.00' }] }))
  for (const { text, x, size, face } of pages.flat()) {
    assert.ok(x >= 48 - 0.01, `${text} begins at ${x}`)
    assert.ok(x + widthOf(text, size, face) <= 612 - 48 + 0.01, `${text} ends beyond the margin`)
  }
})
