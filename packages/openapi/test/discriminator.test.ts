import { afterAll, describe, expect, test } from 'vitest'
import type { Schema } from '../src/document.ts'
import { createForms } from '../src/forms.ts'
import { appOf, blueprintOf, documentOf, json, ok } from './document-of.ts'

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })
const text = { type: 'string' }
const integer = { type: 'integer' }
const object = (properties: object, required: readonly string[] = []) => ({
  type: 'object',
  properties,
  required,
})

/** Sends a body to an operation that takes and answers this, and gives what comes of it. */
function sending(schema: object, schemas: object, answers: 'what is sent' | object = {}) {
  const operation = { operationId: 'add', requestBody: json(schema), responses: ok(schema) }
  const document = documentOf({ '/pets': { post: operation } }, { components: { schemas } })
  const add = ({ body }: { body: object }) => (answers === 'what is sent' ? body : answers)
  const settings = { contract: { allow_unsecured: true }, app: { mode: 'production' } }
  const app = appOf(blueprintOf(document, { add }), { settings })
  afterAll(() => app.close())
  return async (payload: object) => {
    const response = await app.inject({ method: 'POST', url: '/pets', payload })
    const { errors } = response.json()
    if (errors === undefined) return response.json()
    return errors.map((one: { pointer: string; detail: string }) => `${one.pointer} ${one.detail}`)
  }
}

describe.each(['oneOf', 'anyOf'])('a discriminator beside %s', (word) => {
  const Cat = object({ kind: text, lives: integer, fur: { enum: ['long', 'short'] } }, ['kind'])
  const Dog = object({ kind: text, bark: integer, name: text }, ['kind', 'bark'])
  const Cow = object({ kind: { const: 'moo' }, milk: integer }, ['kind'])
  const mapping = { cat: '#/components/schemas/Cat', tom: 'Cat' }
  const alternatives = [ref('Cat'), ref('Dog'), ref('Cow')]
  const pet = { [word]: alternatives, discriminator: { propertyName: 'kind', mapping } }
  const send = sending(pet, { Cat, Dog, Cow }, 'what is sent')

  test.each([
    ['by the mapping', { kind: 'cat', lives: 9 }],
    ['by another value of it', { kind: 'tom', lives: 8 }],
    ['by its name, where the mapping has none for it', { kind: 'Dog', bark: 3 }],
    ['by the value that it lists itself', { kind: 'moo', milk: 5 }],
  ])('takes and sends the alternative that is meant %s', async (_, body) => {
    expect(await send(body)).toEqual(body)
  })

  test('sends of an alternative what that has, though others have more', async () => {
    expect(await send({ kind: 'cat', lives: 9, bark: 3 })).toEqual({ kind: 'cat', lives: 9 })
  })

  test.each([
    [{ kind: 'cat', lives: 'nine' }, ['/lives must be an integer']],
    [{ kind: 'tom', fur: 'red' }, ['/fur must be "long" or "short"']],
    [{ kind: 'cat', fur: 'red', lives: {} }, expect.arrayContaining(['/lives must be an integer'])],
    [{ kind: 'Dog' }, ['/bark is required']],
    [{ kind: 'Cat' }, ['/kind must be "cat", "tom", "Dog" or "moo"']],
    [{ kind: 'Cow' }, ['/kind must be "cat", "tom", "Dog" or "moo"']],
    [{ lives: 9 }, ['/kind is required']],
  ])('says of %j what is wrong with that alternative, or with the value', async (body, faults) => {
    expect(await send(body)).toEqual(faults)
  })
})

