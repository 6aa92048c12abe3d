// 1 KB in and 100 objects out, over HTTP, through each library, beside plain Fastify: CPU of the server.
import { body } from './body.js'
import { clientsOf, startServers } from './processes.js'
import { print, takeTurnsAsync } from './rounds.js'
import { libraries } from './typed-servers.js'

const servers = await startServers(libraries)
const costs = await takeTurnsAsync(clientsOf(servers, { method: 'POST', path: '/users', body }))
for (const { child } of servers) child.disconnect()
print('1 KB in, 100 objects out', costs)
