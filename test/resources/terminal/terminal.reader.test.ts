// Readers themselves: how they are registered, and what they show and ask. (https://docs.stripe.com/api/terminal/readers)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { intent, present, readerIn, shop } from './till.ts'

behaves('POST /v1/terminal/readers', 'registers simulated readers', async (world) => {
  const { stripe, call, news } = world
  const { id: location } = await shop(world)
  const { id, last_seen_at, serial_number, ...rest } = await stripe.terminal.readers.create({
    registration_code: 'simulated-wpe',
    label: 'Blue Rabbit',
    location,
    metadata: { a: '1' },
  })
  assert.match(id, /^tmr_\w{14}$/)
  assert.match(serial_number, /^SIMULATOR-\w{10}$/)
  assert.equal(last_seen_at! % 1000, 0)
  assert.ok(last_seen_at! > 1_600_000_000_000)
  assert.deepEqual(
    { ...rest },
    {
      object: 'terminal.reader',
      action: null,
      device_sw_version: '',
      device_type: 'simulated_wisepos_e',
      ip_address: '0.0.0.0',
      label: 'Blue Rabbit',
      livemode: false,
      location,
      metadata: { a: '1' },
      status: 'online',
    },
  )
  const other = await stripe.terminal.readers.create({ registration_code: 'simulated-s700' })
  assert.deepEqual([other.device_type, other.label, other.location], ['simulated_stripe_s700', 'simulated-s700', null])
  refused(await call('POST', '/v1/terminal/readers', 'registration_code=puppies-plug-could'), 400, {
    param: 'registration_code',
    message: /^The registration code puppies-plug-could is not that of a simulated reader: simulated-wpe, /,
  })
  refused(await call('POST', '/v1/terminal/readers', 'label=x'), 400, {
    code: 'parameter_missing',
    param: 'registration_code',
    message: 'Missing required param: registration_code.',
  })
  refused(await call('POST', '/v1/terminal/readers', 'registration_code=simulated-wpe&location=tml_none'), 400, {
    code: 'resource_missing',
    param: 'location',
    message: "No such location: 'tml_none'",
  })
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/terminal/readers', 'lists by what readers are', async (world) => {
  const { stripe, news } = world
  const one = await readerIn(world)
  const two = await stripe.terminal.readers.create({ registration_code: 'simulated-s700' })
  const ids = async (params: Stripe.Terminal.ReaderListParams) =>
    (await stripe.terminal.readers.list(params)).data.map(({ id }) => id)
  assert.deepEqual(await ids({}), [two.id, one.id])
  assert.deepEqual(await ids({ device_type: 'simulated_stripe_s700' }), [two.id])
  assert.deepEqual(await ids({ location: one.location as string }), [one.id])
  assert.deepEqual(await ids({ serial_number: two.serial_number }), [two.id])
  assert.deepEqual(await ids({ status: 'offline' }), [])
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/terminal/readers/{id}', 'shows its location when asked', async (world) => {
  const { stripe, call, news } = world
  const made = await readerIn(world)
  const found = (await stripe.terminal.readers.retrieve(made.id, { expand: ['location'] })) as Stripe.Terminal.Reader
  assert.equal((found.location as Stripe.Terminal.Location).display_name, 'Shop')
  refused(await call('GET', '/v1/terminal/readers/tmr_none'), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such reader: 'tmr_none'",
  })
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/terminal/readers/{id}', 'changes label and metadata', async (world) => {
  const { stripe, news } = world
  const made = await readerIn(world)
  const changed = await stripe.terminal.readers.update(made.id, { label: 'Red', metadata: { b: '2' } })
  assert.deepEqual({ ...changed }, { ...made, label: 'Red', metadata: { b: '2' } })
  const bare = (await stripe.terminal.readers.update(made.id, { label: '' })) as Stripe.Terminal.Reader
  assert.equal(bare.label, made.serial_number)
  assert.deepEqual(await news(), [])
})

