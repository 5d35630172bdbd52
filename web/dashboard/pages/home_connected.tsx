// Whether a program is connected as it is to be: an SDK has asked, a page has loaded Stripe.js, a webhook was taken. Each with what to do.
import type { ComponentChildren } from 'preact'
import { useGet } from '../api.ts'
import { host, href } from '../router.ts'
import { key, publishableOf } from '../session.ts'
import { Copy } from '../ui/copy.tsx'
import { Section } from '../ui/page.tsx'
import { words } from '../words.ts'

const W = words({
  en: {
    title: 'Connect your program',
    sdk: 'A program has called the API',
    page: 'A page has called through Stripe.js',
    hook: 'A webhook endpoint has taken an event',
    done: 'Done',
    open: 'Not yet',
    hookHow: 'Add one under Webhooks, or run',
  },
  de: {
    title: 'Verbinden Sie Ihr Programm',
    sdk: 'Ein Programm hat die API aufgerufen',
    page: 'Eine Seite hat über Stripe.js aufgerufen',
    hook: 'Ein Webhook-Endpunkt hat ein Ereignis angenommen',
    done: 'Fertig',
    open: 'Noch nicht',
    hookHow: 'Fügen Sie unter Webhooks einen hinzu, oder starten Sie',
  },
})

type Some = { readonly data: readonly unknown[] }

/** Nothing of it is shown once all of it is done. */
export function Connected() {
  const sdk = useGet<Some>('/brindle/requests', { source: 'api', limit: 1 })
  const page = useGet<Some>('/brindle/requests', { source: 'stripe.js', limit: 1 })
  const hook = useGet<Some>('/brindle/webhook_deliveries', { state: 'delivered', limit: 1 })
  const found = [sdk, page, hook].map(({ data }) => data && data.data.length > 0)
  if (found.includes(undefined) || !found.includes(false)) return null
  const url = new URL(location.origin + host)
  const secret = key.value ?? ''
  const port = url.port || (url.protocol === 'https:' ? '443' : '80')
  return (
    <Section title={W.title}>
      <ol class="steps">
        <Step title={W.sdk} isDone={found[0]!}>
          <Copy
            text={`new Stripe('${secret}', { host: '${url.hostname}', port: ${port}, protocol: '${url.protocol.slice(0, -1)}' })`}
          />
        </Step>
        <Step title={W.page} isDone={found[1]!}>
          <Copy text={`<script src="${url.href.replace(/\/$/, '')}/v3/"></script>`} />{' '}
          <Copy text={`Stripe('${publishableOf(secret) ?? 'pk_test_…'}')`} />
        </Step>
        <Step title={W.hook} isDone={found[2]!}>
          <a href={href('/webhooks')}>{W.hookHow}</a>{' '}
          <Copy
            text={`npx brindle listen --url ${url.href.replace(/\/$/, '')} --key ${secret} --forward-to http://127.0.0.1:4242/webhook`}
          />
        </Step>
      </ol>
    </Section>
  )
}

interface StepProps {
  readonly title: string
  readonly isDone: boolean
  readonly children: ComponentChildren
}

const Step = ({ title, isDone, children }: StepProps) => (
  <li>
    <span class={isDone ? 'status good' : 'status waits'}>{isDone ? W.done : W.open}</span> <strong>{title}</strong>
    {!isDone && <p>{children}</p>}
  </li>
)
