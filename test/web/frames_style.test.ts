// What a merchant's style may say in a frame that holds a card: how it looks, and nothing that fetches, reads or covers.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { appearanceText } from '../../web/frames/appearance.ts'
import { isPlain, rulesOf } from '../../web/frames/plain_style.ts'
import { en } from '../../web/frames/words/en.ts'

test('a style becomes rules of the properties that it may have', () => {
  assert.equal(
    rulesOf({
      base: { fontSize: '18px', fontWeight: 500, iconColor: 'teal', ':focus': { color: '#123' }, position: 'fixed' },
      invalid: { color: 'rgb(200, 0, 0)', '::placeholder': { color: 'red' } },
      strange: { color: 'red' },
    }),
    '.InputElement{font-size:18px;font-weight:500;--icon-color:teal}\n' +
      '.InputElement:focus{color:#123}\n' +
      '.InputElement.is-invalid{color:rgb(200, 0, 0)}\n' +
      '.InputElement.is-invalid::placeholder{color:red}\n',
  )
  for (const nothing of [undefined, null, 'red', [], { base: 'red' }, { base: { color: {} } }])
    assert.equal(rulesOf(nothing), '')
})

test('a value that does anything is none', () => {
  for (const fit of [
    '12px',
    '#fff',
    'rgba(0, 0, 0, .5)',
    '"Open Sans", serif',
    'calc(100% - 2px)',
    'var(--colorText)',
    1.5,
  ])
    assert.equal(isPlain(fit), true, String(fit))
  for (const unfit of [
    'url(https://evil.example/x)',
    'URL (https://evil.example/x)',
    'image-set("x.png" 1x)',
    'red; background: blue',
    'red } body { display: none',
    'attr(value)',
    'expression(alert(1))',
    '\\75rl(x)',
    '@import "x"',
    'red /* ',
    'rgb(1, 2, 3',
    '"Open Sans, serif',
    'a'.repeat(201),
    Number.NaN,
    {},
    undefined,
  ])
    assert.equal(isPlain(unfit), false, String(unfit))
})

test('an appearance is a theme, variables and rules', () => {
  const text = appearanceText({
    theme: 'night',
    variables: { colorPrimary: '#ff0000', 'x;y': 'red', colorText: 'url(x)' },
    rules: {
      '.Input': { borderRadius: '2px', content: '"x"', backgroundImage: 'url(x)' },
      '.Tab--selected:hover, .Tab:focus-visible': { color: 'red' },
      'input[value^="4"]': { color: 'red' },
      '.Input:has(input[value^="4"])': { color: 'red' },
      body: { opacity: '0' },
    },
  })
  assert.match(text, /--colorPrimary:#ff0000/)
  assert.match(text, /--colorBackground:#30313d/)
  assert.match(text, /--colorText:#ffffff/, 'a variable that is none leaves the theme’s')
  assert.match(text, /\.Input\{border-radius:2px\}/)
  assert.match(text, /\.Tab--selected:hover,\.Tab:focus-visible\{color:red\}/)
  assert.doesNotMatch(text, /url\(|value\^=|body\{|x;y/)
  assert.equal(appearanceText(undefined), appearanceText({ theme: 'stripe' }))
  assert.equal(appearanceText({ theme: 'unheard-of' }), appearanceText({}))
})

/** All texts of a catalogue, by where they stand; sentences are filled with a mark. */
const textsIn = (words: object, at = ''): [string, string][] =>
  Object.entries(words).flatMap(([name, value]): [string, string][] => {
    if (typeof value === 'object') return textsIn(value, `${at}${name}.`)
    return [[`${at}${name}`, typeof value === 'function' ? value('\u241f') : value]]
  })

test('every language says everything, and fills its sentences', async () => {
  const own = Object.fromEntries(textsIn(en))
  for (const locale of ['de', 'fr', 'ja', 'ko', 'zh', 'zh-TW']) {
    const { words } = await import(`../../web/frames/words/${locale}.ts`)
    const texts = textsIn(words)
    assert.deepEqual(
      texts.map(([name]) => name),
      Object.keys(own),
      locale,
    )
    for (const [name, text] of texts) {
      assert.notEqual(text.trim(), '', `${locale} ${name}`)
      assert.equal(text.includes('\u241f'), own[name]!.includes('\u241f'), `${locale} ${name}`)
    }
    // Names that are the same everywhere aside, nothing was left in English.
    const left = texts.filter(([name, text]) => text === own[name] && text.length > 6)
    assert.deepEqual(
      left.map(([name]) => name).filter((name) => !/^(iban|bsb|walletTitle|province|sortCode)$/.test(name)),
      [],
      locale,
    )
  }
})
