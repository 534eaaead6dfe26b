import { createHash, randomBytes } from 'node:crypto'

/** 256 bits that nobody can guess, as text for a link or a cookie. */
export const newToken = (): string => randomBytes(32).toString('base64url')

/** What is stored in place of a token: who reads the database cannot sign in with it. */
export const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex')
