// 2018-02-05: a plan belongs to a product, which has the name and what stands on statements.
// (https://docs.stripe.com/changelog/2018-02-05/plans-link-individual-products-several-fields-moved)
import { about, type Given, isHash, type VersionChange } from './change.ts'

/** A plan that brings its name makes a product of it. */
function named({ name, statement_descriptor, ...plan }: Given): Given {
  const product = {
    ...(name !== undefined && { name }),
    ...(statement_descriptor !== undefined && { statement_descriptor }),
  }
  if (Object.keys(product).length === 0) return plan
  if (plan.product === undefined) return { ...plan, product }
  return isHash(plan.product) ? { ...plan, product: { ...plan.product, ...product } } : { ...plan, ...product }
}

export const februaryOf2018: VersionChange = {
  version: '2018-02-05',
  about: '`name` and `statement_descriptor` of plans are those of their products.',
  concerns: about('plans'),
  up: ({ key }, params) => (key === 'POST /v1/plans' ? named(params) : params),
  names: { 'product[name]': 'name', 'product[statement_descriptor]': 'statement_descriptor' },
  includes: { plan: ['name', 'statement_descriptor'] },
}
