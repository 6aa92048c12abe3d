// A language server as an editor talks to it: opens a file and asks for a completion in its last view.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { pathToFileURL } from 'node:url'

/** Milliseconds of the first completion after `request.body.` in a file, and of the next one. */
export async function completionTime(tsc, file) {
  const server = spawn(process.execPath, [tsc, '--lsp', '--stdio'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  const call = talk(server)
  const uri = pathToFileURL(file).href
  const text = readFileSync(file, 'utf8')
  const rootUri = pathToFileURL(dirname(file)).href
  try {
    await call('initialize', { processId: process.pid, rootUri, capabilities: {} })
    call.tell('initialized', {})
    const textDocument = { uri, languageId: 'typescript', version: 1, text }
    call.tell('textDocument/didOpen', { textDocument })
    const lines = text.split('\n')
    const line = lines.findLastIndex((one) => one.includes('request.body.'))
    const character = lines[line].indexOf('request.body.') + 'request.body.'.length
    const ask = async () => {
      const start = performance.now()
      const where = { textDocument: { uri }, position: { line, character } }
      const answer = await call('textDocument/completion', where)
      const items = answer?.items ?? answer ?? []
      if (!items.some(({ label }) => label === 'tags')) throw new Error('completed nothing')
      return Math.round(performance.now() - start)
    }
    return { first: await ask(), next: await ask() }
  } finally {
    server.kill()
  }
}

/** JSON-RPC over the streams of a process, as the Language Server Protocol frames it. */
function talk(server) {
  const waiting = new Map()
  let buffer = Buffer.alloc(0)
  let id = 0
  const send = (message) => {
    const content = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }))
    server.stdin.write(`Content-Length: ${content.length}\r\n\r\n`)
    server.stdin.write(content)
  }
  const receive = (message) => {
    // What the server asks of an editor is answered with nothing.
    if (message.method !== undefined && message.id !== undefined)
      send({ id: message.id, result: null })
    else waiting.get(message.id)?.(message.result)
  }
  server.stdout.on('data', (chunk) => {
    buffer = Buffer.concat([buffer, chunk])
    for (;;) {
      const [head, length] =
        /Content-Length: (\d+)\r\n(?:[^\r]+\r\n)*\r\n/.exec(buffer.toString('latin1')) ?? []
      if (head === undefined || buffer.length < head.length + Number(length)) return
      receive(JSON.parse(buffer.subarray(head.length, head.length + Number(length)).toString()))
      buffer = buffer.subarray(head.length + Number(length))
    }
  })
  const call = (method, params) =>
    new Promise((resolve) => {
      id += 1
      waiting.set(id, resolve)
      send({ id, method, params })
    })
  return Object.assign(call, { tell: (method, params) => send({ method, params }) })
}
