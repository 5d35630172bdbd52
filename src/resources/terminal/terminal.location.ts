// Locations: the shops that readers stand in. (https://docs.stripe.com/api/terminal/locations)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { invalid, missingParameter, tooLong } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { address } from '../payments/customer.ts'
import { type Location, location } from './location_state.ts'
import { configurationAt } from './terminal.configuration.ts'

const PATH = '/v1/terminal/locations'
/** (https://docs.stripe.com/api/terminal/locations/create#create_terminal_location-display_name) */
const NAME_MAX = 1_000

export const locations = resource(location)
  .on<Stripe.Terminal.LocationCreateParams>(`POST ${PATH}`, (tx, params) => {
    const { display_name, display_name_kana, display_name_kanji, address: place, address_kana, address_kanji } = params
    // Where all stands in Japanese scripts, that is enough.
    if (!display_name && !display_name_kana && !display_name_kanji) throw missingParameter('display_name')
    if (!place && !address_kana && !address_kanji) throw missingParameter('address')
    if (place) checkAddress(place)
    return tx.insert(location, {
      address: address(place ?? {}),
      display_name: display_name ?? display_name_kanji ?? display_name_kana,
      livemode: false,
      ...written(tx, params as Given),
      metadata: mergeMetadata({}, params.metadata),
    } as never)
  })
  .on<Stripe.Terminal.LocationRetrieveParams>(`GET ${PATH}/{id}`, (_tx, _params, self) => self)
  .on<Stripe.Terminal.LocationListParams>(`GET ${PATH}`, (tx, params) => list(tx, location, params as never, PATH))
  .on<Stripe.Terminal.LocationUpdateParams>(`POST ${PATH}/{id}`, (tx, params, self) => {
    // [M]; that it cannot be changed is the reference's.
    const { country } = params.address ?? {}
    if (country !== undefined && country !== self.address.country)
      throw invalid("You can't change the country of a location.", { param: 'address[country]' })
    const place = params.address && { ...self.address, ...params.address }
    if (place) checkAddress(place as Place)
    return tx.update(location, self, {
      ...written(tx, params as Given),
      ...(place && { address: address(place) as Location['address'] }),
      ...(params.metadata !== undefined && { metadata: mergeMetadata(self.metadata, params.metadata) }),
    })
  })
  .on<Stripe.Terminal.LocationDeleteParams>(`DELETE ${PATH}/{id}`, (tx, _params, self) => {
    tx.retire(location, self as never)
    return { id: self.id, object: location.object, deleted: true }
  })

type Given = Params<Stripe.Terminal.LocationUpdateParams>
type Place = NonNullable<Params<Stripe.Terminal.LocationCreateParams>['address']>

/** What is not given stays, what is sent empty goes; a name of a location is never empty. */
function written(tx: Tx, given: Given): Partial<Location> {
  const changed: Record<string, unknown> = {}
  for (const name of ['display_name', 'display_name_kana', 'display_name_kanji'] as const) {
    const text = given[name]
    if (text !== undefined && text.length > NAME_MAX) throw tooLong(text, NAME_MAX, name)
    if (text || (text === '' && name !== 'display_name')) changed[name] = text || undefined
  }
  for (const name of ['address_kana', 'address_kanji'] as const) if (given[name]) changed[name] = japanese(given[name])
  if (given.phone !== undefined) changed.phone = given.phone || undefined
  const overrides = given.configuration_overrides
  if (overrides) configurationAt(tx, overrides, 'configuration_overrides')
  if (overrides !== undefined) changed.configuration_overrides = overrides || undefined
  return changed as Partial<Location>
}

const japanese = (given: object) => ({
  city: null,
  country: null,
  line1: null,
  line2: null,
  postal_code: null,
  state: null,
  town: null,
  ...given,
})

/** What of an address is needed, by country. (docs.stripe.com/terminal/fleet/locations-and-zones; from memory [K]) */
const NEEDED: Readonly<Record<string, readonly (keyof Place)[]>> = {
  AU: ['line1', 'city', 'state', 'postal_code'],
  CA: ['line1', 'city', 'state', 'postal_code'],
  US: ['line1', 'city', 'state', 'postal_code'],
}
/** Everywhere else where Terminal is sold. [K] */
const ELSEWHERE: readonly (keyof Place)[] = ['line1']
const COUNTRIES =
  'AE AT AU BE BG CA CH CY CZ DE DK EE ES FI FR GB GI GR HK HR HU IE IT JP LI LT LU LV MT MX MY NL NO NZ PL PT RO SE SG SI SK US'.split(
    ' ',
  )

/** The code is Stripe's (https://docs.stripe.com/error-codes#terminal-location-country-unsupported), the words are [M]. */
function checkAddress(place: Place): void {
  const { country } = place
  if (!COUNTRIES.includes(country))
    throw invalid(`Locations in the country ${country} are not supported.`, {
      code: 'terminal_location_country_unsupported',
      param: 'address[country]',
    })
  for (const name of NEEDED[country] ?? ELSEWHERE) if (!place[name]) throw missingParameter(`address[${name}]`)
}
