/** A fault that knows what its client is to be told; of all others the client hears SERVFAIL. */
import { type Answer, SERVER_FAILURE } from '../wire/answer.ts'

export class QueryError extends Error {
  readonly answer: Answer

  constructor(message: string, answer: Answer) {
    super(message)
    this.name = 'QueryError'
    this.answer = answer
  }
}

export function answerOf(problem: unknown): Answer {
  return problem instanceof QueryError ? problem.answer : SERVER_FAILURE
}
