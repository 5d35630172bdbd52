// brindle certs: a certificate for Stripe's own names on this machine, and an authority to trust that can vouch for nothing else.
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { rootCertificates } from 'node:tls'
import { parseArgs } from 'node:util'
import { SettingError } from '../config.ts'
import { STRIPE_HOSTS } from '../http/stripe_hosts.ts'
import { makeAuthority, pinOf } from '../lib/certificate.ts'

/** This machine by itself. */
const OWN = ['localhost', '127.0.0.1', '::1']
/** Why 398: browsers take no certificate that holds for longer. */
const DAYS_MAX = 398

/** What is written, and who may read it. */
const FILES = [
  ['ca.pem', 0o644],
  ['cert.pem', 0o644],
  ['key.pem', 0o600],
  ['bundle.pem', 0o644],
] as const

export async function run(args: readonly string[]): Promise<number> {
  const { folder, names, days, force } = read(args)
  const there = FILES.map(([file]) => file).filter((file) => existsSync(join(folder, file)))
  if (there.length > 0 && !force)
    throw new SettingError(`${there.join(', ')} in ${folder} would be lost: name another folder, or say --force.`)
  const until = new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
  const called = `Brindle on this machine, until ${until}`
  const authority = await makeAuthority(called, names, days)
  const { certificate, key } = await authority.issue(names)
  const bundle = [...rootCertificates, authority.certificate].join('\n')
  const texts = { 'ca.pem': authority.certificate, 'cert.pem': certificate, 'key.pem': key, 'bundle.pem': bundle }
  // Nothing of it belongs into a repository; a folder that was there may hold what does.
  if (mkdirSync(folder, { recursive: true })) writeFileSync(join(folder, '.gitignore'), '*\n')
  for (const [file, mode] of FILES) {
    const path = join(folder, file)
    // Made anew, so that the rights of a file that was there do not stay.
    rmSync(path, { force: true })
    writeFileSync(path, texts[file], { mode, flag: 'wx' })
  }
  process.stdout.write(words({ folder, names, until, called, pin: pinOf(certificate) }))
  return 0
}

function read(args: readonly string[]) {
  let values: { to: string; name: string[]; days: string; force: boolean }
  try {
    values = parseArgs({
      args: [...args],
      options: {
        to: { type: 'string', default: './brindle-certs' },
        name: { type: 'string', multiple: true, default: [] },
        days: { type: 'string', default: '90' },
        force: { type: 'boolean', default: false },
      },
    }).values
  } catch (error) {
    throw new SettingError((error as Error).message)
  }
  const days = Number(values.days)
  if (!/^\d{1,3}$/.test(values.days) || days < 1 || days > DAYS_MAX)
    throw new SettingError(`--days is a number from 1 to ${DAYS_MAX}, not "${values.days}".`)
  const wrong = values.name.find((name) => !/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(name))
  if (wrong !== undefined)
    throw new SettingError(`--name is a host's name in small letters, or an IPv4 address, not "${wrong}".`)
  const names = [...new Set([...STRIPE_HOSTS, ...OWN, ...values.name])]
  return { folder: resolve(values.to), names, days, force: values.force }
}

interface Made {
  readonly folder: string
  readonly names: readonly string[]
  readonly until: string
  /** The authority's name, by which it is found again. */
  readonly called: string
  readonly pin: string
}

/** What was made, how it is put to use, and how it is all removed again. */
function words({ folder, names, until, called, pin }: Made): string {
  const file = (name: string) => quoted(join(folder, name))
  const [ca, bundle] = [file('ca.pem'), file('bundle.pem')]
  return `
Made in ${folder}, good until ${until}:

  ca.pem      the authority to trust. It can vouch for the names below and no others, and its private key is gone already
  cert.pem    what the server shows
  key.pem     its private key; keep it to yourself
  bundle.pem  ca.pem beside the authorities that Node knows, for programs that read one file in place of their own

  ${names.join(' ')}

The server
  npx brindle start --tls-cert ${file('cert.pem')} --tls-key ${file('key.pem')} --as-stripe

The names: one line in /etc/hosts (Windows: C:\\Windows\\System32\\drivers\\etc\\hosts). With it this machine no longer reaches Stripe.
  127.0.0.1 ${STRIPE_HOSTS.join(' ')}

Who trusts it
  Node                  export NODE_EXTRA_CA_CERTS=${ca}
  OpenSSL, Go on Linux  export SSL_CERT_FILE=${bundle}
  Python's requests     export REQUESTS_CA_BUNDLE=${bundle}
  curl                  export CURL_CA_BUNDLE=${bundle}
  Chrome on Linux       certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n '${called}' -i ${ca}
  Debian, Ubuntu        sudo cp ${ca} /usr/local/share/ca-certificates/brindle.crt && sudo update-ca-certificates
  macOS                 security add-trusted-cert -r trustRoot -k ~/Library/Keychains/login.keychain-db ${ca}
  Windows               certutil -user -addstore Root ${ca}

A browser in tests needs neither the line nor the trust:
  chromium --host-resolver-rules="MAP *.stripe.com:443 127.0.0.1:443" --ignore-certificate-errors-spki-list=${pin}

To remove it all: the line in the hosts file, the variables, and
  Chrome on Linux       certutil -d sql:$HOME/.pki/nssdb -D -n '${called}'
  Debian, Ubuntu        sudo rm /usr/local/share/ca-certificates/brindle.crt && sudo update-ca-certificates --fresh
  macOS                 security remove-trusted-cert ${ca} && security delete-certificate -c '${called}'
  Windows               certutil -user -delstore Root "${called}"
  and then              rm ${FILES.map(([name]) => file(name)).join(' ')}

`
}

/** A path as a shell takes it for one word. */
const quoted = (path: string) => (/^[\w./:\\@-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`)
