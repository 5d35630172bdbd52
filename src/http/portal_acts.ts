// What a customer does in the portal, with the merchant's rights: for what is theirs, and as far as the configuration goes. Subscriptions have
// a file of their own, portal_subscriptions.ts. (https://docs.stripe.com/customer-management/configure-portal)
import type { Reply } from '../kernel/api.ts'
import type { Json } from './hosted.ts'
import { chosenMethod, placeOf, withoutEmpty } from './method_form.ts'
import { type Act, addressOf, ask, type Asked, NotTheirs, ownObject } from './portal_asking.ts'
import { SUBSCRIPTION_ACTS } from './portal_subscriptions.ts'
import { portalOf, showPortal } from './portal_view.ts'
import type { PageReply, PageRequest } from './server.ts'
import { goTo, type StepsOptions } from './steps.ts'

/** By what the button sends. */
export const ACTS: Readonly<Record<string, Act>> = {
  ...SUBSCRIPTION_ACTS,
  add: { may: mayPay, run: addMethod },
  default: {
    may: mayPay,
    run: async (asked) =>
      ask(asked, 'POST', `/v1/customers/${asked.session.customer}`, byDefault(await ownMethod(asked))),
  },
  remove: {
    may: mayPay,
    run: async (asked) => ask(asked, 'POST', `/v1/payment_methods/${await ownMethod(asked)}/detach`),
  },
  update: { may: ({ customer_update: update }) => update.enabled, run: updateDetails },
  add_tax_id: {
    may: mayTellTaxIds,
    run: async (asked) => {
      const { type, value } = asked.form
      return ask(asked, 'POST', `/v1/customers/${asked.session.customer}/tax_ids`, { type, value })
    },
  },
  remove_tax_id: {
    may: mayTellTaxIds,
    run: async (asked) => {
      const { id } = await ownObject(asked, `/v1/customers/${asked.session.customer}/tax_ids`, asked.form.tax_id)
      return ask(asked, 'DELETE', `/v1/customers/${asked.session.customer}/tax_ids/${id}`)
    },
  },
}

function mayPay({ payment_method_update: update }: Json): boolean {
  return update.enabled
}

function mayTellTaxIds({ customer_update: update }: Json): boolean {
  return update.enabled && update.allowed_updates.includes('tax_id')
}

const ownMethod = async (asked: Asked): Promise<string> =>
  (await ownObject(asked, '/v1/payment_methods', asked.form.method)).id

const byDefault = (method: string) => ({ invoice_settings: { default_payment_method: method } })

/** What the form has fields for. */
const DETAILS = ['address', 'email', 'name', 'phone', 'shipping'] as const

/** An address of which nothing is told is left as it is. */
async function updateDetails(asked: Asked): Promise<Reply> {
  const allowed = asked.configuration.features.customer_update.allowed_updates as string[]
  const told = DETAILS.filter((name) => allowed.includes(name) && asked.form[name] !== undefined).map((name) => {
    const value = asked.form[name] as unknown
    const isHash = typeof value === 'object' && value !== null
    return [name, isHash && Object.keys(withoutEmpty(value) as object).length === 0 ? undefined : value] as const
  })
  return ask(
    asked,
    'POST',
    `/v1/customers/${asked.session.customer}`,
    Object.fromEntries(told.filter(([, value]) => value !== undefined)),
  )
}

/** A method is set up, as Stripe's portal does, and becomes the default: at once, or when its bank has been asked. */
async function addMethod(asked: Asked): Promise<Reply | PageReply> {
  const { customer, types } = asked.session
  if (!(types as readonly unknown[]).includes(asked.form.method)) throw new NotTheirs()
  const made = await ask(asked, 'POST', '/brindle/payment_updates', { customer })
  if (made.status !== 200) return made
  const { id } = JSON.parse(made.text) as Json
  const used = await ask(asked, 'POST', `/brindle/payment_updates/${id}/use`, {
    ...chosenMethod(asked.form, {}),
    return_url: addressOf(asked),
  })
  if (used.status !== 200) return used
  const place = placeOf((JSON.parse(used.text) as Json).next_action)
  return place === undefined ? used : goTo(place)
}

/** The bank has sent the customer back: its yes has made what they chose the default, its no is told. */
export async function takeMethod(options: StepsOptions, page: PageRequest): Promise<PageReply> {
  const portal = await portalOf(options, page)
  if (portal?.session.status !== 'open' || !mayPay(portal.configuration.features)) return showPortal(options, page)
  const asked: Asked = { ...portal, options, page, form: {} }
  try {
    const intent = await ownObject(asked, '/v1/setup_intents', page.query.get('setup_intent'))
    if (intent.status === 'succeeded') return doneWith(asked)
    return await showPortal(options, page, intent.last_setup_error ? { problem: intent.last_setup_error } : {})
  } catch (thrown) {
    if (thrown instanceof NotTheirs) return showPortal(options, page)
    throw thrown
  }
}

/** The page as it is then; or on, where the session was for this alone. */
export function doneWith(asked: Asked): PageReply {
  const after = asked.session.flow?.after_completion as Json | undefined
  return goTo(after?.redirect?.return_url ?? `${addressOf(asked)}?done=1`)
}
