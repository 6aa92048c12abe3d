import { integer, oneOf } from '../kind.ts'
import { defineSection } from '../section.ts'

/** `[json]`: how JSON is read and written. */
export const jsonSection = defineSection(
  'json',
  {
    bigint: oneOf(
      ['error', 'string'],
      'error',
      'a BigInt in an answer: error is a 500, string writes its digits as a JSON string',
    ),
    duplicate_keys: oneOf(
      ['error', 'last'],
      'error',
      'a key twice in one object of a body: error is a 400, last keeps the last value',
    ),
    indent: integer(0, 'spaces of indentation in answers; 0 writes them on one line', {
      min: 0,
      max: 10,
    }),
    max_depth: integer(64, 'deepest nesting of arrays and objects in a body', {
      min: 1,
      max: 1000,
    }),
    prototype: oneOf(
      ['error', 'remove'],
      'error',
      'a __proto__ or constructor.prototype key in a body: error is a 400, remove drops it',
    ),
  },
  {
    setup(app, settings) {
      const toText = stringifier(settings)
      if (toText !== undefined) app.setReplySerializer(toText)
    },
  },
)

const stringifiers = new WeakMap<object, (value: unknown) => string>()

/** How answers are written, where that is not as `JSON.stringify` does; the same function for the same settings. */
export function stringifier(settings: { readonly bigint: string; readonly indent: number }) {
  const { bigint, indent } = settings
  if (bigint === 'error' && indent === 0) return undefined
  const known = stringifiers.get(settings)
  if (known !== undefined) return known
  const digits = (_key: string, value: unknown) =>
    typeof value === 'bigint' && bigint === 'string' ? value.toString() : value
  const made = (value: unknown) => JSON.stringify(value, digits, indent)
  stringifiers.set(settings, made)
  return made
}
