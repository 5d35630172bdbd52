// Every refusal Brindle can utter, in Stripe's words. Wording and codes: Stripe's error reference and recorded answers
// (docs/decisions/0003-error-texts.md tells which are confirmed).

export type ErrorType = 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error' | ErrorTypeV2

/** Those of the second version of the API, which sends its errors in the same envelope: the SDK has a class for each. */
export type ErrorTypeV2 =
  | 'already_canceled'
  | 'blocked_by_stripe'
  | 'cannot_proceed'
  | 'controlled_by_alternate_resource'
  | 'feature_not_enabled'
  | 'financial_account_not_open'
  | 'fx_quote_needs_refresh'
  | 'insufficient_funds'
  | 'invalid_payment_method'
  | 'invalid_payout_method'
  | 'invalid_vaulted_credential'
  | 'not_cancelable'
  | 'quota_exceeded'
  | 'temporary_session_expired'
  | 'verification_attempt_failed'
  | 'verification_expired'
  | 'verification_not_initiated'

export interface ErrorBody {
  type: ErrorType
  message: string
  code?: string
  param?: string
  decline_code?: string
  charge?: string
  advice_code?: string
  network_decline_code?: string
  /** Objects that travel with the error: rows, rendered like any other answer. */
  payment_intent?: object
  setup_intent?: object
  payment_method?: object
  payment_method_type?: string
  /** Of the second version of the API: why the bank details are wrong, and how far an account is verified. */
  invalid_param?: string
  verification_status?: string
  /** The code of a refusal in the shape of OAuth (RFC 6749 §5.2), which has no envelope. */
  oauth?: string
}

/** A refusal. Thrown, it undoes the unit of work; returned inside `keep`, it is kept and answered. */
export class StripeError extends Error {
  readonly status: number
  readonly body: ErrorBody
  constructor(status: number, body: ErrorBody) {
    super(body.message)
    this.status = status
    this.body = body
  }
}

/** An outcome that is an error to the caller but stays on the books, such as a declined card. */
export class Kept {
  readonly error: StripeError
  constructor(error: StripeError) {
    this.error = error
  }
}

export const keep = (error: StripeError) => new Kept(error)

/** A refusal of a parameter or of a state: 400 `invalid_request_error`. */
export function invalid(message: string, extra: { code?: string; param?: string } = {}): StripeError {
  return new StripeError(400, { type: 'invalid_request_error', message, ...extra })
}

/** A refusal of the second version of the API that has a class of its own: 400. */
export const refusedAs = (
  type: ErrorTypeV2,
  code: string,
  message: string,
  extra: Pick<ErrorBody, 'param' | 'invalid_param' | 'verification_status'> = {},
) => new StripeError(400, { type, code, message, ...extra })

export const unknownParameters = (names: readonly string[]) =>
  invalid(`Received unknown parameter${names.length > 1 ? 's' : ''}: ${names.join(', ')}`, {
    code: 'parameter_unknown',
    ...(names[0] !== undefined && { param: names[0] }),
  })

export const missingParameter = (param: string) =>
  invalid(`Missing required param: ${param}.`, { code: 'parameter_missing', param })

export const emptyParameter = (param: string) =>
  invalid(
    `You passed an empty string for '${param}'. We assume empty values are an attempt to unset a parameter; however ` +
      `'${param}' cannot be unset. You should remove '${param}' from your request or supply a non-empty value.`,
    { code: 'parameter_invalid_empty', param },
  )

export const invalidInteger = (value: string, param: string) =>
  invalid(`Invalid integer: ${value}`, { code: 'parameter_invalid_integer', param })

export const tooSmall = (least: number, param: string) =>
  invalid(`This value must be greater than or equal to ${least}.`, { code: 'parameter_invalid_integer', param })

export const tooLarge = (most: number, value: number, param: string) =>
  invalid(`This value must be less than or equal to ${most} (it currently is '${value}').`, {
    code: 'parameter_invalid_integer',
    param,
  })

/** A text of too many characters, of which only both ends are shown. */
export function tooLong(text: string, most: number, param: string): StripeError {
  const shown = `${text.slice(0, 8)}...${text.slice(-8)}`
  return invalid(`Invalid string: ${shown}; must be at most ${most} characters`, { param })
}

/** More of a list than may be. Recorded, of `discounts`: github.com/useautumn/autumn has it in its tests. */
export const tooManyElements = (most: number, param: string) =>
  invalid(`Array ${param} exceeded maximum ${most} allowed elements.`, { param })

export const notAUrl = (param: string) => invalid('Not a valid URL', { code: 'url_invalid', param })

/** An enum that was missed: `Invalid type: must be one of a, b, or c`. */
export function notOneOf(param: string, values: readonly string[]): StripeError {
  const listed =
    values.length < 2
      ? values.join('')
      : values.length === 2
        ? values.join(' or ')
        : `${values.slice(0, -1).join(', ')}, or ${values.at(-1)}`
  return invalid(`Invalid ${param}: must be ${values.length > 1 ? 'one of ' : ''}${listed}`, { param })
}

/** An object that is not there: 404 when the path named it, 400 when a parameter did. */
export function noSuch(noun: string, id: string, param?: string, inPath = 'id'): StripeError {
  return new StripeError(param === undefined ? 404 : 400, {
    type: 'invalid_request_error',
    code: 'resource_missing',
    message: `No such ${noun}: '${id}'`,
    param: param ?? inPath,
  })
}

