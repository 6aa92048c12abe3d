import { afterAll, expect, test } from 'vitest'
import { app } from '../src/app.ts'

afterAll(() => app.close())

test('the home view answers an empty JSON mapping', async () => {
  const response = await app.inject('/')
  expect(response.statusCode).toBe(200)
  expect(response.headers['content-type']).toMatch('application/json')
  expect(response.json()).toEqual({})
})

test('an unknown path is a 404 in JSON', async () => {
  const response = await app.inject('/nowhere')
  expect(response.statusCode).toBe(404)
  expect(response.json()).toMatchObject({ status: 404 })
})

test('a method that no view has is a 405 in JSON that says what is allowed', async () => {
  const response = await app.inject({ method: 'DELETE', url: '/' })
  expect(response.statusCode).toBe(405)
  expect(response.headers.allow).toBe('GET, HEAD, OPTIONS')
  expect(response.json()).toMatchObject({ status: 405 })
})
