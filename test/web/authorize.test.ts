// What the authorise page says, in each of its states and languages, and that what it shows can do nothing.
import assert from 'node:assert/strict'
import test from 'node:test'
import { type AuthorizeView, authorizePage } from '../../web/hosted/authorize.ts'
import { PAGE_CSS } from '../../web/hosted/style.ts'

const setup: AuthorizeView = { state: 'open', intent: 'setup', merchant: 'Rocket Rides', method: 'Amazon Pay' }
const payment: AuthorizeView = { ...setup, intent: 'payment', amount: '$15.00' }

/** The words of a page, without markup and style. */
const wordsOf = (page: string) =>
  page
    .replace(/<head>.*<\/head>/s, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')

/** The text of each button, by what it sends. */
const buttonsOf = (page: string) =>
  Object.fromEntries(
    [...page.matchAll(/<button id="([^"]+)"[^>]* name="outcome" value="([^"]+)"[^>]*>([^<]+)<\/button>/g)].map(
      ([, id, outcome, text]) => [outcome, [id, text]],
    ),
  )

test('an open page has the two buttons that tests written for Stripe press', () => {
  const ids = ['test-source-authorize-3ds', 'test-source-fail-3ds'] as const
  const buttons = (succeed: string, fail: string) => ({ succeed: [ids[0], succeed], fail: [ids[1], fail] })
  assert.deepEqual(buttonsOf(authorizePage(setup, 'en')), buttons('Authorize Test Setup', 'Fail Test Setup'))
  assert.deepEqual(buttonsOf(authorizePage(payment, 'en')), buttons('Authorize Test Payment', 'Fail Test Payment'))
  assert.deepEqual(
    buttonsOf(authorizePage(setup, 'de')),
    buttons('Test-Einrichtung autorisieren', 'Test-Einrichtung fehlschlagen lassen'),
  )
  assert.deepEqual(
    buttonsOf(authorizePage(payment, 'de')),
    buttons('Testzahlung autorisieren', 'Testzahlung fehlschlagen lassen'),
  )
  assert.equal(
    authorizePage(setup, 'en')
      .match(/<form[^>]*>/g)
      ?.join(),
    '<form method="post">',
  )
})

test('it says who asks for what, and that it is a test', () => {
  const english = wordsOf(authorizePage(payment, 'en'))
  for (const words of [
    'Pay $15.00 with Amazon Pay?',
    'Rocket Rides',
    'Test page',
    'no money moves',
    'not affiliated with Stripe',
  ])
    assert.ok(english.includes(words), words)
  const german = wordsOf(authorizePage(setup, 'de'))
  for (const words of [
    'Amazon Pay für spätere Zahlungen speichern?',
    'Rocket Rides',
    'Testseite',
    'es fließt kein Geld',
  ])
    assert.ok(german.includes(words), words)
  assert.ok(!wordsOf(authorizePage(setup, 'en')).includes('Amount'))
  assert.match(authorizePage(setup, 'de'), /<html lang="de">/)
  assert.match(authorizePage(setup, 'en'), /<html lang="en">/)
})

test('a page that nothing can be decided on says why, and has no buttons', () => {
  const truth: [view: AuthorizeView, english: string, german: string][] = [
    [{ ...payment, state: 'spent' }, 'Already completed', 'Bereits abgeschlossen'],
    [{ ...setup, state: 'expired' }, 'This page has expired', 'Diese Seite ist abgelaufen'],
    [
      { state: 'unknown', intent: 'setup', merchant: '', method: '' },
      'There is nothing to authorize here',
      'Hier gibt es nichts zu autorisieren',
    ],
  ]
  for (const [view, english, german] of truth) {
    assert.ok(wordsOf(authorizePage(view, 'en')).includes(english))
    assert.ok(wordsOf(authorizePage(view, 'de')).includes(german))
    assert.doesNotMatch(authorizePage(view, 'en'), /<(form|button)/)
    assert.ok(wordsOf(authorizePage(view, 'en')).includes('not affiliated with Stripe'))
  }
})

test('only a spent page leads on, and never to a script', () => {
  const linkOf = (goOn: string | undefined, state: AuthorizeView['state'] = 'spent') =>
    / href="([^"]*)"/.exec(authorizePage({ ...setup, state, ...(goOn !== undefined && { goOn }) }, 'en'))?.[1]
  assert.equal(linkOf('https://example.com/done?a=1&b=2#end'), 'https://example.com/done?a=1&amp;b=2#end')
  assert.equal(linkOf('http://localhost:3000/done'), 'http://localhost:3000/done')
  assert.equal(linkOf('rocketrides://done?x=1'), 'rocketrides://done?x=1')
  assert.equal(linkOf('https://example.com/"><script>'), 'https://example.com/%22%3E%3Cscript%3E')
  for (const unfit of [
    'javascript:alert(1)',
    ' \tJava\nScript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'blob:https://example.com/1',
    'file:///etc/passwd',
    '/relative',
    '',
    undefined,
  ])
    assert.equal(linkOf(unfit), undefined, unfit)
  assert.ok(wordsOf(authorizePage({ ...setup, state: 'spent', goOn: 'javascript:0' }, 'en')).includes('You can close'))
  for (const state of ['open', 'expired', 'unknown'] as const)
    assert.equal(linkOf('https://example.com/', state), undefined)
})

