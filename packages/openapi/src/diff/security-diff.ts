import { isDeepStrictEqual } from 'node:util'
import { isNode, type Node, type SecurityAlternative } from '../document.ts'
import type { Both } from './content-diff.ts'

export type Schemes = Readonly<Record<string, Node>>

const place = 'security'

/** What differs in what a client has to prove. */
export function compareSecurity(both: Both, oldSchemes: Schemes, newSchemes: Schemes): void {
  const { old, new: now, note } = both
  const had = alternativesOf(old.security).map((one) => renamed(one, oldSchemes, newSchemes))
  const has = alternativesOf(now.security)
  const [wasOpen, isOpen] = [had, has].map((all) => all.some(isEmpty))
  if (wasOpen && !isOpen) {
    const rule = had.length > 1 ? 'security-optional-removed' : 'security-added'
    note(rule, place, `is required: ${has.map(textOf).join(', or ')}`)
  }
  if (!wasOpen && isOpen) {
    const rule = has.length > 1 ? 'security-optional-added' : 'security-removed'
    note(rule, place, 'is no longer required')
  }
  for (const one of had) if (!has.some((other) => suffices(one, other))) noteLost(both, one, has)
  for (const one of has) {
    const isNew = !isEmpty(one) && !had.some((other) => isDeepStrictEqual(one, other))
    if (isNew && !(wasOpen && !isOpen)) noteGained(both, one, had)
  }
  const used = new Set(had.flatMap((one) => Object.keys(one)))
  for (const name of new Set(has.flatMap((one) => Object.keys(one)))) {
    const [one, other] = [oldSchemes[name], newSchemes[name]]
    if (used.has(name) && one !== undefined && other !== undefined)
      noteScheme(both, name, one, other)
  }
}

/** A document that says nothing asks for nothing. */
function alternativesOf(security: readonly SecurityAlternative[] | undefined) {
  return security === undefined || security.length === 0 ? [{}] : security
}

function isEmpty(one: SecurityAlternative): boolean {
  return Object.keys(one).length === 0
}

/** Whether credentials for one alternative are good for another one. */
function suffices(one: SecurityAlternative, other: SecurityAlternative): boolean {
  return Object.entries(other).every(
    ([name, scopes]) =>
      Object.hasOwn(one, name) && scopes.every((scope) => one[name]?.includes(scope)),
  )
}

function isAlike(one: SecurityAlternative, other: SecurityAlternative): boolean {
  return isDeepStrictEqual(Object.keys(one).sort(), Object.keys(other).sort())
}

function noteLost({ note }: Both, one: SecurityAlternative, has: readonly SecurityAlternative[]) {
  const like = has.find((other) => isAlike(one, other))
  if (isEmpty(one)) return
  if (like === undefined)
    return note('security-alternative-removed', place, `${textOf(one)} no longer suffices`)
  const more = Object.entries(like).flatMap(([name, scopes]) =>
    scopes.filter((scope) => !one[name]?.includes(scope)).map((scope) => `${name} ${scope}`),
  )
  note('security-scope-added', place, `asks for another scope: ${more.join(', ')}`)
}

function noteGained({ note }: Both, one: SecurityAlternative, had: readonly SecurityAlternative[]) {
  const like = had.find((other) => isAlike(one, other))
  if (like === undefined) note('security-alternative-added', place, `${textOf(one)} suffices, too`)
  else if (suffices(like, one))
    note('security-scope-removed', place, `asks for less: ${textOf(one)}`)
}

function textOf(one: SecurityAlternative): string {
  const parts = Object.entries(one).map(([name, scopes]) =>
    scopes.length === 0 ? name : `${name} (${scopes.join(', ')})`,
  )
  return parts.join(' and ')
}

/** Names of schemes mean nothing by themselves: a scheme that says the same is the same. */
function renamed(one: SecurityAlternative, old: Schemes, now: Schemes): SecurityAlternative {
  const entries = Object.entries(one).map(([name, scopes]) => {
    const said = wordsOf(old[name])
    const same = Object.keys(now).find((other) => isDeepStrictEqual(said, wordsOf(now[other])))
    return [Object.hasOwn(now, name) ? name : (same ?? name), scopes] as const
  })
  return Object.fromEntries(entries)
}

function noteScheme({ note }: Both, name: string, old: Node, now: Node): void {
  const is = wordsOf(now)
  const at = `/components/securitySchemes/${name}`
  for (const [word, value] of wordsOf(old)) {
    const other = is.get(word)
    if (other === value) continue
    const becomes = other === undefined ? 'is removed' : `becomes ${other}`
    note('security-scheme-changed', place, `of ${name} the ${word} ${value} ${becomes}`, {
      old: at,
      new: at,
    })
    return
  }
}

/** What a client has to know of a scheme. */
function wordsOf(scheme: Node | undefined): ReadonlyMap<string, unknown> {
  const { type, scheme: name, in: where, name: key, openIdConnectUrl, flows } = scheme ?? {}
  const words = Object.entries({ type, in: where, openIdConnectUrl })
  words.push(['scheme', typeof name === 'string' ? name.toLowerCase() : undefined])
  words.push(['name', where === 'header' ? String(key).toLowerCase() : key])
  for (const [flow, one] of Object.entries(isNode(flows) ? flows : {})) {
    for (const word of ['authorizationUrl', 'tokenUrl']) {
      words.push([`${word} of ${flow}`, isNode(one) ? one[word] : undefined])
    }
  }
  return new Map(words.filter(([, value]) => value !== undefined))
}
