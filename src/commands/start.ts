// brindle start: the server, until it is told to stop.
import { resolve } from 'node:path'
import { type Config, readConfig, SettingError } from '../config.ts'
import { newest, versionKnown } from '../contract/index.ts'
import { DEFAULT_KEYS } from '../http/keys.ts'
import { start } from '../main.ts'

export async function run(args: readonly string[]): Promise<number> {
  const config = readConfig(args, process.env)
  if (!versionKnown(config.defaultVersion))
    throw new SettingError(`--default-version is one of Stripe's versions, such as ${newest}.`)
  let brindle: Awaited<ReturnType<typeof start>>
  try {
    brindle = await start(config)
  } catch (error) {
    process.stderr.write(`brindle: ${whyNot(config, error as Error)}\n`)
    return 1
  }
  // Before anybody can read where it listens: a signal that comes at once must find its listener.
  const told = new Promise<void>((done) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => done())
  })
  process.stdout.write(welcome(config, brindle))
  await told
  await brindle.close()
  return 0
}

/** Why it does not listen. */
function whyNot(config: Config, { code, message, port }: Error & { code?: string; port?: number }): string {
  const flag = port === config.port ? '--port' : '--tls-port'
  if (code === 'EADDRINUSE') return `Port ${port} is in use. Choose another with ${flag}, or ${flag} 0.`
  if (code === 'EACCES' && port !== undefined)
    return `You may not listen on port ${port}. Choose another with ${flag}, or see docs/ways-in.md.`
  return message
}

function welcome(config: Config, { url, tlsPort }: { url: string; tlsPort: number | undefined }): string {
  const { hostname, port, protocol } = new URL(url)
  const data = config.databaseUrl ? 'PostgreSQL' : config.memory ? 'memory' : resolve(config.data)
  return `
Brindle listens on ${url}    data: ${data}
${tlsPort === undefined ? '' : `and by HTTPS on port ${tlsPort}${config.asStripe ? ", to Stripe's own names too" : ''}\n`}
  dashboard         ${url}/dashboard
  secret key        ${DEFAULT_KEYS.secret}
  publishable key   ${DEFAULT_KEYS.publishable}
  (any other sk_test_… key opens an empty sandbox of its own)

  curl ${url}/v1/customers -u ${DEFAULT_KEYS.secret}: -d name=Ada
  const stripe = new Stripe('${DEFAULT_KEYS.secret}', { host: '${hostname}', port: ${port || 80}, protocol: '${protocol.slice(0, -1)}' })
  npx brindle listen --url ${url} --forward-to http://127.0.0.1:4242/webhook

`
}
