// The browser's SDK, at every address from which pages load Stripe.js. It is a classic script: a page needs one script
// tag, and finds `Stripe` on its window. The server sends it as it stands here, without its types; there is no build.
// It makes the calls that a page asks for and no others: no fingerprints, no telemetry. All of it is ASCII, so that it
// means the same in pages of any encoding. One file because a page loads one script, and nothing joins several.
// What it does is documented at https://docs.stripe.com/js, its members in the types of the package @stripe/stripe-js.
;(() => {
  type Fields = { readonly [name: string]: unknown }

  /** What a page gets: `{paymentIntent}`, `{paymentMethod}`, `{source}` and the like, or `{error}`. */
  type Result = { readonly error?: { readonly type: string; readonly message: string } } & Fields

  /** A PaymentIntent or a SetupIntent, as a publishable key sees it. */
  interface Intent {
    readonly id: string
    readonly status: string
    readonly next_action: ({ readonly type: string } & Fields) | null
  }

  const PAYMENT = { object: 'payment_intent', result: 'paymentIntent', prefix: 'pi' }
  const SETUP = { object: 'setup_intent', result: 'setupIntent', prefix: 'seti' }
  type Kind = typeof PAYMENT

  /**
   * Every type of payment method that is confirmed in a browser. Each gets `confirm{Name}Payment` and
   * `confirm{Name}Setup`, also where the published types have only one of them: pages call more than the types know.
   * (https://docs.stripe.com/api/payment_methods/object#payment_method_object-type)
   */
  const METHOD_TYPES = `
    acss_debit affirm afterpay_clearpay alipay alma amazon_pay au_becs_debit bacs_debit bancontact billie bizum blik
    boleto card cashapp crypto customer_balance eps fpx giropay grabpay ideal kakao_pay klarna konbini kr_card link
    mb_way mobilepay multibanco naver_pay nz_bank_account oxxo p24 pay_by_bank payco paynow paypal paypay payto pix
    promptpay revolut_pay samsung_pay satispay scalapay sepa_debit sequra sofort sunbit swish twint upi
    us_bank_account wechat_pay zip
  `.match(/\w+/g)!

  /** Where a member is not simply spelt like its type, as `confirmUsBankAccountPayment` is like `us_bank_account`. */
  const ODD_NAMES: { readonly [type: string]: string } = {
    grabpay: 'GrabPay',
    paynow: 'PayNow',
    paypal: 'PayPal',
    promptpay: 'PromptPay',
  }

  /** Debits need the customer's word: whoever confirms one in a browser gives it there and then, unless the page says else. [K] */
  const DEBITS = ['acss_debit', 'au_becs_debit', 'bacs_debit', 'nz_bank_account', 'sepa_debit', 'us_bank_account']
  const AGREED = { mandate_data: { customer_acceptance: { type: 'online', online: { infer_from_client: true } } } }

  /** What tokens are made of from plain data. (https://docs.stripe.com/js/tokens) */
  const TOKEN_TYPES = ['bank_account', 'pii', 'account', 'person']

  /** Members, of all releases, whose results may be errors. */
  const NOT_BUILT = `
    collectBankAccountForPayment collectBankAccountForSetup collectBankAccountToken collectFinancialConnectionsAccounts
    createConfirmationToken createEphemeralKeyNonce createFinancialAccountDisclosure createIssuingDisclosure
    createRadarSession createTreasuryDisclosure processOrder redirectToCheckout retrieveOrder verifyIdentity
  `.match(/\w+/g)!

  /** Members that give an object with methods: with an error in its place, pages would fail later and say less. */
  const NOT_BUILT_OBJECTS = `
    createEmbeddedCheckoutPage initCheckout initCheckoutElementsSdk initCheckoutFormSdk initCustomCheckout
    initEmbeddedCheckout initializePricing paymentRequest
  `.match(/\w+/g)!

  const notBuilt = (name: string) => `stripe.${name}() is not built in Brindle yet.`
  const CARD_FIELDS =
    "Brindle's card fields (Elements) are not built yet. Name a payment method by its id, `pm_card_visa` for example."

  /** The page calls us wrongly: a mistake of its author's, about which its customer can do nothing. */
  class IntegrationError extends Error {
    override name = 'IntegrationError'
  }

  const refusal = (message: string): Result => ({ error: { type: 'invalid_request_error', message } })

  // What a page passes to us.

  const isObject = (value: unknown): value is Fields =>
    typeof value === 'object' && value !== null && !Array.isArray(value)

  function misuse(caller: string, what: string, expected: string, given: unknown): IntegrationError {
    const found = given === null ? 'null' : Array.isArray(given) ? 'array' : typeof given
    return new IntegrationError(`${caller}: ${what} must be ${expected}; it is of type ${found}.`)
  }

  function requireObject(caller: string, what: string, given: unknown): Fields {
    if (isObject(given)) return given
    throw misuse(caller, what, 'an object', given)
  }

  const optionalObject = (caller: string, what: string, given: unknown): Fields =>
    given === undefined ? {} : requireObject(caller, what, given)

  function optionalText(caller: string, what: string, given: unknown): string | undefined {
    if (given === undefined || typeof given === 'string') return given
    throw misuse(caller, what, 'a string', given)
  }

  interface Secret {
    readonly id: string
    readonly kind: Kind
    readonly clientSecret: string
  }

  /** The intent that a client secret opens: its id is what stands before `_secret_`. */
  function readSecret(caller: string, given: unknown, kinds: readonly Kind[]): Secret {
    const expected = kinds.map(({ prefix }) => `${prefix}_..._secret_...`).join(' or ')
    if (typeof given !== 'string') throw misuse(caller, 'the client secret', `a string (${expected})`, given)
    const [, id = '', prefix] = /^(([a-z]+)_\w+?)_secret_\w+$/.exec(given) ?? []
    const kind = kinds.find((each) => each.prefix === prefix)
    if (!kind) throw new IntegrationError(`${caller}: the client secret must look like ${expected}.`)
    return { id, kind, clientSecret: given }
  }

  /**
   * Whether this needs a card field: it holds an Element, or the null that wrappers find in its place, or the card
   * itself. A card's number must never pass through the merchant's page; a token of it may.
   */
  function needsFields(type: unknown, method: Fields): boolean {
    const { card } = method
    if (type === 'card' && !(isObject(card) && typeof card.token === 'string')) return true
    return [method, ...Object.values(method)].some(isElement)
  }

  const isElement = (value: unknown): boolean => isObject(value) && typeof value.mount === 'function'

  // Where this script was loaded from: that says where the API is, and which release the page expects.

  /** The API is beside the script, also below a path. Of Stripe's own names, which tests map to us, it has another. */
  function origin(script: string): { readonly api: string; readonly version: string } {
    const { protocol, host, hostname, pathname } = new URL(script)
    const match = /^(.*?)\/(?:v3\/?|([a-z0-9]+)\/stripe\.js)$/.exec(pathname)
    if (!match) throw new IntegrationError('The address of this script must end in /v3/ or in /{release}/stripe.js.')
    const [, base, version = 'v3'] = match
    return { api: hostname === 'js.stripe.com' ? 'https://api.stripe.com' : `${protocol}//${host}${base}`, version }
  }

  /** Asked for at once: a document knows its current script only while that first runs. */
  const script = document.currentScript
  if (!(script instanceof HTMLScriptElement && script.src))
    throw new IntegrationError('Load this script by its address, with <script src>: that is how it finds the API.')
  const { api, version } = origin(script.src)

  // Calls of the API, as forms: browsers send those without a preflight.

  /** `{a: {b: ['c']}}` as `a[b][0]=c`. Undefined is left out, null is empty. */
  function addTo(form: URLSearchParams, name: string, value: unknown): void {
    if (value === undefined) return
    if (typeof value !== 'object' || value === null) form.append(name, String(value ?? ''))
    else for (const [key, inner] of Object.entries(value)) addTo(form, `${name}[${key}]`, inner)
  }

  /** Answers under the given name. Never rejects: an answer that cannot be had is an error too. */
  async function call(result: string, method: 'GET' | 'POST', path: string, params: Fields): Promise<Result> {
    const form = new URLSearchParams()
    for (const [name, value] of Object.entries(params)) addTo(form, name, value)
    const [query, body] = method === 'GET' ? [`?${form}`, null] : ['', form]
    let response: Response
    let text: string
    try {
      response = await fetch(`${api}/v1/${path}${query}`, { method, body, credentials: 'omit' })
      text = await response.text()
    } catch {
      return { error: { type: 'api_connection_error', message: `The API could not be reached at ${api}.` } }
    }
    try {
      const answer = JSON.parse(text)
      if (response.ok && isObject(answer)) return { [result]: answer }
      if (isObject(answer.error)) return { error: answer.error as NonNullable<Result['error']> }
    } catch {
      // No JSON: something between the page and the server answered in its place.
    }
    return { error: { type: 'api_error', message: `${api} gave no answer of the API (status ${response.status}).` } }
  }

  // Leaving the page.

  /** Whether an address can be gone to: a page's or an app's, and no script. */
  const isAddress = (text: string) =>
    URL.canParse(text) && !/^(javascript|data|vbscript):$/.test(new URL(text).protocol)

  /** Leaves. The promise stays open, because the page that waits for it is on its way out. */
  function goTo(address: string): Promise<never> {
    window.location.assign(address)
    return new Promise(() => {})
  }

  /**
   * What a return address is told of an intent that no page of ours decided; money still on its way is `pending`.
   * (https://docs.stripe.com/payments/payment-intents/verifying-status)
   */
  const REDIRECT_STATUS: { readonly [status: string]: string } = {
    succeeded: 'succeeded',
    requires_capture: 'succeeded',
    processing: 'pending',
    requires_action: 'pending',
  }

  /** The return address with what Stripe adds to it; its own query and fragment stay. */
  function returnAddress(returnUrl: string, { kind, clientSecret }: Secret, { id, status }: Intent): string {
    const url = new URL(returnUrl)
    url.searchParams.set(kind.object, id)
    url.searchParams.set(`${kind.object}_client_secret`, clientSecret)
    url.searchParams.set('redirect_status', REDIRECT_STATUS[status] ?? 'failed')
    return url.href
  }

  /**
   * Takes the next action of an intent, where a page elsewhere does that. What is only to be shown, a voucher or a
   * code to scan, is left to the merchant's page.
   * (https://docs.stripe.com/api/payment_intents/object#payment_intent_object-next_action)
   */
  async function act(result: Result, { result: name }: Kind): Promise<Result> {
    if (result.error) return result
    const { status, next_action: action } = result[name] as Intent
    const details = action?.[action.type]
    if (status !== 'requires_action' || !action || !isObject(details)) return result
    const isFrame = action.type === 'use_stripe_sdk'
    const address = isFrame ? details.stripe_js : details.url
    if (typeof address === 'string' && isAddress(address)) return goTo(address)
    return isFrame ? refusal('3-D Secure in a frame is not built in Brindle yet.') : result
  }

  type Member = (...given: unknown[]) => unknown

  /** What `Stripe(key)` gives; `ours` goes along with each call. Members need no `this`: pages take them apart. */
  function membersFor(ours: Fields): Record<string, Member> {
    const retrieve = ({ id, kind, clientSecret }: Secret) =>
      call(kind.result, 'GET', `${kind.object}s/${id}`, { ...ours, client_secret: clientSecret })

    const confirm = ({ id, kind, clientSecret }: Secret, params: Fields) =>
      call(kind.result, 'POST', `${kind.object}s/${id}/confirm`, {
        ...params,
        ...ours,
        client_secret: clientSecret,
        use_stripe_sdk: true,
      })

    /** `confirmKlarnaPayment` and its like. Without a payment method, the one that the intent has is confirmed. */
    function confirmOf(name: string, kind: Kind, type: string): Member {
      const caller = `stripe.${name}()`
      return (given, data, options) => {
        const secret = readSecret(caller, given, [kind])
        const { payment_method: method, ...params } = optionalObject(caller, 'the second argument', data)
        const { handleActions } = optionalObject(caller, 'the third argument', options)
        if (method !== undefined && typeof method !== 'string' && !isObject(method))
          throw misuse(caller, 'payment_method', 'an id or an object', method)
        if (isObject(method) && needsFields(type, method)) return Promise.resolve(refusal(CARD_FIELDS))
        const named = isObject(method)
          ? { ...(DEBITS.includes(type) && AGREED), payment_method_data: { ...method, type } }
          : { payment_method: method }
        const confirmed = confirm(secret, { ...named, ...params, expected_payment_method_type: type })
        return handleActions === false ? confirmed : confirmed.then((result) => act(result, kind))
      }
    }

    /** `confirmPayment` and `confirmSetup`, for methods of any type. */
    function confirmAny(name: string, kind: Kind): Member {
      const caller = `stripe.${name}()`
      return (given) => {
        const {
          elements,
          clientSecret,
          confirmParams,
          redirect = 'always',
        } = requireObject(caller, 'the argument', given)
        if (elements) return Promise.resolve(refusal(CARD_FIELDS))
        const secret = readSecret(caller, clientSecret, [kind])
        const params = optionalObject(caller, 'confirmParams', confirmParams)
        const returnUrl = optionalText(caller, 'confirmParams.return_url', params.return_url)
        if (redirect !== 'always' && redirect !== 'if_required')
          throw new IntegrationError(`${caller}: redirect must be 'always' or 'if_required'.`)
        if (redirect === 'if_required') return confirm(secret, params).then((result) => act(result, kind))
        if (returnUrl === undefined || !isAddress(returnUrl))
          throw new IntegrationError(`${caller}: confirmParams.return_url must be a whole address to go to afterwards.`)
        return confirm(secret, params).then(async (result) => {
          const acted = await act(result, kind)
          return acted.error ? acted : goTo(returnAddress(returnUrl, secret, acted[kind.result] as Intent))
        })
      }
    }

    const retrieveOf =
      (name: string, kind: Kind): Member =>
      (clientSecret) =>
        retrieve(readSecret(`stripe.${name}()`, clientSecret, [kind]))

    function handleNextAction(given: unknown): Promise<Result> {
      const caller = 'stripe.handleNextAction()'
      const { clientSecret, hashedValue } = requireObject(caller, 'the argument', given)
      if (hashedValue !== undefined) return Promise.resolve(refusal(notBuilt('handleNextAction with hashedValue')))
      const secret = readSecret(caller, clientSecret, [PAYMENT, SETUP])
      return retrieve(secret).then((result) => act(result, secret.kind))
    }

    function createPaymentMethod(given: unknown): Promise<Result> {
      const caller = 'stripe.createPaymentMethod()'
      const data = requireObject(caller, 'the argument', given)
      if (data.elements || needsFields(data.type, data)) return Promise.resolve(refusal(CARD_FIELDS))
      if (typeof data.type !== 'string') throw misuse(caller, 'type', 'a string', data.type)
      return call('paymentMethod', 'POST', 'payment_methods', { ...data, ...ours })
    }

    /** `verifyMicrodepositsForPayment` and `...ForSetup`: the two `amounts`, or the `descriptor_code`. */
    function verifyOf(name: string, kind: Kind): Member {
      const caller = `stripe.${name}()`
      return (given, data) => {
        const { id, clientSecret } = readSecret(caller, given, [kind])
        const told = requireObject(caller, 'the second argument', data)
        const path = `${kind.object}s/${id}/verify_microdeposits`
        return call(kind.result, 'POST', path, { ...told, ...ours, client_secret: clientSecret })
      }
    }

    /** From an Element and data, or from data alone. */
    function createSource(given: unknown, more: unknown): Promise<Result> {
      const caller = 'stripe.createSource()'
      const data = requireObject(caller, 'the argument', given)
      optionalObject(caller, 'the second argument', more)
      const isCard = data.type === 'card' && typeof data.token !== 'string'
      if (isCard || needsFields(undefined, data)) return Promise.resolve(refusal(CARD_FIELDS))
      if (typeof data.type !== 'string') throw misuse(caller, 'type', 'a string', data.type)
      return call('source', 'POST', 'sources', { ...data, ...ours })
    }

    function retrieveSource(given: unknown): Promise<Result> {
      const caller = 'stripe.retrieveSource()'
      const { id, client_secret } = requireObject(caller, 'the argument', given)
      if (typeof id !== 'string' || !/^src_\w+$/.test(id))
        throw new IntegrationError(`${caller}: id must look like src_...`)
      if (typeof client_secret !== 'string') throw misuse(caller, 'client_secret', 'a string', client_secret)
      return call('source', 'GET', `sources/${id}`, { ...ours, client_secret })
    }

    /** Of what is named, from data; of a card or its code, from an Element. */
    function createToken(given: unknown, data: unknown): Promise<Result> {
      const caller = 'stripe.createToken()'
      if (typeof given !== 'string' || given === 'cvc_update') return Promise.resolve(refusal(CARD_FIELDS))
      if (!TOKEN_TYPES.includes(given))
        throw new IntegrationError(
          `${caller}: the first argument must be an Element, or one of ${TOKEN_TYPES.join(', ')}.`,
        )
      const { personal_id_number, ...told } = requireObject(caller, 'the second argument', data)
      // What the page calls by its older name.
      const params = given === 'pii' ? { id_number: personal_id_number, ...told } : { personal_id_number, ...told }
      return call('token', 'POST', 'tokens', { [given]: params, ...ours })
    }

    /** Who is calling: libraries and plugins tell. Nobody is told. */
    const introduce = (name: string) => (given: unknown) => {
      const info = requireObject(`stripe.${name}()`, 'the argument', given)
      if (typeof info.name !== 'string') throw misuse(`stripe.${name}()`, 'name', 'a string', info.name)
    }

    const members: Record<string, Member> = {
      confirmPayment: confirmAny('confirmPayment', PAYMENT),
      confirmSetup: confirmAny('confirmSetup', SETUP),
      createPaymentMethod,
      createSource,
      createToken,
      elements() {
        throw new IntegrationError(CARD_FIELDS)
      },
      handleCardAction: async () => refusal(CARD_FIELDS),
      handleNextAction,
      registerAppInfo: introduce('registerAppInfo'),
      retrievePaymentIntent: retrieveOf('retrievePaymentIntent', PAYMENT),
      retrieveSetupIntent: retrieveOf('retrieveSetupIntent', SETUP),
      retrieveSource,
      verifyMicrodepositsForPayment: verifyOf('verifyMicrodepositsForPayment', PAYMENT),
      verifyMicrodepositsForSetup: verifyOf('verifyMicrodepositsForSetup', SETUP),
      _registerWrapper: introduce('_registerWrapper'),
    }
    for (const type of METHOD_TYPES) {
      const spelt = ODD_NAMES[type] ?? type.replace(/(?:^|_)(.)/g, (_, first: string) => first.toUpperCase())
      members[`confirm${spelt}Payment`] = confirmOf(`confirm${spelt}Payment`, PAYMENT, type)
      members[`confirm${spelt}Setup`] = confirmOf(`confirm${spelt}Setup`, SETUP, type)
    }
    for (const name of NOT_BUILT) members[name] = async () => refusal(notBuilt(name))
    for (const name of NOT_BUILT_OBJECTS)
      members[name] = () => {
        throw new IntegrationError(notBuilt(name))
      }
    return members
  }

  /** With or without `new`. `locale` waits for the card fields, the first thing that would speak to a customer. */
  function Stripe(publishableKey: unknown, given: unknown): Record<string, Member> {
    if (typeof publishableKey !== 'string') throw misuse('Stripe()', 'the publishable key', 'a string', publishableKey)
    if (/^[sr]k_/.test(publishableKey))
      throw new IntegrationError(
        'Stripe() was given a secret key, which everyone who opens this page can read. Replace it by the publishable ' +
          'key (pk_...), and treat the secret key as exposed.',
      )
    if (!publishableKey.startsWith('pk_'))
      throw new IntegrationError('Stripe() takes a publishable key, which starts with pk_.')
    const options = optionalObject('Stripe()', 'the options', given)
    optionalText('Stripe()', 'locale', options.locale)
    return membersFor({
      key: publishableKey,
      _stripe_account: optionalText('Stripe()', 'stripeAccount', options.stripeAccount),
      _stripe_version: optionalText('Stripe()', 'apiVersion', options.apiVersion),
    })
  }

  Object.assign(window, { Stripe: Object.assign(Stripe, { version }) })
})()
