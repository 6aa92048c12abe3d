import { realpathSync } from 'node:fs'
import { dirname, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  type Dialect,
  dialectOf,
  fetchText,
  measure,
  type Parsed,
  parse,
  readText,
  reasonOf,
  Unreadable,
  versionOf,
} from './document-text.ts'

/** A file that was read. */
export interface SourceFile {
  /** Absolute path or URL; empty for a document that was given as an object. */
  readonly url: string
  /** The same as messages show it. */
  readonly shown: string
  readonly value: unknown
  readonly dialect: Dialect
  /** Of what cannot be read again at any time: what came over the network. */
  readonly text: string | undefined
}

/** Why a reference cannot be followed. */
export interface Refusal {
  readonly code: Unreadable['code'] | 'refused_ref' | 'unresolved_ref'
  readonly message: string
  /** The file, where that itself is at fault and not what leads to it. */
  readonly file?: string
}

export interface SourceOptions {
  readonly refRoots: readonly string[]
  readonly network: boolean
  /** Milliseconds for one file over the network. */
  readonly timeout: number
  /** Bytes of all files together. */
  readonly limit: number
}

const bounds = { values: 5_000_000, remoteFiles: 1_000 }

/**
 * The files of one document. Those on disk are read when they are asked for; those of the network are noted in
 * `pending` and fetched together, whereupon the document is gone through again.
 */
export class Sources {
  readonly pending = new Set<string>()
  readonly #options: SourceOptions
  /** By path or URL as references lead to them, and by real path. */
  readonly #known = new Map<string, SourceFile | Refusal>()
  readonly #folders: string[] = []
  readonly #urls: string[] = []
  readonly #files: SourceFile[] = []
  readonly #paths = new Set<string>()
  #bytes = 0
  #values = 0

  constructor(options: SourceOptions) {
    this.#options = options
    for (const root of options.refRoots) {
      if (isUrl(root)) this.#urls.push(new URL(root).href)
      else this.#folders.push(realPath(resolve(root)) ?? resolve(root))
    }
  }

  /** All that were read, the document itself the first. */
  get files(): readonly SourceFile[] {
    return this.#files
  }

  /** The paths and URLs of those, and of those that cannot be read. */
  get paths(): readonly string[] {
    return [...this.#paths]
  }

  /** Reads the document itself. @throws Unreadable */
  async root(spec: string | URL | object): Promise<SourceFile> {
    if (typeof spec !== 'string' && !(spec instanceof URL)) {
      return this.#add('', { count: measure(spec, true), value: copied(spec) })
    }
    if (isUrl(`${spec}`)) {
      if (!URL.canParse(`${spec}`))
        throw new Unreadable('unreadable_file', 'is named by no valid URL')
      const { text, url } = await this.#fetch(new URL(spec), () => true)
      this.#urls.push(new URL('.', url).href)
      return this.#add(url, parse(text), text)
    }
    const path = resolve(`${spec}`.startsWith('file:') ? fileURLToPath(spec) : `${spec}`)
    this.#folders.push(realPath(dirname(path)) ?? dirname(path))
    return this.#add(path, parse(readText(path, this.#charge)))
  }

  /** The file that a reference (without its fragment) leads to; undefined while it has to be fetched. */
  open(reference: string, from: SourceFile): SourceFile | Refusal | undefined {
    if (isUrl(reference) || isUrl(from.url)) return this.#openUrl(reference, from.url)
    const isFileUrl = /^file:/i.test(reference)
    if (/^[a-z][a-z0-9+.-]+:/i.test(reference) && !isFileUrl) {
      return { code: 'unresolved_ref', message: `${reference} cannot be read: write a path` }
    }
    if (isFileUrl && this.#options.refRoots.length === 0 && !this.#options.network) {
      const message = `${reference} is not followed: write a relative path in place of a file: URL`
      return { code: 'refused_ref', message }
    }
    const path = pathOf(reference, from)
    if (path === undefined) return { code: 'unresolved_ref', message: `${reference} is no path` }
    const known = this.#known.get(path) ?? this.#openPath(path)
    this.#known.set(path, known)
    return known
  }

  #openPath(path: string): SourceFile | Refusal {
    const real = realPath(path)
    if (!this.#folders.some((folder) => isWithin(real ?? path, folder))) {
      const message = `${shownPath(path)} lies outside the document's folder: [contract] ref_roots can allow it`
      return { code: 'refused_ref', message }
    }
    if (real === undefined) {
      return { code: 'unresolved_ref', message: `there is no file ${shownPath(path)}` }
    }
    const known = this.#known.get(real)
    if (known !== undefined) return known
    this.#paths.add(path)
    try {
      return this.#add(path, parse(readText(path, this.#charge)))
    } catch (error) {
      return toRefusal(error, shownPath(path))
    }
  }

