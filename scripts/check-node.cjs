// Says in plain words that Node is too old. Old syntax on purpose: it has to run on the Node it refuses.
// @ts-nocheck: too old a syntax for the checker, see above
var wanted = [20, 19]
var here = process.versions.node.split('.').map(Number)
var enough = here[0] > wanted[0] || (here[0] === wanted[0] && here[1] >= wanted[1])

if (!enough) {
  console.error(
    'Flakon needs Node ' +
      wanted.join('.') +
      ' or later, and this is Node ' +
      process.versions.node +
      ' (' +
      process.execPath +
      ').\n' +
      'Install a current one from https://nodejs.org, or with your version manager: nvm install',
  )
  process.exit(1)
}
