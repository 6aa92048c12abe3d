import { expectTypeOf, test } from 'vitest'
import {
  boolean,
  bytes,
  duration,
  integer,
  list,
  number,
  oneOf,
  secret,
  text,
  url,
} from '../src/kind.ts'
import type { Key, SettingsOf } from '../src/settings/value.ts'

test('a key’s type is that of its value', () => {
  expectTypeOf(text('a', 'docs')).toEqualTypeOf<Key<string>>()
  expectTypeOf(text('docs')).toEqualTypeOf<Key<string>>()
  expectTypeOf(integer('docs', { min: 1 })).toEqualTypeOf<Key<number>>()
  expectTypeOf(integer('docs', { optional: true })).toEqualTypeOf<Key<number | undefined>>()
  expectTypeOf(oneOf(['a', 'b'], 'a', 'docs')).toEqualTypeOf<Key<'a' | 'b'>>()
  expectTypeOf(oneOf(['a', 'b'], 'docs', { optional: true })).toEqualTypeOf<
    Key<'a' | 'b' | undefined>
  >()
})

test('the settings of a section follow from its keys', () => {
  const keys = {
    name: text('a', 'docs'),
    size: bytes('1MiB', 'docs', { min: 1 }),
    share: number('docs', { max: 1 }),
    wait: duration('docs', { optional: true }),
    on: boolean(true, 'docs'),
    off: boolean('docs', { optional: true }),
    where: url('docs'),
    token: secret('docs'),
    proxy: secret('docs', { optional: true }),
    mode: oneOf(['a', 'b'], 'docs'),
    names: list(['a'], 'docs'),
    ports: list('80', 'docs', { of: integer('a port') }),
    waits: list('docs', { of: duration('a wait'), optional: true }),
  }
  expectTypeOf<SettingsOf<typeof keys>>().toEqualTypeOf<{
    readonly name: string
    readonly size: number
    readonly share: number
    readonly wait: number | undefined
    readonly on: boolean
    readonly off: boolean | undefined
    readonly where: string
    readonly token: string
    readonly proxy: string | undefined
    readonly mode: 'a' | 'b'
    readonly names: readonly string[]
    readonly ports: readonly number[]
    readonly waits: readonly number[] | undefined
  }>()
})

test('what does not fit is an error in the editor', () => {
  // @ts-expect-error: "c" is not among the words
  oneOf(['a', 'b'], 'c', 'docs')
  // @ts-expect-error: the items of this list are numbers
  list(['a'], 'docs', { of: integer('a port') })
  // @ts-expect-error: a number has no such default
  boolean(5, 'docs')
  // @ts-expect-error: there is no such attribute
  integer(5, 'docs', { mni: 1 })
})
