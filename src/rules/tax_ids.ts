// What tax ids look like, by type: the one place that knows. Shapes follow the examples of Stripe's own table
// (https://docs.stripe.com/billing/customer/tax-ids); how strictly Stripe holds to each of them is [K].

/**
 * `9` is a digit, `a` a letter, `x` either; everything else is itself, and `|` parts what is allowed. Blanks, dots, dashes
 * and slashes may be left out or put in, so they are not part of a shape.
 */
const SHAPES: Readonly<Record<string, string>> = {
  ad_nrt: 'a999999a',
  ae_trn: '999999999999999',
  al_tin: 'a99999999a',
  am_tin: '99999999',
  ao_tin: '9999999999',
  ar_cuit: '99999999999',
  au_abn: '99999999999',
  au_arn: '999999999999',
  aw_tin: '99999999',
  az_tin: '9999999999',
  ba_tin: '999999999999',
  bb_tin: '9999999999999',
  bd_bin: '9999999999999',
  bg_uic: '999999999',
  bh_vat: '999999999999999',
  bj_ifu: '9999999999999',
  bo_tin: '999999999',
  br_cnpj: 'xxxxxxxxxxxx99',
  br_cpf: '99999999999',
  bs_tin: '999999999',
  by_tin: '999999999',
  ca_bn: '999999999',
  ca_gst_hst: '999999999RT9999',
  ca_pst_bc: 'PST99999999',
  ca_pst_mb: '9999999',
  ca_pst_sk: '9999999',
  ca_qst: '9999999999TQ9999',
  ch_uid: 'CHE999999999|CHE999999999HR',
  ch_vat: 'CHE999999999MWST|CHE999999999TVA|CHE999999999IVA',
  cl_tin: '9999999x|99999999x',
  cn_tin: 'xxxxxxxxxxxxxxxxxx|xxxxxxxxxxxxxxx',
  co_nit: '9999999999',
  cr_tin: '9999999999',
  de_stn: '9999999999|99999999999',
  do_rcn: '99999999999',
  ec_ruc: '9999999999999',
  eg_tin: '999999999',
  es_cif: 'a99999999|a9999999a|99999999a',
  eu_oss_vat: 'EU999999999',
  gb_vat: 'GB999999999|GB999999999999|GBGD999|GBHA999',
  ge_vat: '999999999',
  hk_br: '99999999',
  hr_oib: '99999999999',
  hu_tin: '99999999999',
  id_npwp: '999999999999999|9999999999999999',
  il_vat: '999999999|99999',
  in_gst: '99aaaaa9999axax',
  is_vat: '999999|99999',
  jp_cn: '9999999999999',
  jp_rn: '99999',
  jp_trn: 'T9999999999999',
  ke_pin: 'a999999999a',
  kr_brn: '9999999999',
  kz_bin: '999999999999',
  li_uid: 'CHE999999999',
  li_vat: '99999',
  mx_rfc: 'aaa999999xxx|aaaa999999xxx',
  my_frp: '99999999',
  my_itn: 'a9999999999|aa9999999999',
  my_sst: 'a99999999999999',
  ng_tin: '999999999999',
  no_vat: '999999999MVA',
  no_voec: '9999999',
  nz_gst: '99999999|999999999',
  om_vat: 'OM9999999999',
  pe_ruc: '99999999999',
  ph_tin: '999999999|999999999999',
  ro_tin: '9999999999999',
  rs_pib: '999999999',
  ru_inn: '9999999999|999999999999',
  ru_kpp: '999999999',
  sa_vat: '999999999999999',
  sg_gst: 'a99999999a',
  sg_uen: '99999999a|999999999a|a99aa9999a',
  si_tin: '99999999',
  sv_nit: '99999999999999',
  th_vat: '9999999999999',
  tr_tin: '9999999999',
  tw_vat: '99999999',
  ua_vat: '999999999',
  us_ein: '999999999',
  uy_ruc: '999999999999',
  uz_tin: '999999999',
  uz_vat: '999999999999',
  ve_rif: 'a999999999',
  vn_tin: '9999999999|9999999999999',
  za_vat: '4999999999',
  zm_tin: '9999999999',
}

