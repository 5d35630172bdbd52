// The pricing table in a merchant's page: what it shows, who is led to Checkout for what, and what its author gets wrong.
// (https://docs.stripe.com/payments/checkout/pricing-table)
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { openTill, type Visit } from './till.ts'

const till = await openTill()
after(() => till.close())

/** Basic, and Pro that is tried for 14 days, both by month and year; and a book, once. */
async function tableOf({ stripe, call }: Visit, more = ''): Promise<string> {
  const made = async (name: string, amounts: readonly [month: number, year: number]) => {
    const product = await stripe.products.create({ name, marketing_features: [{ name: `All of ${name}` }] })
    const prices = (['month', 'year'] as const).map((interval, i) =>
      stripe.prices.create({ product: product.id, currency: 'usd', unit_amount: amounts[i]!, recurring: { interval } }),
    )
    return (await Promise.all(prices)).map(({ id }) => id)
  }
  const book = await stripe.prices.create({ currency: 'usd', unit_amount: 1250, product_data: { name: 'The book' } })
  const items = [await made('Basic', [900, 9000]), await made('Pro', [2900, 29_000]), [book.id]]
  const prices = items.flatMap((ids, i) => ids.map((id, j) => `items[${i}][prices][${j}]=${id}`))
  const form = [...prices, 'items[1][highlight]=most_popular', 'items[1][trial_period_days]=14', more]
  const { body } = await call('POST', '/brindle/pricing_tables', form.filter(Boolean).join('&'))
  return body.id
}

/** The merchant's page with the tag, and the attributes that are given. The script comes after it, as Stripe's snippet has it. */
async function open({ page, publishable }: Visit, id: string, attributes = ''): Promise<void> {
  const tag = `<stripe-pricing-table pricing-table-id="${id}" publishable-key="${publishable}" ${attributes}></stripe-pricing-table>`
  till.serve(`<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Shop</title>
<body style="margin: 0"><h1>Plans</h1>${tag}<script async src="${till.brindle.url}/v3/pricing-table.js"></script>`)
  await page.goto(`${till.merchant}/`)
}

const frameOf = (page: Page) => page.frameLocator('stripe-pricing-table iframe[src*="pricing-table-app"]')
const cards = (page: Page) => frameOf(page).locator('.offer').allInnerTexts()
const lines = (text: string) => text.split('\n').filter(Boolean)

