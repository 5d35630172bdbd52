// Every frame of the SDK, in several languages and looks: what axe finds against WCAG A and AA, that 320 pixels are enough, and that fields with
// labels are large enough to be pressed.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import axe from 'axe-core'
import type { Frame } from 'playwright-core'
import { openTill, PAYMENT_FRAME, type Visit } from './till.ts'

const till = await openTill()
after(() => till.close())

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** What is wrong in a frame. A page in a frame is a part of one: it needs no heading and no landmark of its own. */
async function violations(frame: Frame): Promise<string[]> {
  await frame.evaluate(axe.source)
  return frame.evaluate(`axe.run(document, { runOnly: ${JSON.stringify(TAGS)}, resultTypes: ['violations'], iframes: false }).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => id + ': ' + html + ' ' + failureSummary)))`)
}

/** What is wider than the frame, and what is lower than a finger: 44 pixels; of boxes and dots their labels count. (WCAG 2.2, 2.5.5) */
const SMALL = `(() => {
  const all = [...document.querySelectorAll('input:not([type=radio], [type=checkbox]), select, button, [role=option]')]
  const seen = all.filter((one) => one.getClientRects().length > 0)
  const low = seen.filter((one) => one.getBoundingClientRect().height < 44).map((one) => one.outerHTML)
  const wide = document.documentElement.scrollWidth > innerWidth ? ['wide: ' + document.body.innerHTML.slice(0, 200)] : []
  return [...low, ...wide]
})()`

/** Those that stand in a merchant's own design are as high as that makes them. */
const BARE = /elements-inner-(card|iban|au-bank-account|bank-button)\b/

/** All frames of ours in the page, once each has been drawn. */
async function framesOf({ page }: Visit, count: number): Promise<Frame[]> {
  await page.waitForFunction(`window.ready === ${count}`)
  return page.frames().filter((frame) => frame.url().includes('/v3/'))
}

async function assertAccessible(frames: readonly Frame[], name: string): Promise<void> {
  for (const frame of frames) {
    const what = `${name}, ${frame.url()}`
    assert.deepEqual(await violations(frame), [], what)
    const small = await frame.evaluate<string[]>(SMALL)
    assert.deepEqual(BARE.test(frame.url()) ? small.filter((one) => one.startsWith('wide')) : small, [], what)
  }
}

const HOSTS = ['card', 'iban', 'au', 'bank', 'pay', 'fold', 'ship', 'mail', 'tax', 'terms', 'later', 'express']
const BODY = HOSTS.map((id) => `<div id="${id}"></div>`).join('')

/** Looks and languages, each with a width: the longest words where there is least room. */
const LOOKS = [
  ['stripe', 'en', 1000],
  ['night', 'de', 320],
  ['flat', 'fr', 320],
] as const

for (const [theme, locale, width] of LOOKS)
  test(`${theme}, ${locale}, ${width} pixels: everyone can fill in every Element`, () =>
    till.visit(async (visit) => {
      const { client_secret } = await visit.stripe.paymentIntents.create({
        amount: 2000,
        currency: 'eur',
        allowed_payment_method_types: ['card', 'sepa_debit', 'klarna', 'ideal', 'paypal'],
      })
      await visit.page.setViewportSize({ width, height: 900 })
      const background = theme === 'night' ? '#1a1b25' : '#fff'
      await visit.open(
        `<style>body { margin: 0; background: ${background} }</style>${BODY}`,
        `window.ready = 0
         const secret = '${client_secret}', appearance = { theme: '${theme}' }, locale = '${locale}'
         const mount = (group, type, id, options) =>
           group.create(type, options).on('ready', () => { window.ready++ }).mount('#' + id)
         const plain = stripe.elements({ locale })
         mount(plain, 'card', 'card', {}); mount(plain, 'iban', 'iban'); mount(plain, 'auBankAccount', 'au'); mount(plain, 'epsBank', 'bank')
         const first = stripe.elements({ clientSecret: secret, appearance, locale })
         mount(first, 'payment', 'pay'); mount(first, 'address', 'ship', { mode: 'shipping', fields: { phone: 'always' } })
         mount(first, 'linkAuthentication', 'mail'); mount(first, 'taxId', 'tax'); mount(first, 'terms', 'terms')
         mount(first, 'paymentMethodMessaging', 'later', { amount: 2000, currency: 'EUR' }); mount(first, 'expressCheckout', 'express')
         mount(stripe.elements({ clientSecret: secret, appearance, locale }), 'payment', 'fold', { layout: 'accordion' })`,
      )
      const frames = await framesOf(visit, HOSTS.length)
      assert.equal(frames.length, HOSTS.length)
      // With all that can be wrong said.
      for (const frame of frames)
        if (/payment|address|link/.test(frame.url()))
          await frame.evaluate(`document.querySelectorAll('input').forEach((input) => {
          input.value = '1'; input.dispatchEvent(new Event('input')); input.dispatchEvent(new Event('blur')) })`)
      if (theme !== 'night') await assertAccessible(frames, `${theme} ${locale}`)
      // A frame is seen through; what it stands on is the page's.
      else
        await assertAccessible(
          await Promise.all(
            frames
              .filter((frame) => !BARE.test(frame.url()))
              .map(async (frame) => {
                await frame.evaluate(`document.documentElement.style.background = '${background}'`)
                return frame
              }),
          ),
          `${theme} ${locale}`,
        )
    }))