describe('alternatives beside a discriminator', () => {
  test('are meant by it alone, whatever else in them has one value only', async () => {
    const Card = object({ type: text, number: text }, ['type', 'number'])
    const Iban = object({ type: text, currency: { const: 'EUR' } }, ['type'])
    const mapping = { card: '#/components/schemas/Card', iban: '#/components/schemas/Iban' }
    const discriminator = { propertyName: 'type', mapping }
    const send = sending({ oneOf: [ref('Card'), ref('Iban')], discriminator }, { Card, Iban })
    expect(await send({ type: 'iban', currency: 7 })).toEqual(['/currency must be "EUR"'])
    expect(await send({ type: 'card' })).toEqual(['/number is required'])
  })

  const Cat = object({ kind: text }, ['kind'])
  const discriminator = { propertyName: 'kind' }

  test('are told by nothing on the side that does not have its property', async () => {
    const kind = { ...text, readOnly: true }
    const schemas = {
      A: object({ kind, a: integer }, ['a']),
      B: object({ kind, b: integer }, ['b']),
    }
    const schema = { oneOf: [ref('A'), ref('B')], discriminator }
    const send = sending(schema, schemas, { kind: 'B', b: 2, a: 1 })
    expect(await send({ a: 1 })).toEqual({ kind: 'B', b: 2 })
    const Base = { ...object({ kind }, ['kind']), discriminator }
    const Heir = { allOf: [ref('Base'), object({ b: integer }, ['b'])] }
    const sendHeir = sending(ref('Base'), { Base, Heir }, { kind: 'Heir', b: 2, a: 1 })
    expect(await sendHeir({ b: 1 })).toEqual({ kind: 'Heir', b: 2 })
  })

  test('may be null', async () => {
    const schema = object({ pet: { oneOf: [ref('Cat'), { type: 'null' }], discriminator } })
    const send = sending(schema, { Cat }, 'what is sent')
    expect(await send({ pet: null })).toEqual({ pet: null })
    expect(await send({ pet: { kind: 'x' } })).toEqual(['/pet/kind must be "Cat"'])
  })

  test('are told by numbers and booleans as well, which a mapping can only name as texts', async () => {
    const schemas = { One: object({ v: integer }), Yes: object({ v: { enum: [2, 3] } }) }
    const mapping = { 1: 'One', 2: 'Yes' }
    const schema = {
      oneOf: [ref('One'), ref('Yes')],
      discriminator: { propertyName: 'v', mapping },
    }
    const send = sending(schema, schemas, 'what is sent')
    expect([await send({ v: 1 }), await send({ v: 2 })]).toEqual([{ v: 1 }, { v: 2 }])
    expect(await send({ v: 3 })).toEqual(['/v must be 1 or 2'])
  })

  test('that are objects of no name leave any value to themselves', async () => {
    const schema = { oneOf: [ref('Cat'), object({ x: integer }, ['x'])], discriminator }
    const send = sending(schema, { Cat }, 'what is sent')
    expect(await send({ kind: 'y', x: 1 })).toEqual({ x: 1 })
  })

  test('which are unions themselves, or stand for a family, keep what the others do not have', async () => {
    const Pets = { anyOf: [ref('Cat')], discriminator: { propertyName: 'kind' } }
    const schema = { oneOf: [ref('Pets'), ref('Cow')], discriminator }
    const send = sending(schema, { Cat, Pets, Cow: object({ kind: text }) }, 'what is sent')
    expect([await send({ kind: 'Cat' }), await send({ kind: 'Cow' })]).toEqual([
      { kind: 'Cat' },
      { kind: 'Cow' },
    ])
  })
})

describe('a discriminator of a schema that others extend', () => {
  const extending = (parent: string, own: object): Schema => ({ allOf: [ref(parent), own] })
  const Pet = {
    ...object({ kind: text }, ['kind']),
    discriminator: { propertyName: 'kind', mapping: { dog: '#/components/schemas/Dog' } },
  }
  const schemas = {
    Pet,
    Dog: extending('Pet', { properties: { bark: integer } }),
    Cat: extending('Pet', { properties: { lives: integer } }),
    Persian: extending('Cat', { properties: { hair: text } }),
  }

  test('makes it stand for those, by the mapping or their names, and for itself by its own', async () => {
    const send = sending(ref('Pet'), schemas, 'what is sent')
    const all = [
      { kind: 'dog', bark: 1 },
      { kind: 'Cat', lives: 9 },
      { kind: 'Persian', lives: 9, hair: 'long' },
      { kind: 'Pet' },
    ]
    for (const one of all) expect(await send({ ...one, other: 1 })).toEqual(one)
  })

  test('refuses every other value, and says which there are', async () => {
    const send = sending(ref('Pet'), schemas)
    const known = '/kind must be "dog", "Cat", "Persian" or "Pet"'
    expect(await send({ kind: 'Dog' })).toEqual([known])
    expect(await send({ kind: 'cow' })).toEqual([known])
  })

  test('leaves the values that the schema lists and no heir has to the schema itself', async () => {
    const kind = { enum: ['Cat', 'cow'] }
    const Base = { ...object({ kind }, ['kind']), discriminator: { propertyName: 'kind' } }
    const Cat = extending('Base', { properties: { lives: integer } })
    const send = sending(ref('Base'), { Base, Cat }, 'what is sent')
    expect(await send({ kind: 'cow' })).toEqual({ kind: 'cow' })
    expect(await send({ kind: 'Base' })).toEqual(['/kind must be "Cat" or "cow"'])
  })

  test('is not asked where a schema is extended', () => {
    const forms = createForms(schemas)
    expect(forms.shared('Dog')).toMatchObject({ allOf: [{ $ref: 'Pet~base' }, {}] })
    expect(forms.shared('Pet~base')).toMatchObject({ required: ['kind'] })
  })
})
