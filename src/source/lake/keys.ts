// The lake's key: from the setting, or from a file beside the lake that only its owner may read. Access tokens are signed with it,
// and the keys of Stripe accounts are kept under it.
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** 32 bytes. `given` is any text; without one, a file is made at the first time. */
export function lakeKey(folder: string, given: string): Buffer {
  if (given) return createHash('sha256').update(given).digest()
  const path = join(folder, 'key')
  if (!existsSync(path)) {
    mkdirSync(folder, { recursive: true })
    writeFileSync(path, randomBytes(32).toString('base64'), { mode: 0o600, flag: 'wx' })
  }
  return Buffer.from(readFileSync(path, 'utf8'), 'base64')
}

/** AES-256-GCM: `v1.<nonce>.<tag>.<text>`, each base64url. */
export function encrypt(key: Buffer, text: string): string {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return ['v1', ...[nonce, cipher.getAuthTag(), sealed].map((part) => part.toString('base64url'))].join('.')
}

/** The text again. Throws where the key is another one, or the text was changed. */
export function decrypt(key: Buffer, sealed: string): string {
  const [, nonce = '', tag = '', text = ''] = sealed.split('.')
  const [iv, mac, bytes] = [nonce, tag, text].map((part) => Buffer.from(part, 'base64url'))
  const decipher = createDecipheriv('aes-256-gcm', key, iv!)
  decipher.setAuthTag(mac!)
  return Buffer.concat([decipher.update(bytes!), decipher.final()]).toString('utf8')
}
