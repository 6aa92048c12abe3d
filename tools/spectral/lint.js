// Checks OpenAPI documents with Spectral: node tools/spectral/lint.js [files]. Exits with 1 for any finding.
import { readFileSync } from 'node:fs'
import spectral from '@stoplight/spectral-core'
import parsers from '@stoplight/spectral-parsers'
import { ruleset } from './ruleset.js'

const linter = new spectral.Spectral()
linter.setRuleset(new spectral.Ruleset(ruleset))

let findings = 0
for (const file of process.argv.slice(2)) {
  const document = new spectral.Document(readFileSync(file, 'utf8'), parsers.Json, file)
  for (const { code, path, message } of await linter.run(document)) {
    findings += 1
    console.log(`${file} /${path.join('/')}: ${message} (${code})`)
  }
}
console.log(`${process.argv.length - 2} documents, ${findings} findings`)
process.exitCode = findings === 0 ? 0 : 1
