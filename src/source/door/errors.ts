// The errors of the source's API. The gateway's have `error_code`, those of the registry and of the other systems are problem
// documents. (https://experienceleague.adobe.com/en/docs/experience-platform/landing/troubleshooting)

/** A refusal: what was wrong, and how to ask rightly. */
export class SourceError extends Error {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>

  constructor(status: number, message: string, body: Readonly<Record<string, unknown>>) {
    super(message)
    this.status = status
    this.body = body
  }
}

/** The shape of the gateway, which looks at headers only. */
export const atGateway = (status: number, code: string, message: string): SourceError =>
  new SourceError(status, message, { error_code: code, message })

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad request',
  403: 'Forbidden',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Conflict',
  412: 'Precondition failed',
  413: 'Payload too large',
  415: 'Unsupported media type',
  422: 'Unprocessable entity',
  428: 'Precondition required',
  500: 'Internal server error',
  503: 'Service unavailable',
}

/** A problem document. `errorCode` names the problem for programs; ours [I]: Adobe's codes of these calls are not published. */
export function problem(status: number, errorCode: string, detail: string): SourceError {
  const title = TITLES[status] ?? 'Error'
  return new SourceError(status, detail, { type: `urn:brindle:source:${errorCode}`, title, status, detail, errorCode })
}

export const invalid = (detail: string): SourceError => problem(400, 'invalid_request', detail)
export const notFound = (what: string, id: string): SourceError =>
  problem(404, 'not_found', `There is no ${what} ${id}.`)