/** Pressed, and the page of the session is there: its id. */
async function led(page: Page): Promise<string> {
  await page.waitForURL(/\/c\/pay\//)
  return /cs_test_\w+/.exec(page.url())![0]
}

test('a plan is compared and chosen with the keyboard alone, and its trial begins at Checkout', () =>
  till.visit(async (visit) => {
    const { page, stripe } = visit
    const id = await tableOf(visit, 'success_url=https://shop.test/ok')
    await open(visit, id, 'client-reference-id="user_1-a" customer-email="jenny@example.com"')
    await frameOf(page).getByRole('button').first().waitFor()
    assert.deepEqual((await cards(page)).map(lines), [
      ['Basic', '$9.00 per month', 'Subscribe', 'This includes:', 'All of Basic'],
      ['Most popular', 'Pro', '$29.00 per month', '14 days free', 'Start trial', 'This includes:', 'All of Pro'],
    ])
    // To the intervals, and to the next of them.
    await page.keyboard.press('Tab')
    await page.keyboard.press('ArrowRight')
    await frameOf(page).getByText('$290.00 per year').waitFor()
    // Past Basic to Pro.
    for (let i = 0; i < 2; i++) await page.keyboard.press('Tab')
    const focused = frameOf(page).locator(':focus')
    assert.equal(await focused.textContent(), 'Start trial')
    await page.keyboard.press('Enter')
    const session = await stripe.checkout.sessions.retrieve(await led(page), { expand: ['line_items'] })
    assert.deepEqual(
      [session.client_reference_id, session.customer_email, session.line_items!.data[0]!.price!.unit_amount],
      ['user_1-a', 'jenny@example.com', 29_000],
    )
    assert.equal(await page.locator('h1').textContent(), 'Try it free for 14 days')
    assert.match((await page.locator('dl').first().textContent())!, /After the trial, from .*\$290\.00 per year/)
  }))

test('what is paid once is bought, in the customer’s language, on a small screen', () =>
  till.visit(
    async (visit) => {
      const { page, stripe } = visit
      const id = await tableOf(visit)
      await page.setViewportSize({ width: 320, height: 700 })
      await open(visit, id)
      const frame = frameOf(page)
      await frame.getByText('Einmalig').click()
      await frame.getByRole('heading', { name: 'The book' }).waitFor()
      assert.deepEqual((await cards(page)).map(lines), [['The book', '12,50\xa0$', 'Kaufen']])
      await frame.getByText('Monatlich').click()
      const inner = page.frames().find((one) => one.url().includes('pricing-table-app'))!
      await inner.evaluate(axe.source)
      const found =
        await inner.evaluate(`axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })
        .then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' ')))`)
      assert.deepEqual(found, [])
      assert.equal(await inner.evaluate('document.documentElement.scrollWidth'), 320)
      // It is as high as what is in it, so that nothing of it scrolls.
      await page.waitForFunction(`document.querySelector('iframe').offsetHeight > 700`)
      assert.equal(await inner.evaluate('document.body.offsetHeight - innerHeight'), 0)
      await frame.getByText('Einmalig').click()
      await frame.getByRole('button', { name: 'Kaufen' }).click()
      const session = await stripe.checkout.sessions.retrieve(await led(page))
      assert.deepEqual([session.mode, session.amount_total, session.locale], ['payment', 1250, 'de'])
    },
    { locale: 'de-DE' },
  ))

test('a customer is known by the secret of their session; a reference that is none is left out', () =>
  till.visit(async (visit) => {
    const { page, stripe } = visit
    const id = await tableOf(visit)
    const { id: customer } = await stripe.customers.create({ email: 'jenny@example.com' })
    const { client_secret } = await stripe.customerSessions.create({
      customer,
      components: { pricing_table: { enabled: true } },
    })
    await open(visit, id, `client-reference-id="not a reference" customer-session-client-secret="${client_secret}"`)
    await frameOf(page).getByRole('button', { name: 'Subscribe' }).click()
    const session = await stripe.checkout.sessions.retrieve(await led(page))
    assert.deepEqual([session.customer, session.client_reference_id], [customer, null])
  }))

test('an attribute that changes changes the table, and what an author gets wrong is said', () =>
  till.visit(async (visit) => {
    const { page, call } = visit
    const id = await tableOf(visit)
    const said: string[] = []
    page.on('pageerror', ({ message }) => said.push(message.replace(/^.*<stripe-pricing-table>: /, '')))
    await open(visit, 'prctbl_none', 'customer-email="jenny"')
    const alert = frameOf(page).getByRole('alert')
    assert.equal(await alert.textContent(), "No such pricing table: 'prctbl_none'")
    const tag = `document.querySelector('stripe-pricing-table')`
    const set = (name: string, value: string) => page.evaluate(`${tag}.setAttribute('${name}', '${value}')`)
    await set('pricing-table-id', id)
    await frameOf(page).getByRole('button', { name: 'Subscribe' }).click()
    assert.equal(await alert.textContent(), 'Invalid email address: jenny')
    assert.equal(await frameOf(page).getByRole('button', { name: 'Subscribe' }).isEnabled(), true)
    await set('publishable-key', 'sk_test_123')
    assert.equal(await page.locator('iframe').count(), 0)
    await page.evaluate(`${tag}.removeAttribute('pricing-table-id')`)
    // The script twice, and a table that a script puts there: one element, one frame.
    await page.evaluate(`new Promise((resolve) => {
      const again = Object.assign(document.createElement('script'), { src: document.querySelector('script').src, onload: resolve })
      document.body.append(again)
    })`)
    await call('POST', `/brindle/pricing_tables/${id}`, 'active=false')
    await page.evaluate(`(() => {
      ${tag}.remove()
      const other = document.createElement('stripe-pricing-table')
      other.setAttribute('pricing-table-id', '${id}')
      document.body.append(other)
      other.setAttribute('publishable-key', '${visit.publishable}')
    })()`)
    await frameOf(page).getByText('Nothing is offered here at the moment.').waitFor()
    assert.equal(await page.locator('iframe').count(), 1)
    assert.deepEqual(said, [
      "No such pricing table: 'prctbl_none'",
      'Invalid email address: jenny',
      'publishable-key must be a publishable key, which starts with pk_.',
      'pricing-table-id is missing.',
    ])
  }))