behaves('DELETE /v1/terminal/readers/{id}', 'leaves what it was', async (world) => {
  const { stripe, call, news } = world
  const { id, device_type, serial_number } = await readerIn(world)
  const gone = await stripe.terminal.readers.del(id)
  assert.deepEqual({ ...gone }, { id, object: 'terminal.reader', deleted: true, device_type, serial_number })
  assert.deepEqual((await stripe.terminal.readers.list()).data, [])
  assert.equal((await call('POST', `/v1/terminal/readers/${id}/cancel_action`, '')).status, 404)
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/terminal/readers/{id}/set_reader_display', 'shows a cart', async (world) => {
  const { stripe, call, news, advance } = world
  const { id } = await readerIn(world)
  const cart = {
    currency: 'usd',
    line_items: [{ amount: 5100, description: 'Red t-shirt', quantity: 1 }],
    tax: 100,
    total: 5200,
  }
  const shown = await stripe.terminal.readers.setReaderDisplay(id, { type: 'cart', cart })
  assert.deepEqual([shown.action?.status, shown.action?.set_reader_display], ['in_progress', { cart, type: 'cart' }])
  assert.deepEqual(await news(), [])
  await advance(1)
  assert.equal(((await stripe.terminal.readers.retrieve(id)) as Stripe.Terminal.Reader).action?.status, 'succeeded')
  assert.deepEqual(await news(), ['terminal.reader.action_succeeded'])
  const path = `/v1/terminal/readers/${id}/set_reader_display`
  refused(await call('POST', path, 'type=cart'), 400, {
    code: 'parameter_missing',
    param: 'cart',
    message: 'Missing required param: cart.',
  })
  const item = 'cart[line_items][0][description]=a&cart[line_items][0][amount]=1'
  refused(
    await call('POST', path, `type=cart&cart[currency]=usd&cart[total]=1&${item}&cart[line_items][0][quantity]=0`),
    400,
    {
      code: 'parameter_invalid_integer',
      param: 'cart[line_items][0][quantity]',
      message: 'This value must be greater than or equal to 1.',
    },
  )
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/terminal/readers/{id}/cancel_action', 'forgets the action', async (world) => {
  const { stripe, news, advance } = world
  const made = await readerIn(world)
  const { id } = await intent(world)
  await stripe.terminal.readers.processPaymentIntent(made.id, { payment_intent: id })
  const idle = (await stripe.terminal.readers.cancelAction(made.id)) as Stripe.Terminal.Reader
  assert.deepEqual({ ...idle, last_seen_at: 0 }, { ...made, last_seen_at: 0 })
  assert.equal((await present(world, made.id)).status, 400)
  // A display that was canceled is never done.
  const cart = { currency: 'usd', line_items: [{ amount: 1, description: 'a', quantity: 1 }], total: 1 }
  await stripe.terminal.readers.setReaderDisplay(made.id, { type: 'cart', cart })
  await stripe.terminal.readers.cancelAction(made.id)
  await advance(5)
  assert.deepEqual(await news(), ['payment_intent.created'])
})

const INPUTS = [
  { type: 'text', required: true, custom_text: { title: 'Your name' } },
  { type: 'email', custom_text: { title: 'Your e-mail' }, toggles: [{ title: 'News', default_value: 'enabled' }] },
  {
    type: 'selection',
    required: true,
    custom_text: { title: 'Size' },
    selection: {
      choices: [
        { id: 's', text: 'Small', style: 'primary' },
        { id: 'l', text: 'Large' },
      ],
    },
  },
] as Stripe.Terminal.ReaderCollectInputsParams.Input[]

