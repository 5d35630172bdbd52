// Payment method domains: where a shop shows wallets and Link. Here every domain proves itself at once.
// (https://docs.stripe.com/api/payment_method_domains; https://docs.stripe.com/payments/payment-methods/pmd-registration)
import type Stripe from 'stripe'
import { invalid } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'

export const paymentMethodDomain = object<Stripe.PaymentMethodDomain>('payment_method_domain', { prefix: 'pmd' })
type Domain = Row<Stripe.PaymentMethodDomain>

export const paymentMethodDomains = resource(paymentMethodDomain)
  .on<Stripe.PaymentMethodDomainCreateParams>(
    'POST /v1/payment_method_domains',
    (tx, { domain_name, enabled = true }) => {
      const name = domain_name.toLowerCase()
      if (!isDomain(name)) throw invalid(`Invalid domain name: ${domain_name}`, { param: 'domain_name' })
      // A domain that is registered already is answered as it is. [K]
      return (
        known(tx, name) ??
        tx.insert(paymentMethodDomain, { ...ALL_ACTIVE, created: tx.now, domain_name: name, enabled, livemode: false })
      )
    },
  )
  .on<Stripe.PaymentMethodDomainRetrieveParams>('GET /v1/payment_method_domains/{id}', (_tx, _params, self) => self)
  .on<Stripe.PaymentMethodDomainUpdateParams>('POST /v1/payment_method_domains/{id}', (tx, { enabled }, self) =>
    tx.update(paymentMethodDomain, self, { ...(enabled !== undefined && { enabled }) }),
  )
  .on<Stripe.PaymentMethodDomainListParams>('GET /v1/payment_method_domains', (tx, params) =>
    list(tx, paymentMethodDomain, params as never, '/v1/payment_method_domains'),
  )
  .on<Stripe.PaymentMethodDomainValidateParams>('POST /v1/payment_method_domains/{id}/validate', (tx, _params, self) =>
    tx.update(paymentMethodDomain, self, ALL_ACTIVE),
  )

const ACTIVE = { status: 'active' } as const
const ALL_ACTIVE = {
  amazon_pay: ACTIVE,
  apple_pay: ACTIVE,
  google_pay: ACTIVE,
  klarna: ACTIVE,
  link: ACTIVE,
  paypal: ACTIVE,
}

const known = (tx: Tx, name: string): Domain | undefined =>
  tx.list(paymentMethodDomain, [`domain_name=${name}`], { limit: 1 })[0]

/** Labels parted by dots: no scheme, no port, no path. */
export const isDomain = (name: string): boolean =>
  name.length <= 253 && /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/.test(name)
