// Rows of mapping sets in their forms, a schema for them, and what sets of them make of records, worked out by hand.
import type { MappingRow } from '../../../src/source/mapping/mapping_set.ts'
import type { XdmNode } from '../../../src/source/xdm/node.ts'

export const row = (source: string, destination: string): MappingRow => ({
  sourceType: 'ATTRIBUTE',
  source,
  destination,
})
export const older = (sourceAttribute: string, destinationXdmPath: string): MappingRow => ({
  sourceAttribute,
  destinationXdmPath,
  identity: false,
  version: 0,
})
export const expression = (source: string, destination: string): MappingRow => ({
  sourceType: 'EXPRESSION',
  source,
  destination,
})
export const SCHEMA: XdmNode = {
  type: 'object',
  properties: {
    _id: { type: 'string' },
    person: { type: 'object', properties: { name: { type: 'object', properties: { firstName: { type: 'string' } } } } },
    age: { type: 'integer' },
    score: { type: 'number' },
    paid: { type: 'boolean' },
    at: { type: 'string', format: 'date-time' },
    day: { type: 'string', format: 'date' },
    tags: { type: 'array', items: { type: 'string' } },
    lines: { type: 'array', items: { type: 'object', properties: { n: { type: 'integer' } } } },
    metadata: { type: 'object', additionalProperties: { type: 'string' } },
    anything: { type: 'object' },
  },
}

const EMAILS = {
  customerInfo: {
    name: 'John Smith',
    emails: [
      { name: 'John Smith', email: 'js@example.com' },
      { name: 'Jane Smith', email: 'jane@example.com' },
    ],
  },
}

