// QR codes: read again by a reader of their own, from the modules and from both pictures.
import assert from 'node:assert/strict'
import test from 'node:test'
import { qrModules, qrPng, qrSvg } from '../../src/lib/qr.ts'
import { modulesOfPng, modulesOfSvg } from './pictures.ts'
import { readQr } from './qr_reading.ts'

/** Texts, and the modules of a side: 17 and four a version. With M, version 1 has room for 14 bytes, 6 for 106. (ISO/IEC 18004, table 7) */
const TEXTS: readonly (readonly [text: string, side: number])[] = [
  ['a', 21],
  ['x'.repeat(14), 21],
  ['x'.repeat(15), 25],
  ['https://example.com/', 25],
  ['http://127.0.0.1:8000/authorize/acct_1032D82eZvKYlo2C/pa_nonce_Zx8Qm3Kd0Lp5Rt7Vb2Nc4Hy6', 41],
  ['y'.repeat(106), 41],
]

test('a code is as small as its text allows, and says it', () => {
  for (const [text, side] of TEXTS) {
    const modules = qrModules(text)
    assert.deepEqual([modules.length, ...new Set(modules.map((row) => row.length))], [side, side], text)
    assert.equal(readQr(modules), text)
  }
})

test('both pictures show the same modules, with white around them', () => {
  for (const [text] of TEXTS) {
    assert.equal(readQr(modulesOfSvg(qrSvg(text))), text)
    assert.equal(readQr(modulesOfPng(qrPng(text))), text)
  }
})

test('the reader itself sees a wrong module', () => {
  const modules = qrModules('https://example.com/')
  const spoilt = modules.map((row, y) => row.map((dark, x) => (x === 24 && y === 24 ? !dark : dark)))
  assert.throws(() => readQr(spoilt))
  const corner = modules.map((row, y) => row.map((dark, x) => (x === 0 && y === 0 ? !dark : dark)))
  assert.throws(() => readQr(corner), /finder at 0,0/)
})
