export { toAnswer, type View } from './answer.ts'
export { type App, type AppOptions, createApp } from './app.ts'
export type { Blueprint, BlueprintCommand, BlueprintLike, MountOptions } from './blueprint.ts'
export { type ErrorCode, FlakonError } from './errors.ts'
export { JsonBlueprint, type RouteDeclaration, type ViewOptions } from './json-blueprint.ts'
export {
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
} from './kind.ts'
export { abort, type ProblemError, type ProblemMembers, problem } from './problem.ts'
export { defineSection, type Provided, type Section, type SectionBehaviour } from './section.ts'
export { type Served, type ServeOptions, serve } from './serve/listen.ts'
export type { Settings, SettingsInput, SettingsObject } from './settings/resolve.ts'
export { SettingsError } from './settings/settings-error.ts'
export type { Key, KeyAttributes, Keys, SettingsOf } from './settings/value.ts'
