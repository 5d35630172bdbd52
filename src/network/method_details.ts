// What a method and its charges show of themselves, type by type: the hash `payment_method[<type>]`, and the hash
// `charge.payment_method_details[<type>]`. Numbers are never in either: last digits and fingerprints are.
// (https://docs.stripe.com/api/payment_methods/object, https://docs.stripe.com/api/charges/object#charge_object-payment_method_details)

type Details = Readonly<Record<string, unknown>>

/** What a new method shows of what it was made from (`given` is `payment_method_data[<type>]`, decoded). */
export function methodDetails(_type: string, _given: Details): Details {
  return {}
}

/** What a charge shows of how it was paid; `shown` is the method's own hash. */
export function chargeDetails(type: string, _shown: Details): Details {
  if (type === 'amazon_pay')
    return {
      funding: {
        card: { brand: 'visa', country: 'US', exp_month: 8, exp_year: 2034, funding: 'credit', last4: '4242' },
        type: 'card',
      },
      transaction_id: null,
    }
  return {}
}
