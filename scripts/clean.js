// Removes what the other verbs made: installed packages, builds and caches. Your own files stay.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './root.js'

const made = ['.cache', 'coverage', 'node_modules', 'packages/create-flakon/template/node_modules']
for (const name of ['flakon', 'create-flakon', 'create-flakon/template'])
  made.push(`packages/${name}/dist`)

for (const path of made) rmSync(join(root, path), { recursive: true, force: true })
