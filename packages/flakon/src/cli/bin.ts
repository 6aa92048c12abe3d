#!/usr/bin/env node
import { fstatSync, writeFileSync } from 'node:fs'
import module from 'node:module'
import { Writable } from 'node:stream'
import { main } from './main.ts'

// Half of the start is compiling; Node 22.1 and later remember it.
module.enableCompileCache?.()

// Node ends with 13 when nothing can happen any more that an await of the app's modules waits for.
process.on('exit', () => {
  if (process.exitCode === 13)
    process.stderr.write('flakon: a top-level await in the modules of the app never ends\n')
})

const { stdin, stderr, env } = process
const stdout = isStream() ? process.stdout : toFile()
const status = await main(process.argv.slice(2), { stdin, stdout, stderr, env, cwd: process.cwd() })
// A module of the user's may hold the process open; what was written goes out first.
stdout.write('', () => stderr.write('', () => process.exit(status)))

function isStream(): boolean {
  const kind = fstatSync(1)
  return process.stdout.isTTY || kind.isFIFO() || kind.isSocket()
}

/** Of what a full disk does not take Node says nothing where standard output is a file. */
function toFile(): Writable {
  return new Writable({
    write(chunk, _encoding, done) {
      try {
        writeFileSync(1, chunk)
        done()
      } catch (error) {
        const { message } = error as Error
        stderr.write(`flakon: standard output cannot be written: ${message}\n`)
        process.exit(1)
      }
    },
  })
}
