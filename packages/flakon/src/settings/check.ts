import { flakonError } from '../errors.ts'
import { reservedVariables, variableOf } from './environment.ts'
import type { Keys } from './value.ts'

const sectionName = /^[a-z][a-z\d_-]*(?:\.[a-z][a-z\d_-]*)*$/
const keyName = /^[a-z][a-z\d_]*$/

/**
 * Checks the declaration of a section when it is made.
 *
 * @throws FlakonError `FLK_SECTION_NAME` for a name that cannot stand in a file and a variable, `FLK_SECTION_KEY` for a key
 */
export function checkSection(name: string, keys: Keys): void {
  if (typeof name !== 'string' || !sectionName.test(name))
    throw flakonError('FLK_SECTION_NAME', [String(name)])
  for (const key of Object.keys(keys)) {
    const reason = keyFault(name, key, keys)
    if (reason !== undefined) throw flakonError('FLK_SECTION_KEY', [name, key, reason])
  }
}

function keyFault(section: string, name: string, keys: Keys): string | undefined {
  if (!keyName.test(name))
    return 'use lower-case letters, digits and "_" in its name, starting with a letter'
  const key = keys[name]
  if (typeof key?.kind !== 'string')
    return 'make it with a kind, such as text(), integer() or duration()'
  const variable = variableOf(section, name)
  if (reservedVariables.has(variable))
    return `its variable ${variable} means something else to Flakon; choose another name`
  const { renamed } = key
  if (renamed === undefined) return undefined
  if (!keyName.test(renamed)) return `its former name "${renamed}" is not a name of a key`
  if (Object.hasOwn(keys, renamed)) return `its former name "${renamed}" is another key's name`
  const other = Object.keys(keys).find((one) => one !== name && keys[one]?.renamed === renamed)
  return other === undefined ? undefined : `its former name "${renamed}" is that of "${other}" too`
}
