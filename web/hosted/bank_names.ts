// The names of banks, as the API writes them, as people write them.

/** Words that are not simply written with a first capital. */
const WORDS: Readonly<Record<string, string>> = {
  abn: 'ABN',
  ag: 'AG',
  amro: 'AMRO',
  arzte: 'Ärzte',
  asn: 'ASN',
  bankowe: 'Bankowe',
  bawag: 'BAWAG',
  bfg: 'BFG',
  bks: 'BKS',
  blik: 'BLIK',
  bnp: 'BNP',
  boz: 'BOŚ',
  brull: 'Brüll',
  bsn: 'BSN',
  btv: 'BTV',
  bunq: 'bunq',
  cimb: 'CIMB',
  etransfer: 'e-Transfer',
  fur: 'für',
  grawe: 'GRAWE',
  hsbc: 'HSBC',
  hypo: 'HYPO',
  ing: 'ING',
  ipko: 'iPKO',
  kfh: 'KFH',
  lander: 'Länder',
  lb: 'LB',
  mbank: 'mBank',
  mbsb: 'MBSB',
  mtransfer: 'mTransfer',
  niederosterreich: 'Niederösterreich',
  nn: 'NN',
  noe: 'NOE',
  oberosterreich: 'Oberösterreich',
  ocbc: 'OCBC',
  osterreich: 'Österreich',
  pb: 'PB',
  pbac: 'Płać',
  psk: 'P.S.K.',
  rhb: 'RHB',
  sa: 'SA',
  sns: 'SNS',
  spangler: 'Spängler',
  spbdzielcze: 'Spółdzielcze',
  tmobile: 'T-Mobile',
  u: 'u.',
  und: 'und',
  uob: 'UOB',
  usbugi: 'Usługi',
  vr: 'VR',
  z: 'z',
}

/** `abn_amro` is ABN AMRO. */
export const bankName = (word: string): string =>
  word
    .split('_')
    .map((part) => WORDS[part] ?? part.charAt(0).toUpperCase() + part.slice(1))
    .join(' ')
