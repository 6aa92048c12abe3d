#!/usr/bin/env node
// Makes a service from a checkout of this repository: flakon is not taken from the registry but packed here, and
// the package goes into the new service.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { main } from './main.ts'
import { processIo } from './process-io.ts'

const flakon = fileURLToPath(new URL('../../flakon/', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'flakon-pack-'))
try {
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder]
  const shell = process.platform === 'win32'
  const packed = execFileSync('npm', args, {
    cwd: flakon,
    encoding: 'utf8',
    shell,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [{ filename }] = JSON.parse(packed) as [{ filename: string }]
  process.exitCode = await main(
    [...process.argv.slice(2), '--flakon', join(folder, filename)],
    processIo(),
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}