behaves('POST /v1/terminal/readers/{id}/collect_inputs', 'asks', async (world) => {
  const { stripe, call, news } = world
  const { id } = await readerIn(world)
  const { action } = await stripe.terminal.readers.collectInputs(id, { inputs: INPUTS, metadata: { a: '1' } })
  const text = (title: string) => ({ description: null, skip_button: null, submit_button: null, title })
  assert.deepEqual([action?.status, action?.type], ['in_progress', 'collect_inputs'])
  assert.deepEqual(action?.collect_inputs, {
    inputs: [
      { custom_text: text('Your name'), required: true, text: { value: null }, toggles: null, type: 'text' },
      {
        custom_text: text('Your e-mail'),
        email: { value: null },
        required: false,
        toggles: [{ default_value: 'enabled', description: null, title: 'News', value: null }],
        type: 'email',
      },
      {
        custom_text: text('Size'),
        required: true,
        selection: {
          choices: [
            { id: 's', style: 'primary', text: 'Small' },
            { id: 'l', style: 'secondary', text: 'Large' },
          ],
          id: null,
          text: null,
        },
        toggles: null,
        type: 'selection',
      },
    ],
    metadata: { a: '1' },
  })
  const refuse = async (form: string, code: string | undefined, param: string, message: string | RegExp) =>
    refused(await call('POST', `/v1/terminal/readers/${id}/collect_inputs`, form), 400, {
      param,
      message,
      ...(code && { code }),
    })
  const titled = 'inputs[0][custom_text][title]=a&inputs[0][type]='
  await refuse(
    `${titled}selection`,
    'parameter_missing',
    'inputs[0][selection]',
    'Missing required param: inputs[0][selection].',
  )
  await refuse(`${titled}signature`, 'not_built', 'inputs[0][type]', 'Brindle has nobody who signs yet.')
  await refuse('inputs[0][type]=text', 'parameter_missing', 'inputs[0][custom_text]', /^Missing required param/)
  await refuse(
    Array.from({ length: 6 }, (_, i) => `inputs[${i}][custom_text][title]=a&inputs[${i}][type]=text`).join('&'),
    undefined,
    'inputs',
    'Array inputs exceeded maximum 5 allowed elements.',
  )
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/test_helpers/terminal/readers/{id}/succeed_input_collection', 'fills the form in', async (world) => {
  const { stripe, call, news } = world
  const { id } = await readerIn(world)
  const helpers = stripe.testHelpers.terminal.readers
  refused(await call('POST', `/v1/test_helpers/terminal/readers/${id}/succeed_input_collection`, ''), 400, {
    message: 'This reader has no action in progress that collects inputs.',
  })
  await stripe.terminal.readers.collectInputs(id, { inputs: INPUTS })
  const all = (await helpers.succeedInputCollection(id)).action!.collect_inputs!.inputs
  assert.deepEqual(
    all.map(({ skipped, text, email, selection, toggles }) => [
      skipped,
      text?.value ?? email?.value ?? selection?.id,
      toggles?.[0]?.value,
    ]),
    [
      [false, 'Jenny Rosen', undefined],
      [false, 'jenny.rosen@example.com', 'enabled'],
      [false, 's', undefined],
    ],
  )
  await stripe.terminal.readers.collectInputs(id, { inputs: INPUTS })
  const some = (await helpers.succeedInputCollection(id, { skip_non_required_inputs: 'all' })).action!
  assert.deepEqual(
    [some.status, some.collect_inputs!.inputs.map(({ skipped }) => skipped)],
    ['succeeded', [false, true, false]],
  )
  assert.equal(some.collect_inputs!.inputs[1]!.email!.value, null)
  assert.deepEqual(await news(), ['terminal.reader.action_succeeded', 'terminal.reader.action_succeeded'])
})

behaves('POST /v1/test_helpers/terminal/readers/{id}/timeout_input_collection', 'gives up waiting', async (world) => {
  const { stripe, news } = world
  const { id } = await readerIn(world)
  await stripe.terminal.readers.collectInputs(id, { inputs: INPUTS })
  const { action } = await stripe.testHelpers.terminal.readers.timeoutInputCollection(id)
  assert.deepEqual(
    [action!.status, action!.failure_code, action!.api_error],
    ['failed', 'collect_inputs_timed_out', null],
  )
  assert.deepEqual(await news(), ['terminal.reader.action_failed'])
})

behaves(
  'POST /v1/terminal/configurations/{id}',
  'replaces what is sent, and clears what is sent empty',
  async (world) => {
    const { stripe, news } = world
    const [theDefault] = (await stripe.terminal.configurations.list()).data
    const changed = await stripe.terminal.configurations.update(theDefault!.id, {
      offline: { enabled: true },
      name: 'All',
    })
    assert.deepEqual({ ...changed }, { ...theDefault, name: 'All', offline: { enabled: true } })
    const cleared = await stripe.terminal.configurations.update(theDefault!.id, { offline: '' })
    assert.deepEqual({ ...cleared }, { ...theDefault, name: 'All' })
    assert.deepEqual(await news(), [])
  },
)
