// Certificates for servers, and the authority that signs them: it can speak only for the names that it was made for, and its key
// never leaves this process. (RFC 5280)
import { createHash, type KeyObject, randomBytes, webcrypto, X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { BitString, Integer, OctetString, Utf8String } from 'asn1js'
import ipaddr from 'ipaddr.js'
import {
  AltName,
  AttributeTypeAndValue,
  AuthorityKeyIdentifier,
  BasicConstraints,
  Certificate,
  CryptoEngine,
  Extension,
  ExtKeyUsage,
  GeneralName,
  GeneralSubtree,
  NameConstraints,
  PublicKeyInfo,
} from 'pkijs'

/** What a server needs, both as PEM. */
export interface Issued {
  readonly certificate: string
  readonly key: string
}

export interface Authority {
  /** What clients are told to trust, as PEM. */
  readonly certificate: string
  /** Signs a certificate for these names and addresses, with a key of its own. Clients refuse names that the authority is not for. */
  issue(names: readonly string[]): Promise<Issued>
}

const DAY_MS = 86_400_000
/** Why an hour: the clock of a container may be behind. */
const BEFORE_MS = 3_600_000
/** Who the certificate of a server is of: no name of a host, or clients would hold it against what the authority may sign. */
const SERVER = 'A server of Brindle'
const ENGINE = new CryptoEngine({ crypto: webcrypto as never })
const CURVE = { name: 'ECDSA', namedCurve: 'P-256' } as const

/** Object identifiers of X.509. */
const OID = {
  commonName: '2.5.4.3',
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  nameConstraints: '2.5.29.30',
  authorityKeyIdentifier: '2.5.29.35',
  extKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
} as const

/** Bits of the extension keyUsage, and how many of their octet are not used. */
const SIGNS_CERTIFICATES = [0x04, 2] as const
const SIGNS_HANDSHAKES = [0x80, 7] as const

/**
 * Makes an authority, called `name`, for these names and what lies below them, and for these single addresses. It and what it signs hold
 * for so many days from `now` on. It signs servers only, and no other authorities.
 */
export async function makeAuthority(
  name: string,
  names: readonly string[],
  days: number,
  now = new Date(),
): Promise<Authority> {
  const keys = await webcrypto.subtle.generateKey(CURVE, false, ['sign', 'verify'])
  const whole = { subject: name, issuer: name, days, now }
  const publicKey = await publicKeyOf(keys.publicKey)
  const own = identifierOf(publicKey)
  const certificate = certificateOf(whole, publicKey, [
    extension(OID.basicConstraints, true, new BasicConstraints({ cA: true, pathLenConstraint: 0 }).toSchema()),
    extension(OID.keyUsage, true, bits(SIGNS_CERTIFICATES)),
    extension(OID.extKeyUsage, false, new ExtKeyUsage({ keyPurposes: [OID.serverAuth] }).toSchema()),
    extension(OID.nameConstraints, true, onlyFor(names).toSchema()),
    extension(OID.subjectKeyIdentifier, false, own),
  ])
  await certificate.sign(keys.privateKey, 'SHA-256', ENGINE)

  async function issue(served: readonly string[]): Promise<Issued> {
    const pair = await webcrypto.subtle.generateKey(CURVE, true, ['sign', 'verify'])
    const info = await publicKeyOf(pair.publicKey)
    const signed = certificateOf({ ...whole, subject: SERVER }, info, [
      extension(OID.keyUsage, true, bits(SIGNS_HANDSHAKES)),
      extension(OID.extKeyUsage, false, new ExtKeyUsage({ keyPurposes: [OID.serverAuth] }).toSchema()),
      extension(OID.subjectAltName, false, new AltName({ altNames: served.map(generalName) }).toSchema()),
      extension(OID.subjectKeyIdentifier, false, identifierOf(info)),
      extension(OID.authorityKeyIdentifier, false, new AuthorityKeyIdentifier({ keyIdentifier: own }).toSchema()),
    ])
    await signed.sign(keys.privateKey, 'SHA-256', ENGINE)
    const key = pem('PRIVATE KEY', await webcrypto.subtle.exportKey('pkcs8', pair.privateKey))
    return { certificate: pem('CERTIFICATE', signed.toSchema().toBER()), key }
  }

  return { certificate: pem('CERTIFICATE', certificate.toSchema().toBER()), issue }
}

/** What browsers call a certificate by, where they are told to take just this one: the SHA-256 of its public key, as base64. */
export function pinOf(certificate: string): string {
  const publicKey: KeyObject = new X509Certificate(certificate).publicKey
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64')
}

interface Written {
  readonly subject: string
  readonly issuer: string
  readonly days: number
  readonly now: Date
}

function certificateOf({ subject, issuer, days, now }: Written, key: PublicKeyInfo, extensions: Extension[]) {
  // Positive, and of 127 bits of chance.
  const serial = randomBytes(16)
  serial[0] = (serial[0]! & 0x7f) | 0x40
  const certificate = new Certificate()
  certificate.version = 2
  certificate.serialNumber = new Integer({ valueHex: new Uint8Array(serial) })
  certificate.notBefore.value = new Date(now.getTime() - BEFORE_MS)
  certificate.notAfter.value = new Date(now.getTime() + days * DAY_MS)
  for (const [names, said] of [
    [certificate.subject, subject],
    [certificate.issuer, issuer],
  ] as const)
    names.typesAndValues = [new AttributeTypeAndValue({ type: OID.commonName, value: new Utf8String({ value: said }) })]
  certificate.subjectPublicKeyInfo = key
  certificate.extensions = extensions
  return certificate
}

async function publicKeyOf(key: webcrypto.CryptoKey): Promise<PublicKeyInfo> {
  const info = new PublicKeyInfo()
  await info.importKey(key as never, ENGINE)
  return info
}

/** (RFC 5280, 4.2.1.2, the first of its ways) */
const identifierOf = ({ subjectPublicKey }: PublicKeyInfo) =>
  new OctetString({ valueHex: createHash('sha1').update(subjectPublicKey.valueBlock.valueHexView).digest() })

const bits = ([octet, unusedBits]: readonly [number, number]) =>
  new BitString({ valueHex: new Uint8Array([octet]), unusedBits })

const extension = (extnID: string, critical: boolean, value: { toBER(): ArrayBuffer }) =>
  new Extension({ extnID, critical, extnValue: value.toBER() })

const addressOf = (name: string) => ipaddr.parse(name).toByteArray()

/** A name, or an address, as a certificate has it. */
const generalName = (name: string) =>
  isIP(name)
    ? new GeneralName({ type: 7, value: new OctetString({ valueHex: new Uint8Array(addressOf(name)) }) })
    : new GeneralName({ type: 2, value: name })

/** The same where it is all that is permitted: an address has its mask beside it. */
function onlyFor(names: readonly string[]): NameConstraints {
  const permittedSubtrees = names.map((name) => {
    if (!isIP(name)) return new GeneralSubtree({ base: generalName(name) })
    const address = addressOf(name)
    const masked = new Uint8Array([...address, ...address.map(() => 0xff)])
    return new GeneralSubtree({ base: new GeneralName({ type: 7, value: new OctetString({ valueHex: masked }) }) })
  })
  return new NameConstraints({ permittedSubtrees })
}

const pem = (what: string, bytes: ArrayBuffer) =>
  `-----BEGIN ${what}-----\n${Buffer.from(bytes)
    .toString('base64')
    .replace(/(.{64})(?!$)/g, '$1\n')}\n-----END ${what}-----\n`
