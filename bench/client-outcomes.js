// What clients do with their defaults when the other service misbehaves: each meets a server of its own in every way.
import { createServer } from 'node:http'

/** Seconds that a caller waits here; what takes longer is told as such. */
const patience = 12
const mebibyte = 2 ** 20
/** What an answer without end comes to, so that no client fills the memory. */
const mostSent = 64 * mebibyte

const fine = (response) =>
  response.setHeader('content-type', 'application/json').end('{"id":1,"name":"Ada"}')
const busy = (retryAfter) => (response) => {
  if (retryAfter !== undefined) response.setHeader('retry-after', retryAfter)
  response.writeHead(503, { 'content-type': 'application/problem+json' }).end('{"title":"Busy"}')
}
const isSilent = () => {}
const resets = (response) => response.socket.resetAndDestroy()
const breaksOff = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': 100 })
  response.write('{"id":')
  setImmediate(() => response.destroy())
}
const trickles = (response) => {
  response.writeHead(200, { 'content-type': 'application/json' })
  const timer = setInterval(() => response.write(' '), 250)
  response.on('close', () => clearInterval(timer))
}
const isEndless = (response) => {
  response.writeHead(200, { 'content-type': 'application/json' })
  const chunk = Buffer.alloc(65_536, ' ')
  let sent = 0
  const more = () => {
    while (!response.destroyed && sent < mostSent) {
      sent += chunk.length
      if (!response.write(chunk)) return
    }
  }
  response.on('drain', more)
  more()
}
const page = (response) => response.setHeader('content-type', 'text/html').end('<html>')

/** A server that does one deed after the other, and the last one for ever. */
async function serve(deeds) {
  const server = createServer((request, response) => {
    const deed = deeds[Math.min(counted.requests, deeds.length - 1)]
    counted.requests += 1
    deed(response, request)
  })
  const counted = { requests: 0 }
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = () => {
    server.closeAllConnections()
    server.close()
  }
  return { url: `http://127.0.0.1:${server.address().port}`, counted, close }
}

async function endOf(call) {
  let timer
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, patience * 1000, `waits for more than ${patience} s`)
  })
  const told = call.then(
    ([status, body]) =>
      status === 200 && body?.id === 1
        ? 'the user'
        : `${status}, as if nothing were wrong: ${shown(body)}`,
    (error) => nameOf(error),
  )
  const end = await Promise.race([told, late])
  clearTimeout(timer)
  return end
}

const shown = (body) => (body === undefined ? 'no body' : JSON.stringify(body).slice(0, 20))

function nameOf(error) {
  const status = error.status ?? error.response?.status
  const code = error.name === 'ProblemError' && error.code !== 'status' ? error.code : undefined
  return `${error.name}${code ? ` ${code}` : ''}${status ? ` ${status}` : ''}`
}

/** One call; what came of it, by how many requests, and after how long. */
const once =
  (deeds, method = 'get') =>
  async (create) => {
    const { url, counted, close } = await serve(deeds)
    const start = performance.now()
    const end = await endOf(create(url)[method]())
    const seconds = ((performance.now() - start) / 1000).toFixed(1)
    close()
    const requests = `${counted.requests} request${counted.requests === 1 ? '' : 's'}`
    return end.startsWith('waits') ? `${end}, ${requests}` : `${end} (${requests}, ${seconds} s)`
  }

/** Many calls one after the other; how many got what they wanted, and by how many requests. */
const often = (deed, calls) => async (create) => {
  const { url, counted, close } = await serve([deed()])
  const client = create(url)
  const start = performance.now()
  const ends = []
  for (let count = 0; count < calls; count++) {
    if (performance.now() - start > patience * 1000) break
    ends.push(await endOf(client.get()))
  }
  close()
  const good = ends.filter((end) => end === 'the user').length
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  return `${good} of ${ends.length} the user (${counted.requests} requests, ${seconds} s)`
}

const flaps = () => {
  let count = 0
  return (response) => (count++ % 2 === 0 ? busy()(response) : fine(response))
}

const elsewhere = async (create) => {
  let token = 'not called'
  const other = await serve([
    (response, request) => {
      token = request.headers.authorization ? 'called with the token' : 'called without the token'
      fine(response)
    },
  ])
  const redirect = (response) => response.writeHead(307, { location: `${other.url}/` }).end()
  const { url, close } = await serve([redirect])
  const end = await endOf(create(url).get())
  close()
  other.close()
  return `${end}; the other host was ${token}`
}

/** By what the other service does: a function of a client's, which gives what came of it in words. */
export const situations = {
  'is slow once': once([isSilent, fine]),
  'never answers': once([isSilent]),
  'answers drop by drop': once([trickles]),
  'resets two connections': once([resets, resets, fine]),
  'breaks off in an answer once': once([breaksOff, fine]),
  'says 503, Retry-After: 1': once([busy(1), fine]),
  'says 503, Retry-After: 3600': once([busy(3600)]),
  'flaps: half are 503, 40 calls': often(flaps, 40),
  'is down: all are reset, 40 calls': often(() => resets, 40),
  'answers without end': once([isEndless]),
  'redirects to another host': elsewhere,
  'answers a page with 200': once([page]),
  'says 503 to a POST': once([busy()], 'post'),
}
