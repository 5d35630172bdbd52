// The documents among the evidence of a dispute: each is uploaded, and stands there as a draft until the evidence is handed in.
// (https://docs.stripe.com/disputes/api, https://docs.stripe.com/file-upload)
import type Stripe from 'stripe'
import { useId, useState } from 'preact/hooks'
import { call, upload } from '../api.ts'
import { bytes } from '../format.ts'
import { href } from '../router.ts'
import { tell } from '../ui/act.tsx'
import { Facts } from '../ui/fields.tsx'
import { Section } from '../ui/page.tsx'
import { words } from '../words.ts'

const W = words({
  en: {
    title: 'Documents',
    kinds: {
      receipt: 'Receipt',
      customer_communication: 'Letters with the customer',
      customer_signature: 'Signature of the customer',
      shipping_documentation: 'Proof of shipment',
      service_documentation: 'Proof of the service',
      refund_policy: 'Refund policy',
      cancellation_policy: 'Cancellation policy',
      duplicate_charge_documentation: 'Proof that it is another payment',
      uncategorized_file: 'Another document',
    },
    hint: 'PDF, JPEG or PNG, up to 5 MB each. They are kept with the evidence and handed in with it; another takes its place.',
    kept: 'The document was added.',
  },
  de: {
    title: 'Dokumente',
    kinds: {
      receipt: 'Beleg',
      customer_communication: 'Schriftwechsel mit dem Kunden',
      customer_signature: 'Unterschrift des Kunden',
      shipping_documentation: 'Versandnachweis',
      service_documentation: 'Leistungsnachweis',
      refund_policy: 'Erstattungsbedingungen',
      cancellation_policy: 'Kündigungsbedingungen',
      duplicate_charge_documentation: 'Nachweis, dass es eine andere Zahlung ist',
      uncategorized_file: 'Weiteres Dokument',
    },
    hint: 'PDF, JPEG oder PNG, je bis zu 5 MB. Sie bleiben bei den Beweisen und werden mit ihnen eingereicht; ein anderes tritt an ihre Stelle.',
    kept: 'Das Dokument wurde hinzugefügt.',
  },
})

type Kind = keyof typeof W.kinds
const KINDS = Object.keys(W.kinds) as readonly Kind[]

/** The dispute is read with its files. */
export const EXPANDED = { expand: KINDS.map((kind) => `evidence.${kind}`) }

interface Props {
  readonly of: Stripe.Dispute
  readonly isOpen: boolean
}

/** Nothing where none were given, and none can be any more. */
export function Documents({ of, isOpen }: Props) {
  const given = KINDS.flatMap((kind) => {
    const file = of.evidence[kind] as Stripe.File | null
    return file ? [[W.kinds[kind], <Named key={kind} of={file} />] as const] : []
  })
  if (!isOpen && given.length === 0) return null
  return (
    <Section title={W.title}>
      {given.length > 0 && <Facts of={given} />}
      {isOpen && (
        <>
          <p class="quiet-text">{W.hint}</p>
          <div class="fields">
            {KINDS.map((kind) => (
              <Added key={kind} kind={kind} to={of.id} />
            ))}
          </div>
        </>
      )}
    </Section>
  )
}

const Named = ({ of: { id, filename, size } }: { readonly of: Stripe.File }) => (
  <>
    <a href={href(`/objects/file/${id}`)}>{filename ?? id}</a> <small>{bytes(size)}</small>
  </>
)

/** The field that adds a document to a dispute, or puts another in its place: evidence cannot be taken away. */
function Added({ kind, to }: { readonly kind: Kind; readonly to: string }) {
  const id = useId()
  const [isSent, setSent] = useState(false)
  const send = async (input: HTMLInputElement) => {
    const [chosen] = input.files ?? []
    if (!chosen) return
    setSent(true)
    try {
      const { id: added } = await upload<Stripe.File>('dispute_evidence', chosen)
      await call('POST', `/v1/disputes/${to}`, { evidence: { [kind]: added }, submit: false })
      tell(W.kept)
    } catch (thrown) {
      tell((thrown as Error).message, true)
    }
    input.value = ''
    setSent(false)
  }
  return (
    <div class="field">
      <label for={id}>{W.kinds[kind]}</label>
      <input
        type="file"
        id={id}
        accept="application/pdf,image/jpeg,image/png"
        disabled={isSent}
        onChange={(event) => void send(event.currentTarget)}
      />
    </div>
  )
}
