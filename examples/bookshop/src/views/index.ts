import { authors } from './authors.ts'
import { books } from './books.ts'
import { orders } from './orders.ts'

export const blueprints = [books, authors, orders]
