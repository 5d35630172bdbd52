// 2023-08-16: the last types that have `destination` and `dispute` of a charge are those of the version before, as are those with
// `attributes`, `caption` and `deactivate_on` of a product.
// (The official SDK's types; in recorded answers of older versions `destination` and `dispute` are there.)
import { about, type VersionChange } from './change.ts'

export const augustOf2023: VersionChange = {
  version: '2023-08-16',
  about:
    '`destination` and `dispute` are no longer described as fields of charges, nor `attributes`, `caption` and ' +
    '`deactivate_on` of products.',
  concerns: about('charges', 'products'),
  includes: { charge: ['dispute'] },
  down: {
    charge: (charge) => ({
      ...charge,
      destination: (charge.transfer_data as { destination?: string } | null)?.destination ?? null,
    }),
    // What only goods had, which nobody can say any more.
    product: (product) => ({ ...product, attributes: [], caption: null, deactivate_on: [] }),
  },
}
