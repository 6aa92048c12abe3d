// Few files in place of many: each module costs Node about half a millisecond at every start of a service.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What is no door of its package, and yet must be a file of its own: who runs or registers it names it. */
const apart = ['dist/cli/imports.js', 'dist/from-checkout.js']

/**
 * Puts the modules of a compiled package together, a file for each of its doors and one or more for what they share;
 * what is imported late stays apart. Declarations stay as they are. Without doors nothing is done.
 * @param {string} folder of the package, where its package.json is
 * @param {string} dist where the compiler wrote; its JavaScript is replaced
 */
export async function bundle(folder, dist) {
  const entries = doorsOf(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')))
    .map((file) => file.replace('dist/', ''))
    .filter((file) => existsSync(join(dist, file)))
  if (entries.length === 0) return
  const { rolldown } = await import('rolldown')
  const made = await rolldown({
    input: Object.fromEntries(entries.map((file) => [file.slice(0, -3), join(dist, file)])),
    external: (id) => !/^[./]|^[A-Z]:/.test(id),
    platform: 'node',
    // Else each module is headed by its path here, which differs from build to build.
    experimental: { attachDebugInfo: 'none' },
    logLevel: 'warn',
  })
  // Read whole before anything is written: what is bundled lies where the bundle goes.
  const { output } = await made.generate({
    entryFileNames: '[name].js',
    // Declarations have them.
    comments: { jsdoc: false },
    minify: {
      compress: false,
      mangle: false,
      // V8 keeps a text with one character beyond Latin-1 in twice the memory.
      codegen: { removeWhitespace: false, asciiOnly: true },
    },
    // Node registers a part as its module hooks, and knows those by their names.
    minifyInternalExports: false,
    chunkFileNames: ({ isDynamicEntry }) => (isDynamicEntry ? '[name].js' : 'shared.js'),
  })
  await made.close()
  for (const file of readdirSync(dist, { recursive: true, encoding: 'utf8' }))
    if (file.endsWith('.js')) rmSync(join(dist, file))
  for (const one of output)
    if (one.type === 'chunk') writeFileSync(join(dist, one.fileName), one.code)
}

/**
 * @param {{ bin?: Record<string, string>, exports?: Record<string, string | { default: string }> }} manifest
 * @returns {string[]}
 */
function doorsOf({ bin = {}, exports = {} }) {
  const doors = Object.values(exports).flatMap((door) =>
    typeof door === 'string' ? [] : [door.default.replace(/^\.\//, '')],
  )
  return [...doors, ...Object.values(bin), ...apart]
}
