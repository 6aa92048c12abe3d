// What every verb of the Makefile needs first: the dependencies installed and the packages built.
//   node scripts/prepare.js [--only-install]
import { build } from './build.js'
import { install } from './install.js'

try {
  const installed = await install()
  if (installed !== 'up to date') console.log(`install   ${installed}`)
  if (!process.argv.includes('--only-install')) {
    const built = await build()
    if (built !== 'up to date') console.log(`build     ${built}`)
  }
} catch (error) {
  console.error(/** @type {Error} */ (error).message)
  process.exitCode = 1
}
