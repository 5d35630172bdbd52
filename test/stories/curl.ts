// Runs a documented curl command without curl: the few flags that Stripe's pages use.

/** An answer, looked into by path. */
type Answer = any

/** What a curl command would get. Throws on flags that those pages do not use. */
export async function curl(command: string): Promise<{ status: number; body: Answer }> {
  const [program, ...words] = split(command)
  if (program !== 'curl') throw new Error(`not a curl command: ${command}`)
  let url = ''
  let authorization = ''
  const form: string[] = []
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!
    if (word === '-u') authorization = `Basic ${Buffer.from(words[++i]!).toString('base64')}`
    else if (word === '-d') form.push(words[++i]!)
    else if (word === '--data-urlencode') form.push(encoded(words[++i]!))
    else if (word.startsWith('-')) throw new Error(`curl.ts does not know ${word}`)
    else url = word
  }
  const headers = { authorization, 'content-type': 'application/x-www-form-urlencoded', 'user-agent': 'curl/8.0' }
  const sent = form.length > 0 ? { method: 'POST', body: form.join('&') } : {}
  const response = await fetch(url, { headers, ...sent })
  return { status: response.status, body: await response.json() }
}

/** `name=value` with only the value encoded, as curl does. */
function encoded(data: string): string {
  const equals = data.indexOf('=')
  return `${data.slice(0, equals)}=${encodeURIComponent(data.slice(equals + 1))}`
}

/** Words as a shell sees them: double quotes hold a word together, wherever in it they stand. */
function split(command: string): string[] {
  return [...command.matchAll(/(?:[^\s"]|"[^"]*")+/g)].map(([word]) => word.replaceAll('"', ''))
}
