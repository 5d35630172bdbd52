// Which of its languages a page speaks: what browsers prefer, what merchants and customers have chosen, and that every locale that
// Stripe's API takes leads to one.
import assert from 'node:assert/strict'
import test from 'node:test'
import { type Language, languageOf, PRINTED } from '../../web/hosted/language.ts'

test('the language is the one the browser prefers, English where it prefers none of ours', () => {
  const truth: [header: string | undefined, language: Language][] = [
    [undefined, 'en'],
    ['', 'en'],
    ['de', 'de'],
    ['de-AT', 'de'],
    ['DE-de,de;q=0.9,en;q=0.8', 'de'],
    ['en-US,en;q=0.9,de;q=0.8', 'en'],
    ['en;q=0.4, de ; q=0.5', 'de'],
    ['fr-FR,fr;q=0.9,de;q=0.3,en;q=0.2', 'fr'],
    ['fr-CA', 'fr'],
    ['it-IT,it;q=0.9,de;q=0.3,en;q=0.2', 'de'],
    ['es,ja;q=0.5', 'ja'],
    ['ja,en-US;q=0.9,en;q=0.8', 'ja'],
    ['ko-KR,ko;q=0.9,en-US;q=0.8,en;q=0.7', 'ko'],
    // What Chrome and Safari send in Taiwan, Hong Kong, Macao, China and Singapore.
    ['zh-TW,zh;q=0.9,en-US;q=0.8,en;q=0.7', 'zh-TW'],
    ['zh-HK,zh;q=0.9,en;q=0.8', 'zh-TW'],
    ['zh-MO', 'zh-TW'],
    ['zh-Hant', 'zh-TW'],
    ['zh-Hant-TW', 'zh-TW'],
    ['zh-hant-hk,en;q=0.5', 'zh-TW'],
    ['zh-CN,zh;q=0.9,en;q=0.8', 'zh'],
    ['zh-SG', 'zh'],
    ['zh-Hans', 'zh'],
    ['zh-Hans-HK', 'zh'],
    ['zh', 'zh'],
    // A country that is none of those, though it begins as one does.
    ['zh-two', 'zh'],
    ['zh;q=0.5,zh-TW', 'zh-TW'],
    ['zhu,kok,jav', 'en'],
    ['de;q=0', 'en'],
    ['de;q=0.5,*;q=0.8', 'en'],
    ['*', 'en'],
    ['de;q=0.8,en;q=0.8', 'de'],
    ['de;q=lots,en;q=0.1', 'en'],
    ['de;q=7', 'en'],
    ['den,dee', 'en'],
    [';;,,q=', 'en'],
  ]
  for (const [header, language] of truth) assert.equal(languageOf(header), language, `Accept-Language: ${header}`)
})

/** Of the Checkout Session's `locale` and of the portal session's, as stripe-node 23 types them. */
const STRIPES = (
  'auto bg cs da de el en en-AU en-CA en-GB en-IE en-IN en-NZ en-SG es es-419 et fi fil fr fr-CA hi-IN hr hu id it ja ko lt ' +
  'lv ms mt nb nl pl pt pt-BR ro ru sk sl sv th tr vi zh zh-HK zh-TW'
).split(' ')

/** Those that are in one of our languages. All others leave it to the browser. */
const OURS: Readonly<Record<string, Language>> = {
  de: 'de',
  en: 'en',
  'en-AU': 'en',
  'en-CA': 'en',
  'en-GB': 'en',
  'en-IE': 'en',
  'en-IN': 'en',
  'en-NZ': 'en',
  'en-SG': 'en',
  fr: 'fr',
  'fr-CA': 'fr',
  ja: 'ja',
  ko: 'ko',
  zh: 'zh',
  'zh-HK': 'zh-TW',
  'zh-TW': 'zh-TW',
}

test('every locale of Stripe’s leads to a language, and those that are not ours to the browser’s', () => {
  assert.equal(STRIPES.length, 48)
  for (const locale of STRIPES) {
    assert.equal(languageOf('ko', [locale]), OURS[locale] ?? 'ko', `${locale} in a Korean browser`)
    assert.equal(languageOf(undefined, [locale]), OURS[locale] ?? 'en', `${locale} in a browser that says nothing`)
  }
})

test('the first locale that is ours comes before what the browser prefers', () => {
  const truth: [locales: (string | null | undefined)[], header: string | undefined, language: Language][] = [
    [[], 'fr', 'fr'],
    [[null], 'fr', 'fr'],
    [[undefined, ''], 'fr', 'fr'],
    [['auto'], 'fr', 'fr'],
    [['auto', 'ja'], 'fr', 'ja'],
    [[null, 'es', 'zh-Hant-HK', 'de'], 'fr', 'zh-TW'],
    [['en-GB'], 'fr', 'en'],
    // As some programs write it, and as nobody should.
    [['zh_TW'], 'fr', 'zh-TW'],
    [['-'], 'fr', 'fr'],
    [['xx'], 'yy', 'en'],
  ]
  for (const [locales, header, language] of truth) assert.equal(languageOf(header, locales), language, locales.join())
})

test('papers are in the languages that can be printed', () => {
  assert.equal(languageOf('fr', ['ja', 'de'], PRINTED), 'de')
  assert.equal(languageOf('ko,fr;q=0.3', ['ja'], PRINTED), 'fr')
  assert.equal(languageOf('ko', ['zh-TW'], PRINTED), 'en')
})
