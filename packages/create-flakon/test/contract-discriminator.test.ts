import { expect, test } from 'vitest'
import { createSampler } from '../src/contract/sample.ts'

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })
const text = { type: 'string' }
const object = (properties: object) => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
})

test.each(['oneOf', 'anyOf'])('an alternative of %s has the value that leads to it', (word) => {
  const Cat = object({ kind: text, lives: { type: 'integer' } })
  const alternatives = { [word]: [ref('Cat'), ref('Dog')] }
  const mapping = { doggo: 'Dog', kitty: '#/components/schemas/Cat' }
  const schemas = {
    Cat,
    Dog: object({ kind: text, bark: text }),
    Mapped: { ...alternatives, discriminator: { propertyName: 'kind', mapping } },
    Named: { ...alternatives, discriminator: { propertyName: 'kind' } },
    Told: { [word]: [ref('Cow')], discriminator: { propertyName: 'kind' } },
    Cow: object({ kind: { const: 'moo' } }),
  }
  const sampler = createSampler(schemas)
  expect(sampler.value(ref('Mapped'), 'answer')).toMatchObject({ kind: 'kitty' })
  expect(sampler.value(ref('Named'), 'request')).toMatchObject({ kind: 'Cat' })
  expect(sampler.value(ref('Told'), 'answer')).toEqual({ kind: 'moo' })
})

test('a schema that others extend, and they, have the value that leads to each', () => {
  const mapping = { kitty: '#/components/schemas/Cat' }
  const Pet = { ...object({ kind: text }), discriminator: { propertyName: 'kind', mapping } }
  const schemas = {
    Pet,
    Cat: { allOf: [ref('Pet'), object({ lives: { type: 'integer' }, friend: ref('Pet') })] },
    Dog: { allOf: [ref('Pet'), object({ bark: text })] },
    Bird: { ...Pet, properties: { kind: { enum: ['tweet'] } } },
  }
  const sampler = createSampler(schemas)
  expect(sampler.value(ref('Pet'), 'answer')).toEqual({ kind: 'Pet' })
  expect(sampler.value(ref('Cat'), 'answer')).toMatchObject({
    kind: 'kitty',
    friend: { kind: 'Pet' },
  })
  expect(sampler.value(ref('Dog'), 'answer')).toMatchObject({ kind: 'Dog' })
  expect(sampler.value(ref('Bird'), 'answer')).toEqual({ kind: 'tweet' })
})
