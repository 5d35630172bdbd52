// A field of an XDM schema, resolved: nothing refers elsewhere, and classes and field groups are merged into one tree.

export interface XdmNode {
  readonly type: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean'
  readonly title?: string
  readonly description?: string
  /** Of an object. One without properties and without `additionalProperties` takes anything, and is kept as JSON text. */
  readonly properties?: Readonly<Record<string, XdmNode>>
  readonly required?: readonly string[]
  /** Of a map (`meta:xdmType` is `map`): what each key holds. */
  readonly additionalProperties?: XdmNode
  /** Of an array. */
  readonly items?: XdmNode
  readonly format?: 'date-time' | 'date'
  readonly enum?: readonly string[]
  readonly 'meta:enum'?: Readonly<Record<string, string>>
  readonly 'meta:xdmType'?: string
}
