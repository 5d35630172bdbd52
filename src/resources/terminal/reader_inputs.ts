// Forms on a reader's screen: what is asked, and what a simulated customer types.
// (https://docs.stripe.com/terminal/features/collect-inputs)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { invalid, missingParameter, tooLong, tooManyElements, unbuilt } from '../../kernel/errors.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import type { Tx } from '../../kernel/tx.ts'
import { begin, fail, type Reader, succeed, waitingFor } from './reader_state.ts'

type Collect = Params<Stripe.Terminal.ReaderCollectInputsParams>
type Given = Collect['inputs'][number]
type Input = NonNullable<NonNullable<Reader['action']>['collect_inputs']>['inputs'][number]

/** (the guide, under "Limitations"; [K]) */
const INPUTS_MAX = 5
const CHOICES_MAX = 4
const TOGGLES_MAX = 2
const TITLE_MAX = 50
const CHOICE_MAX = 30

/** What a simulated customer types, by the kind of the input. [K] */
const TYPED = {
  email: 'jenny.rosen@example.com',
  numeric: '12345',
  phone: '+15555550100',
  text: 'Jenny Rosen',
} as const

export function collectInputs(tx: Tx, self: Reader, { inputs, metadata }: Collect): Reader {
  if (inputs.length === 0) throw missingParameter('inputs')
  if (inputs.length > INPUTS_MAX) throw tooManyElements(INPUTS_MAX, 'inputs')
  const asked = inputs.map((input, i) => inputOf(input, `inputs[${i}]`))
  return begin(tx, self, 'collect_inputs', { inputs: asked, metadata: mergeMetadata({}, metadata) })
}

function inputOf(given: Given, at: string): Input {
  check(given, at)
  const { type, required, custom_text: text, selection, toggles } = given
  return {
    custom_text: {
      description: text.description ?? null,
      skip_button: text.skip_button ?? null,
      submit_button: text.submit_button ?? null,
      title: text.title,
    },
    required: required ?? false,
    toggles:
      toggles?.map(({ default_value, description, title }) => ({
        default_value: default_value ?? 'disabled',
        description: description ?? null,
        title: title ?? null,
        value: null,
      })) ?? null,
    type,
    [type]: selection
      ? { choices: selection.choices.map((choice) => ({ style: 'secondary', ...choice })), id: null, text: null }
      : { value: null },
  } as unknown as Input
}

/** (limits: the comments of the parameters; texts [M]) */
function check({ type, selection, toggles = [] }: Given, at: string): void {
  if (type === 'signature') throw unbuilt('Brindle has nobody who signs yet.', `${at}[type]`)
  if (type === 'selection' && !selection) throw missingParameter(`${at}[selection]`)
  if (type !== 'selection' && selection)
    throw invalid('Choices are only for inputs of the type `selection`.', { param: `${at}[selection]` })
  const choices = selection?.choices ?? []
  if (selection && choices.length === 0) throw missingParameter(`${at}[selection][choices]`)
  if (choices.length > CHOICES_MAX) throw tooManyElements(CHOICES_MAX, `${at}[selection][choices]`)
  if (toggles.length > TOGGLES_MAX) throw tooManyElements(TOGGLES_MAX, `${at}[toggles]`)
  for (const [i, { id, text }] of choices.entries()) {
    if (id.length > TITLE_MAX) throw tooLong(id, TITLE_MAX, `${at}[selection][choices][${i}][id]`)
    if (text.length > CHOICE_MAX) throw tooLong(text, CHOICE_MAX, `${at}[selection][choices][${i}][text]`)
  }
  for (const [i, toggle] of toggles.entries())
    for (const name of ['title', 'description'] as const)
      if ((toggle[name] ?? '').length > TITLE_MAX)
        throw tooLong(toggle[name]!, TITLE_MAX, `${at}[toggles][${i}][${name}]`)
}

/** The customer fills the form in; with `all`, they skip what they may. */
export function fillIn(tx: Tx, self: Reader, skip: string | undefined): Reader {
  const { inputs } = waitingFor(self, 'inputs').collect_inputs!
  return succeed(tx, self, {
    inputs: inputs.map((input) => (skip === 'all' && !input.required ? skipped(input) : filled(input))),
  })
}

const skipped = (input: Input): Input => ({ ...input, skipped: true })

function filled(input: Input): Input {
  const toggles = input.toggles?.map((one) => ({ ...one, value: one.default_value }))
  const [first] = input.selection?.choices ?? []
  const said = first
    ? { ...input.selection, id: first.id, text: first.text }
    : { value: TYPED[input.type as keyof typeof TYPED] }
  return { ...input, skipped: false, toggles, [input.type]: said } as Input
}

/** The customer went away. (the code [M]) */
export function timeOut(tx: Tx, self: Reader): Reader {
  waitingFor(self, 'inputs')
  return fail(tx, self, {
    code: 'collect_inputs_timed_out',
    message: 'The customer did not complete the inputs in time.',
  })
}
