/** What a client asks of the mock. */
export interface Preferences {
  /** `Prefer: code=404`, as it was written. */
  readonly code?: string
  /** `Prefer: example=name`. */
  readonly example?: string
  /** Media types or ranges of `Accept`, the dearest first. */
  readonly accept: readonly string[]
}

const preference =
  /\s*([!#$%&'*+.^`|~\w-]+)(?:\s*=\s*(?:"((?:\\.|[^"\\])*)"|([^\s,;"]*)))?([^,"]*(?:"(?:\\.|[^"\\])*"[^,"]*)*)(?:,|$)/gy

/** Reads `Prefer` (RFC 7240) and `Accept` (RFC 9110 section 12.5.1); of a preference that is there twice the first counts. */
export function readPreferences(headers: {
  readonly [name: string]: string | readonly string[] | undefined
}): Preferences {
  const found = new Map<string, string>()
  for (const [, name = '', quoted, word] of textOf(headers.prefer).matchAll(preference)) {
    const value = quoted?.replaceAll(/\\(.)/g, '$1') ?? word ?? ''
    if (!found.has(name.toLowerCase())) found.set(name.toLowerCase(), value)
  }
  const [code, example] = [found.get('code'), found.get('example')]
  return {
    ...(code === undefined ? {} : { code }),
    ...(example === undefined ? {} : { example }),
    accept: ranked(textOf(headers.accept)),
  }
}

/** What was heeded, for `Preference-Applied`. */
export function applied({ code, example }: Preferences): string | undefined {
  const all = [code && `code=${code}`, example && `example=${written(example)}`]
  return all.filter((one) => one !== undefined).join(', ') || undefined
}

function written(word: string): string {
  if (/^[!#$%&'*+.^`|~\w-]+$/.test(word)) return word
  // What a header cannot hold was not in one.
  return `"${word.replaceAll(/["\\]/g, '\\$&')}"`
}

function textOf(header: string | readonly string[] | undefined): string {
  return header === undefined ? '' : [header].flat().join(',')
}

function ranked(accept: string): string[] {
  const all = accept.split(',').flatMap((one) => {
    const [range = '', ...parameters] = one.split(';').map((part) => part.trim().toLowerCase())
    const weight = parameters.find((part) => part.startsWith('q='))
    const quality = weight === undefined ? 1 : Number(weight.slice(2))
    return /^[^/\s]+\/[^/\s]+$/.test(range) && quality > 0 ? [{ range, quality }] : []
  })
  return all.sort((one, other) => other.quality - one.quality).map(({ range }) => range)
}
