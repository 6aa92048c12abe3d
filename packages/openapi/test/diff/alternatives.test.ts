import { expect, test } from 'vitest'
import { bothWays, schemaOf, toldOf } from './versions.ts'

type Schemas = Readonly<Record<string, object>>

const text = { type: 'string' }
const number = { type: 'integer' }
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })
const record = (properties: object, rest: object = {}) => ({ type: 'object', properties, ...rest })
const Cat = record({ kind: { const: 'cat' }, lives: number }, { required: ['kind'] })
const Dog = record(
  { kind: { const: 'dog' }, tricks: { type: 'array', items: text } },
  { required: ['kind'] },
)

test('an alternative less breaks whoever sends it, one more whoever reads', async () => {
  const [both, one] = [{ oneOf: [ref('Cat'), ref('Dog')] }, { oneOf: [ref('Cat')] }]
  const pets = { Cat, Dog }
  expect(await toldOf(schemaOf('request', both, pets), schemaOf('request', one, pets))).toEqual([
    '! request-alternative-removed request body: the alternative Dog is removed',
  ])
  expect(await bothWays(schemaOf('answer', both, pets), schemaOf('answer', one, pets))).toEqual([
    ['answer-alternative-removed'],
    ['answer-alternative-added'],
  ])
  expect(await toldOf(schemaOf('answer', one, pets), schemaOf('answer', both, pets))).toEqual([
    '! answer-alternative-added answer 200: the alternative Dog is added',
  ])
})

test('what changes inside of an alternative is told there', async () => {
  const pets = { oneOf: [ref('Cat'), ref('Dog')] }
  const Old = record({ kind: { const: 'cat' }, lives: { type: 'number' } }, { required: ['kind'] })
  expect(
    await toldOf(
      schemaOf('request', pets, { Cat: Old, Dog }),
      schemaOf('request', pets, { Cat, Dog }),
    ),
  ).toEqual([
    '! request-type-narrowed request body (Cat)/lives: the type changes from number to integer',
  ])
})

test('alternatives without a name are known by a value, by their type, or by their order', async () => {
  const of = (...oneOf: object[]) => schemaOf('request', { oneOf })
  expect(await bothWays(of(Cat, Dog), of(Dog, Cat))).toEqual([[], []])
  expect(await bothWays(of(Cat, text), of(text, Cat))).toEqual([[], []])
  const [a, b] = [record({ a: text }), record({ b: text })]
  expect(await toldOf(of(a, b), of(a, record({ b: number })))).toEqual([
    '! request-type-changed request body (object)/b: the type changes from string to integer',
  ])
})

test('a schema that becomes one of several alternatives is still taken, and no longer all there is', async () => {
  const [one, many] = [ref('Cat'), { oneOf: [ref('Cat'), ref('Dog')] }]
  const pets = { Cat, Dog }
  expect(await bothWays(schemaOf('request', one, pets), schemaOf('request', many, pets))).toEqual([
    ['request-alternative-added'],
    ['request-alternative-removed'],
  ])
  expect(
    await bothWays(schemaOf('answer', text), schemaOf('answer', { anyOf: [text, Cat] })),
  ).toEqual([['answer-alternative-added'], ['answer-alternative-removed']])
})

test('alternatives beside other keywords that come or go cannot be judged', async () => {
  const plain = record({ a: text, b: text })
  const bound = { ...plain, oneOf: [{ required: ['a'] }, { required: ['b'] }] }
  for (const side of ['request', 'answer'] as const) {
    const told = await bothWays(schemaOf(side, plain), schemaOf(side, bound))
    expect(told).toEqual([[`${side}-unjudged`], [`${side}-unjudged`]])
  }
})

test('anyOf in place of oneOf cannot be judged', async () => {
  const pets = [Cat, Dog]
  expect(
    await toldOf(schemaOf('answer', { oneOf: pets }), schemaOf('answer', { anyOf: pets })),
  ).toEqual(['! answer-unjudged answer 200: oneOf becomes anyOf'])
})

test('null beside alternatives is told as null', async () => {
  const [some, more] = [
    [Cat, Dog],
    [Cat, Dog, { type: 'null' }],
  ]
  expect(
    await bothWays(schemaOf('answer', { oneOf: some }), schemaOf('answer', { oneOf: more })),
  ).toEqual([['answer-null-added'], ['answer-null-removed']])
})

