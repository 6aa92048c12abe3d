#!/usr/bin/env node
// Makes a service from a checkout of this repository: flakon, and with a contract @flakon/openapi, are not taken from
// the registry but packed here, and the packages go into the new service.
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Io } from './io.ts'
import { main } from './main.ts'
import { processIo } from './process-io.ts'

const packages = fileURLToPath(new URL('../../', import.meta.url))
const io = processIo()
process.exitCode = await fromCheckout(process.argv.slice(2), io)

/** Whoever says `make new` has said everything: nothing is asked. */
async function fromCheckout(argv: readonly string[], io: Io): Promise<number> {
  const hasContract = argv.some((word) => /^--spec(?:=|$)/.test(word))
  const needed = ['flakon', ...(hasContract ? ['openapi'] : [])]
  const unbuilt = needed.find((name) => !existsSync(join(packages, name, 'dist/index.js')))
  if (unbuilt !== undefined) {
    io.stderr.write(`create-flakon: packages/${unbuilt} is not built: run make build\n`)
    return 1
  }
  const folder = await mkdtemp(join(tmpdir(), 'flakon-pack-'))
  try {
    const flags: string[] = []
    for (const name of needed) flags.push(`--${name}`, await pack(name, folder, io))
    return await main([...argv, '--yes', ...flags], io)
  } catch (error) {
    io.stderr.write(`create-flakon: ${(error as Error).message}\n`)
    return io.signal.aborted ? 130 : 1
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Packs a package of this checkout; the path of what comes out. */
async function pack(name: string, folder: string, { signal }: Io): Promise<string> {
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder]
  const shell = process.platform === 'win32'
  const options = { cwd: join(packages, name), shell, signal }
  const { stdout } = await promisify(execFile)('npm', args, options).catch((error: Error) => {
    throw new Error(`packages/${name} could not be packed: ${error.message}`)
  })
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }]
  return join(folder, filename)
}
