// A page that imports @stripe/stripe-js, bundled with Brindle's loader in its place, in a real browser.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { build } from 'esbuild'
import ts from 'typescript-api'
import { openBrowser } from '../web/chromium.ts'
import { openMerchant } from '../stories/merchant.ts'
import { sandbox, startBrindle } from '../world.ts'

const root = join(import.meta.dirname, '../..')
const LOADER = join(root, 'web/ways_in/stripe_js.ts')

const [brindle, merchant, browser] = await Promise.all([startBrindle(), openMerchant(), openBrowser()])
after(async () => {
  await browser.close()
  await merchant.close()
  await brindle.close()
})

/** A module as a bundler makes it whose users put the loader in the place of the package. */
async function bundled(contents: string, define: Record<string, string> = {}): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root },
    bundle: true,
    format: 'iife',
    write: false,
    alias: { '@stripe/stripe-js/pure': LOADER, '@stripe/stripe-js': LOADER },
    define,
  })
  return outputFiles[0]!.text
}

/** Opens a page with a script in its head and a bundle in its body; answers what the bundle puts on `window.done`. */
async function opened<T>(bundle: string, head = ''): Promise<{ done: T; loaded: string[] }> {
  merchant.html = `<!doctype html><title>Shop</title><script>${head}</script><body><script>${bundle}</script>`
  const page = await browser.newPage()
  const loaded: string[] = []
  page.on('request', (request) => loaded.push(request.url()))
  await page.goto(`${merchant.url}/checkout.html`)
  await page.waitForFunction('window.done')
  const done = await page.evaluate<T>('window.done')
  await page.close()
  return { done, loaded: loaded.filter((url) => url.endsWith('.js')) }
}

const DEFINED = { BRINDLE_URL: JSON.stringify(brindle.url) }
const SCRIPT = `${brindle.url}/endive/stripe.js`

test('a setup is confirmed by what loadStripe gives, and leads to the page of the wallet', async () => {
  const { stripe, publishable, news } = sandbox(brindle)
  const intent = await stripe.setupIntents.create({ allowed_payment_method_types: ['amazon_pay'] })
  const bundle = await bundled(
    `import { loadStripe } from '@stripe/stripe-js'
    loadStripe('${publishable}').then((stripe) =>
      stripe.confirmAmazonPaySetup('${intent.client_secret}', {
        return_url: '${merchant.url}/checkout.html',
        mandate_data: { customer_acceptance: { type: 'online', online: { infer_from_client: true } } },
      }))`,
    DEFINED,
  )
  merchant.html = `<!doctype html><body><script>if (!location.search) ${bundle}</script>`
  const page = await browser.newPage()
  await page.goto(`${merchant.url}/checkout.html`)
  await page.waitForURL(`${brindle.url}/authorize/**`)
  await page.getByRole('button', { name: 'Authorize Test Setup' }).click()
  await page.waitForURL(`${merchant.url}/**redirect_status=succeeded`)
  await page.close()
  assert.deepEqual(await news(), ['setup_intent.created', 'setup_intent.requires_action', 'setup_intent.succeeded'])
})

const RETRIEVED = (publishable: string, secret: string) => `
  loadStripe('${publishable}')
    .then((stripe) => stripe.retrieveSetupIntent('${secret}'))
    .then(({ setupIntent }) => { window.done = setupIntent.id })`

test('where Brindle is, a bundler may define, the page or the caller may say', async () => {
  const { stripe, publishable } = sandbox(brindle)
  const intent = await stripe.setupIntents.create()
  const call = RETRIEVED(publishable, intent.client_secret!)
  const plain = await bundled(`import { loadStripe } from '@stripe/stripe-js';${call}`)
  const said = `loadStripe.setLoadParameters({ advancedFraudSignals: false, url: '${brindle.url}/' })`
  for (const [bundle, head] of [
    [await bundled(`import { loadStripe } from '@stripe/stripe-js';${call}`, DEFINED), ''],
    [plain, `window.BRINDLE_URL = '${brindle.url}'`],
    [await bundled(`import { loadStripe } from '@stripe/stripe-js/pure';${said};${call}`), ''],
  ] as const)
    assert.deepEqual(await opened(bundle, head), { done: intent.id, loaded: [SCRIPT] })
})