for (const [theme, locale, layout] of [
  ['stripe', 'de', 'tabs'],
  ['flat', 'ja', 'accordion'],
] as const)
  test(`${theme}, ${locale}: everyone can choose what they have saved, remove it, and save another`, () =>
    till.visit(async (visit) => {
      const { stripe, page, open, frame } = visit
      const { id: customer } = await stripe.customers.create({})
      const { id } = await stripe.paymentMethods.attach('pm_card_visa', { customer })
      await stripe.paymentMethods.update(id, { allow_redisplay: 'always' })
      const features = {
        payment_method_redisplay: 'enabled',
        payment_method_remove: 'enabled',
        payment_method_save: 'enabled',
        payment_method_save_usage: 'on_session',
      } as const
      const { client_secret: session } = await stripe.customerSessions.create({
        customer,
        components: { payment_element: { enabled: true, features } },
      })
      await page.setViewportSize({ width: 320, height: 900 })
      await open(
        '<style>body { margin: 0 }</style><div id="pay"></div>',
        `window.ready = 0
         stripe.elements({ mode: 'payment', amount: 2000, currency: 'usd', customerSessionClientSecret: '${session}', appearance: { theme: '${theme}' }, locale: '${locale}' })
           .create('payment', { layout: '${layout}' }).on('ready', () => { window.ready++ }).mount('#pay')`,
      )
      const frames = await framesOf(visit, 1)
      await assertAccessible(frames, 'saved')
      const fields = frame(PAYMENT_FRAME)
      // Where there is room for one tab, the others are in a menu.
      if (layout === 'tabs') await fields.locator('.p-AdditionalPaymentMethods-menu').selectOption('card')
      else await fields.locator('#card-tab').click()
      await fields.getByRole('checkbox').check()
      await assertAccessible(frames, 'save')
    }))

test('everyone can answer a bank, choose one, and go on in a wallet, light and dark', async () => {
  for (const colorScheme of ['light', 'dark'] as const)
    await till.visit(
      async (visit) => {
        const { page, open, stripe } = visit
        await page.setViewportSize({ width: 320, height: 640 })
        const { client_secret } = await stripe.paymentIntents.create({
          amount: 2000,
          currency: 'usd',
          allowed_payment_method_types: ['card'],
          payment_method: 'pm_card_threeDSecure2Required',
        })
        await open(
          '<div id="bank"></div>',
          `const bank = stripe.elements().create('idealBank'); bank.mount('#bank')
           const request = stripe.paymentRequest({ country: 'US', currency: 'usd', total: { label: 'Socks', amount: 1050 }, requestShipping: true,
             shippingOptions: [{ id: 'std', label: 'Standard', detail: '', amount: 0 }] })`,
        )
        await page.frameLocator('iframe[title*="button"]').getByRole('button').click()
        const list = page.frameLocator('iframe[title*="list"]')
        await list.getByRole('option').first().waitFor()
        const named = (part: string) => page.frames().filter((frame) => frame.url().includes(part))
        await assertAccessible(named('bank-list'), colorScheme)
        await list.getByRole('option').first().click()
        await page.evaluate('request.canMakePayment().then(() => request.show()); 0')
        const sheet = page.frameLocator('body > div[role=dialog] > iframe')
        await sheet.getByLabel('Standard').waitFor()
        await assertAccessible(named('/v3/wallet'), colorScheme)
        await sheet.getByRole('button', { name: 'Cancel' }).click()
        await page.evaluate(`stripe.confirmCardPayment('${client_secret}'); 0`)
        await visit.bank().locator('#test-source-fail-3ds').waitFor()
        await assertAccessible([...named('three-ds'), ...named('/authorize/')], colorScheme)
        assert.equal(await page.getByRole('dialog').evaluate((cover: any) => cover.getBoundingClientRect().width), 320)
      },
      { colorScheme },
    )
})
