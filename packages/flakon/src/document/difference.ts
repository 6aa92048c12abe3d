import { toPointer } from '../schema/fault.ts'

/**
 * What differs between a document that was kept and the one of the app, a line each: `+` is only in the app, `-` only
 * in the file, `~` in both and different. The order of keys is no difference.
 */
export function differences(kept: unknown, made: unknown, path: readonly string[] = []): string[] {
  const at = toPointer(path) || '/'
  if (!isContainer(kept) || !isContainer(made) || Array.isArray(kept) !== Array.isArray(made)) {
    return Object.is(kept, made) ? [] : [`~ ${at}: ${shown(kept)} → ${shown(made)}`]
  }
  const names = new Set([...Object.keys(kept), ...Object.keys(made)])
  return [...names].flatMap((name) => {
    const inner = [...path, name]
    if (!Object.hasOwn(kept, name)) return [`+ ${toPointer(inner)}`]
    if (!Object.hasOwn(made, name)) return [`- ${toPointer(inner)}`]
    return differences(kept[name], made[name], inner)
  })
}

function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
