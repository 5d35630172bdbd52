// What a customer tells of themselves in the portal: who they are, where they live, where things go, and their tax ids, as far as the
// configuration lets them.
import { ADDRESS, addressOrder, homeOf } from './address.ts'
import { field } from './field.ts'
import type { Language } from './language.ts'
import { escaped } from './page.ts'
import { type Address, button, type Portal, section } from './portal.ts'
import { FIELD_WORDS } from './words/fields/index.ts'
import { PORTAL_CHANGE_WORDS } from './words/portal_changes/index.ts'

/** The two sections: their details, and their tax ids. */
export const customerSections = (portal: Portal): string => detailsOf(portal) + taxIdsOf(portal)

const PLAIN = [
  ['email', 'email'],
  ['name', 'text'],
  ['phone', 'tel'],
] as const

const allowedOf = ({ view }: Portal): readonly string[] => {
  const { enabled, allowed_updates: allowed } = view.configuration.features.customer_update
  return enabled ? allowed : []
}

function detailsOf(portal: Portal): string {
  const { view, words, language } = portal
  const allowed = allowedOf(portal)
  const { customer } = view
  const plain = PLAIN.filter(([name]) => allowed.includes(name)).map(([name, type]) =>
    field({
      name,
      label: FIELD_WORDS[language][name],
      value: customer[name] ?? '',
      type,
      auto: type === 'text' ? 'name' : type,
      isNeeded: false,
    }),
  )
  const said = PORTAL_CHANGE_WORDS[language]
  const address = allowed.includes('address')
    ? [group(said.address, addressOf('address', 'billing', customer.address ?? null, language))]
    : []
  const shipping = allowed.includes('shipping') ? [group(said.shipping, shippingOf(portal))] : []
  const fields = [...plain, ...address, ...shipping]
  if (fields.length === 0) return ''
  const form = `<form method="post">${fields.join('')}<button class="quiet" name="do" value="update">${words.save}</button></form>`
  return section(words.yourDetails, [form])
}

const group = (title: string, fields: string): string => `<fieldset><legend>${title}</legend>${fields}</fieldset>`

function shippingOf({ view, language }: Portal): string {
  const { shipping, name } = view.customer
  const who = field({
    ...{ name: 'shipping[name]', label: FIELD_WORDS[language].name, value: shipping?.name ?? name ?? '' },
    ...{ auto: 'shipping name', isNeeded: false },
  })
  return who + addressOf('shipping[address]', 'shipping', shipping?.address ?? null, language)
}

/** The country, and what follows in its order; nothing of it has to be told. */
function addressOf(at: string, kind: string, known: Address | null, language: Language): string {
  const words = FIELD_WORDS[language]
  const country = field({
    ...{ name: `${at}[country]`, label: words.country, value: known?.country ?? '', auto: `${kind} country` },
    ...{ placeholder: homeOf(language), more: 'maxlength="2"', isNeeded: false },
  })
  const parts = addressOrder(known?.country ?? homeOf(language)).map((part) => {
    const { label, auto } = ADDRESS[part]
    return field({
      ...{ name: `${at}[${part}]`, label: words[label], value: known?.[part] ?? '' },
      ...{ auto: `${kind} ${auto}`, isNeeded: false },
    })
  })
  return country + parts.join('')
}

function taxIdsOf(portal: Portal): string {
  const { view, around, words, language } = portal
  if (!allowedOf(portal).includes('tax_id')) return ''
  const said = PORTAL_CHANGE_WORDS[language]
  const known = (view.tax_ids ?? []).map(
    ({ id, type, value }) =>
      `<div class="item"><p class="title"><span>${nameOf(type)} <bdi>${escaped(value)}</bdi></span></p>` +
      `<div class="pair">${button('remove_tax_id', words.remove, { tax_id: id })}</div></div>`,
  )
  const types = around.taxIdTypes.map((type) => `<option value="${escaped(type)}">${nameOf(type)}</option>`)
  const adding = `<form method="post"><label>${said.taxType}<select name="type">${types.join('')}</select></label>
${field({ name: 'value', label: said.taxValue, auto: 'off' })}<button class="quiet" name="do" value="add_tax_id">${said.addTaxId}</button></form>`
  return section(said.taxIds, [...known, adding])
}

/** `eu_vat` is the EU VAT. */
const nameOf = (type: string): string => escaped(type.replaceAll('_', ' ').toUpperCase())
