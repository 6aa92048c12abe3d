import { flakonError } from '../errors.ts'

/** What `module:factory("argument", 1)` says. */
export interface Reference {
  readonly module: string
  /** Name of an export; undefined to look for the app. */
  readonly name?: string
  /** Arguments for the export, which then is a factory. */
  readonly args?: readonly Literal[]
}

export type Literal = string | number | boolean | null

/**
 * Text → the app it names. Arguments are literals only: nothing is evaluated.
 * @throws FlakonError `FLK_APP_SYNTAX`
 * @example parseReference('src/app.ts:create("eu", 2)') // { module: 'src/app.ts', name: 'create', args: ['eu', 2] }
 */
export function parseReference(text: string): Reference {
  const called = /^(.+):([A-Za-z_$][\w$]*)\s*\((.*)\)$/s.exec(text)
  if (called !== null) {
    const [, module = '', name = '', args = ''] = called
    return { module, name, args: parseArguments(args, text) }
  }
  if (text.includes('(')) throw flakonError('FLK_APP_SYNTAX', [text, 'the brackets do not fit'])
  // A drive letter is no module: C:\app.ts
  const [, module, name] = /^(.{2,}):([^:\\/]*)$/s.exec(text) ?? []
  if (module === undefined || name === undefined) return { module: text }
  if (!/^[A-Za-z_$][\w$]*$/.test(name)) {
    throw flakonError('FLK_APP_SYNTAX', [text, `"${name}" cannot be the name of an export`])
  }
  return { module, name }
}

const literal =
  /^\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(-?\d+(?:\.\d+)?)|(true|false|null))\s*(,|$)/s

function parseArguments(text: string, whole: string): Literal[] {
  const args: Literal[] = []
  let rest = text.trim()
  while (rest !== '') {
    const found = literal.exec(rest)
    if (found === null) {
      throw flakonError('FLK_APP_SYNTAX', [
        whole,
        `the argument ${rest} is no literal: strings, numbers, true, false and null are`,
      ])
    }
    const [matched, double, single, number, word] = found
    if (double !== undefined || single !== undefined)
      args.push((double ?? single ?? '').replaceAll(/\\(.)/gs, '$1'))
    else args.push(number === undefined ? JSON.parse(word ?? 'null') : Number(number))
    rest = rest.slice(matched.length)
  }
  return args
}
