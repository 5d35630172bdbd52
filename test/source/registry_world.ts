// A sandbox of the registry for each test, and the resources that most of them need. For tests.
import assert from 'node:assert/strict'
import { type Called, type SourceWorld, sourceWorld } from './world.ts'

export const PROFILE = 'https://ns.adobe.com/xdm/context/profile'
export const EVENT = 'https://ns.adobe.com/xdm/context/experienceevent'
export const RECORD = 'https://ns.adobe.com/xdm/data/record'
export const XED = 'application/vnd.adobe.xed'
export const RAW = `${XED}+json; version=1`

export type Call = (
  method: string,
  path: string,
  body?: unknown,
  accept?: string | Record<string, string>,
) => Promise<Called>

export type Sandbox = Call & { readonly scope: { readonly org: string; readonly sandbox: string } }

export interface RegistryWorld {
  readonly world: SourceWorld
  /** Epoch milliseconds, which stand still until they are set. */
  now: number
  /** Calls in a sandbox; without a name, in one that nothing else has. */
  sandbox(name?: string, org?: string): Sandbox
}

/** A source with sandboxes. Paths are those under /schemaregistry, or begin with /catalog. */
export async function registryWorld(): Promise<RegistryWorld> {
  let sandboxes = 0
  const made: RegistryWorld = {
    now: 1_700_000_000_000,
    world: await sourceWorld({ now: () => made.now }),
    sandbox: (name = `s${++sandboxes}`, org = 'BRINDLE@AdobeOrg') => {
      const call: Call = (method, path, body, accept = RAW) => {
        const more = typeof accept === 'string' ? { accept } : accept
        const headers = { 'x-sandbox-name': name, 'x-gw-ims-org-id': org, ...more }
        return made.world.call(method, path.startsWith('/catalog') ? path : `/schemaregistry${path}`, body, headers)
      }
      return Object.assign(call, { scope: { org, sandbox: name } })
    },
  }
  return made
}

export const text = { type: 'string', title: 'T', description: 'D' }
export const group = (title: string, fields: object, more: object = {}) => ({
  title,
  description: 'Fields of a charge.',
  type: 'object',
  'meta:intendedToExtend': [PROFILE],
  definitions: { customFields: { properties: { _brindle: { type: 'object', properties: fields } } } },
  allOf: [{ $ref: '#/definitions/customFields' }],
  ...more,
})
export const schema = (title: string, ...parts: string[]) => ({
  title,
  type: 'object',
  allOf: parts.map(($ref) => ({ $ref })),
})
export const made = async (call: Call, path: string, body: object): Promise<Called['body']> => {
  const { status, body: said } = await call('POST', path, body)
  assert.equal(status, 201, JSON.stringify(said))
  return said
}
export const url = (id: string) => encodeURIComponent(id)

/** A schema with `charges_data.id`, `.amount` and `.status`. */
export async function charges(call: Call) {
  const fields = {
    charges_data: {
      type: 'object',
      title: 'Charge',
      properties: {
        id: text,
        title: { type: 'string' },
        amount: { type: 'integer' },
        status: { type: 'string', enum: ['failed', 'succeeded'], 'meta:enum': { failed: 'Failed' } },
      },
    },
  }
  const fieldGroup = await made(call, '/tenant/fieldgroups', group('Charge fields', fields))
  const its = await made(call, '/tenant/schemas', schema('Charges', PROFILE, fieldGroup.$id))
  return { fieldGroup, schema: its }
}