test('what the view says is text, never markup', () => {
  const nasty = `<img src=x onerror="alert('1')">&amp;`
  for (const state of ['open', 'spent', 'expired', 'unknown'] as const)
    for (const language of ['en', 'de'] as const) {
      const view: AuthorizeView = { ...payment, state, merchant: nasty, method: nasty, amount: nasty }
      const page = authorizePage(view, language)
      assert.doesNotMatch(page, /<img|onerror="/)
      const escaped = '&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;amp;'
      assert.equal(page.includes(escaped), state !== 'unknown')
    }
})

test('what is shown of a next action is text too', () => {
  const nasty = `<img src=x onerror="alert('1')">`
  const account = { account_holder_name: nasty, iban: nasty, bic: nasty }
  const actions = [
    { type: 'oxxo_display_details', oxxo_display_details: { number: nasty } },
    { type: 'boleto_display_details', boleto_display_details: { number: nasty, pdf: 'javascript:alert(1)' } },
    { type: 'multibanco_display_details', multibanco_display_details: { entity: nasty, reference: nasty } },
    { type: 'konbini_display_details', konbini_display_details: { stores: { [nasty]: { payment_code: nasty } } } },
    {
      type: 'display_bank_transfer_instructions',
      display_bank_transfer_instructions: { reference: nasty, financial_addresses: [{ type: 'iban', iban: account }] },
    },
  ]
  for (const action of actions)
    for (const language of ['en', 'de'] as const) {
      const page = authorizePage({ ...payment, action, problem: { message: nasty } }, language)
      assert.doesNotMatch(page, /<img|onerror="|href="javascript/, action.type)
      assert.ok(page.split('&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;').length > 2, action.type)
    }
})

test('a decision that leads nowhere says what it was', () => {
  const truth: [intent: AuthorizeView['intent'], outcome: AuthorizeView['outcome'], english: string, german: string][] =
    [
      ['payment', 'succeeded', 'Payment authorized', 'Zahlung autorisiert'],
      ['payment', 'failed', 'Payment failed', 'Zahlung fehlgeschlagen'],
      ['setup', 'succeeded', 'Setup authorized', 'Einrichtung autorisiert'],
      ['setup', 'failed', 'Setup failed', 'Einrichtung fehlgeschlagen'],
      ['setup', 'verified', 'Bank account verified', 'Bankkonto bestätigt'],
    ]
  for (const [intent, outcome, english, german] of truth) {
    const view: AuthorizeView = { ...payment, intent, state: 'spent', outcome: outcome! }
    assert.ok(wordsOf(authorizePage(view, 'en')).includes(english))
    assert.ok(wordsOf(authorizePage(view, 'en')).includes('You may close this window'))
    assert.ok(wordsOf(authorizePage(view, 'de')).includes(german))
    assert.ok(wordsOf(authorizePage(view, 'de')).includes('Sie können dieses Fenster schließen'))
    assert.doesNotMatch(authorizePage(view, 'en'), /<(form|button|a) /)
  }
})

test('a policy that allows the one style sheet by its hash, and nothing else, allows the page', () => {
  for (const state of ['open', 'spent', 'expired', 'unknown'] as const) {
    const page = authorizePage({ ...payment, state, goOn: 'https://example.com/' }, 'en')
    assert.equal(page.split('<style>').length, 2)
    assert.equal(/<style>(.*)<\/style>/s.exec(page)?.[1], PAGE_CSS)
    assert.doesNotMatch(page, /<script|<link|<iframe| style=| on\w+=| src=|url\(|@import/)
  }
  assert.ok(!PAGE_CSS.includes('<'))
})
