// Data Prep's calls over HTTP: mapping sets and their versions, validation, preview, and the language. One file because they share
// one server, and each server takes a while to start.
import assert from 'node:assert/strict'
import test from 'node:test'
import { writeToken } from '../../../src/source/door/token.ts'
import { mappingRoutes } from '../../../src/source/mapping/mapping_routes.ts'
import { compileMappings } from '../../../src/source/mapping/mapping_set.ts'
import type { Json } from '../../../src/source/mapping/values.ts'
import { sourceWorld } from '../world.ts'
import { CHARGE, COPIED } from './charge_table.ts'
import { expression, older, row, SCHEMA } from './rows_table.ts'

const SETS = '/conversion/mappingSets'
const XDM = 'https://ns.adobe.com/brindle/schemas/1'
const REF = { schemaRef: { id: XDM, contentType: 'application/vnd.adobe.xed-full+json;version=1' } }
const THREE = [
  { ...row('id', '_id'), name: 'id', description: 'Identifier field' },
  row('firstName', 'person.name.firstName'),
  row('lastName', 'person.name.lastName'),
]

test('mapping sets over HTTP', async (t) => {
  let now = 1_614_901_254_724
  const world = await sourceWorld({ now: () => now })
  const { call } = world
  const other = { 'x-sandbox-name': 'dev' }
  const elsewhere = { 'x-gw-ims-org-id': 'OTHER@AdobeOrg' }
  t.after(world.close)

  await t.test('one is created, read, changed and deleted', async () => {
    const made = await call('POST', SETS, { outputSchema: REF, mappings: THREE })
    assert.equal(made.status, 200)
    const { id, ...rest } = made.body
    assert.match(id, /^[\da-f]{32}$/)
    const by = rest.createdBy
    assert.deepEqual(rest, { version: 0, createdDate: now, modifiedDate: now, createdBy: by, modifiedBy: by })
    const read = (await call('GET', `${SETS}/${id}`)).body
    assert.deepEqual(
      read.mappings.map(({ source, destination, sourceAttribute, destinationXdmPath, sourceType }: any) => [
        source,
        destination,
        sourceAttribute,
        destinationXdmPath,
        sourceType,
      ]),
      THREE.map(({ source, destination }) => [source, destination, source, destination, 'text/x.schema-path']),
    )
    assert.deepEqual(
      [read.xdmSchema, read.schemaRef, read.outputSchema, read.xdmVersion],
      [XDM, REF.schemaRef, REF, REF.schemaRef.contentType],
    )
    assert.deepEqual([read.status, read.supportVersion, read.strictMapping], ['DRAFT', '1.1', false])
    assert.equal(read.mappings[0].description, 'Identifier field')

    const all = (await call('GET', `${SETS}/${id}/mappings`)).body
    assert.deepEqual(all, read.mappings)
    assert.deepEqual((await call('GET', `${SETS}/${id}/mappings/${all[1].id}`)).body, all[1])
    assert.equal((await call('GET', `${SETS}/${id}/mappings/${id}`)).status, 404)

    // What was answered may be sent again, with a row more.
    now += 1000
    const more = [...read.mappings, expression('concat(firstName, " ", lastName)', 'person.name.fullName')]
    const changed = await call('PUT', `${SETS}/${id}`, { ...read, mappings: more })
    assert.equal(changed.status, 200)
    assert.deepEqual([changed.body.version, changed.body.createdDate, changed.body.modifiedDate], [1, now - 1000, now])
    assert.equal(changed.body.mappings[3].sourceType, 'text/x.aep-xl')
    assert.deepEqual((await call('GET', `${SETS}/${id}`)).body, changed.body)
    assert.deepEqual((await call('GET', `${SETS}/${id}?version=0`)).body, read)
    assert.equal((await call('GET', `${SETS}/${id}?version=2`)).status, 404)
    assert.equal((await call('PUT', `${SETS}/${id}`, { ...read }, { 'if-match': '"old"' })).status, 412)

    for (const headers of [other, elsewhere]) {
      for (const [method, path, body] of [
        ['GET', `${SETS}/${id}`, undefined],
        ['GET', `${SETS}/${id}/mappings`, undefined],
        ['PUT', `${SETS}/${id}`, { outputSchema: REF, mappings: THREE }],
        ['DELETE', `${SETS}/${id}`, undefined],
      ] as const)
        assert.equal((await call(method, path, body, headers)).status, 404, `${method} ${path}`)
      assert.deepEqual((await call('GET', `${SETS}?limit=5&start=0`, undefined, headers)).body.data, [])
    }
    assert.equal((await call('DELETE', `${SETS}/${id}`)).status, 204)
    for (const path of [`${SETS}/${id}`, `${SETS}/${id}?version=0`]) assert.equal((await call('GET', path)).status, 404)
  })

  await t.test('the tutorial’s body, as it is printed', async () => {
    const mappings = JSON.stringify(COPIED.map((path) => older(`data.${path}`, `_{ORG_ID}.charges_data.${path}`)))
    const printed = `{ "version": 0, "xdmSchema": "${XDM}", "xdmVersion": "1.0", "id": null, },\n "mappings": ${mappings} }`
    const made = await call('POST', SETS, printed)
    assert.equal(made.status, 200, JSON.stringify(made.body))
    const read = (await call('GET', `${SETS}/${made.body.id}`)).body
    assert.deepEqual([read.mappings.length, read.xdmSchema, read.xdmVersion], [36, XDM, '1.0'])
    assert.deepEqual(read.schemaRef, { id: XDM, contentType: '1.0' })
    const kept = compileMappings(read.mappings)({ data: CHARGE } as Json).value as any
    assert.equal(kept['_{ORG_ID}'].charges_data.payment_method_details.card.last4, '4242')
    await call('DELETE', `${SETS}/${made.body.id}`)
  })

  await t.test('a list has pages, names and an order', async () => {
    for (const name of ['a', 'b', 'a']) {
      now += 1000
      await call('POST', SETS, { name, xdmSchema: XDM, mappings: THREE })
    }
    const names = async (query: string) => {
      const { body } = await call('GET', `${SETS}${query}`)
      return [
        body.data.map((set: any) => `${set.name}${(set.createdDate - 1_614_901_254_724) / 1000}`).join(' '),
        body._page,
      ]
    }
    // One second had gone by before the three.
    assert.deepEqual(await names('?limit=2&start=0'), ['a4 b3', { count: 2, limit: 2 }])
    assert.deepEqual(await names('?limit=2&start=2'), ['a2', { count: 1, limit: 2 }])
    assert.deepEqual(await names(''), ['a4 b3 a2', { count: 3, limit: 100 }])
    assert.deepEqual((await names('?name=a&limit=5&start=0'))[0], 'a4 a2')
    assert.deepEqual((await names('?orderBy=+createdDate'))[0], 'a2 b3 a4')
    assert.deepEqual((await names('?orderBy=-updatedDate&limit=1&start=1'))[0], 'b3')
    for (const query of ['limit=x', 'start=-1', 'orderBy=name', 'expandSchema=1', 'expandSchema=true'])
      assert.equal((await call('GET', `${SETS}?${query}`)).status, 400, query)
  })

  await t.test('what is wrong is refused, with its row and property', async () => {
    const body = (mappings: unknown, more: object = {}) => ({ xdmSchema: XDM, mappings, ...more })
    const wrong: readonly (readonly [unknown, RegExp])[] = [
      [[], /The body is an object/],
      [body(undefined), /^mappings: a list/],
      [body([]), /^mappings: the list is empty/],
      [body(['x']), /^mappings\[0\]: a row is an object/],
      [body([THREE[0], { source: 'a' }]), /^mappings\[1\]\.destination: it is required/],
      [body([{ destinationXdmPath: 'a' }]), /^mappings\[0\]\.source: it is required/],
      [body([{ ...THREE[0], sourceType: 'FORMULA' }]), /^mappings\[0\]\.sourceType: "FORMULA" is none of/],
      [body([{ ...THREE[0], sourceAttribute: 'b' }]), /^mappings\[0\]\.sourceAttribute: it differs/],
      [body([{ ...THREE[0], identity: 'perhaps' }]), /^mappings\[0\]\.identity: a boolean/],
      [body([{ ...THREE[0], colour: 'red' }]), /^mappings\[0\]\.colour: a row has no such property/],
      [body([{ ...THREE[0], source: 7 }]), /^mappings\[0\]\.source: a text/],
      [
        body([THREE[0], expression('lower(', 'x')]),
        /^mappings\[1\]\.source: At position 6: expected a value, found the end/,
      ],
      [body([expression('nosuch(1)', 'x')]), /^mappings\[0\]\.source: .*"nosuch"/],
      [body([row('a..b', 'x')]), /^mappings\[0\]\.source: At position 2: expected a name/],
      [body([row('a', 'x[')]), /^mappings\[0\]\.destination: At position 1/],
      [body([row('a', '__proto__.x')]), /^mappings\[0\]\.destination/],
      [{ mappings: THREE }, /^xdmSchema: it is required/],
      [body(THREE, { outputSchema: { schemaRef: { id: 'other' } } }), /^xdmSchema: it differs/],
      [body(THREE, { strictMapping: true }), /^strictMapping: true is not built/],
      [body(THREE, { nmae: 'x' }), /^nmae: a mapping set has no such property/],
      [body(THREE, { name: 5 }), /^name: a text/],
      [body(Array.from({ length: 5_001 }, () => THREE[0])), /^mappings: there are 5001 rows/],
    ]
    for (const [sent, message] of wrong) {
      const answer = await call('POST', SETS, sent)
      assert.equal(answer.status, 400, String(message))
      assert.match(answer.body.detail, message)
    }
    assert.equal((await call('PATCH', SETS, {})).status, 405)
  })

  await t.test('validation and preview, as the page prints them', async () => {
    const set = { outputSchema: REF, mappings: THREE }
    const success = { status: 'SUCCESS', errors: null }
    const valid = await call('POST', `${SETS}/validate`, set)
    assert.deepEqual([valid.status, valid.body], [200, { validationResponse: [success, success, success] }])
    const mixed = await call('POST', `${SETS}/validate`, { mappings: [THREE[0], expression('1 +', 'x')] })
    const [first, second] = mixed.body.validationResponse
    assert.deepEqual(first, success)
    assert.equal(second.status, 'ERROR')
    assert.match(second.errors[0].message, /^source: At position 3/)

    const data = [{ id: 1234, firstName: 'Jim', lastName: 'Seltzer' }]
    const person = { name: { firstName: 'Jim', lastName: 'Seltzer' } }
    const seen = await call('POST', `${SETS}/preview`, { data, mappingSet: set })
    // The page has "1234": there the schema is known, and says that _id is a text.
    assert.deepEqual([seen.status, seen.body], [200, [{ data: { _id: 1234, person }, errors: null }]])
    const failing = { data, mappingSet: { mappings: [expression('to_integer(firstName)', 'n')] } }
    assert.deepEqual((await call('POST', `${SETS}/preview`, failing)).body, [
      {
        data: { n: null },
        errors: [
          {
            code: 'MAPPER-3700-400',
            message: 'to_integer(firstName): to_integer: STRING: "Jim" is no number',
            destination: 'n',
          },
        ],
      },
    ])
    for (const body of [{ mappingSet: set }, { data: [1], mappingSet: set }, { data }, { data, mappingSet: set, x: 1 }])
      assert.equal((await call('POST', `${SETS}/preview`, body)).status, 400)
  })

  await t.test('with a schema that is known, a preview is converted and destinations are looked for', async () => {
    const routes = mappingRoutes((id, { sandbox }) => (id === XDM && sandbox === 'prod' ? SCHEMA : undefined))
    const ask = (path: string, body: unknown) =>
      routes
        .find((route) => route.path === `${SETS}${path}`)!
        .run({ scope: { org: 'o', sandbox: 'prod' }, body } as any, world.source)
    const seen: any = await ask('/preview', {
      data: [{ id: 1234 }],
      mappingSet: { outputSchema: REF, mappings: THREE },
    })
    assert.deepEqual(seen.body, [{ data: { _id: '1234' }, errors: null }])
    const valid: any = await ask('/validate', { outputSchema: REF, mappings: THREE })
    assert.deepEqual(
      valid.body.validationResponse.map(({ status }: any) => status),
      ['SUCCESS', 'SUCCESS', 'ERROR'],
    )
    assert.match(valid.body.validationResponse[2].errors[0].message, /no person\.name\.lastName/)
  })

  await t.test('the language: its functions, its operators, and whether an expression is valid', async () => {
    const functions = (await call('GET', '/conversion/languages/el/functions')).body
    const first = functions.find((one: any) => one.function === 'first')
    assert.equal(first.category, 'Hierarchies - Arrays')
    assert.deepEqual(first.params[0].position, 1)
    const operators = (await call('GET', '/conversion/languages/el/operators')).body
    assert.deepEqual(
      operators
        .filter((one: any) => ['+', '/', '~', '!'].includes(one.operatorSymbol))
        .map(({ operatorSymbol, methodName, numberOfOperands, example }: any) => [
          operatorSymbol,
          methodName,
          numberOfOperands,
          example,
        ]),
      [
        ['+', 'add', 2, '1 + 2'],
        ['/', 'divide', 2, '1 / 2'],
        ['~', 'complement', 1, '~44'],
        ['!', 'not', 1, '!cond1'],
      ],
    )
    const validate = async (text: unknown) =>
      (await call('POST', '/conversion/languages/el/validate', { expression: text })).body
    assert.deepEqual(await validate('concat("Hi", ",", "there", "!")'), {
      validationStatus: 'succeeded',
      error: 'none',
    })
    const wrong = await validate('concat("Hi"')
    assert.equal(wrong.validationStatus, 'failed')
    assert.match(wrong.error, /At position 11/)
    assert.equal((await validate(5)).status, 400)
  })

  await t.test('who may only view changes nothing', async () => {
    const token = writeToken(world.source.key, { org: '*', permissions: ['view'], user: 'u', expires: 9_999_999_999 })
    const viewer = { authorization: `Bearer ${token}` }
    const set = { xdmSchema: XDM, mappings: THREE }
    assert.equal((await call('POST', SETS, set, viewer)).status, 403)
    assert.equal((await call('POST', `${SETS}/validate`, set, viewer)).status, 200)
    assert.equal((await call('GET', SETS, undefined, viewer)).status, 200)
  })
})
