import { describe, expect, test } from 'vitest'
import type { Schema } from '../src/document.ts'
import { createForms } from '../src/forms.ts'

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })
const text = { type: 'string' }

describe('references', () => {
  const forms = createForms({ User: { type: 'object', properties: { boss: ref('User') } } })

  test('lead to shared schemas by their $id', () => {
    expect(forms.form({ type: 'array', items: ref('User') }, 'request')).toEqual({
      type: 'array',
      items: { $ref: 'User' },
    })
    const user = { $id: 'User', type: 'object', properties: { boss: { $ref: 'User' } } }
    expect(forms.shared('User')).toEqual(user)
  })

  test('give the same schema each time, and none for a name that is not there', () => {
    expect(forms.shared('User')).toBe(forms.shared('User'))
    expect([forms.shared('Nobody'), forms.shared('__proto__')]).toEqual([undefined, undefined])
  })

  test('in data are data', () => {
    const schema = { enum: [ref('User')], default: ref('User') }
    expect(forms.form(schema, 'answer')).toEqual(schema)
  })
})

describe('a request and an answer', () => {
  const forms = createForms({
    User: {
      type: 'object',
      required: ['id', 'name', 'password'],
      properties: { id: ref('Id'), name: text, password: { ...text, writeOnly: true } },
    },
    Id: { type: 'integer', readOnly: true },
    Team: { type: 'object', properties: { members: { type: 'array', items: ref('User') } } },
    Other: { type: 'object', properties: { name: text } },
  })

  test('have their own form of what holds read-only and write-only properties', () => {
    expect(forms.shared('User~request')).toMatchObject({
      required: ['name', 'password'],
      properties: { id: false, name: text },
    })
    const answer = forms.shared('User~answer')
    expect(answer).toMatchObject({ required: ['id', 'name'] })
    expect(Object.keys(answer?.properties as object)).toEqual(['id', 'name'])
  })

  test('have it of what refers to such a schema, and share all others', () => {
    expect(forms.form(ref('Team'), 'request')).toEqual({ $ref: 'Team~request' })
    expect(forms.form(ref('Team'), 'answer')).toEqual({ $ref: 'Team~answer' })
    expect(forms.form(ref('Other'), 'answer')).toEqual({ $ref: 'Other' })
  })

  test('let nothing write-only out by way of properties of any name', () => {
    const schema = {
      type: 'object',
      properties: { 'a.b': { ...text, writeOnly: true } },
      additionalProperties: text,
    }
    expect(forms.form(schema, 'answer')).toEqual({
      type: 'object',
      properties: {},
      patternProperties: { '^(?!(?:a\\.b)$)': text },
    })
  })
})

describe('what is write-only stays out of an answer', () => {
  const secret = { ...text, writeOnly: true }
  const User = { type: 'object', properties: { id: text, pw: secret } }
  const forms = createForms({ User, Secret: secret, ReadOnly: { ...text, readOnly: true } })
  const answer = (schema: Schema) => JSON.stringify(forms.form(schema, 'answer'))
  const others = '^(?!(?:pw)$)'

  test.each([
    ['a member of allOf', { allOf: [ref('User'), { additionalProperties: true }] }],
    ['the schema around allOf', { allOf: [ref('User')], additionalProperties: true }],
    ['what stands beside a reference', { ...ref('User'), additionalProperties: text }],
    ['a pattern', { allOf: [ref('User'), { patternProperties: { '.*': {} } }] }],
  ])('where %s takes properties of any name', (_where, schema) => {
    expect(answer(schema)).toContain(others)
    expect(answer(schema)).not.toContain('additionalProperties')
  })

  test('where a property says it by what it is made of', () => {
    const wrapped = (property: object) => ({ type: 'object', properties: { pw: property } })
    const all = [{ allOf: [ref('Secret')] }, { oneOf: [ref('Secret'), { type: 'null' }] }]
    for (const property of all) expect(answer(wrapped(property))).not.toContain('pw')
    const request = forms.form(wrapped({ allOf: [ref('ReadOnly')] }), 'request')
    expect(request).toEqual({ type: 'object', properties: { pw: false } })
  })

  test('where two members of allOf speak of it', () => {
    const members = [{ properties: { pw: text } }, { properties: { pw: { writeOnly: true } } }]
    expect(answer({ allOf: members })).not.toContain('pw')
  })
})

describe('objects without a named property', () => {
  const forms = createForms({})

  test('are of any properties', () => {
    expect(forms.form({ type: 'object' }, 'answer')).toEqual({
      type: 'object',
      additionalProperties: true,
    })
  })

  test('stay as they are where they only repeat what another schema says', () => {
    const schema = { allOf: [{ type: 'object' }, { properties: { a: text } }] }
    expect(forms.form(schema, 'answer')).toEqual(schema)
  })
})
