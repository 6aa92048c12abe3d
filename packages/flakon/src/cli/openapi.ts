import { existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { differences } from '../document/difference.ts'
import { describeApp, type OpenApiDocument } from '../document/document.ts'
import { infoOf } from '../document/info.ts'
import { flakonError } from '../errors.ts'
import { nearest } from '../nearest.ts'
import { type AppState, findState } from '../state.ts'
import type { Io } from './io.ts'
import { loadApp } from './load-app.ts'
import { applyFlags, type Flags, refuseWords } from './options.ts'

interface OpenApiFlags extends Flags {
  readonly yaml?: boolean
  readonly output?: string
  readonly check?: string
}

/** A difference of more lines says no more than its first ones. */
const mostLines = 30

/** `flakon openapi`: the document of the app, which is described and not started; no section is set up. */
export async function openapi(
  flags: OpenApiFlags,
  words: readonly string[],
  io: Io,
): Promise<number> {
  const [near] = nearest(words[0] ?? '', ['lint', 'diff'])
  if (near !== undefined) throw flakonError('FLK_USAGE', [`did you mean flakon openapi ${near}?`])
  refuseWords(words, 0, 'openapi')
  // What is printed is the document; the app's own log would stand in it.
  applyFlags({ ...flags, set: ['log.level=silent', ...(flags.set ?? [])] }, io)
  if (flags.check !== undefined && flags.output !== undefined) {
    throw flakonError('FLK_USAGE', ['--check compares and --output writes: give one of the two'])
  }
  const { document, notes } = await described(flags, io)
  if (flags.check !== undefined) return check(flags.check, document, io)
  for (const note of notes) io.stderr.write(`${note}\n`)
  if (flags.output === undefined || flags.output === '-') {
    io.stdout.write(await toText(document, flags.yaml === true))
    return 0
  }
  write(flags.output, await toText(document, flags.yaml ?? isYaml(flags.output)), io)
  return 0
}

async function described(flags: Flags, io: Io) {
  const { app, file } = await loadApp(flags.app, io)
  const state = findState(app)
  if (state === undefined) {
    const what = 'a bare Fastify instance, which has no views to describe'
    throw flakonError('FLK_APP_NOT_AN_APP', [file, 'app', what])
  }
  state.described = true
  await app.ready()
  const document = describeApp(state, infoOf(state.settings, io.cwd))
  await app.close()
  return { document, notes: notesOf(state) }
}

/** What the document lacks, and why. */
function notesOf(state: AppState): string[] {
  const left = state.leftOut.map(({ blueprint, reason }) => `left out: ${blueprint}: ${reason}`)
  const unshown = state.routes.flatMap(({ blueprint, view, declaration }) =>
    (declaration?.unshown ?? []).map((what) => `${blueprint}.${view}: ${what}`),
  )
  return [...left, ...new Set(unshown)]
}

/** YAML is loaded only where it is asked for: every command would wait for it. */
async function toText(document: OpenApiDocument, asYaml: boolean): Promise<string> {
  if (!asYaml) return `${JSON.stringify(document, undefined, 2)}\n`
  const { stringify } = await import('yaml')
  return stringify(document, { aliasDuplicateObjects: false })
}

function isYaml(file: string): boolean {
  return /\.ya?ml$/i.test(file)
}

/** The file is there as a whole or as it was. */
function write(file: string, text: string, { cwd, stderr }: Io): void {
  const path = resolve(cwd, file)
  const folder = dirname(path)
  const reason = statSync(path, { throwIfNoEntry: false })?.isDirectory()
    ? 'it is a folder'
    : existsSync(folder)
      ? undefined
      : `there is no folder ${folder}`
  if (reason !== undefined) throw flakonError('FLK_USAGE', [`${file} cannot be written: ${reason}`])
  try {
    writeFileSync(`${path}.new`, text)
    renameSync(`${path}.new`, path)
  } catch (error) {
    rmSync(`${path}.new`, { force: true })
    throw flakonError(
      'FLK_USAGE',
      [`${file} cannot be written: ${(error as Error).message}`],
      error,
    )
  }
  stderr.write(`wrote ${file}\n`)
}

async function check(
  file: string,
  document: OpenApiDocument,
  { cwd, stdout }: Io,
): Promise<number> {
  const kept = await read(file, cwd)
  const lines = differences(kept, JSON.parse(JSON.stringify(document)))
  if (lines.length === 0) {
    stdout.write(`${file} is what the app says\n`)
    return 0
  }
  const more = lines.length > mostLines ? [`  … and ${lines.length - mostLines} more`] : []
  const shown = lines.slice(0, mostLines).map((line) => `  ${line}`)
  const count = `${lines.length} difference${lines.length === 1 ? '' : 's'}`
  stdout.write(
    `${file} is stale: ${count} (+ only in the app, - only in the file, ~ file → app)\n${[...shown, ...more].join('\n')}\nWrite it again: flakon openapi -o ${file}\n`,
  )
  return 1
}

async function read(file: string, cwd: string): Promise<unknown> {
  const { parse } = await import('yaml')
  const refuse = (reason: string, cause?: unknown) =>
    flakonError('FLK_USAGE', [`--check ${file}: ${reason}`], cause)
  let kept: unknown
  try {
    // Every JSON is YAML.
    kept = parse(readFileSync(resolve(cwd, file), 'utf8'))
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code !== 'ENOENT') throw refuse(message.split('\n')[0] ?? message, error)
    throw refuse(`there is no such file; write it first: flakon openapi -o ${file}`, error)
  }
  const isDocument = typeof kept === 'object' && kept !== null && 'openapi' in kept
  if (!isDocument) throw refuse('it is no OpenAPI document')
  return kept
}