/** [what, rows, record, result]. The first eight are the samples of help/data-prep/mapping-set.md. */
export const CASES: readonly (readonly [string, readonly MappingRow[], unknown, unknown])[] = [
  [
    'a column with a dot',
    [row('Full\\.Name', 'pi.name')],
    { 'Full.Name': 'John Smith' },
    { pi: { name: 'John Smith' } },
  ],
  ['nested data', [row('customerInfo.name', 'pi.name')], EMAILS, { pi: { name: 'John Smith' } }],
  ['a place of a list', [row('customerInfo.emails[0].email', 'pi.email')], EMAILS, { pi: { email: 'js@example.com' } }],
  [
    'list to list',
    [row('customerInfo.emails', 'pi.emailList')],
    EMAILS,
    { pi: { emailList: EMAILS.customerInfo.emails } },
  ],
  // The page prints an object {"name": …} under names, which no row of it makes; the value itself stands there.
  [
    'each of a list to each of a list',
    [row('customerInfo.emails[*].name', 'pi[*].names')],
    EMAILS,
    { pi: [{ names: 'John Smith' }, { names: 'Jane Smith' }] },
  ],
  [
    'a constant',
    [{ sourceType: 'STATIC', source: 'CUSTOMER', destination: 'userType' }],
    EMAILS,
    { userType: 'CUSTOMER' },
  ],
  [
    'an expression',
    [expression('concat(upper(lastName), upper(firstName))', 'pi.created')],
    { firstName: 'John', lastName: 'Smith' },
    { pi: { created: 'SMITHJOHN' } },
  ],
  ['to a place of a list', [row('customerInfo.name', 'piList[0]')], EMAILS, { piList: ['John Smith'] }],
  // functions.md, "Object copy"
  [
    'an object and a field of it',
    [row('address', 'addr'), row('address.line1', 'addr.addrLine1')],
    { address: { line1: '4191 Ridgebrook Way', city: 'San Jose' } },
    { addr: { line1: '4191 Ridgebrook Way', city: 'San Jose', addrLine1: '4191 Ridgebrook Way' } },
  ],
  ['what is missing is left out', [row('a', 'x.a'), row('b.c', 'x.b'), row('d', 'y.d')], { a: 1 }, { x: { a: 1 } }],
  ['nothing at all', [row('a', 'x.a')], {}, {}],
  ['null is kept', [row('a', 'x.a'), row('b.c', 'x.b')], { a: null, b: null }, { x: { a: null } }],
  [
    'false, 0 and empty texts are kept',
    [row('a', 'a'), row('b', 'b'), row('c', 'c')],
    { a: false, b: 0, c: '' },
    { a: false, b: 0, c: '' },
  ],
  ['a field under a null', [row('o', 'o'), row('f', 'o.f')], { o: null, f: 1 }, { o: { f: 1 } }],
  ['a null whose fields are missing', [row('o', 'o'), row('o.f', 'o.f')], { o: null }, { o: null }],
  [
    'a field that is missing leaves what is copied',
    [row('x.f', 'o.f'), row('o', 'o')],
    { o: { f: 1 } },
    { o: { f: 1 } },
  ],
  ['objects of two rows', [row('a', 'o'), row('b', 'o')], { a: { x: 1, y: 1 }, b: { y: 2 } }, { o: { x: 1, y: 2 } }],
  [
    'an object onto a field of a copied object',
    [row('b', 'o.in'), row('a', 'o')],
    { a: { in: { x: 1, y: 1 } }, b: { y: 2 } },
    { o: { in: { x: 1, y: 2 } } },
  ],
  [
    'objects in objects of two rows',
    [row('a', 'o'), row('b', 'o')],
    { a: { in: { x: 1 } }, b: { in: { y: 2 } } },
    { o: { in: { x: 1, y: 2 } } },
  ],
  [
    'each object of a list, and a field of each over what was copied',
    [row('a[*]', 'x[*]'), row('a[*].c', 'x[*].b')],
    { a: [{ b: 1, c: 2 }] },
    { x: [{ b: 2, c: 2 }] },
  ],
  ['one source, two destinations', [row('a', 'x'), row('a', 'y')], { a: 1 }, { x: 1, y: 1 }],
  [
    'nested lists',
    [row('a[*].b[*].c', 'x[*].y[*].z')],
    { a: [{ b: [{ c: 1 }, { c: 2 }] }, { b: [] }] },
    { x: [{ y: [{ z: 1 }, { z: 2 }] }, { y: [] }] },
  ],
  [
    'two rows of one list',
    [row('a[*].b', 'x[*].y'), row('a[*].c', 'x[*].z')],
    { a: [{ b: 1 }, { c: 2 }] },
    { x: [{ y: 1 }, { z: 2 }] },
  ],
  [
    'a list and a field of each',
    [row('a[*].b', 'x[*].n'), row('a', 'x')],
    { a: [{ b: 1 }, { b: 2 }] },
    {
      x: [
        { b: 1, n: 1 },
        { b: 2, n: 2 },
      ],
    },
  ],
  ['each of a list to one list', [row('a[*].b', 'x')], { a: [{ b: 1 }, {}, { b: [2] }] }, { x: [1, [2]] }],
  [
    'lists of lists to one list',
    [row('a[*].b[*].c', 'x')],
    { a: [{ b: [{ c: 1 }] }, { b: [{ c: 2 }] }] },
    { x: [1, 2] },
  ],
  [
    'lists of lists to each of one',
    [row('a[*].b[*].c', 'x[*].y')],
    { a: [{ b: [{ c: 1 }, { c: 2 }] }, {}] },
    { x: [{ y: [1, 2] }, {}] },
  ],
  [
    'an expression to each of a list',
    [expression('split(tags, ",")', 'x[*].tag')],
    { tags: 'a,b' },
    { x: [{ tag: 'a' }, { tag: 'b' }] },
  ],
  ['a later place of a list', [row('a', 'x[2]'), row('b', 'x[0].y')], { a: 1, b: 2 }, { x: [{ y: 2 }, null, 1] }],
  [
    'names that objects inherit',
    [row('a.constructor', 'x.y'), row('a.b', 'x.constructor')],
    { a: { b: 1 } },
    { x: { constructor: 1 } },
  ],
  ['the length of a list is no field', [row('a.length', 'x'), row('a.map', 'y')], { a: [1] }, {}],
  [
    'names of any characters',
    [row('metadata.order id-1', `m.\${order id}`)],
    { metadata: { 'order id-1': 7 } },
    { m: { 'order id': 7 } },
  ],
  [
    'a date',
    [expression('date("2020-01-01")', 'd'), expression('[date("2020-01-01")]', 'l')],
    {},
    { d: '2020-01-01T00:00:00Z', l: ['2020-01-01T00:00:00Z'] },
  ],
  ['an expression of nothing', [expression('a.b', 'x')], {}, { x: null }],
  [
    'both names of a row',
    [{ ...row('a', 'x'), ...older('a', 'x'), sourceType: 'text/x.schema-path' }],
    { a: 1 },
    { x: 1 },
  ],
]
