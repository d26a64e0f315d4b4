/**
 * What goes wrong without a fault of kubezone's own (an upstream is silent, a template makes no record): `errors` logs it, and
 * the client gets `answer`. Whatever else a plugin throws is a fault, which the server counts, logs and answers with SERVFAIL.
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