/** What follows the country in a VAT number of the European Union; Greece is EL there, Northern Ireland XI. */
const EU_VAT: Readonly<Record<string, string>> = {
  AT: 'U99999999',
  BE: '9999999999',
  BG: '999999999|9999999999',
  CY: '99999999a',
  CZ: '99999999|999999999|9999999999',
  DE: '999999999',
  DK: '99999999',
  EE: '999999999',
  EL: '999999999',
  ES: 'x9999999x',
  FI: '99999999',
  FR: 'xx999999999',
  HR: '99999999999',
  HU: '99999999',
  IE: '9999999a|9999999aa|9x99999a',
  IT: '99999999999',
  LT: '999999999|999999999999',
  LU: '99999999',
  LV: '99999999999',
  MT: '99999999',
  NL: '999999999B99',
  PL: '9999999999',
  PT: '999999999',
  RO: '99|999|9999|99999|999999|9999999|99999999|999999999|9999999999',
  SE: '999999999999',
  SI: '99999999',
  SK: '9999999999',
  XI: '999999999|999999999999|GD999|HA999',
}

/** Countries that VAT numbers write otherwise than ISO does. */
const ISO: Readonly<Record<string, string>> = { EL: 'GR', XI: 'GB' }

/** What the register says of a number that it is asked for. (docs.stripe.com/billing/testing-tax-id-verification) */
export type Verdict = 'verified' | 'unverified' | 'never'

/** Numbers by which a test chooses the verdict, with or without a country before them. */
const MAGIC: Readonly<Record<string, Verdict>> = {
  '000000000': 'verified',
  '111111111': 'unverified',
  '222222222': 'never',
}

/** The types that a register is asked about: VIES, HMRC and the ABR. (docs.stripe.com/billing/customer/tax-ids#validation) */
const ASKED: readonly string[] = ['eu_vat', 'gb_vat', 'au_abn']

const bare = (value: string): string => value.toUpperCase().replace(/[\s./-]/g, '')

const magicOf = (value: string): Verdict | undefined => MAGIC[bare(value).replace(/^[A-Z]{2}/, '')]

/** Whether a value may be an id of its type. Types without a shape take anything. */
export function isTaxId(type: string, value: string): boolean {
  if (ASKED.includes(type) && magicOf(value) && /^\d/.test(value)) return true
  const text = bare(value)
  if (type !== 'eu_vat') return SHAPES[type] === undefined || fits(text, SHAPES[type])
  const shape = EU_VAT[text.slice(0, 2)]
  return shape !== undefined && fits(text.slice(2), shape)
}

const CLASSES: Readonly<Record<string, RegExp>> = { '9': /\d/, a: /[A-Z]/, x: /[A-Z0-9]/ }

/** Whether a bare text has one of these shapes. */
function fits(text: string, shapes: string): boolean {
  return shapes
    .split('|')
    .some(
      (shape) =>
        shape.length === text.length &&
        [...shape].every((sign, i) => CLASSES[sign]?.test(text[i]!) ?? sign === text[i]),
    )
}

/** Whether a country (ISO code) has tax ids of a type in the table, or VAT numbers of the Union. */
export const hasTaxIds = (country: string): boolean =>
  Object.keys(EU_VAT).some((code) => (ISO[code] ?? code) === country) ||
  Object.keys(SHAPES).some((type) => type.slice(0, 2).toUpperCase() === country)

/** ISO code of the country that a tax id is of; none for those of the whole Union, and for the numbers of tests. */
export function countryOf(type: string, value: string): string | null {
  if (type === 'eu_oss_vat') return null
  if (type !== 'eu_vat') return type.slice(0, 2).toUpperCase()
  const country = bare(value).slice(0, 2)
  return Object.hasOwn(EU_VAT, country) ? (ISO[country] ?? country) : null
}

/** The register's answer to come; undefined for types that no register is asked about. */
export function verdictOn(type: string, value: string): Verdict | undefined {
  if (!ASKED.includes(type)) return undefined
  // Well-formed numbers of nobody's test are known to this register. [K]
  return magicOf(value) ?? 'verified'
}
