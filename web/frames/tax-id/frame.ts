// The Element `taxId`: whose number of which kind is to stand on the invoice. (https://docs.stripe.com/elements/tax-id-element)
import { type Fields, isObject } from '../../stripejs/misuse.ts'
import { wear } from '../wear.ts'
import { countriesIn } from '../countries.ts'
import { h, makeField } from '../fields.ts'
import { ask, telling } from '../form.ts'
import { openFrame } from '../open.ts'

/** Countries whose businesses have a number for value added tax of the kind `xx_vat`. (https://docs.stripe.com/billing/customer/tax-ids) */
const VAT =
  'AT BE BG CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SA SE SI SK TH TW UA ZA'.split(
    ' ',
  )

/** Of the others, what the kind is called. (the same page) */
const OTHER: Readonly<Record<string, string>> = {
  AE: 'ae_trn',
  AU: 'au_abn',
  BR: 'br_cnpj',
  CA: 'ca_bn',
  CL: 'cl_tin',
  CN: 'cn_tin',
  HK: 'hk_br',
  ID: 'id_npwp',
  IL: 'il_vat',
  IN: 'in_gst',
  JP: 'jp_cn',
  KR: 'kr_brn',
  MX: 'mx_rfc',
  MY: 'my_sst',
  NZ: 'nz_gst',
  PH: 'ph_tin',
  SG: 'sg_gst',
  TR: 'tr_tin',
  US: 'us_ein',
  VN: 'vn_tin',
}

const kindOf = (country: string): string =>
  OTHER[country] ?? (country === 'GR' ? 'eu_vat' : `${country.toLowerCase()}_vat`)

openFrame((page) => {
  const { words, options, language } = page
  const fields = isObject(options.fields) ? options.fields : {}
  const defaults = isObject(options.defaultValues) ? options.defaultValues : {}
  const countries = countriesIn(language, [...VAT, ...Object.keys(OTHER)])
  const country = makeField(
    { name: 'country', id: 'taxId-countryInput', label: words.country, options: countries, optional: true },
    words,
  )
  const number = makeField({ name: 'taxId', id: 'taxId-taxIdInput', label: words.taxId, optional: true }, words)
  const business = makeField(
    {
      name: 'businessName',
      id: 'taxId-businessNameInput',
      label: words.organization,
      autocomplete: 'organization',
      optional: true,
    },
    words,
  )
  const all = fields.businessName === 'never' ? [country, number] : [country, number, business]
  for (const [field, given] of [
    [number, defaults.taxId],
    [business, defaults.businessName],
  ] as const)
    if (typeof given === 'string') field.value = given

  const given = countries.find(([code]) => kindOf(code) === defaults.taxIdType)
  if (given) country.value = given[0]
  const kind = () => (country.isEmpty ? '' : kindOf(country.value))

  const state = (): Fields => ({
    empty: all.every(({ isEmpty }) => isEmpty),
    complete: !number.isEmpty && !country.isEmpty,
    visible: options.visibility !== 'never',
    value: {
      businessName: business.value.trim(),
      taxId: number.value.trim(),
      taxIdType: kind(),
      externalTaxIdType: kind(),
    },
  })
  const changed = telling(state, page.tell)
  for (const field of all) field.onChange(changed)
  const form = h('form', { class: 'Grid', novalidate: '' }, ...all.map(({ root }) => root))
  form.hidden = options.visibility === 'never'
  document.body.append(form)
  wear(page.settings.appearance)
  changed()
  return {
    focus: () => country.input.focus(),
    blur: () => (document.activeElement as HTMLElement | null)?.blur(),
    clear() {
      for (const field of all) field.clear()
      changed()
    },
    settings: (told: Fields) => wear(told.appearance),
    submit() {
      const error = ask(all, words)
      return error ? { error } : {}
    },
  }
})
