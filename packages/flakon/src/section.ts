import type { FastifyInstance, FastifyRequest, FastifyServerOptions } from 'fastify'
import { flakonError } from './errors.ts'
import { checkSection } from './settings/check.ts'
import type { Settings } from './settings/resolve.ts'
import type { Keys, SettingsOf } from './settings/value.ts'
import { type AppState, stateOf } from './state.ts'

/**
 * What a section does beside holding settings.
 * `S` is its settings, `V` the value its `setup` returns.
 */
export interface SectionBehaviour<S, V> {
  /** What Fastify's constructor takes from these settings, with all others at hand; pure and synchronous. */
  options?(settings: S, all: Settings): FastifyServerOptions
  /** Opens what the section stands for, as an unencapsulated plugin; its result is the section's value. */
  setup?(app: FastifyInstance, settings: S): V | Promise<V>
  /** Gives one request its own view of the value; called once a request, on first use. */
  bind?(value: V, request: FastifyRequest): V
  /** Closes the value after the drain, in reverse order of set-up. */
  close?(value: V): unknown
}

/** A section's value replaced by another one, made by `section.with(value)`. */
export interface Provided {
  readonly section: Section
  readonly value: unknown
}

/**
 * One concern of a service: a `[section]` of `settings.ini` with typed keys.
 * `S` is its settings, `V` the value of `of()`: what `setup` returned, or the settings where there is no `setup`.
 */
// biome-ignore lint/suspicious/noExplicitAny: any section, whatever its value: `V` is used both ways by close and bind
export interface Section<S = any, V = any> {
  readonly name: string
  readonly keys: Keys
  readonly behaviour: SectionBehaviour<S, V>
  /** The section's value in this app, or this request's own view of it. Throws before its set-up has finished. */
  of(target: FastifyInstance | FastifyRequest): V
  /** The section's settings in this app: frozen, typed, always there. */
  settings(target: FastifyInstance | FastifyRequest): S
  /** Replaces the value in `createApp({ provide: […] })`, so that `setup` is skipped. */
  with(value: V): Provided
}

/**
 * Declares a section of `settings.ini`.
 *
 * @param name - as in the file, `[strava]`; nested as `client.users`
 * @param keys - its settings by name, each made by a kind: `text`, `integer`, `duration` …
 * @param behaviour - `options`, `setup`, `bind` and `close`, each optional
 * @throws FlakonError `FLK_SECTION_NAME`, `FLK_SECTION_KEY`
 *
 * @example
 * export const strava = defineSection('strava', {
 *   token: secret('API token'),
 *   timeout: duration('5s', 'longest wait for one call'),
 * }, { setup: (_app, settings) => new Strava(settings) })
 *
 * strava.of(request).run(id)
 */
export function defineSection<const K extends Keys, V>(
  name: string,
  keys: K,
  behaviour: SectionBehaviour<SettingsOf<K>, V> & {
    setup(app: FastifyInstance, settings: SettingsOf<K>): V | Promise<V>
  },
): Section<SettingsOf<K>, V>
export function defineSection<const K extends Keys>(
  name: string,
  keys: K,
  behaviour?: Pick<SectionBehaviour<SettingsOf<K>, SettingsOf<K>>, 'options'>,
): Section<SettingsOf<K>, SettingsOf<K>>
export function defineSection(
  name: string,
  keys: Keys,
  behaviour: SectionBehaviour<unknown, unknown> = {},
): Section {
  checkSection(name, keys)
  const section: Section = {
    name,
    keys: Object.freeze({ ...keys }),
    behaviour,
    of: (target) => sectionValue(section, target),
    settings: (target) => settingsOf(section, stateOf(target)),
    with: (value) => ({ section, value }),
  }
  return Object.freeze(section)
}

function settingsOf(section: Section, state: AppState): unknown {
  if (!state.sections.includes(section)) throw flakonError('FLK_SECTION_UNKNOWN', [section.name])
  let here: unknown = state.settings
  for (const part of section.name.split('.')) here = (here as Record<string, unknown>)[part]
  return here
}

function sectionValue(section: Section, target: FastifyInstance | FastifyRequest): unknown {
  const state = stateOf(target)
  if (!state.values.has(section)) return withoutValue(section, state)
  const value = state.values.get(section)
  const { bind } = section.behaviour
  if (bind === undefined || !isRequest(target)) return value
  return boundTo(target, section, () => bind(value, target))
}

/** A section without `setup` is its settings; one with it is not ready, skipped, or not of this app. */
function withoutValue(section: Section, state: AppState): unknown {
  const settings = settingsOf(section, state)
  if (section.behaviour.setup === undefined) return settings
  if (state.described) throw flakonError('FLK_SECTION_SKIPPED', [section.name])
  const order = state.sections.filter((one) => one.behaviour.setup).map((one) => `[${one.name}]`)
  throw flakonError('FLK_SECTION_NOT_READY', [section.name, order.join(', ')])
}

const bound = new WeakMap<FastifyRequest, Map<Section, unknown>>()

function boundTo(request: FastifyRequest, section: Section, make: () => unknown): unknown {
  const values = bound.get(request) ?? new Map<Section, unknown>()
  bound.set(request, values)
  if (!values.has(section)) values.set(section, make())
  return values.get(section)
}

function isRequest(target: FastifyInstance | FastifyRequest): target is FastifyRequest {
  return 'raw' in target
}
