import { dirname } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { inspect } from 'node:util'
import { type ErrorCode, isFlakonError } from '../errors.ts'
import type { Io } from './io.ts'

/** Not the user's mistake but the machine's state: exit status 1 instead of 2. */
const stateOfTheMachine: readonly ErrorCode[] = [
  'FLK_SERVE_ADDRESS_IN_USE',
  'FLK_SERVE_ADDRESS',
  'FLK_SECTION_SETUP',
  'FLK_SHUTDOWN_TIMEOUT',
]

/** Prints what went wrong, once, and returns the exit status: 2 for what the user wrote, 1 for all else. */
export function reportError(error: unknown, io: Io): number {
  if (!isFlakonError(error)) {
    io.stderr.write(`flakon: ${userStack(error)}\n`)
    return 1
  }
  io.stderr.write(`flakon: ${error.message}\n`)
  const showCause = error.code === 'FLK_APP_IMPORT_FAILED' || error.code === 'FLK_SECTION_SETUP'
  if (showCause && error.cause !== undefined) io.stderr.write(`${userStack(error.cause)}\n`)
  if (inTheCode.test(error.code)) {
    const frames = userStack(error).split('\n').filter(isFrame)
    io.stderr.write(frames.map((frame) => `${frame}\n`).join(''))
  }
  return stateOfTheMachine.includes(error.code) ? 1 : 2
}

/** Mistakes in the code of the service: where it was made helps more than where it was noticed. */
const inTheCode = /^FLK_(?:SECTION_(?!SETUP)|BLUEPRINT|VIEW|ROUTE|PROBLEM)/

const ours = dirname(dirname(fileURLToPath(import.meta.url)))
const notTheUsers = [
  'node:',
  '/node_modules/tsx/',
  '/node_modules/avvio/',
  '/node_modules/fastify/',
  '/node_modules/commander/',
  '/node_modules/esbuild/',
  pathToFileURL(ours).href,
  ours,
]

/** An error with its causes and the frames of the user's own code. */
function userStack(error: unknown): string {
  if (!(error instanceof Error)) return inspect(error)
  const lines = (error.stack ?? error.message).split('\n')
  const shown = lines.filter(
    (line) => !isFrame(line) || !notTheUsers.some((one) => line.includes(one)),
  )
  const cause = error.cause === undefined ? '' : `\ncaused by: ${userStack(error.cause)}`
  return shown.join('\n') + cause
}

function isFrame(line: string): boolean {
  return /^\s+at /.test(line)
}
