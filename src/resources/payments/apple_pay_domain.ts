// Apple Pay domains: where a shop shows Apple Pay, as it was registered before there were payment method domains. Here every
// domain proves itself at once. (https://docs.stripe.com/apple-pay; the SDK's ApplePayDomains.d.ts)
import type Stripe from 'stripe'
import { invalid } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { object, resource } from '../../kernel/resource.ts'
import { isDomain } from './payment_method_domain.ts'

const PATH = '/v1/apple_pay/domains'

export const applePayDomain = object<Stripe.ApplePayDomain>('apple_pay_domain', {
  prefix: 'apwc',
  noun: 'apple pay domain',
})

export const applePayDomains = resource(applePayDomain)
  .on<Stripe.ApplePayDomainCreateParams>(`POST ${PATH}`, (tx, { domain_name }) => {
    const name = domain_name.toLowerCase()
    if (!isDomain(name)) throw invalid(`Invalid domain name: ${domain_name}`, { param: 'domain_name' })
    // A domain that is registered already is answered as it is. [K]
    const [known] = tx.list(applePayDomain, [`domain_name=${name}`], { limit: 1 })
    return known ?? tx.insert(applePayDomain, { created: tx.now, domain_name: name, livemode: false })
  })
  .on<Stripe.ApplePayDomainRetrieveParams>(`GET ${PATH}/{id}`, (_tx, _params, self) => self)
  .on<Stripe.ApplePayDomainListParams>(`GET ${PATH}`, (tx, { domain_name: name, ...params }) =>
    list(
      tx,
      applePayDomain,
      { ...params, ...(name !== undefined && { domain_name: name.toLowerCase() }) } as never,
      PATH,
    ),
  )
  .on<Stripe.ApplePayDomainDeleteParams>(`DELETE ${PATH}/{id}`, (tx, _params, self) => {
    tx.delete(applePayDomain, self)
    return { id: self.id, object: 'apple_pay_domain', deleted: true }
  })
