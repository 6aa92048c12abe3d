import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** Folder of initdb and postgres, newest version first; undefined where Postgres is not installed. */
export function findPostgres(): string | undefined {
  const debian = '/usr/lib/postgresql'
  const versions = existing(() => readdirSync(debian)).sort(
    (one, other) => Number(other) - Number(one),
  )
  const folders = [
    ...versions.map((version) => join(debian, version, 'bin')),
    ...(process.env.PATH ?? '').split(':'),
  ]
  return folders.find((folder) => existing(() => readdirSync(folder)).includes('initdb'))
}

function existing(read: () => string[]): string[] {
  try {
    return read()
  } catch {
    return []
  }
}

/** Starts an empty Postgres of its own on a free port of loopback; `stop` ends it and removes its files. */
export async function startPostgres(bin: string): Promise<{ url: string; stop(): Promise<void> }> {
  const user = unprivileged()
  // The folder for temporary files may be one that only root can enter.
  const folder = mkdtempSync(join(user === undefined ? tmpdir() : '/tmp', 'flakon-postgres-'))
  if (user !== undefined) chownSync(folder, user.uid, user.gid)
  const options = { ...user, cwd: folder, stdio: 'pipe' as const }
  const data = join(folder, 'data')
  execFileSync(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'flakon', '-A', 'trust', '--no-sync'],
    options,
  )
  const port = await freePort()
  const flags = ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', folder, '-F']
  const server = spawn(join(bin, 'postgres'), flags, options)
  await accepting(server)
  const stop = async () => {
    server.kill('SIGINT')
    await once(server, 'exit')
    rmSync(folder, { recursive: true })
  }
  return { url: `postgres://flakon@127.0.0.1:${port}/postgres`, stop }
}

/** Postgres refuses to run as root, so root runs it as the user that Debian's package made, or as nobody. */
function unprivileged(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const id = (flag: string, name: string) =>
    Number(execFileSync('id', [flag, name], { stdio: 'pipe' }))
  const name = existing(() => [String(id('-u', 'postgres'))]).length > 0 ? 'postgres' : 'nobody'
  return { uid: id('-u', name), gid: id('-g', name) }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  return port
}

async function accepting(server: ChildProcess): Promise<void> {
  if (server.stderr === null) throw new Error('Postgres was started without its log')
  for await (const line of createInterface(server.stderr)) {
    if (line.includes('ready to accept connections')) return
  }
  throw new Error('Postgres ended before it was ready')
}