/** In the second version of the API: 404 `not_found` (docs.stripe.com/api/v2, "Error Codes"; the words are [M]). */
export const notFound = (noun: string, id: string) =>
  new StripeError(404, { type: 'invalid_request_error', code: 'not_found', message: `No such ${noun}: '${id}'` })

export const unknownUrl = (method: string, path: string) =>
  new StripeError(404, {
    type: 'invalid_request_error',
    message:
      `Unrecognized request URL (${method}: ${path}). Please see https://stripe.com/docs or we can help at ` +
      'https://support.stripe.com/.',
  })

/** Parameters of which only one may be given; `param` is the one that the refusal points at. */
export const exclusive = (names: readonly string[], param = names.at(-1)!) =>
  invalid(`You may only specify one of these parameters: ${names.join(', ')}.`, { code: 'parameters_exclusive', param })

/** A refusal of what a hash holds, by the name that the caller knows it by. */
export function within(hash: string, { status, body }: StripeError): StripeError {
  const { param } = body
  const named =
    param === undefined ? {} : { param: `${hash}[${param.includes('[') ? param.replace('[', '][') : `${param}]`}` }
  return new StripeError(status, { ...body, ...named })
}

/** A wish that Brindle knows of and does not fulfil yet, where the operation itself behaves. */
export const unbuilt = (message: string, param?: string) =>
  invalid(message, { code: 'not_built', ...(param !== undefined && { param }) })

/** Refuses parameters by name that are not built, so that none is swallowed; `whose` is such as ` for a refund`. */
export function refuseUnbuilt(given: object, names: readonly string[], whose = ''): void {
  for (const name of names)
    if ((given as Readonly<Record<string, unknown>>)[name] !== undefined)
      throw unbuilt(`Brindle does not take ${name}${whose} yet.`, name)
}

/** What Brindle knows of but does not do yet. Never a canned answer: the operation says its own name. */
export const notBuilt = (operation: string, why = 'Brindle does not do this yet') =>
  new StripeError(400, {
    type: 'invalid_request_error',
    code: 'not_built',
    message: `${operation} is not built: ${why}. COVERAGE.md lists what is.`,
  })

export function cannotExpand(name: string, instead?: string): StripeError {
  const hint = instead === undefined ? '' : ` You may want to try expanding '${instead}' instead.`
  return invalid(`This property cannot be expanded (${name}).${hint}`, { param: 'expand' })
}

export const expandTooDeep = (path: string) =>
  invalid(`You cannot expand more than 4 levels of a property. Property: ${path}`, {
    code: 'property_expansion_max_depth',
    param: 'expand',
  })

export const unauthorized = (message: string) => new StripeError(401, { type: 'invalid_request_error', message })

export const forbidden = (message: string, code?: string) =>
  new StripeError(403, { type: 'invalid_request_error', message, ...(code !== undefined && { code }) })

export const noAccess = (key: string, account: string) =>
  forbidden(
    `The provided key '${key}' does not have access to account '${account}' (or that account does not exist). ` +
      'Application access may have been revoked.',
    'account_invalid',
  )

export const keyInUse = (key: string) =>
  new StripeError(409, {
    type: 'invalid_request_error',
    code: 'idempotency_key_in_use',
    message:
      'There is currently another in-progress request using this Idempotent Key (that probably means you submitted ' +
      `twice, and the other request is still going through): ${key}. Please try again later.`,
  })

export const keyReused = (key: string) =>
  new StripeError(400, {
    type: 'idempotency_error',
    message:
      'Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a ' +
      `key other than '${key}' if you meant to execute a different request.`,
  })

export const keyUsedElsewhere = (key: string, endpoint: string) =>
  new StripeError(400, {
    type: 'idempotency_error',
    message:
      'Keys for idempotent requests can only be used for the same endpoint they were first used for ' +
      `('${endpoint}'). Try using a key other than '${key}' if you meant to execute a different request.`,
  })

export const rateLimited = () =>
  new StripeError(429, {
    type: 'invalid_request_error',
    code: 'rate_limit',
    message:
      'Request rate limit exceeded. You can learn more about rate limits here https://stripe.com/docs/rate-limits.',
  })

export const serverError = (message: string, status = 500) => new StripeError(status, { type: 'api_error', message })

/** In Stripe's words, as github.com/Automattic/woocommerce-payments/issues/559 has them. */
export const evidenceTooLarge = () =>
  invalid(
    "The files you've attached to this dispute as evidence will exceed the limit for a dispute's total size. Try using " +
      "smaller files as evidence. Hint: if you've attached images, you might want to try providing them in lower resolutions.",
    { param: 'evidence' },
  )

/** In Stripe's words, as github.com/stripe/stripe-dotnet/issues/1278 has them. */
export const unsupportedFileType = (mediaTypes: readonly string[]) =>
  invalid(
    "We don't currently support that file type. Try uploading a file with one of the following mimetypes: " +
      `${mediaTypes.join(', ')}.`,
    { param: 'file' },
  )

/** A payment that the network or the customer's bank refused: 402 `card_error`. */
export const declined = (body: Omit<ErrorBody, 'type'>) => new StripeError(402, { type: 'card_error', ...body })

/**
 * A refusal of connect.stripe.com. (https://docs.stripe.com/connect/oauth-reference#post-token-errors; that `invalid_client` is
 * 401 is recorded in the tests of github.com/stripe/stripe-ruby)
 */
export const oauthError = (oauth: string, message: string) =>
  new StripeError(oauth === 'invalid_client' ? 401 : 400, { type: 'invalid_request_error', oauth, message })
