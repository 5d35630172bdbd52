// Personalization designs: the logo and the letter that physical cards of an account are sent with. Stripe looks at each before it
// is used. (https://docs.stripe.com/api/issuing/personalization_designs; https://docs.stripe.com/issuing/cards/physical)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { invalid } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { file } from '../payments/file_state.ts'
import { bundleOf } from './issuing.physical_bundle.ts'
import type { PersonalizationDesignRejectParams } from './test_params.ts'

/** That one was made is no event. (https://docs.stripe.com/api/events/types) */
export const personalizationDesign = object<Stripe.Issuing.PersonalizationDesign>('issuing.personalization_design', {
  prefix: 'ipcd',
  short: true,
  noun: 'issuing personalization design',
  events: [
    { became: ['status', 'active'], types: ['issuing_personalization_design.activated'] },
    { became: ['status', 'inactive'], types: ['issuing_personalization_design.deactivated'] },
    { became: ['status', 'rejected'], types: ['issuing_personalization_design.rejected'] },
    { on: 'update', types: ['issuing_personalization_design.updated'] },
  ],
  terms: ({ preferences: { is_default, is_platform_default } }) => [
    `is_default=${is_default}`,
    `is_platform_default=${is_platform_default === true}`,
  ],
})
type Design = Row<Stripe.Issuing.PersonalizationDesign>
type Create = Params<Stripe.Issuing.PersonalizationDesignCreateParams>
type Update = Params<Stripe.Issuing.PersonalizationDesignUpdateParams>

const PATH = '/v1/issuing/personalization_designs'
const HELPER = '/v1/test_helpers/issuing/personalization_designs/{id}'
const NO_REASONS = { card_logo: null, carrier_text: null }

/** What Stripe may decide, and of which. [K] */
const DECISIONS = {
  activate: { from: ['review', 'inactive', 'rejected'], to: 'active' },
  deactivate: { from: ['active'], to: 'inactive' },
  reject: { from: ['review', 'active', 'inactive'], to: 'rejected' },
} as const satisfies Record<string, { from: readonly Design['status'][]; to: Design['status'] }>

export const personalizationDesigns = resource(personalizationDesign)
  .on<Stripe.Issuing.PersonalizationDesignCreateParams>(`POST ${PATH}`, (tx, params) => {
    const bundle = bundleOf(params.physical_bundle)
    const look = lookOf(tx, bundle, params)
    const isDefault = params.preferences?.is_default ?? false
    takeOver(tx, params, isDefault)
    return tx.insert(personalizationDesign, {
      card_logo: null,
      carrier_text: null,
      ...look,
      created: tx.now,
      livemode: false,
      lookup_key: params.lookup_key ?? null,
      metadata: mergeMetadata({}, params.metadata),
      name: params.name ?? null,
      physical_bundle: bundle.id,
      preferences: { is_default: isDefault, is_platform_default: null },
      rejection_reasons: NO_REASONS,
      status: 'review',
    })
  })
  .on<Stripe.Issuing.PersonalizationDesignRetrieveParams>(`GET ${PATH}/{id}`, (_tx, _params, self) => self)
  .on<Stripe.Issuing.PersonalizationDesignListParams>(`GET ${PATH}`, (tx, { preferences, ...params }) =>
    list(
      tx,
      personalizationDesign,
      params as never,
      PATH,
      Object.entries(preferences ?? {}).map(([name, value]) => `${name}=${value}`),
    ),
  )
  .on<Stripe.Issuing.PersonalizationDesignUpdateParams>(`POST ${PATH}/{id}`, (tx, params, self) => {
    const bundle = bundleOf(params.physical_bundle ?? (self.physical_bundle as string))
    const { card_logo, carrier_text } = self
    const look = lookOf(tx, bundle, params)
    const isNew = params.physical_bundle !== undefined || Object.keys(look).length > 0
    if (isNew) checkLook(bundle, { card_logo, carrier_text, ...look })
    const { lookup_key, metadata, name, preferences } = params
    takeOver(tx, params, preferences?.is_default === true, self.id)
    return tx.update(personalizationDesign, self, {
      ...look,
      physical_bundle: bundle.id,
      ...(lookup_key !== undefined && { lookup_key: lookup_key || null }),
      ...(metadata !== undefined && { metadata: mergeMetadata(self.metadata, metadata) }),
      ...(name !== undefined && { name: name || null }),
      ...(preferences && { preferences: { ...self.preferences, is_default: preferences.is_default } }),
      // A new look is looked at again. [K]
      ...(isNew && { status: 'review', rejection_reasons: NO_REASONS }),
    } as Partial<Design>)
  })
  .on<object>(`POST ${HELPER}/activate`, (tx, _params, _self, [id]) => decide(tx, id!, 'activate', NO_REASONS))
  .on<object>(`POST ${HELPER}/deactivate`, (tx, _params, _self, [id]) => decide(tx, id!, 'deactivate', NO_REASONS))
  .on<PersonalizationDesignRejectParams>(`POST ${HELPER}/reject`, (tx, params, _self, [id]) => {
    const { card_logo, carrier_text } = params.rejection_reasons
    // [M]
    if (!card_logo?.length && !carrier_text?.length)
      throw invalid('You must give at least one reason for the rejection.', { param: 'rejection_reasons' })
    const reasons = { card_logo: card_logo ?? null, carrier_text: carrier_text ?? null }
    return decide(tx, id!, 'reject', reasons as Design['rejection_reasons'])
  })

