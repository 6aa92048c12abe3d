// The clients that bench/client.js compares, each called as its own documentation does it, with nothing but its defaults.
import ky from 'ky'
import { ofetch } from 'ofetch'
import createOpenapiFetch from 'openapi-fetch'
import { createClient } from '../packages/client/dist/index.js'

const operations = {
  getUser: ['GET', '/users/{id}'],
  addUser: ['POST', '/users'],
}
const user = { id: 1, name: 'Ada' }
const headers = { authorization: 'Bearer token' }

/** By name: a client of the service at a URL, and what is imported of it. */
export const callers = {
  fetch: {
    source: '',
    create: (url) => ({
      get: async () => {
        const response = await fetch(`${url}/users/1`, { headers })
        return [response.status, await response.json()]
      },
      post: async () => {
        const type = { 'content-type': 'application/json' }
        const init = {
          method: 'POST',
          headers: { ...headers, ...type },
          body: JSON.stringify(user),
        }
        const response = await fetch(`${url}/users`, init)
        return [response.status, await response.json()]
      },
    }),
  },
  '@flakon/client': {
    source: 'export { createClient, ProblemError } from CLIENT',
    create: (url) => {
      const users = createClient({ url, operations, headers })
      const tell = ({ status, body }) => [status, body]
      return {
        get: () => users.getUser({ id: 1 }).then(tell),
        post: () => users.addUser({ body: user }).then(tell),
      }
    },
  },
  'openapi-fetch': {
    source: "export { default } from 'openapi-fetch'",
    create: (url) => {
      const users = createOpenapiFetch({ baseUrl: url, headers })
      const tell = ({ response, data, error }) => [response.status, data ?? error]
      return {
        get: () => users.GET('/users/{id}', { params: { path: { id: 1 } } }).then(tell),
        post: () => users.POST('/users', { body: user }).then(tell),
      }
    },
  },
  ky: {
    source: "export { default, HTTPError } from 'ky'",
    create: (url) => {
      const users = ky.create({ prefixUrl: url, headers })
      const tell = async (response) => [response.status, await response.json()]
      return {
        get: () => users.get('users/1').then(tell),
        post: () => users.post('users', { json: user }).then(tell),
      }
    },
  },
  ofetch: {
    source: "export { ofetch, FetchError } from 'ofetch'",
    create: (url) => {
      const users = ofetch.create({ baseURL: url, headers })
      const tell = ({ status, _data }) => [status, _data]
      return {
        get: () => users.raw('/users/1').then(tell),
        post: () => users.raw('/users', { method: 'POST', body: user }).then(tell),
      }
    },
  },
}
