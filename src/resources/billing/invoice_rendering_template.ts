// Invoice rendering templates: what stands on the invoices of some customers besides their lines.
// (https://docs.stripe.com/api/invoice-rendering-template) Stripe makes and changes them in its dashboard only, so those calls
// are ours; neither is news.
import type Stripe from 'stripe'
import type { Node } from '../../contract/index.ts'
import { invalid } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { object, type Row, resource, shown } from '../../kernel/resource.ts'

/** What a template says on an invoice, where the invoice says nothing itself. */
export interface InvoiceText {
  readonly memo: string | null
  readonly footer: string | null
  readonly custom_fields: readonly { readonly name: string; readonly value: string }[]
}

/** What each version says, the first one first. */
export interface TemplateState {
  readonly versions: readonly InvoiceText[]
}

export const invoiceRenderingTemplate = object<Stripe.InvoiceRenderingTemplate, TemplateState>(
  'invoice_rendering_template',
  { prefix: 'inrtem' },
)

/** What an invoice takes of them. Memo and footer: as dev.classmethod.jp found by trying, in 2024; the rest: the SDK’s comments. */
const MAX = { memo: 500, footer: 5_000, name: 40, value: 140, fields: 4 } as const
/** Our own limit: all versions of a template are kept with it. */
const VERSIONS_MAX = 100

const cleared = (max: number): Node => ({ k: 'empty', of: { k: 'string', max } })
const FIELD: Node = {
  k: 'object',
  p: { name: { k: 'string', max: MAX.name }, value: { k: 'string', max: MAX.value } },
  r: ['name', 'value'],
}
const TEMPLATE: Node & { k: 'object' } = {
  k: 'object',
  p: {
    nickname: cleared(5_000),
    metadata: { k: 'metadata' },
    memo: cleared(MAX.memo),
    footer: cleared(MAX.footer),
    custom_fields: { k: 'array', of: FIELD },
  },
}
const VERSION: Node & { k: 'object' } = { k: 'object', p: { version: { k: 'integer' } } }

interface Given {
  readonly nickname?: string
  readonly metadata?: Record<string, string> | ''
  readonly memo?: string
  readonly footer?: string
  readonly custom_fields?: InvoiceText['custom_fields']
}

export const invoiceRenderingTemplates = resource(invoiceRenderingTemplate)
  // [K] Of what the API shows of an earlier version, only the number is another: name and state are today's.
  .on<Stripe.InvoiceRenderingTemplateRetrieveParams>(
    'GET /v1/invoice_rendering_templates/{id}',
    (_tx, { version }, self) => {
      invoiceTextOf(self, version)
      return shown(self, { version: version ?? self.version })
    },
  )
  .on<Stripe.InvoiceRenderingTemplateListParams>('GET /v1/invoice_rendering_templates', (tx, params) =>
    list(tx, invoiceRenderingTemplate, params as never, '/v1/invoice_rendering_templates'),
  )
  // [K] To archive what is archived already, or the other way round, changes nothing and is no mistake.
  .on<Stripe.InvoiceRenderingTemplateArchiveParams>(
    'POST /v1/invoice_rendering_templates/{id}/archive',
    (tx, _params, self) => tx.update(invoiceRenderingTemplate, self, { status: 'archived' }),
  )
  .on<Stripe.InvoiceRenderingTemplateUnarchiveParams>(
    'POST /v1/invoice_rendering_templates/{id}/unarchive',
    (tx, _params, self) => tx.update(invoiceRenderingTemplate, self, { status: 'active' }),
  )

  .on<Given>(
    'POST /brindle/invoice_rendering_templates',
    (tx, params) => {
      const text = textOf(params)
      const row = tx.insert(invoiceRenderingTemplate, {
        created: tx.now,
        livemode: false,
        metadata: mergeMetadata({}, params.metadata),
        nickname: params.nickname || null,
        status: 'active',
        version: 1,
        hidden: { versions: [text] },
      })
      return shown(row, { ...text })
    },
    { params: TEMPLATE },
  )
  .on<{ version?: number }>(
    'GET /brindle/invoice_rendering_templates/{id}',
    (_tx, { version }, self) => shown(self, { version: version ?? self.version, ...invoiceTextOf(self, version) }),
    { params: VERSION },
  )
  .on<Given>(
    'POST /brindle/invoice_rendering_templates/{id}',
    (tx, params, self) => {
      if (self.status === 'archived') throw invalid('You cannot update a template that is archived.')
      const { versions } = self.hidden
      const text = textOf(params, versions.at(-1))
      // A version is a change of what is rendered, and of nothing else.
      const isNew = !isSame(text, versions.at(-1)!)
      if (isNew && versions.length >= VERSIONS_MAX)
        throw invalid(`This template has ${VERSIONS_MAX} versions, which is as many as Brindle keeps.`)
      const row = tx.update(invoiceRenderingTemplate, self, {
        ...(params.nickname !== undefined && { nickname: params.nickname || null }),
        ...(params.metadata !== undefined && { metadata: mergeMetadata(self.metadata ?? {}, params.metadata) }),
        ...(isNew && { version: self.version + 1, hidden: { versions: [...versions, text] } }),
      })
      return shown(row, { ...text })
    },
    { params: TEMPLATE },
  )

/** What a version of a template says, the latest one unless told. Refuses a version that there is not; wording [M]. */
export function invoiceTextOf(
  self: Row<Stripe.InvoiceRenderingTemplate, TemplateState>,
  version: number = self.version,
  param = 'version',
): InvoiceText {
  const text = self.hidden.versions[version - 1]
  if (!text)
    throw invalid(`No such version of invoice_rendering_template '${self.id}': ${version}`, {
      code: 'resource_missing',
      param,
    })
  return text
}

const NOTHING: InvoiceText = { memo: null, footer: null, custom_fields: [] }

/** What is not given stays as it was. More than four fields: wording [M]. */
function textOf({ memo, footer, custom_fields }: Given, before: InvoiceText = NOTHING): InvoiceText {
  if (custom_fields && custom_fields.length > MAX.fields)
    throw invalid(`A template can have at most ${MAX.fields} custom fields.`, { param: 'custom_fields' })
  return {
    memo: memo === undefined ? before.memo : memo || null,
    footer: footer === undefined ? before.footer : footer || null,
    custom_fields: custom_fields ?? before.custom_fields,
  }
}

const isSame = (one: InvoiceText, other: InvoiceText): boolean =>
  one.memo === other.memo &&
  one.footer === other.footer &&
  one.custom_fields.length === other.custom_fields.length &&
  one.custom_fields.every(
    ({ name, value }, i) => name === other.custom_fields[i]!.name && value === other.custom_fields[i]!.value,
  )
