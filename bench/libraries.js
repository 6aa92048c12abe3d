// 1 KB in and 100 objects out, over HTTP, through each library, beside plain Fastify: CPU of the server.
import { clientsOf, startServers } from './processes.js'
import { print, takeTurnsAsync } from './rounds.js'
import { libraries } from './typed-servers.js'

const users = Array.from({ length: 9 }, (_, id) => ({
  id,
  name: `user number ${id}`,
  email: `user${id}@example.com`,
  roles: ['admin', 'user'],
  active: true,
  score: id * 1.5,
}))
const body = Buffer.from(JSON.stringify({ users }))

const servers = await startServers(libraries)
const costs = await takeTurnsAsync(clientsOf(servers, { method: 'POST', path: '/users', body }))
for (const { child } of servers) child.disconnect()
print('1 KB in, 100 objects out', costs)
