// The documents as they are served. Each is made when it is first asked for, and its text is kept.
import type { House } from '../kernel/house.ts'
import { openapi } from './openapi.ts'
import { postmanCollection, postmanEnvironment } from './postman.ts'

interface Document {
  readonly method: 'GET'
  readonly path: string
  readonly run: () => { status: number; headers: Readonly<Record<string, string>>; body: string }
}

/** `/openapi.json`, and what Postman imports. `secretKey` stands in the environment; empty where it is not for everybody. */
export function documents(house: House, url: () => string, secretKey: string): Document[] {
  return [
    document('/openapi.json', () => openapi(house, url())),
    document('/postman/collection.json', () => postmanCollection(house)),
    document('/postman/environment.json', () => postmanEnvironment(url(), secretKey)),
  ]
}

function document(path: string, make: () => object): Document {
  let text: string | undefined
  return {
    method: 'GET',
    path,
    run: () => {
      text ??= JSON.stringify(make())
      const headers = { 'content-type': 'application/json', 'access-control-allow-origin': '*' }
      return { status: 200, headers, body: text }
    },
  }
}
