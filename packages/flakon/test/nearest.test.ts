import { expect, test } from 'vitest'
import { nearest } from '../src/nearest.ts'

test.each([
  ['prot', ['host', 'port', 'socket'], 'port'],
  ['hots', ['host', 'port'], 'host'],
  ['Level', ['level', 'requests'], 'level'],
  ['/usrs', ['/users', '/'], '/users'],
])('%s is nearest to the one that was meant', (word, candidates, meant) => {
  expect(nearest(word, candidates)).toEqual([meant])
})

test('what has little in common is not named', () => {
  expect(nearest('colour', ['port', 'host'])).toEqual([])
})

test('several are named nearest first', () => {
  expect(nearest('/user', ['/users', '/user/x', '/zzzzzzz'], 3)).toEqual(['/users', '/user/x'])
})
