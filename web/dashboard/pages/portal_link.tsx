// A way into the portal for one customer: a session is made, and its address shown.
import type Stripe from 'stripe'
import { useEffect, useState } from 'preact/hooks'
import { call } from '../api.ts'
import { Copy } from '../ui/fields.tsx'
import { Problem } from '../ui/page.tsx'
import { words } from '../words.ts'

const W = words({
  en: {
    lead: 'Whoever has this address is this customer in the portal.',
    open: 'Open the portal',
    configured: 'The account had no default configuration of the portal: one that allows everything was made.',
  },
  de: {
    lead: 'Wer diese Adresse hat, ist im Portal dieser Kunde.',
    open: 'Portal öffnen',
    configured:
      'Das Konto hatte noch keine Standardkonfiguration des Portals: eine, die alles erlaubt, wurde angelegt.',
  },
})

/** What customers may do where the account has not said anything. */
const EVERYTHING = {
  features: {
    customer_update: { enabled: true, allowed_updates: ['email', 'name', 'phone'] },
    invoice_history: { enabled: true },
    payment_method_update: { enabled: true },
    subscription_cancel: { enabled: true },
  },
}

/** Makes a session, after a configuration where the account has none. */
async function open(customer: string): Promise<{ readonly url: string; readonly isConfigured: boolean }> {
  const defaults = { is_default: true, active: true, limit: 1 }
  const { data } = await call<{ data: unknown[] }>('GET', '/v1/billing_portal/configurations', defaults)
  if (data.length === 0) await call('POST', '/v1/billing_portal/configurations', EVERYTHING)
  const { url } = await call<Stripe.BillingPortal.Session>('POST', '/v1/billing_portal/sessions', { customer })
  return { url, isConfigured: data.length === 0 }
}

export function PortalLink({ customer }: { readonly customer: string }) {
  const [opened, setOpened] = useState<Awaited<ReturnType<typeof open>>>()
  const [error, setError] = useState<Error>()
  useEffect(() => void open(customer).then(setOpened, setError), [customer])
  return (
    <div class="form">
      <Problem error={error} />
      {opened && (
        <>
          <p>{W.lead}</p>
          {opened.isConfigured && <p class="quiet-text">{W.configured}</p>}
          <Copy text={opened.url} />
          <div class="form-end">
            <a class="button" href={opened.url} target="_blank" rel="noreferrer">
              {W.open}
            </a>
          </div>
        </>
      )}
    </div>
  )
}
