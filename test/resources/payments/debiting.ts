// Debits that a test begins with: whose account, and the customer's word.
import type { Sandbox } from '../../world.ts'

export const AGREED = '&mandate_data[customer_acceptance][type]=offline'

export const JENNY =
  '&payment_method_data[billing_details][name]=Jenny&payment_method_data[billing_details][email]=jenny@example.com' +
  ['line1=Main+St+1', 'city=Berlin', 'postal_code=10115', 'country=DE']
    .map((line) => `&payment_method_data[billing_details][address][${line.replace('=', ']=')}`)
    .join('')

export const own = (type: string, fields: string): string =>
  `payment_method_data[type]=${type}${JENNY}${fields
    .split('&')
    .map((field) => `&payment_method_data[${type}][${field.replace('=', ']=')}`)
    .join('')}`

export const pay = ({ call }: Pick<Sandbox, 'call'>, type: string, currency: string, method: string, more = AGREED) =>
  call(
    'POST',
    '/v1/payment_intents',
    `amount=5000&currency=${currency}&payment_method_types[]=${type}&confirm=true&${method}${more}`,
  )

export const intentOf = async ({ call }: Pick<Sandbox, 'call'>, id: string): Promise<any> =>
  (await call('GET', `/v1/payment_intents/${id}?expand[]=latest_charge`)).body

export const BEGUN = ['payment_intent.created', 'charge.pending', 'payment_intent.processing']
export const DONE = ['charge.succeeded', 'payment_intent.succeeded']
export const FAILED = ['charge.failed', 'payment_intent.payment_failed']
