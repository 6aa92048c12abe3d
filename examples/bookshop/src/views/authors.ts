import { abort, JsonBlueprint, problemSchema } from 'flakon'
import { z } from 'zod'
import { store } from '../store.ts'

export const authors = new JsonBlueprint('authors', {
  prefix: '/authors',
  description: 'Who wrote the books; schemas of Zod',
})

const name = z.string().trim().min(1).max(100)
const NewAuthor = z.strictObject({
  name,
  /** A text in the request, a Date in the view. */
  born: z.iso
    .date()
    .transform((text) => new Date(text))
    .optional(),
})
const Author = z.object({ id: z.int(), name, born: z.date().optional() }).meta({ id: 'Author' })

authors.get(
  '/',
  { summary: 'All authors', schema: { response: { 200: z.array(Author) } } },
  function list(request) {
    return [...store.of(request).authors.values()]
  },
)

authors.get(
  '/:id',
  {
    summary: 'One author',
    schema: {
      params: z.object({ id: z.int().min(1).max(1_000_000) }),
      response: { 200: Author, 404: problemSchema },
    },
  },
  function show(request) {
    const { id } = request.params
    return store.of(request).authors.get(id) ?? abort(404, `No author ${id}`)
  },
)

authors.post(
  '/',
  {
    summary: 'Add an author',
    schema: { body: NewAuthor, response: { 201: Author, 409: problemSchema } },
  },
  function add(request) {
    const shop = store.of(request)
    const { name, born } = request.body
    const same = [...shop.authors.values()].find((author) => author.name === name)
    if (same !== undefined) abort(409, `${name} is author ${same.id} already`, { author: same.id })
    return shop.addAuthor(born === undefined ? { name } : { name, born })
  },
)
