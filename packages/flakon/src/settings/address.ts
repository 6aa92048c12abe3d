import { masked } from './mask.ts'
import type { Key } from './value.ts'

const blueprintForm = /^[A-Za-z][\w-]*(?:\.[A-Za-z][\w-]*)*$/

/** A key that says where a service is: the base of its URLs, or `app:` and the name of a blueprint. */
export function addressKey(docs: string): Key<string> {
  const form = { says: 'a URL such as http://users, or app:users for a blueprint', faultOf }
  return Object.freeze({ kind: 'text', docs, required: true, form })
}

/** The blueprint that an address names; undefined for a URL. */
export function blueprintOf(address: unknown): string | undefined {
  return typeof address === 'string' && address.startsWith('app:') ? address.slice(4) : undefined
}

/** What is wrong with an address, and the fix. */
function faultOf(address: string): string | undefined {
  const blueprint = blueprintOf(address)
  if (blueprint !== undefined) return blueprintFault(blueprint)
  const [, scheme, rest = ''] = /^([a-z][a-z\d+.-]*):\/\/(.*)$/is.exec(address) ?? []
  if (scheme === undefined) return `it has no scheme: write http://${masked(bare(address))}`
  if (!/^https?$/i.test(scheme)) return `${scheme}: is no scheme of HTTP: write http:// or https://`
  if (!URL.canParse(address) || /\s/.test(address)) return 'it is no URL: write http://host:port'
  const { username, password, search, hash } = new URL(address)
  if (username !== '' || password !== '' || /^[^/?#]*@/.test(rest))
    return 'credentials in a URL end in logs: take them out, keep them in a secret, and send them as a header (createClient({ headers }))'
  // Also one that is empty: `http://users?`
  if (search !== '' || hash !== '' || /[?#]/.test(rest))
    return `paths are put behind it, so it takes neither ? nor #: write ${address.replace(/[?#].*$/s, '')}`
  return undefined
}

function blueprintFault(name: string): string | undefined {
  if (blueprintForm.test(name)) return undefined
  const meant = name.replace(/^\/+/, '')
  const fix = blueprintForm.test(meant) ? `app:${meant}` : 'app:users'
  return `behind "app:" is the name of a blueprint and nothing else: write ${fix}`
}

/** `http:/users`, `//users` and `users:80` without what is wrong with them. */
function bare(address: string): string {
  return address.replace(/^(?:https?:)?\/*/i, '') || 'users'
}
