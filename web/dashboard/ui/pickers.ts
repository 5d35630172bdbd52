// What fields look for: customers by name or e-mail address, prices by their product, coupons and promotion codes by name.
import type Stripe from 'stripe'
import { call } from '../api.ts'
import { couponText, priceText } from './catalog.ts'
import { quoted } from './found.tsx'
import type { Choosable, FindChoices } from './pick.tsx'

interface Listed<T> {
  readonly data: readonly T[]
  readonly has_more: boolean
}

/** Why 8: what fits below a field. */
const SHOWN = 8
/** Why 3: the API searches for no shorter part. */
const SEARCHED = 3

export const customerTitle = ({ name, email, id }: Pick<Stripe.Customer, 'name' | 'email' | 'id'>): string =>
  name || email || id

export const customerChoice = (one: Stripe.Customer): Choosable => ({
  id: one.id,
  title: customerTitle(one),
  about: one.name && one.email ? one.email : one.id,
})

/** Customers whose name or e-mail address has the text in it; the newest, where it is too short. */
export const findCustomers: FindChoices = async (text) => {
  const { data } =
    text.length < SEARCHED
      ? await call<Listed<Stripe.Customer>>('GET', '/v1/customers', { limit: SHOWN })
      : await call<Listed<Stripe.Customer>>('GET', '/v1/customers/search', {
          query: `email~${quoted(text)} OR name~${quoted(text)}`,
          limit: SHOWN,
        })
  return data.map(customerChoice)
}

export const priceChoice = (price: Stripe.Price): Choosable => ({
  id: price.id,
  title: `${typeof price.product === 'object' && 'name' in price.product ? price.product.name : ''} · ${priceText(price)}`,
  about: price.nickname ?? price.lookup_key ?? price.id,
  isMetered: price.recurring?.usage_type === 'metered',
})

/** Why 100: what the API lists at once; of more, those are looked for whose product has the text in its name. */
const PRICES_MAX = 100

/** Active prices of products whose name has the text in it: recurring ones, ones that are paid once, or both. */
export const findPrices =
  (type?: 'recurring' | 'one_time'): FindChoices =>
  async (text) => {
    const params = { active: true, type, limit: PRICES_MAX, expand: ['data.product'] }
    const all = await call<Listed<Stripe.Price>>('GET', '/v1/prices', params)
    const wanted = text.toLowerCase()
    const fits = (one: Choosable) => `${one.title} ${one.about} ${one.id}`.toLowerCase().includes(wanted)
    const near = all.data.map(priceChoice).filter(fits)
    if (near.length > 0 || !all.has_more || text.length < SEARCHED) return near.slice(0, SHOWN)
    const query = `name~${quoted(text)}`
    const products = await call<Listed<Stripe.Product>>('GET', '/v1/products/search', { query, limit: SHOWN })
    const lists = await Promise.all(
      products.data.map(({ id }) => call<Listed<Stripe.Price>>('GET', '/v1/prices', { ...params, product: id })),
    )
    return lists.flatMap(({ data }) => data.map(priceChoice)).slice(0, SHOWN)
  }

/** Coupons that can be redeemed. */
export const findCoupons: FindChoices = async (text) => {
  const { data } = await call<Listed<Stripe.Coupon>>('GET', '/v1/coupons', { limit: PRICES_MAX })
  return data
    .filter(({ valid }) => valid)
    .map((one) => ({ id: one.id, title: `${one.name ?? one.id} · ${couponText(one)}`, about: one.id }))
    .filter((one) => one.title.toLowerCase().includes(text.toLowerCase()))
    .slice(0, SHOWN)
}

/** Coupons and active promotion codes: an id that begins with `promo_` is a code's. */
export const findDiscounts: FindChoices = async (text) => {
  const params = { active: true, limit: PRICES_MAX }
  const [coupons, { data: codes }] = await Promise.all([
    findCoupons(text),
    call<Listed<Stripe.PromotionCode>>('GET', '/v1/promotion_codes', params),
  ])
  const fitting = codes.filter(({ code }) => code.toLowerCase().includes(text.toLowerCase()))
  return [...fitting.map(({ id, code }) => ({ id, title: code, about: id })), ...coupons].slice(0, SHOWN)
}

/** What was chosen of these, as the `discounts` of the API has it. */
export const discountsOf = (id: string | undefined): object | undefined =>
  id === undefined || id === '' ? undefined : { 0: id.startsWith('promo_') ? { promotion_code: id } : { coupon: id } }
