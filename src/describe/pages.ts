// The documents as they are served. Each is made when it is first asked for, and its text is kept.
import type { House } from '../kernel/house.ts'
import { outlineOf, outlines } from './objects.ts'
import { openapi } from './openapi.ts'
import { postmanCollection, postmanEnvironment } from './postman.ts'

interface Asked {
  readonly ids: Readonly<Record<string, string | undefined>>
}

interface Document {
  readonly method: 'GET'
  readonly path: string
  readonly run: (asked: Asked) => { status: number; headers: Readonly<Record<string, string>>; body: string }
}

/** `/openapi.json`, what Postman imports, and what pages are drawn from. `secretKey` stands in the environment; empty where it is not for everybody. */
export function documents(house: House, url: () => string, secretKey: string): Document[] {
  return [
    document('/openapi.json', () => openapi(house, url())),
    document('/postman/collection.json', () => postmanCollection(house)),
    document('/postman/environment.json', () => postmanEnvironment(url(), secretKey)),
    document('/brindle/objects', () => outlines(house)),
    { method: 'GET', path: '/brindle/objects/:object', run: ({ ids }) => oneObject(house, ids.object ?? '') },
  ]
}

const HEADERS = { 'content-type': 'application/json', 'access-control-allow-origin': '*' }

function oneObject(house: House, name: string) {
  const outline = outlineOf(house, name)
  const refusal = { error: { message: `No such object: '${name}'`, type: 'invalid_request_error', param: 'object' } }
  return { status: outline ? 200 : 404, headers: HEADERS, body: JSON.stringify(outline ?? refusal) }
}

function document(path: string, make: () => object): Document {
  let text: string | undefined
  return {
    method: 'GET',
    path,
    run: () => {
      text ??= JSON.stringify(make())
      return { status: 200, headers: HEADERS, body: text }
    },
  }
}
