// asStripe: pages as they are, in a browser that finds no host but this machine.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { DEFAULT_KEYS } from '../../src/http/keys.ts'
import { asStripe } from '../../src/ways_in/playwright.ts'
import { openMerchant } from '../stories/merchant.ts'
import { openBrowser } from '../web/chromium.ts'
import { sandbox, startBrindle } from '../world.ts'

const [brindle, merchant, browser] = await Promise.all([
  startBrindle(),
  openMerchant(),
  openBrowser(['--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1']),
])
after(async () => {
  await browser.close()
  await merchant.close()
  await brindle.close()
})

/** The unchanged shop, in a process of its own under the preload. */
async function openShop(price: string) {
  const program = join(import.meta.dirname, 'shop_server.ts')
  const preload = new URL('../../src/ways_in/as_stripe.ts', import.meta.url).href
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  const child = spawn(process.execPath, [program, price], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...env, NODE_OPTIONS: `--import ${preload}`, NODE_NO_WARNINGS: '1', BRINDLE_URL: brindle.url },
  })
  const [line] = await once(child.stdout, 'data')
  return { url: String(line).trim(), close: () => child.kill() }
}

test('the guide to subscriptions with Amazon Pay, its page and its server unchanged', async () => {
  const seller = sandbox(brindle, { name: DEFAULT_KEYS.secret.slice('sk_test_'.length) })
  const product = await seller.stripe.products.create({
    name: 'Stock photos',
    default_price_data: { currency: 'usd', unit_amount: 1500, recurring: { interval: 'month' } },
  })
  await seller.news()
  const shop = await openShop(product.default_price as string)
  const context = await browser.newContext()
  await asStripe(context, { url: `${brindle.url}/` })
  const page = await context.newPage()
  const asked: string[] = []
  page.on('request', (request) => asked.push(new URL(request.url()).host))

  await page.goto(`${shop.url}/checkout.html`)
  await page.waitForURL(`${brindle.url}/authorize/**`)
  const gone = page.waitForRequest('https://example.com/setup/complete?*')
  await page.getByRole('button', { name: 'Authorize Test Setup' }).click()
  const { searchParams } = new URL((await gone).url())
  assert.equal(searchParams.get('redirect_status'), 'succeeded')
  const here = new URL(brindle.url).host
  assert.deepEqual(
    [...new Set(asked)],
    [new URL(shop.url).host, 'js.stripe.com', 'api.stripe.com', here, 'example.com'],
  )

  const answer = await fetch(`${shop.url}/subscribe?setup_intent=${searchParams.get('setup_intent')}`)
  const subscribed = (await answer.json()) as { id: string; status: string }
  assert.equal(subscribed.status, 'active')
  assert.equal((await seller.stripe.subscriptions.retrieve(subscribed.id)).status, 'active')
  const news = await seller.news()
  assert.deepEqual(news.slice(0, 5), [
    'customer.created',
    'setup_intent.created',
    'setup_intent.requires_action',
    'payment_method.attached',
    'setup_intent.succeeded',
  ])
  assert.ok(news.includes('invoice.paid'))
  await context.close()
  shop.close()
})

test('a page at a host of Stripe’s is gone to, sends its form, and is left again', async () => {
  const { stripe, news } = sandbox(brindle)
  const intent = await stripe.setupIntents.create({
    confirm: true,
    return_url: `${merchant.url}/checkout.html?a=1&b=%22`,
    allowed_payment_method_types: ['amazon_pay'],
    payment_method_data: { type: 'amazon_pay' },
    mandate_data: { customer_acceptance: { type: 'offline' } },
  })
  merchant.html = '<!doctype html><title>Back</title>'
  const page = await browser.newPage({ javaScriptEnabled: false })
  await asStripe(page, brindle)
  const wallet = intent.next_action!.redirect_to_url!.url!.replace(brindle.url, 'https://pm-redirects.stripe.com')
  const opened = await page.goto(wallet)
  assert.equal(opened!.status(), 200)
  await page.getByRole('button', { name: 'Fail Test Setup' }).click()
  await page.waitForURL(`${merchant.url}/**`)
  const back = new URL(page.url()).searchParams
  assert.deepEqual([back.get('a'), back.get('b'), back.get('redirect_status')], ['1', '"', 'failed'])
  assert.deepEqual(await news(), ['setup_intent.created', 'setup_intent.requires_action', 'setup_intent.setup_failed'])
  await page.close()
})

test('calls are answered as the server does; what a page tells of itself is taken and forgotten', async () => {
  const { publishable } = sandbox(brindle)
  merchant.html = '<!doctype html><title>Shop</title>'
  const page = await browser.newPage()
  await asStripe(page, brindle)
  await page.goto(`${merchant.url}/checkout.html`)
  const statusOf = (url: string, init = '') => page.evaluate(`fetch('${url}', {${init}}).then(({ status }) => status)`)
  assert.equal(await statusOf('https://api.stripe.com/v1/tokens', `method: 'POST', body: 'key=${publishable}'`), 400)
  const preflighted = `headers: { authorization: 'Bearer ${publishable}', 'x-other': '1' }`
  assert.equal(
    await statusOf('https://api.stripe.com/v1/payment_intents/pi_1No?client_secret=pi_1No_secret_x', preflighted),
    404,
  )
  for (const host of ['m', 'q', 'r'])
    assert.equal(await statusOf(`https://${host}.stripe.com/6`, `method: 'POST', body: 'x'`), 200)
  assert.equal(await statusOf('https://js.stripe.com/6'), 404)
  // All else is as it was: this browser finds nobody there.
  await assert.rejects(page.evaluate(`fetch('https://stripe.com.example.com/')`), /Failed to fetch/)
  await page.close()
})
