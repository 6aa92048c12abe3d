export { toAnswer } from './answer.ts'
export { type App, type AppOptions, createApp } from './app.ts'
export type { Blueprint, BlueprintCommand, BlueprintOperations } from './blueprint.ts'
export { type ClientOptions, clientSection } from './client-section.ts'
export { problemSchema } from './document/problems.ts'
export { FlakonError } from './errors.ts'
export { JsonBlueprint } from './json-blueprint.ts'
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
export { nearest } from './nearest.ts'
export { abort, type ProblemError, type ProblemMembers, problem } from './problem.ts'
export type { View } from './schema/view-schema.ts'
export { defineSection, type Section, type SectionBehaviour } from './section.ts'
export { type Served, type ServeOptions, serve } from './serve/listen.ts'
export type { Settings, SettingsInput, SettingsObject } from './settings/resolve.ts'
export { SettingsError } from './settings/settings-error.ts'
export type { Key, Keys, SettingsOf } from './settings/value.ts'
export type { ViewOptions } from './view-options.ts'
