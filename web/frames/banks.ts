// The banks that a customer chooses among, by the words of the API, which lists them. Some are written as tests written for Stripe.js
// look for them. (https://docs.stripe.com/api/payment_methods/create)

/** `name:Name of the bank`, parted by bars; a bank without a name is written like its word. */
const LISTS = {
  ideal:
    'abn_amro:ABN AMRO|adyen|asn_bank:ASN Bank|bunq:bunq|buut:BUUT|finom:Finom|handelsbanken|ing:ING Bank|knab|mollie|n26:N26|nn:Nationale-Nederlanden|rabobank|regiobank:RegioBank|revolut|sns_bank:SNS Bank|triodos_bank:Triodos Bank|van_lanschot:Van Lanschot|yoursafe',
  eps: 'arzte_und_apotheker_bank:Ärzte- und Apothekerbank|austrian_anadi_bank_ag:Austrian Anadi Bank AG|bank_austria:Bank Austria|bankhaus_carl_spangler:Bankhaus Carl Spängler & Co.AG|bankhaus_schelhammer_und_schattera_ag:Bankhaus Schelhammer & Schattera AG|bawag_psk_ag:BAWAG P.S.K. AG|bks_bank_ag:BKS Bank AG|brull_kallmus_bank_ag:Brüll Kallmus Bank AG|btv_vier_lander_bank:BTV VIER LÄNDER BANK|capital_bank_grawe_gruppe_ag:Capital Bank Grawe Gruppe AG|deutsche_bank_ag:Deutsche Bank AG|dolomitenbank|easybank_ag:Easybank AG|erste_bank_und_sparkassen:Erste Bank und Sparkassen|hypo_alpeadriabank_international_ag:Hypo Alpe-Adria-Bank International AG|hypo_bank_burgenland_aktiengesellschaft:HYPO-BANK BURGENLAND Aktiengesellschaft|hypo_noe_lb_fur_niederosterreich_u_wien:HYPO NOE LB für Niederösterreich u. Wien|hypo_oberosterreich_salzburg_steiermark:HYPO Oberösterreich, Salzburg, Steiermark|hypo_tirol_bank_ag:Hypo Tirol Bank AG|hypo_vorarlberg_bank_ag:Hypo Vorarlberg Bank AG|marchfelder_bank:Marchfelder Bank|oberbank_ag:Oberbank AG|raiffeisen_bankengruppe_osterreich:Raiffeisen Bankengruppe Österreich|schoellerbank_ag:Schoellerbank AG|sparda_bank_wien:Sparda-Bank Wien|volksbank_gruppe:Volksbank Gruppe|volkskreditbank_ag:Volkskreditbank AG|vr_bank_braunau:VR-Bank Braunau',
  p24: 'alior_bank:Alior Bank|bank_millennium:Bank Millenium|bank_nowy_bfg_sa:Bank Nowy BFG S.A.|bank_pekao_sa:Bank PEKAO S.A.|banki_spbdzielcze:Banki Spółdzielcze|blik:BLIK|bnp_paribas:BNP Paribas|boz:BOŻ|citi_handlowy:Citi Handlowy|credit_agricole:Crédit Agricole|envelobank:EnveloBank|etransfer_pocztowy24:e-transfer Pocztowy24|getin_bank:Getin Bank|ideabank:Idea Bank|ing:ING|inteligo|mbank_mtransfer:mBank-mTransfer|nest_przelew:Nest Przelew|noble_pay:Noble Pay|pbac_z_ipko:Płać z iPKO|plus_bank:Plus Bank|santander_przelew24:Santander-przelew24|tmobile_usbugi_bankowe:T-Mobile Usługi Bankowe|toyota_bank:Toyota Bank|velobank:VeloBank|volkswagen_bank:Volkswagen Bank',
  fpx: 'affin_bank:Affin Bank|agrobank:AGRONet|alliance_bank:Alliance Bank|ambank:AmBank|bank_islam:Bank Islam|bank_muamalat:Bank Muamalat|bank_of_china:Bank of China|bank_rakyat:Bank Rakyat|bnp_paribas:BNP Paribas|bsn:BSN|cimb:CIMB Clicks|citibank|deutsche_bank:Deutsche Bank|hong_leong_bank:Hong Leong Bank|hsbc:HSBC BANK|kfh:KFH|maybank2e:Maybank2E|maybank2u:Maybank2U|mbsb_bank:MBSB Bank|ocbc:OCBC Bank|pb_enterprise:PB enterprise|public_bank:Public Bank|rhb:RHB Bank|standard_chartered:Standard Chartered|uob:UOB Bank',
} as const

export type BankType = keyof typeof LISTS

export const hasBanks = (type: string): type is BankType => Object.hasOwn(LISTS, type)

/** Words of the API, and names. */
export const banksOf = (type: BankType): (readonly [value: string, name: string])[] =>
  LISTS[type].split('|').map((one) => {
    const [value, name = value.charAt(0).toUpperCase() + value.slice(1)] = one.split(':') as [string, string?]
    return [value, name] as const
  })
