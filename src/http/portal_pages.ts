// The page of the customer portal: a portal session's token in its address, what it shows, and the forms that are sent from it.
// (https://docs.stripe.com/customer-management)
import { readForm } from './forms.ts'
import type { Json, Problem } from './hosted.ts'
import { saidIn } from './method_form.ts'
import { ACTS, doneWith, takeMethod } from './portal_acts.ts'
import { type Asked, NotTheirs } from './portal_asking.ts'
import { showForeseen } from './portal_subscriptions.ts'
import { portalOf, showPortal } from './portal_view.ts'
import type { Page, PageReply, PageRequest } from './server.ts'
import { names, refused, type StepsOptions } from './steps.ts'

export function portalPages(options: StepsOptions): Page[] {
  const path = '/p/session/:token'
  const found: Page[] = [
    {
      method: 'GET',
      path,
      run: (request) => (request.query.has('setup_intent') ? takeMethod(options, request) : open(options, request)),
    },
    { method: 'POST', path, run: (request) => act(options, request) },
  ]
  return found.map((page) => ({ ...page, run: (request) => page.run(named(request)) }))
}

/** `test_<account>.<session>.<chance>`: the account may have that of its platform before it. */
function named(page: PageRequest): PageRequest {
  const { token = '' } = names(page)
  const [, account = 'none', id = 'none'] = /^test_(.+)\.(\w+)\.\w+$/.exec(token) ?? []
  return { ...page, ids: { token, account, id } }
}

/** A session for one change shows what that costs; what cannot be foretold is told. */
async function open(options: StepsOptions, page: PageRequest): Promise<PageReply> {
  const portal = page.query.has('done') ? undefined : await portalOf(options, page)
  if (portal?.session.status !== 'open' || portal.session.flow?.type !== 'subscription_update_confirm')
    return showPortal(options, page)
  try {
    const shown = await showForeseen({ ...portal, options, page, form: {} })
    if (!shown || !('text' in shown)) return shown ?? (await showPortal(options, page))
    const { error } = JSON.parse(shown.text) as { error: Problem }
    return await showPortal(options, page, { status: shown.status, problem: error })
  } catch (thrown) {
    if (thrown instanceof NotTheirs) return showPortal(options, page)
    throw thrown
  }
}

/** Does what the form asks for, as far as the customer may. */
async function act(options: StepsOptions, page: PageRequest): Promise<PageReply> {
  try {
    const { do: what, ...form } = await readForm(page)
    const portal = await portalOf(options, page)
    const known = typeof what === 'string' && Object.hasOwn(ACTS, what) ? ACTS[what] : undefined
    if (!portal || portal.session.status === 'expired' || !known?.may(portal.configuration.features))
      return await showPortal(options, page)
    const asked: Asked = { ...portal, options, page, form: form as Json }
    const reply = await known.run(asked)
    if (!('text' in reply)) return reply
    if (reply.status !== 200) {
      const { error } = JSON.parse(reply.text) as { error: Problem }
      return await showPortal(options, page, {
        ...{ status: reply.status, problem: error },
        ...(what === 'add' && { said: saidIn(form) }),
      })
    }
    return doneWith(asked)
  } catch (thrown) {
    if (thrown instanceof NotTheirs) return showPortal(options, page)
    return refused(options, thrown as Error)
  }
}
