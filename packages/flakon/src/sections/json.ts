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
    indent: integer(0, 'spaces of indentation in answers; 0 writes them on one line', {
      min: 0,
      max: 10,
    }),
    prototype: oneOf(
      ['error', 'remove'],
      'error',
      'a __proto__ or constructor.prototype key in a body: error is a 400, remove drops it',
    ),
  },
  {
    options: ({ prototype }) => ({
      onProtoPoisoning: prototype,
      onConstructorPoisoning: prototype,
    }),
    setup(app, { bigint, indent }) {
      if (bigint === 'error' && indent === 0) return
      const digits = (_key: string, value: unknown) =>
        typeof value === 'bigint' && bigint === 'string' ? value.toString() : value
      app.setReplySerializer((payload) => JSON.stringify(payload, digits, indent))
    },
  },
)
