import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { Key } from './keys.ts'

const CIPHER = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** Text that does not belong where it is, or was sealed with another key. */
export class SealBroken extends Error {}

/**
 * Encrypts a secret with a data key of its own, and that key with the installation's.
 *
 * `place` says what the secret belongs to; a sealed text that is copied elsewhere does not open there.
 */
export function seal(secret: string, place: string, key: Key): string {
  const dataKey = randomBytes(32)
  const wrapped = encrypt(dataKey, key.bytes, `key of ${place}`)
  const content = encrypt(Buffer.from(secret, 'utf8'), dataKey, place)
  dataKey.fill(0)
  return ['1', key.id, wrapped.toString('base64'), content.toString('base64')].join('.')
}

export function unseal(sealed: string, place: string, key: Key): string {
  const [version, keyId, wrapped, content] = sealed.split('.')
  if (version !== '1' || keyId !== key.id || wrapped === undefined || content === undefined)
    throw new SealBroken(`The secret of ${place} was sealed with another key.`)
  const dataKey = decrypt(Buffer.from(wrapped, 'base64'), key.bytes, `key of ${place}`)
  const secret = decrypt(Buffer.from(content, 'base64'), dataKey, place)
  dataKey.fill(0)
  return secret.toString('utf8')
}

function encrypt(plain: Buffer, key: Buffer, place: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(place, 'utf8'))
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

function decrypt(sealed: Buffer, key: Buffer, place: string): Buffer {
  try {
    const decipher = createDecipheriv(CIPHER, key, sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
    decipher.setAAD(Buffer.from(place, 'utf8'))
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES))
    return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()])
  } catch {
    throw new SealBroken(`The stored secret of ${place} is damaged.`)
  }
}