test('null around alternatives, with a type beside them, is null', async () => {
  const pets = { type: 'object', oneOf: [Cat, Dog] }
  const around = { anyOf: [pets, { type: 'null' }] }
  expect(await bothWays(schemaOf('answer', pets), schemaOf('answer', around))).toEqual([
    ['answer-null-added'],
    ['answer-null-removed'],
  ])
})

test('other values of a discriminator cannot be judged', async () => {
  const of = (mapping: Schemas | object, propertyName = 'kind') =>
    schemaOf(
      'request',
      { oneOf: [ref('Cat'), ref('Dog')], discriminator: { propertyName, mapping } },
      { Cat, Dog },
    )
  const [cat, dog] = [ref('Cat').$ref, ref('Dog').$ref]
  expect(await toldOf(of({ cat, dog }), of({ kitty: cat, dog }))).toEqual([
    '! request-unjudged request body: the values of the discriminator change',
  ])
  expect(await toldOf(of({ cat, dog }), of({ cat, dog }, 'type'))).toEqual([
    '! request-unjudged request body: discriminator changes from "kind" to "type"',
  ])
})

test('schemas that extend one with a discriminator are its alternatives', async () => {
  const Pet = record(
    { kind: text },
    { required: ['kind'], discriminator: { propertyName: 'kind' } },
  )
  const heir = (lives: object) => ({ allOf: [ref('Pet'), record({ lives })] })
  const of = (schemas: object) => schemaOf('answer', ref('Pet'), { Pet, ...schemas })
  expect(await toldOf(of({ Cat: heir(number) }), of({ Cat: heir(text) }))).toEqual([
    '! answer-type-changed answer 200 (Cat)/lives: the type changes from integer to string',
  ])
  expect(
    await toldOf(of({ Cat: heir(number) }), of({ Cat: heir(number), Lion: heir(number) })),
  ).toEqual(['! answer-alternative-added answer 200: the alternative Lion is added'])
})

test('a schema that allOf gains is told by what it asks for', async () => {
  const Base = record({ id: text })
  const [old, now] = [
    { allOf: [Base] },
    { allOf: [Base, record({ owner: text }, { required: ['owner'] }), { minProperties: 2 }] },
  ]
  expect((await toldOf(schemaOf('request', old), schemaOf('request', now))).toSorted()).toEqual([
    '! request-bound-tightened request body: minProperties 2 is added',
    '! request-property-added-required request body /owner: is added, and required',
  ])
})

test('another name of a component is no change, wherever it is used', async () => {
  const of = (cat: string, dog: string) =>
    schemaOf(
      'request',
      { oneOf: [ref(cat), ref(dog)] },
      {
        [cat]: record({ lives: number, mate: ref(cat) }),
        [dog]: record({ cat: ref(cat), tricks: text }),
      },
    )
  expect(await bothWays(of('Cat', 'Dog'), of('Kitty', 'Doggy'))).toEqual([[], []])
})

test('schemas that hold themselves are compared once, and each change in them is told', async () => {
  const of = (name: object) => ({
    Node: record({ next: ref('Node'), tree: ref('Tree') }),
    Tree: record({ name, nodes: { type: 'array', items: ref('Node') } }),
  })
  const [old, now] = [of(text), of(number)].map((schemas) =>
    schemaOf('answer', ref('Node'), schemas),
  )
  expect(await toldOf(old as object, now as object)).toEqual([
    '! answer-type-changed answer 200 /tree/name: the type changes from string to integer',
  ])
})

test('a schema that consists of itself says nothing, and the comparison ends', async () => {
  const Self = { allOf: [ref('Self'), { anyOf: [ref('Self'), { type: 'null' }] }] }
  expect(
    await bothWays(
      schemaOf('answer', ref('Self'), { Self }),
      schemaOf('answer', ref('Self'), { Self }),
    ),
  ).toEqual([[], []])
})

test('what changes in a component below "not" cannot be judged, other names of it are no change', async () => {
  const of = (schemas: object, name = 'Cat') =>
    schemaOf('request', { not: ref(name) }, { ...schemas })
  expect(await toldOf(of({ Cat }), of({ Cat: Dog }))).toEqual([
    '! request-unjudged request body: not changes',
  ])
  expect(await bothWays(of({ Cat }), of({ Kitty: Cat }, 'Kitty'))).toEqual([[], []])
})
