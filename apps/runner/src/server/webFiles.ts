import { readdirSync, readFileSync } from 'node:fs'
import { extname, join, sep } from 'node:path'
import { pageHeaders, workerHeaders } from './headers.ts'

export interface WebFile {
  content: Buffer
  headers: Readonly<Record<string, string>>
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.txt': 'text/plain; charset=utf-8',
}

/** A built file is named after its content, so it never changes under its name. */
const FOREVER = 'public, max-age=31536000, immutable'

/**
 * The built web app by path. All names are known from the start and all files are in memory, so no request ever names a file on the
 * disk.
 */
export class WebFiles {
  private readonly files = new Map<string, WebFile>()

  /** Without a folder, or with an empty one, there is no app. */
  constructor(folder: string | undefined) {
    if (folder === undefined) return
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name)
      const type = TYPES[extname(entry.name)]
      if (!entry.isFile() || type === undefined) continue
      const url = `/${path.slice(folder.length).split(sep).filter(Boolean).join('/')}`
      this.files.set(url, { content: readFileSync(path), headers: headersOf(url, type) })
    }
  }

  get present(): boolean {
    return this.files.has('/index.html')
  }

  /** The file of a path; the app itself for the paths of its screens. */
  find(path: string): WebFile | undefined {
    return this.files.get(path) ?? (extname(path) === '' ? this.files.get('/index.html') : undefined)
  }
}

const headersOf = (url: string, type: string) => ({
  ...(/^\/assets\/[^/]*worker[^/]*\.js$/i.test(url) ? workerHeaders : pageHeaders),
  'Content-Type': type,
  'Cache-Control': url.startsWith('/assets/') ? FOREVER : 'no-cache',
})
