// Every page for customers in every state, light and dark, its seven languages in turn: what axe finds against WCAG A and AA, that 320
// pixels are enough, and that a keyboard reaches everything and shows where it is.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { HOSTED } from '../../src/hosted.ts'
import { LANGUAGES } from '../../web/hosted/language.ts'
import { violations } from './axe.ts'
import { openBrowser } from './chromium.ts'
import { PAGES } from './hosted_pages.ts'

let browser: Browser
before(async () => {
  browser = await openBrowser()
})
after(() => browser?.close())

const SCHEMES = ['light', 'dark'] as const
/** What reaches beyond the card, or the card beyond the page. */
const BEYOND = `(() => {
  const reaches = (self) => self.scrollWidth > self.clientWidth
  return [document.documentElement, document.querySelector('main')].filter(reaches).map(({ tagName }) => tagName)
})()`

/** Marks each control in sight with a number, a group of radio buttons as one, and gives how many there are. */
const CONTROLS = `(() => {
  const groups = new Map()
  const all = [...document.querySelectorAll('a[href], button, select, input:not([type=hidden])')].filter((one) => one.checkVisibility())
  for (const one of all) {
    const group = one.type === 'radio' ? one.name : Symbol()
    if (!groups.has(group)) groups.set(group, groups.size)
    one.dataset.control = groups.get(group)
  }
  return groups.size
})()`

/** The number of what has the focus, and whether that is seen: by a ring of two pixels or more. */
const FOCUSED = `(() => {
  const self = document.activeElement
  const { outlineStyle, outlineWidth } = getComputedStyle(self)
  return { control: self.dataset.control, isSeen: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 }
})()`

/** Goes through the page with the tabulator alone, and asserts that nothing is left out or unseen. */
async function tabThrough(tab: Page, name: string): Promise<void> {
  const count = await tab.evaluate<number>(CONTROLS)
  for (let control = 0; control < count; control++) {
    await tab.keyboard.press('Tab')
    assert.deepEqual(await tab.evaluate(FOCUSED), { control: String(control), isSeen: true }, name)
  }
}

test('the pages are all those that the server has', () => {
  const others = ['credit_note', 'css', 'invoice', 'leaves', 'leaving', 'receipt', 'voucher']
  const drawn = Object.keys(HOSTED).filter((name) => !others.includes(name))
  assert.deepEqual(Object.keys(PAGES).toSorted(), drawn.toSorted())
})

for (const [name, states] of Object.entries(PAGES))
  test(`${name}: nothing keeps anybody out`, async () => {
    const tab = await browser.newPage()
    const drawings = Object.entries(states)
    // Each state in both schemes, and on until each language was met.
    const rounds = Math.max(drawings.length * SCHEMES.length, LANGUAGES.length)
    for (let round = 0; round < rounds; round++) {
      const [state, draw] = drawings[Math.floor(round / SCHEMES.length) % drawings.length]!
      const [scheme, language] = [SCHEMES[round % SCHEMES.length]!, LANGUAGES[round % LANGUAGES.length]!]
      const where = `${name}, ${state}, ${scheme}, ${language}`
      await tab.emulateMedia({ colorScheme: scheme })
      await tab.setViewportSize({ width: 320, height: 640 })
      await tab.setContent(draw(language))
      assert.equal(await tab.locator('html').getAttribute('lang'), language)
      assert.deepEqual(await tab.evaluate(BEYOND), [], where)
      assert.deepEqual(await violations(tab), [], where)
      await tabThrough(tab, where)
    }
    await tab.close()
  })
