import { usage } from '../errors.ts'
import type { Side } from '../forms.ts'
import { baseMark } from '../schema-shape.ts'

/** What a generated file declares besides the types of the document. */
const ownNames = [
  ...['Operations', 'Schemas', 'Binary', 'Others', 'AnyStatus'],
  ...['Status1XX', 'Status2XX', 'Status3XX', 'Status4XX', 'Status5XX'],
]

/**
 * What a module had better not declare: it would be in the way of what every module has. The words that no type may be
 * called by, the globals of ECMAScript and of its types, and those of platforms that a service meets every day.
 */
const reserved = new Set([
  ...ownNames,
  ...words('any unknown never void null undefined string number boolean symbol bigint object this'),
  ...words(
    'break case catch class const continue debugger default delete do else enum export extends',
  ),
  ...words(
    'false finally for function if import in instanceof new return super switch throw true try',
  ),
  ...words(
    'typeof var while with implements interface let package private protected public static',
  ),
  ...words('yield await as abstract asserts infer intrinsic keyof readonly unique'),
  ...words('Object Function Array String Number Boolean Symbol BigInt Date RegExp Error Map Set'),
  ...words('AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError'),
  ...words('WeakMap WeakSet WeakRef Promise PromiseLike ArrayLike ArrayBuffer SharedArrayBuffer'),
  ...words('DataView Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array'),
  ...words('Uint32Array Float32Array Float64Array BigInt64Array BigUint64Array JSON Math Intl'),
  ...words('Proxy Reflect Atomics Iterator Iterable AsyncIterator AsyncIterable Generator'),
  ...words('AsyncGenerator Partial Required Readonly Record Pick Omit Exclude Extract NonNullable'),
  ...words('Parameters ReturnType InstanceType Awaited NoInfer Uppercase Lowercase Capitalize'),
  ...words('Uncapitalize ThisType ReadonlyArray ReadonlyMap ReadonlySet PropertyKey'),
  ...words('Blob File Buffer FormData Headers Request Response URL URLSearchParams ReadableStream'),
  ...words('WritableStream TransformStream AbortSignal AbortController Event EventTarget NodeJS'),
])

function words(text: string): string[] {
  return text.split(' ')
}

/** What components are called in a file. */
export interface ComponentNames {
  /** Of what an operation is sent, and of what it answers. */
  of(name: string, side: Side): string
  /** Of the components that the document has, by their names there. */
  readonly own: ReadonlyMap<string, string>
}

/**
 * Gives components the names of types: as the document has them, where TypeScript has no other use for those. One that
 * is a good name keeps it, whatever comes before it in the document.
 * @throws ContractError `FLK_CONTRACT_USAGE` where two have the same name in PascalCase
 */
export function nameComponents(
  components: readonly string[],
  isTwofold: (name: string) => boolean,
  isCamel: boolean,
): ComponentNames {
  const taken = new Map<string, string>()
  const give = (name: string, owner: string): string => {
    let unique = name
    for (let count = 2; taken.has(unique) || reserved.has(unique); count++) unique = name + count
    taken.set(unique, owner)
    return unique
  }
  const own = components.filter((name) => !name.endsWith(baseMark))
  const wanted = new Map(own.map((name) => [name, toTypeName(name, isCamel)]))
  const order = [...own.filter((name) => wanted.get(name) === name), ...own]
  const names = new Map<string, string>()
  for (const name of new Set(order)) {
    const type = wanted.get(name) ?? ''
    const other = taken.get(type)
    if (isCamel && other !== undefined) throw clash('schemas', other, name, type)
    names.set(name, give(type, name))
  }
  const derived = (name: string) => names.get(name.replace(baseMark, '')) ?? ''
  for (const name of components)
    if (!names.has(name)) names.set(name, give(`${derived(name)}Base`, name))
  const inputs = new Map(
    components.filter(isTwofold).map((name) => [name, give(`${names.get(name)}Input`, name)]),
  )
  return {
    of: (name, side) => (side === 'request' && inputs.get(name)) || (names.get(name) ?? 'unknown'),
    own: new Map(own.map((name) => [name, names.get(name) ?? ''])),
  }
}

function toTypeName(name: string, isCamel: boolean): string {
  const letters = isCamel ? capital(toCamel(name)) : name.replaceAll(/[^\p{ID_Continue}$]+/gu, '_')
  const safe = /^[\p{ID_Start}_$]/u.test(letters) ? letters : `_${letters}`
  return reserved.has(safe) ? `${safe}Schema` : safe
}

/**
 * The ids of operations, by those of the document: in camelCase where that is asked for.
 * @throws ContractError `FLK_CONTRACT_USAGE` where two are the same then
 */
export function nameOperations(ids: readonly string[], camel: boolean): Map<string, string> {
  const names = new Map(ids.map((id) => [id, camel ? toCamel(id) : id]))
  const owners = new Map<string, string>()
  for (const [id, name] of names) {
    const other = owners.get(name)
    if (other !== undefined) throw clash('operations', other, id, name)
    owners.set(name, id)
  }
  return names
}

/** What no constant of a module may be called, or had better not be. */
const reservedForModules = new Set(words('operations require exports module arguments eval'))

/**
 * The names of constants for the ids of operations, in the same order: the id where it is a name that nothing else has,
 * otherwise in camelCase, with `Operation` or a number behind it where it has to be told from others.
 */
export function nameConstants(ids: readonly string[]): string[] {
  const isWord = (name: string) => reserved.has(name) || reservedForModules.has(name)
  const taken = new Set<string>()
  const isFree = (name: string) => !taken.has(name) && !isWord(name)
  const own = new Set(ids.filter((id) => /^[A-Za-z_$][\w$]*$/.test(id) && isFree(id)))
  for (const id of own) taken.add(id)
  return ids.map((id) => {
    if (own.has(id)) return id
    const letters = toCamel(id).replaceAll(/[^\p{ID_Continue}$]+/gu, '_')
    const name = /^[\p{ID_Start}_$]/u.test(letters) ? letters : `_${letters}`
    const safe = !isWord(name) ? name : `${name}Operation`
    let unique = safe
    for (let count = 2; !isFree(unique); count++) unique = safe + count
    taken.add(unique)
    return unique
  })
}

function clash(what: string, one: string, other: string, name: string): Error {
  return usage(
    `--camel: the ${what} "${one}" and "${other}" would both be ${name}: leave --camel out`,
  )
}

/** A name in camelCase: `users/get-by-username` → `usersGetByUsername`, `GET /users/{id}` → `getUsersId`. */
export function toCamel(name: string): string {
  const parts = name.split(/[^\p{L}\p{N}$]+/u).filter((part) => part !== '')
  const [first = '', ...more] = parts.map((part) => (isShouted(part) ? part.toLowerCase() : part))
  const start = first.replace(/^\p{Lu}+(?=\p{Lu}\p{Ll})|^\p{Lu}+(?!\p{Ll})|^\p{Lu}/u, (run) =>
    run.toLowerCase(),
  )
  return start + more.map(capital).join('')
}

/** `GET` and `USER`; a single letter may stand for itself. */
function isShouted(word: string): boolean {
  return word.length > 1 && word === word.toUpperCase() && word !== word.toLowerCase()
}

function capital(word: string): string {
  return `${word[0]?.toUpperCase() ?? ''}${word.slice(1)}`
}
