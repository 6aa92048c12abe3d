#!/usr/bin/env node
// Makes a service from a checkout of this repository: flakon is not taken from the registry but packed here, and
// the package goes into the new service.
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

const flakon = fileURLToPath(new URL('../../flakon/', import.meta.url))
const io = processIo()
process.exitCode = await fromCheckout(process.argv.slice(2), io)

/** Whoever says `make new` has said everything: nothing is asked. */
async function fromCheckout(argv: readonly string[], io: Io): Promise<number> {
  if (!existsSync(join(flakon, 'dist/index.js'))) {
    io.stderr.write('create-flakon: packages/flakon is not built: run make build\n')
    return 1
  }
  const folder = await mkdtemp(join(tmpdir(), 'flakon-pack-'))
  try {
    const tarball = await pack(folder, io).catch((error: Error) => error)
    if (typeof tarball === 'string') return await main([...argv, '--yes', '--flakon', tarball], io)
    io.stderr.write(`create-flakon: flakon could not be packed: ${tarball.message}\n`)
    return io.signal.aborted ? 130 : 1
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Packs the flakon of this checkout; the path of the package. */
async function pack(folder: string, { signal }: Io): Promise<string> {
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder]
  const shell = process.platform === 'win32'
  const { stdout } = await promisify(execFile)('npm', args, { cwd: flakon, shell, signal })
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }]
  return join(folder, filename)
}
