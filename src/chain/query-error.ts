/**
 * A query that fails without a fault of kubezone's own: an upstream times out, a template makes no record.
 * `errors` logs the message, and the client gets `answer`. Any other exception of a plugin is a fault, which
 * the server counts, logs and answers with SERVFAIL.
 */
import { type Answer, SERVER_FAILURE } from '../wire/answer.ts'

export class QueryError extends Error {
  readonly answer: Answer

  constructor(message: string, answer: Answer = SERVER_FAILURE, options?: ErrorOptions) {
    super(message, options)
    this.name = 'QueryError'
    this.answer = answer
  }
}
