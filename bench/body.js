// A body of 1 KB.
const users = Array.from({ length: 9 }, (_, id) => ({
  id,
  name: `user number ${id}`,
  email: `user${id}@example.com`,
  roles: ['admin', 'user'],
  active: true,
  score: id * 1.5,
}))

export const body = Buffer.from(JSON.stringify({ users }))
