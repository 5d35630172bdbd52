// What a run of contract mode is held against: a base URL and a key, from the environment, and which of them are refused.

/** The settings, as `scripts/contract_mode.ts` hands them on to the tests. */
export const URL_SETTING = 'BRINDLE_CONTRACT_URL'
export const KEY_SETTING = 'BRINDLE_CONTRACT_KEY'

export interface Target {
  /** Without a slash at the end; absent for a fresh Brindle in memory. */
  readonly url?: string
  readonly key: string
}

/** A secret key of test mode, or a restricted one; never a publishable one, which may do next to nothing. */
const TEST_KEY = /^(sk|rk)_test_\w+$/

/** Why this URL and key must not be used, in a sentence; undefined when they may. */
export function refusal(url: string | undefined, key: string | undefined): string | undefined {
  if (key && /^(sk|rk|pk)_live_/.test(key))
    return (
      'This is a live key. Contract mode makes customers, charges, refunds and subscriptions, and declines on purpose: with a ' +
      'live key that is real money and real cards. Use the key of a sandbox (sk_test_… or rk_test_…).'
    )
  if (url !== undefined && !key) return `${url} needs a test key: --key sk_test_…, or ${KEY_SETTING}.`
  if (key && !TEST_KEY.test(key))
    return 'The key is no secret test key. Use the key of a sandbox, which begins with sk_test_ or rk_test_.'
  if (url === undefined) return undefined
  if (!URL.canParse(url)) return `${url} is no URL. It reads like https://api.stripe.com or http://127.0.0.1:12111.`
  const { protocol, pathname, search, username } = new URL(url)
  if (!/^https?:$/.test(protocol) || pathname !== '/' || search || username)
    return `${url} must be the root of an API: http or https, a host, and nothing after it.`
  return undefined
}

/** The target that the environment names. Throws where it must not be used. */
export function target(env: NodeJS.ProcessEnv): Target {
  const url = env[URL_SETTING] || undefined
  const key = env[KEY_SETTING] || undefined
  const why = refusal(url, key)
  if (why) throw new Error(why)
  return { ...(url && { url: new URL(url).origin }), key: key ?? `sk_test_contract_${process.pid}` }
}
