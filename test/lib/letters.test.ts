// Papers in other letters than Western Europe's: that they are drawn, in the shapes of the language, and can be searched and copied; and
// that a paper which needs none brings none along.
import assert from 'node:assert/strict'
import test from 'node:test'
import { hasLetters, lettersFor } from '../../src/lib/letters.ts'
import { type Paper, pdfDocument } from '../../src/lib/paper.ts'
import { pdf } from '../../src/lib/pdf.ts'
import { printed } from '../../src/lib/print.ts'
import { readTrueType } from '../../src/lib/truetype.ts'
import { runsOf, widthOf, wrapped } from '../../src/lib/typeface.ts'
import { textsOf, wordsOf } from './pdf_reading.ts'

const paper = (language: string, more: Partial<Paper> = {}): Paper => ({
  title: 'Invoice',
  language,
  size: 'a4',
  from: 'Rocket Rides',
  facts: [['Number', 'R-0001']],
  parties: [{ head: 'Bill to', lines: ['Jenny Rosen'] }],
  columns: ['Description', 'Quantity', 'Unit price', 'Amount'],
  rows: [{ cells: ['Photos', '2', '$10.00', '$20.00'] }],
  sums: [{ label: 'Total', amount: '$20.00', strong: true }],
  notes: [],
  foot: 'R-0001',
  page: (number, of) => `${number} / ${of}`,
  ...more,
})

/** The letters for texts that are drawn in one weight. */
const letters = (text: string, language = 'en') => lettersFor({ regular: [text], bold: [] }, language)

test('the letters of every language of ours are installed in a checkout', () => {
  for (const language of ['ja', 'ko', 'zh', 'zh-TW'] as const) assert.ok(hasLetters(language), language)
})

test('a paper in the letters of Western Europe brings none along', async () => {
  const german = paper('de', { title: 'Rechnung über Öl für 20 €' })
  assert.deepEqual(await printed(german), pdfDocument(german))
})

test('a paper says what it should in each language, and says so to those who search it', async () => {
  const said = {
    ja: ['請求書', '株式会社ロケット', '合計'],
    ko: ['청구서', '주식회사 로켓', '합계'],
    zh: ['账单', '火箭有限公司', '总计'],
    'zh-TW': ['帳單', '火箭股份有限公司', '總計'],
    pl: ['Faktura', 'Łukasz Żółć', 'Łącznie'],
    el: ['Τιμολόγιο', 'Ελένη Παπαδοπούλου', 'Σύνολο'],
    ru: ['Счёт', 'Иван Петров', 'Итого'],
    vi: ['Hóa đơn', 'Nguyễn Thị Ánh', 'Tổng cộng'],
  }
  for (const [language, [title, name, total]] of Object.entries(said)) {
    const one = paper(language, { title: title!, parties: [{ head: total!, lines: [name!] }] })
    const [words] = wordsOf(await printed(one))
    for (const text of [title!, name!, total!])
      assert.ok(words!.includes(text), `${language}: ${text} is missing: ${words}`)
    assert.ok(!words!.includes('?'), `${language}: ${words}`)
  }
})

test('one character has the shape of its country', async () => {
  // 直 is drawn otherwise in Japan, in China and in Taiwan.
  const fontOf = async (language: string, text = '直') => {
    const found = await letters(text, language)
    return found.find('直', 'regular')!.font.name.replace(/^[A-Z]{6}\+/, '')
  }
  assert.equal(await fontOf('ja'), 'NotoSansJP-Regular')
  assert.equal(await fontOf('ko'), 'NotoSansKR-Regular')
  assert.equal(await fontOf('zh'), 'NotoSansSC-Regular')
  assert.equal(await fontOf('zh-TW'), 'NotoSansTC-Regular')
  // On an English paper the text itself says where it is from.
  assert.equal(await fontOf('en', '直し'), 'NotoSansJP-Regular')
  assert.equal(await fontOf('en', '직 直'), 'NotoSansKR-Regular')
  assert.equal(await fontOf('en'), 'NotoSansSC-Regular')
})

test('what is bold is bold, and each font has the characters alone that it draws', async () => {
  const found = await lettersFor({ regular: ['あい'], bold: ['う'] }, 'ja')
  assert.deepEqual(
    found.fonts.map(({ name, characters }) => [name, [...characters.values()]]),
    [
      ['AAAAAA+NotoSansJP-Regular', ['あ', 'い']],
      ['AAAAAB+NotoSansJP-Bold', ['う']],
    ],
  )
  assert.equal(found.find('う', 'regular'), undefined)
  // Its outlines alone: some hundred bytes each, and not the 5 MB of the font.
  assert.ok(found.fonts.every(({ file }) => file.length < 2000))
})

test('a word with a letter that Helvetica lacks is in one typeface, and the words beside it are not', async () => {
  const found = await letters('Herr Łódź, Berlin')
  const runs = runsOf('Herr Łódź, Berlin', 'regular', found)
  const kinds = runs.map((run) => ('bytes' in run ? run.bytes : run.glyphs.length))
  // The letters of the word come from two slices of the font, those of ASCII and those beyond.
  assert.deepEqual([kinds[0], kinds.at(-1)], ['Herr ', ' Berlin'])
  assert.ok(kinds.slice(1, -1).every((kind) => typeof kind === 'number'))
  assert.equal(
    kinds.slice(1, -1).reduce((sum: number, kind) => sum + Number(kind), 0),
    'Łódź,'.length,
  )
})

test('texts are as wide as their letters, and end where they shall', async () => {
  // Kana and kanji are as wide as they are high, hangul is 920 thousandths, as Noto has them.
  const japanese = await letters('あ円', 'ja')
  assert.equal(widthOf('あ円', 10, 'regular', japanese), 20)
  assert.equal(widthOf('한글', 1000, 'regular', await letters('한글', 'ko')), 1840)
  const file = pdf({
    title: '円',
    letters: japanese,
    pages: [[{ kind: 'text', x: 500, y: 100, text: '10円', size: 10, align: 'right' }]],
  })
  // Two digits of 556 thousandths, and one that is a whole.
  const drawn = textsOf(file)[0]![0]!
  assert.deepEqual([drawn.x, drawn.text], [500 - 11.12 - 10, '10円'])
  assert.ok(file.toString('latin1').includes('/Title <feff5186>'))
})

test('Japanese and Chinese break between characters, but begin no line with a stop', async () => {
  const found = await letters('屋根の修理、材料。（瓦）', 'ja')
  const lines = wrapped('屋根の修理、材料。（瓦）', 50, 10, 'regular', found)
  assert.deepEqual(lines, ['屋根の修', '理、材料。', '（瓦）'])
  // Blanks still part words, and stand at no end of a line.
  assert.deepEqual(wrapped('abc 屋根の', 35, 10, 'regular', found), ['abc 屋', '根の'])
})

test('letters that are written by rules of their own stay question marks', async () => {
  for (const text of ['สวัสดี', 'مرحبا', 'नमस्ते', '🎉']) assert.deepEqual((await letters(text)).fonts, [], text)
})

test('what is no font is not read as one', async () => {
  const [font] = (await letters('あ', 'ja')).fonts
  assert.throws(() => readTrueType(Buffer.from('no font at all, but long enough')), RangeError)
  for (const end of [0, 4, 40, font!.file.length >> 1])
    assert.throws(() => readTrueType(font!.file.subarray(0, end)), RangeError, String(end))
  assert.equal(readTrueType(font!.file).glyphOf(0x3042), 1)
  assert.equal(readTrueType(font!.file).glyphOf(0x3044), undefined)
})
