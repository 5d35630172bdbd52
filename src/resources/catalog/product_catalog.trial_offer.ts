// Trial offers: a price for the beginning of a subscription, and the one that follows it. They can be made, found and archived; a
// subscription takes none yet. (the SDK's TrialOffers.d.ts; https://docs.stripe.com/billing/subscriptions/trials)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { invalid, missingParameter, tooSmall } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { object, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { type PriceRow, price } from './price.ts'

/** Stripe tells of trial offers in no event. What their ids begin with is [K]. */
export const trialOffer = object<Stripe.ProductCatalog.TrialOffer>('product_catalog.trial_offer', {
  prefix: 'trialoffer',
  noun: 'trial offer',
})

type Create = Params<Stripe.ProductCatalog.TrialOfferCreateParams>

const PATH = '/v1/product_catalog/trial_offers'

export const trialOffers = resource(trialOffer)
  .on<Stripe.ProductCatalog.TrialOfferCreateParams>(
    `POST ${PATH}`,
    (tx, { active = true, duration, end_behavior: end, nickname, price: id }) => {
      const [during, after] = pricesOf(tx, id, end.transition.price)
      checkPrices(during, after)
      return tx.insert(trialOffer, {
        active,
        duration: durationOf(duration),
        end_behavior: { transition: { price: after.id }, type: 'transition' },
        livemode: false,
        nickname: nickname ?? null,
        price: during.id,
      })
    },
    { reads: ['end_behavior.transition.price'] },
  )
  .on<Stripe.ProductCatalog.TrialOfferRetrieveParams>(`GET ${PATH}/{id}`, (_tx, _params, self) => self)
  .on<Stripe.ProductCatalog.TrialOfferListParams>(`GET ${PATH}`, (tx, params) =>
    list(tx, trialOffer, params as never, PATH),
  )
  .on<Stripe.ProductCatalog.TrialOfferUpdateParams>(`POST ${PATH}/{id}`, (tx, { active }, self) =>
    tx.update(trialOffer, self, { ...(active !== undefined && { active }) }),
  )

const pricesOf = (tx: Tx, during: string, after: string): [PriceRow, PriceRow] =>
  tx.all(price, [during, after], (i) => ['price', AFTER][i]) as [PriceRow, PriceRow]

const AFTER = 'end_behavior[transition][price]'

function durationOf({ relative, type }: Create['duration']) {
  if (!relative) throw missingParameter('duration[relative]')
  if (relative.iterations < 1) throw tooSmall(1, 'duration[relative][iterations]')
  return { relative: { iterations: relative.iterations }, type }
}

/** Both are billed again and again, for the same thing in the same money. Wordings [M]; that it is asked for at all is [K]. */
function checkPrices(during: PriceRow, after: PriceRow): void {
  for (const [row, param] of [
    [during, 'price'],
    [after, AFTER],
  ] as const) {
    if (!row.active) throw invalid('The price specified is inactive. This field only accepts active prices.', { param })
    if (!row.recurring) throw invalid('The price of a trial offer has to be recurring.', { param })
  }
  if (during.product !== after.product)
    throw invalid('Both prices of a trial offer have to be of the same product.', { param: AFTER })
  if (during.currency !== after.currency)
    throw invalid('Both prices of a trial offer have to be in the same currency.', { param: AFTER })
}
