// Contestants in processes of their own, and clients that ask them.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { connect } from 'node:net'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('.', import.meta.url))

/** Starts one; → { port, start (ms until it listens), startCpu (ms), said, ask, send, stop }, or { reason } where it does not start. */
export async function startContestant(name, { file, facts }) {
  const options = {
    execArgv: ['--expose-gc'],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    cwd: folder,
  }
  const before = performance.now()
  const child = fork(`${folder}contract-servers.js`, [name, file, facts], options)
  const ended = once(child, 'exit').then(([code]) => [{ error: [`ended with ${code}`] }])
  const [message] = await Promise.race([once(child, 'message'), ended, late(120_000)])
  const start = performance.now() - before
  if (message.port === undefined) {
    child.kill()
    return { name, reason: reasonOf(message.error) }
  }
  const said = []
  child.on('message', (message) => said.push(...(message.said ?? [])))
  return {
    name,
    port: message.port,
    start,
    startCpu: message.cpu,
    said,
    ask(what, key = what) {
      child.send(what)
      return new Promise((resolve) => {
        const take = (message) => {
          if (!(key in message)) return
          child.off('message', take)
          resolve(message[key])
        }
        child.on('message', take)
      })
    },
    async stop() {
      if (child.exitCode !== null) return
      child.kill()
      await ended
    },
  }
}

async function late(ms) {
  await new Promise((resolve) => setTimeout(resolve, ms).unref())
  return [{ error: [`does not listen within ${ms / 1000} s`] }]
}

/** The first line that says something of what went wrong. */
export function reasonOf(texts) {
  const lines = texts.flatMap(linesOf).map((line) => line.trim())
  return lines.find((line) => /\w/.test(line) && !line.startsWith('at '))?.slice(0, 160)
}

/** A list of errors, as Ajv makes it, is told by its first one. */
function linesOf(text) {
  try {
    const [{ instancePath, message }] = JSON.parse(text)
    return message === undefined ? text.split('\n') : [`${instancePath}: ${message}`]
  } catch {
    return text.split('\n')
  }
}

/** Sends one request, and gives the answer whole. */
export function createClient() {
  const agent = new Agent({ keepAlive: true, maxSockets: 8 })
  const send = ({ port, method, path, headers, body }) =>
    new Promise((resolve, reject) => {
      const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }
      const options = { agent, host: '127.0.0.1', port, method, path, timeout: 10_000 }
      const sent = request({ ...options, headers: { ...headers, ...length } }, (response) => {
        const chunks = []
        response.on('data', (chunk) => chunks.push(chunk))
        response.once('error', reject)
        response.once('end', () => {
          const { statusCode, headers } = response
          resolve({
            status: statusCode,
            type: headers['content-type'],
            text: Buffer.concat(chunks).toString(),
          })
        })
      })
      sent.once('timeout', () => sent.destroy(new Error('no answer within 10 s')))
      sent.once('error', reject)
      sent.end(body)
    })
  return { send, close: () => agent.destroy() }
}

/** Asks the same over keep-alive connections for some time, each again when it was answered; gives how often. */
export async function ask({ port, path, headers }, { ms, connections }) {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  const text = `GET ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n${lines.join('')}\r\n`
  const until = performance.now() + ms
  const counts = Array.from({ length: connections }, () => askOn(port, Buffer.from(text), until))
  return (await Promise.all(counts)).reduce((sum, count) => sum + count)
}

function askOn(port, text, until) {
  return new Promise((resolve, reject) => {
    let answered = 0
    let got = ''
    const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => socket.write(text))
    socket.setEncoding('latin1')
    socket.on('data', (chunk) => {
      got += chunk
      const end = got.indexOf('\r\n\r\n')
      if (end < 0 || got.length < end + 4 + lengthOf(got)) return
      if (!got.startsWith('HTTP/1.1 200')) return reject(new Error(got.slice(0, end)))
      got = ''
      answered++
      if (performance.now() < until) return socket.write(text)
      socket.end()
      resolve(answered)
    })
    socket.once('error', reject)
  })
}

function lengthOf(head) {
  const [, length] = /content-length: (\d+)/i.exec(head) ?? []
  if (length === undefined) throw new Error('an answer without content-length')
  return Number(length)
}