  #openUrl(reference: string, base: string): SourceFile | Refusal | undefined {
    const from = isUrl(base) ? base : undefined
    if (!URL.canParse(reference, from)) {
      return { code: 'unresolved_ref', message: `${reference} is no well-formed URL` }
    }
    const url = new URL(reference, from)
    url.hash = ''
    if (!this.#mayFetch(url)) {
      const message = `${url.href} is not fetched: [contract] ref_roots can allow its folder`
      return { code: 'refused_ref', message }
    }
    const known = this.#known.get(url.href)
    if (known === undefined) this.pending.add(url.href)
    return known
  }

  #mayFetch(url: URL): boolean {
    if (url.protocol !== 'http:' && url.protocol !== 'https:') return false
    return this.#options.network || this.#urls.some((root) => isUnder(url, root))
  }

  /** Fetches what is pending. */
  async fetchPending(): Promise<void> {
    const wanted = [...this.pending]
    this.pending.clear()
    const fetchOne = async (href: string): Promise<void> => {
      try {
        if (this.#files.length + wanted.length > bounds.remoteFiles) {
          throw new Unreadable('too_large', `more than ${bounds.remoteFiles} files to fetch`)
        }
        const { text } = await this.#fetch(new URL(href), (url) => this.#mayFetch(url))
        this.#add(href, parse(text), text)
      } catch (error) {
        this.#known.set(href, toRefusal(error, href))
      }
    }
    await Promise.all(wanted.map(fetchOne))
  }

  #add(url: string, { value, count }: Parsed, text?: string): SourceFile {
    this.#values += count
    if (this.#values > bounds.values) {
      throw new Unreadable('too_large', `more than ${bounds.values} values in all files together`)
    }
    const dialect = dialectOf(versionOf(value)) ?? this.#files[0]?.dialect ?? '3.1'
    const file = { url, shown: isUrl(url) ? url : shownPath(url), value, dialect, text }
    this.#files.push(file)
    if (url !== '') this.#paths.add(url)
    this.#known.set(url, file)
    if (url !== '' && !isUrl(url)) this.#known.set(realPath(url) ?? url, file)
    return file
  }

  #fetch(url: URL, may: (url: URL) => boolean): ReturnType<typeof fetchText> {
    return fetchText(url, { timeout: this.#options.timeout, charge: this.#charge, may })
  }

  readonly #charge = (bytes: number): void => {
    this.#bytes += bytes
    if (this.#bytes <= this.#options.limit) return
    const reason = `makes the document larger than ${this.#options.limit} bytes`
    throw new Unreadable('too_large', reason)
  }
}

/** A copy of what was given, as JSON has it. */
function copied(spec: object): unknown {
  try {
    return JSON.parse(JSON.stringify(spec))
  } catch (error) {
    throw new Unreadable('malformed_file', `is no JSON: ${reasonOf(error)}`, { cause: error })
  }
}

function toRefusal(error: unknown, file: string): Refusal {
  if (!(error instanceof Unreadable)) throw error
  return { code: error.code, message: error.message, file }
}

function isUrl(text: string): boolean {
  return /^https?:/i.test(text)
}

/** A reference as a path: percent-encoded, as URIs are (RFC 3986), and relative to the file that it stands in. */
function pathOf(reference: string, from: SourceFile): string | undefined {
  try {
    if (/^file:/i.test(reference)) return fileURLToPath(reference)
    return resolve(from.url === '' ? '.' : dirname(from.url), decodeURIComponent(reference))
  } catch {
    return undefined
  }
}

/** Without symbolic links; undefined where there is nothing. */
function realPath(path: string): string | undefined {
  try {
    return realpathSync.native(path)
  } catch {
    return undefined
  }
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep)
}

function isUnder(url: URL, root: string): boolean {
  return url.href === root || url.href.startsWith(root.endsWith('/') ? root : `${root}/`)
}

function shownPath(path: string): string {
  const near = relative(process.cwd(), path)
  return near === '' || near.startsWith('..') ? path : near
}
