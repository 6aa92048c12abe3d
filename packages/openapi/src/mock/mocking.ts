import type { LoadedDocument } from '../document.ts'

/** That a blueprint answers in place of handlers which are not there. */
export interface Mocking {
  readonly seed: string
  /** Of a mock that is nothing else: the document, which is somebody else's as well. */
  readonly loaded?: LoadedDocument
}

/** What is drawn from where nobody says a seed. */
const usualSeed = 'flakon'

const mocked = new WeakMap<object, Mocking>()

/** Makes a blueprint answer every operation by itself, whatever the settings say. */
export function mockAll(blueprint: object, loaded: LoadedDocument, seed = usualSeed): void {
  mocked.set(blueprint, { seed, loaded })
}

/** How a blueprint mocks; undefined where it does not. */
export function mockingOf(blueprint: object, missing: string): Mocking | undefined {
  return mocked.get(blueprint) ?? (missing.startsWith('mock') ? { seed: usualSeed } : undefined)
}