/** The design that physical cards have which name none. */
export const defaultDesign = (tx: Tx): Design | undefined =>
  tx.list(personalizationDesign, ['is_default=true'], { limit: 1 }).find(({ status }) => status === 'active')

/**
 * One design has a lookup key, and one is that for all: whoever gets either takes it from another, a key only where it says so.
 * The wording is that of prices.
 */
function takeOver(
  tx: Tx,
  { lookup_key: key, transfer_lookup_key: transfer }: Pick<Update, 'lookup_key' | 'transfer_lookup_key'>,
  isDefault: boolean,
  taker?: string,
): void {
  const terms = [...(key ? [[`lookup_key=${key}`]] : []), ...(isDefault ? [['is_default=true']] : [])]
  if (terms.length === 0) return
  const known = tx.lists(personalizationDesign, terms, { limit: 1 }).flat()
  for (const one of new Map(known.map((row) => [row.id, row])).values()) {
    if (one.id === taker) continue
    const losesKey = key !== undefined && one.lookup_key === key
    if (losesKey && !transfer)
      throw invalid(`A personalization design (\`${one.id}\`) already uses that lookup key.`, {
        code: 'resource_already_exists',
        param: 'lookup_key',
      })
    tx.update(personalizationDesign, one, {
      ...(losesKey && { lookup_key: null }),
      ...(isDefault && { preferences: { ...one.preferences, is_default: false } }),
    })
  }
}

type Look = Pick<Design, 'card_logo' | 'carrier_text'>

/** What is given of logo and letter, checked. */
function lookOf(
  tx: Tx,
  bundle: ReturnType<typeof bundleOf>,
  { card_logo, carrier_text }: Create | Update,
): Partial<Look> {
  if (card_logo && tx.get(file, card_logo, 'card_logo').purpose !== ('issuing_logo' as never))
    // [M]
    throw invalid(`The file ${card_logo} must have the purpose issuing_logo.`, { param: 'card_logo' })
  const texts = carrier_text && {
    footer_body: carrier_text.footer_body || null,
    footer_title: carrier_text.footer_title || null,
    header_body: carrier_text.header_body || null,
    header_title: carrier_text.header_title || null,
  }
  const look = {
    ...(card_logo !== undefined && { card_logo: card_logo || null }),
    ...(carrier_text !== undefined && { carrier_text: texts || null }),
  }
  checkLook(bundle, look)
  return look
}

/** [M] */
function checkLook({ id, features }: ReturnType<typeof bundleOf>, look: Partial<Look>): void {
  for (const name of ['card_logo', 'carrier_text'] as const)
    if (look[name] && features[name] === 'unsupported')
      throw invalid(`The physical bundle ${id} does not support \`${name}\`.`, { param: name })
}

/** Wording [M]. */
function decide(
  tx: Tx,
  id: string,
  verb: keyof typeof DECISIONS,
  rejection_reasons: Design['rejection_reasons'],
): Design {
  const self = tx.get(personalizationDesign, id)
  const { from, to } = DECISIONS[verb]
  if (!(from as readonly string[]).includes(self.status))
    throw invalid(`You cannot ${verb} a personalization design with a status of ${self.status}.`)
  return tx.update(personalizationDesign, self, { rejection_reasons, status: to })
}
