import { expect, test } from 'vitest'
import { mergeFragments } from '../../src/document/fragment.ts'
import { follow } from '../../src/document/renaming.ts'

const names = new Map([
  ['schemas/Cat', 'spec_Cat'],
  ['securitySchemes/key', 'spec_key'],
  ['responses/a/b', 'spec_a/b'],
])

test('references, discriminators and security requirements follow a new name', () => {
  const oneOf = [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' }]
  const mapping = { cat: 'Cat', tom: '#/components/schemas/Cat', dog: 'Dog' }
  const part = {
    security: [{ key: ['a'], other: [] }],
    responses: { 404: { $ref: '#/components/responses/a~1b' } },
    schema: { oneOf, discriminator: { propertyName: 'kind', mapping } },
    inner: { $ref: '#/components/schemas/Cat/properties/name' },
  }
  expect(follow(part, names)).toEqual({
    security: [{ spec_key: ['a'], other: [] }],
    responses: { 404: { $ref: '#/components/responses/spec_a~1b' } },
    schema: {
      oneOf: [{ $ref: '#/components/schemas/spec_Cat' }, { $ref: '#/components/schemas/Dog' }],
      discriminator: {
        propertyName: 'kind',
        mapping: { cat: 'spec_Cat', tom: '#/components/schemas/spec_Cat', dog: 'Dog' },
      },
    },
    inner: { $ref: '#/components/schemas/spec_Cat/properties/name' },
  })
})

test('values that only look like references stay, and properties called like keywords are schemas', () => {
  const ref = { $ref: '#/components/schemas/Cat' }
  const schema = { properties: { example: ref, security: ref }, example: ref, examples: [ref] }
  const content = { 'a/b': { schema, examples: { one: { value: ref }, two: ref } } }
  const renamed = { $ref: '#/components/schemas/spec_Cat' }
  expect(follow({ responses: { default: { content } } }, names)).toEqual({
    responses: {
      default: {
        content: {
          'a/b': {
            schema: { ...schema, properties: { example: renamed, security: renamed } },
            examples: { one: { value: ref }, two: renamed },
          },
        },
      },
    },
  })
  expect(follow(content, new Map())).toBe(content)
})

test('what refers to a renamed component is renamed with it, and no name is taken twice', () => {
  const box = (of: string) => ({ properties: { of: { $ref: `#/components/schemas/${of}` } } })
  const cat = (type: string) => ({ Cat: { type }, Box: box('Cat'), Same: { type: 'null' } })
  const own = { schemas: { ...cat('object'), spec_Cat: {}, Pile: box('Box') } }
  const operations = { paths: {}, components: { schemas: { ...cat('string'), Pile: box('Box') } } }
  const fragment = { blueprint: 'spec', prefix: '', operations }
  const { components } = mergeFragments({ paths: {}, components: own, tags: [] }, [fragment], [])
  expect(components.schemas).toEqual({
    ...own.schemas,
    spec_Cat2: { type: 'string' },
    spec_Box: box('spec_Cat2'),
    spec_Pile: box('spec_Box'),
  })
})

test('a component may be called __proto__', () => {
  const schemas = JSON.parse('{"__proto__": {"type": "string"}}')
  const fragment = {
    blueprint: 'spec',
    prefix: '',
    operations: { paths: {}, components: { schemas } },
  }
  const { components } = mergeFragments({ paths: {}, components: {}, tags: [] }, [fragment], [])
  expect(JSON.stringify(components.schemas)).toBe('{"__proto__":{"type":"string"}}')
})
