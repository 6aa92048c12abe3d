#!/usr/bin/env node
import module from 'node:module'
import { main } from './main.ts'

// Half of the start is compiling; Node 22.1 and later remember it.
module.enableCompileCache?.()

// Node ends with 13 when nothing can happen any more that an await of the app's modules waits for.
process.on('exit', () => {
  if (process.exitCode === 13)
    process.stderr.write('flakon: a top-level await in the modules of the app never ends\n')
})

const { stdin, stdout, stderr, env } = process
const status = await main(process.argv.slice(2), { stdin, stdout, stderr, env, cwd: process.cwd() })
// A module of the user's may hold the process open; what was written goes out first.
stdout.write('', () => stderr.write('', () => process.exit(status)))
