// HTTPS beside HTTP: certificates out of files, of which each connection gets the one for the name it asks for (SNI).
import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { ServerOptions } from 'node:https'
import { createSecureContext } from 'node:tls'

/** The files of a certificate, which may bring those that signed it, and of its private key; both PEM. */
export interface KeyPair {
  readonly certificate: string
  readonly key: string
}

/** What a server of HTTPS is made with; the first is for who asks for none of their names. Throws what is wrong with a file. */
export function secured(pairs: readonly KeyPair[]): Pick<ServerOptions, 'cert' | 'key' | 'SNICallback'> {
  const known = pairs.map(({ certificate, key }) => {
    const [cert, secret] = [read(certificate), read(key)]
    return { cert, key: secret, ...checked({ certificate, key }, cert, secret) }
  })
  const [first] = known
  return {
    cert: first!.cert,
    key: first!.key,
    SNICallback: (name, answer) => answer(null, (known.find(({ is }) => is.checkHost(name)) ?? first!).context),
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new Error(`${file} could not be read (${(error as { code?: string }).code}).`)
  }
}

function checked({ certificate, key }: KeyPair, cert: string, secret: string) {
  try {
    return { is: new X509Certificate(cert), context: createSecureContext({ cert, key: secret }) }
  } catch (error) {
    throw new Error(`${certificate} and ${key} are no certificate and its key: ${(error as Error).message}.`)
  }
}