test('it is loaded once for all, and not at all where the page has a Stripe.js', async () => {
  const twice = await bundled(
    `import { loadStripe } from '@stripe/stripe-js'
    Promise.all([loadStripe('pk_test_one1'), loadStripe('pk_test_two2')]).then((all) => { window.done = all.length })`,
    DEFINED,
  )
  assert.deepEqual(await opened(twice), { done: 2, loaded: [SCRIPT] })
  const given = await bundled(
    `import { loadStripe } from '@stripe/stripe-js'
    loadStripe('pk_test_one1', { locale: 'de' }).then((stripe) => { window.done = stripe.given })`,
  )
  const own = 'window.Stripe = (...given) => ({ given })'
  assert.deepEqual(await opened(given, own), { done: ['pk_test_one1', { locale: 'de' }], loaded: [] })
})

test('what goes wrong is said, and may be tried again', async () => {
  const { done } = await opened<string[]>(
    await bundled(
      `import { loadStripe } from '@stripe/stripe-js'
      const said = []
      const attempt = (key) => loadStripe(key).then(() => said.push('there'), ({ name, message }) => said.push(name + ': ' + message))
      const parameter = (parameters) => {
        try { loadStripe.setLoadParameters(parameters) } catch ({ message }) { said.push(message) }
      }
      parameter({ url: 'nowhere' })
      parameter({ host: 'x' })
      window.BRINDLE_URL = 'http://127.0.0.1:1'
      attempt('pk_test_one1')
        .then(() => { window.BRINDLE_URL = 'localhost' })
        .then(() => attempt('pk_test_one1'))
        .then(() => { window.BRINDLE_URL = '${brindle.url}' })
        .then(() => attempt('pk_test_one1'))
        .then(() => attempt('sk_test_one1'))
        .then(() => parameter({ url: 'http://localhost' }))
        .then(() => { window.done = said })`,
    ),
  )
  assert.deepEqual(done.slice(0, 5), [
    'url is the address of Brindle, not "nowhere".',
    'There is no load parameter "host".',
    'Error: Failed to load Stripe.js',
    'Error: BRINDLE_URL is the address of Brindle, such as http://127.0.0.1:12111, not "localhost".',
    'there',
  ])
  assert.match(done[5]!, /^IntegrationError: .*secret key/)
  assert.equal(done[6], 'The load parameters cannot be changed after loadStripe() was called.')
})

test('on a server it is nothing', async () => {
  const { loadStripe } = (await import('../../web/ways_in/stripe_js.ts' as string)) as {
    loadStripe: (key: string) => Promise<unknown>
  }
  assert.equal(await loadStripe('pk_test_one1'), null)
})

test('its types are those of the package', () => {
  const file = join(root, 'test/ways_in/in_memory.ts')
  const text = `import { loadStripe, type Stripe, type SetupIntent } from '@stripe/stripe-js'
    loadStripe.setLoadParameters({ url: 'http://127.0.0.1:12111' })
    const stripe: Stripe | null = await loadStripe('pk_test_1', { locale: 'de' })
    const found: SetupIntent | undefined = (await stripe!.retrieveSetupIntent('x')).setupIntent
    loadStripe(12)
    export { found }`
  const options: ts.CompilerOptions = {
    noEmit: true,
    strict: true,
    skipLibCheck: true,
    types: [],
    lib: ['lib.es2022.d.ts'],
    module: ts.ModuleKind.ESNext,
    target: ts.ScriptTarget.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    // The loader for the page, and the package for the loader's own types.
    paths: { '@stripe/stripe-js': [join(root, 'node_modules/stripe-js-10')] },
  }
  const host = ts.createCompilerHost(options)
  const { getSourceFile, fileExists } = host
  host.fileExists = (name) => name === file || fileExists(name)
  host.getSourceFile = (name, ...rest) =>
    name === file ? ts.createSourceFile(name, text, ts.ScriptTarget.ESNext) : getSourceFile(name, ...rest)
  host.resolveModuleNameLiterals = (literals, containing) =>
    literals.map((literal) =>
      containing === file
        ? { resolvedModule: { resolvedFileName: LOADER.replace('.ts', '.d.ts'), extension: ts.Extension.Dts } }
        : ts.resolveModuleName(literal.text, containing, options, host),
    )
  const found = ts.getPreEmitDiagnostics(ts.createProgram([file], options, host))
  assert.deepEqual(
    found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' ')),
    ["Argument of type 'number' is not assignable to parameter of type 'string'."],
  )
})
