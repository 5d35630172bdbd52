// The Checkout page in a real browser without JavaScript, by the names, ids and labels by which tests of shops find the fields of
// Stripe's own page; with the keyboard alone; and only with what the chosen way to pay asks for in sight.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import type { Brindle } from '../../src/main.ts'
import { sandbox, startBrindle } from '../world.ts'
import { seen, selling } from './checking_out.ts'
import { openBrowser } from './chromium.ts'

let brindle: Brindle
let browser: Browser
before(async () => {
  brindle = await startBrindle()
  browser = await openBrowser()
})
after(async () => {
  await browser.close()
  await brindle.close()
})

async function open(url: string): Promise<Page> {
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 320, height: 700 } })
  const page = await context.newPage()
  await page.goto(url)
  return page
}

test('every field is found as on Stripe’s own page', async () => {
  const world = sandbox(brindle)
  const { id, url } = await selling(world, {
    success_url: `${world.url}/health?id={CHECKOUT_SESSION_ID}`,
    cancel_url: 'https://shop.test/canceled.html',
    allowed_payment_method_types: ['card', 'us_bank_account', 'amazon_pay'],
    shipping_address_collection: { allowed_countries: ['US', 'DE'] },
    phone_number_collection: { enabled: true },
    consent_collection: { terms_of_service: 'required' },
  })
  const page = await open(url)
  assert.equal(await page.locator('a[href$="/canceled.html"]').count(), 1)
  assert.equal(await page.getByTestId('product-summary-total-amount').textContent(), '$20.00')
  await page.locator('#email').fill('jenny@example.com')
  await page.locator('#phoneNumber').fill('+14155552671')
  await page.locator('#shippingName').fill('Jenny Rosen')
  await page.locator('#shippingCountry').selectOption({ label: 'United States' })
  await page.locator('#shippingAddressLine1').fill('Main 1')
  await page.locator('#shippingLocality').fill('Springfield')
  await page.locator('#shippingPostalCode').fill('12345')
  await page.locator('#shippingAdministrativeArea').fill('NY')
  // Another way to pay hides what the card asks for, and shows its own.
  await page.locator('[data-testid="us_bank_account-accordion-item"]').click()
  assert.deepEqual(await inSight(page), [
    'billingName',
    'us_bank_account[account_number]',
    'us_bank_account[routing_number]',
  ])
  await page.locator('#payment-method-accordion-item-title-amazon_pay').check()
  assert.deepEqual(await inSight(page), [])
  await page.getByTestId('card-accordion-item-button').click()
  assert.deepEqual(await inSight(page), [
    'billingCountry',
    'billingName',
    'billingPostalCode',
    'cardCvc',
    'cardExpiry',
    'cardNumber',
  ])
  await page.locator('[name="cardNumber"]').fill('4242 4242 4242 4242')
  await page.locator('#cardExpiry').fill('12 / 34')
  await page.getByLabel('CVC').fill('123')
  await page.getByPlaceholder('Full name on card').fill('Jenny Rosen')
  await page.locator('select[name="billingCountry"]').selectOption({ label: 'United States' })
  await page.locator('#billingPostalCode').fill('12345')
  await page.locator('#termsOfServiceConsentCheckbox').check()
  await page.getByTestId('hosted-payment-submit-button').click()
  await page.waitForURL(`${world.url}/health?id=${id}`)
  const { customer_details: who, collected_information: to } = await seen(world, id)
  assert.deepEqual(
    [who!.address!.country, who!.address!.postal_code, to!.shipping_details!.address.city],
    ['US', '12345', 'Springfield'],
  )
})

/** The fields of methods that can be seen, by their names. */
async function inSight(page: Page): Promise<string[]> {
  const names: string[] = []
  for (const field of await page.locator('.methods .fields :is(input, select), .ask :is(input, select)').all())
    if (await field.isVisible()) names.push((await field.getAttribute('name'))!)
  return names.sort()
}

test('a trial with a promotion code is begun with the keyboard alone', async () => {
  const world = sandbox(brindle)
  const { id: coupon } = await world.stripe.coupons.create({ percent_off: 50, duration: 'forever' })
  await world.stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon }, code: 'HALF' })
  const { id, url } = await selling(world, {
    mode: 'subscription',
    success_url: `${world.url}/health?id={CHECKOUT_SESSION_ID}`,
    allow_promotion_codes: true,
    allowed_payment_method_types: ['card', 'us_bank_account'],
    subscription_data: { trial_period_days: 7 },
    line_items: [
      {
        price_data: {
          currency: 'usd',
          unit_amount: 3000,
          recurring: { interval: 'month' },
          product_data: { name: 'Team' },
        },
        quantity: 1,
      },
    ],
  })
  const page = await open(url)
  const type = async (text: string) => page.keyboard.type(text)
  const tab = async () => page.keyboard.press('Tab')
  await tab()
  await type('half')
  await page.keyboard.press('Enter')
  await page.getByText('$15.00 per month').waitFor()
  // Past the code and its button, to the e-mail address.
  for (let i = 0; i < 3; i++) await tab()
  await type('jenny@example.com')
  await tab()
  // From the card to the account and back again.
  await page.keyboard.press('ArrowDown')
  assert.ok(await page.getByLabel('Routing number').isVisible())
  await page.keyboard.press('ArrowUp')
  assert.ok(await page.getByLabel('Card number').isVisible())
  for (const text of ['4242424242424242', '12/34', '123', 'Jenny Rosen']) {
    await tab()
    await type(text)
  }
  await page.keyboard.press('Enter')
  await page.waitForURL(`${world.url}/health?id=${id}`)
  const { subscription } = await seen(world, id)
  const made = await world.stripe.subscriptions.retrieve(subscription as string)
  assert.deepEqual([made.status, made.discounts.length], ['trialing', 1])
  // When the trial is over, half of 30.00 is paid.
  await world.advance(8 * 86_400)
  const [bill] = (await world.stripe.invoices.list({ subscription: made.id })).data
  assert.deepEqual([bill!.amount_paid, bill!.status], [1500, 'paid'])
})
