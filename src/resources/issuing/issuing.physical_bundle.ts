// Physical bundles: the plastic, the letter and the envelope that a card is sent in. Stripe has them ready for everybody: they are
// a table and no rows. (https://docs.stripe.com/api/issuing/physical_bundles)
import type Stripe from 'stripe'
import { noSuch } from '../../kernel/errors.ts'
import { pageOf } from '../../kernel/list.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'

type PhysicalBundle = Row<Stripe.Issuing.PhysicalBundle>

/** Named as the sample names its one; that there is another one without a logo is ours, so that both kinds can be tried. [K] */
const BUNDLES: Readonly<Record<string, Pick<PhysicalBundle, 'features' | 'name'>>> = {
  ics_1BrindleBundle1: {
    name: 'Test Bundle 1',
    features: { card_logo: 'optional', carrier_text: 'optional', second_line: 'optional' },
  },
  ics_1BrindleBundle2: {
    name: 'Test Bundle 2',
    features: { card_logo: 'unsupported', carrier_text: 'unsupported', second_line: 'unsupported' },
  },
}

const rowOf = (id: string): PhysicalBundle => ({
  id,
  object: 'issuing.physical_bundle',
  ...BUNDLES[id]!,
  livemode: false,
  status: 'active',
  type: 'standard',
  hidden: {},
})

export const physicalBundle = object<Stripe.Issuing.PhysicalBundle>('issuing.physical_bundle', {
  prefix: 'ics',
  short: true,
  noun: 'issuing physical bundle',
  named: (_tx, id) => (Object.hasOwn(BUNDLES, id) ? rowOf(id) : undefined),
})

const PATH = '/v1/issuing/physical_bundles'

export const physicalBundles = resource(physicalBundle)
  .on<Stripe.Issuing.PhysicalBundleRetrieveParams>(`GET ${PATH}/{id}`, (_tx, _params, self) => self)
  .on<Stripe.Issuing.PhysicalBundleListParams>(`GET ${PATH}`, (_tx, params) => {
    const { status = 'active', type = 'standard' } = params
    const rows = status === 'active' && type === 'standard' ? Object.keys(BUNDLES).map(rowOf) : []
    return pageOf(physicalBundle, rows, params as never, PATH)
  })

/** A bundle that a parameter names; a refusal where there is none. */
export function bundleOf(id: string): PhysicalBundle {
  if (!Object.hasOwn(BUNDLES, id)) throw noSuch(physicalBundle.noun, id, 'physical_bundle')
  return rowOf(id)
}
