import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Settings } from '../settings/resolve.ts'
import type { Info } from './document.ts'

/** Title and version: what the settings say, else the package.json of the service. */
export function infoOf({ openapi, app }: Settings, folder: string): Info {
  const manifest = manifestOf(folder)
  return {
    title: openapi.title ?? manifest.name ?? app.name,
    version: openapi.version ?? manifest.version ?? '0.0.0',
    description: manifest.description,
  }
}

interface Manifest {
  readonly name?: string
  readonly version?: string
  readonly description?: string
}

/** The nearest package.json, from a folder upwards. */
function manifestOf(folder: string): Manifest {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
  } catch {
    const above = dirname(folder)
    return above === folder ? {} : manifestOf(above)
  }
}
