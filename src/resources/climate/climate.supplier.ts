// Suppliers: who removes carbon. They are a table and no rows: nobody but Stripe adds one.
// (https://docs.stripe.com/api/climate/supplier)
import type Stripe from 'stripe'
import { pageOf } from '../../kernel/list.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'

type Supplier = Row<Stripe.Climate.Supplier>
type Wire = Omit<Supplier, 'hidden'>

const supplier = (
  id: string,
  name: string,
  removal_pathway: Wire['removal_pathway'],
  location: Wire['locations'][number],
): Wire => ({
  id,
  object: 'climate.supplier',
  info_url: `https://frontierclimate.com/portfolio/${id.slice('climsup_'.length).replaceAll('_', '-')}`,
  livemode: false,
  locations: [location],
  name,
  removal_pathway,
})

const place = (city: string, region: string, country: string, latitude: number, longitude: number) => ({
  city,
  country,
  latitude,
  longitude,
  region,
})

/** The first is the reference's example; the others are of Frontier's portfolio, with ids in the same pattern [K]. */
export const SUPPLIERS: readonly Wire[] = [
  supplier(
    'climsup_charm_industrial',
    'Charm Industrial',
    'biomass_carbon_removal_and_storage',
    place('San Francisco', 'CA', 'US', 37.7749, -122.4194),
  ),
  supplier('climsup_heirloom', 'Heirloom', 'direct_air_capture', place('Brisbane', 'CA', 'US', 37.6808, -122.4)),
  supplier('climsup_lithos', 'Lithos', 'enhanced_weathering', place('Seattle', 'WA', 'US', 47.6062, -122.3321)),
]

export const climateSupplier = object<Stripe.Climate.Supplier>('climate.supplier', {
  prefix: 'climsup',
  noun: 'climate supplier',
  named: (_tx, id) => SUPPLIERS.find((one) => one.id === id) as Supplier | undefined,
})

const PATH = '/v1/climate/suppliers'

export const climateSuppliers = resource(climateSupplier)
  .on<Stripe.Climate.SupplierRetrieveParams>(`GET ${PATH}/{id}`, (_tx, _params, self) => self)
  .on<Stripe.Climate.SupplierListParams>(`GET ${PATH}`, (_tx, params) =>
    pageOf(climateSupplier, SUPPLIERS as never, params as never, PATH),
  )
