/** Requests a page of a running server over HTTP. */
import { get } from 'node:http'
import { text } from 'node:stream/consumers'

export interface PageReply {
  readonly status: number
  readonly body: string
}

/** Rejects with the system's error, or if the page takes longer than `timeoutMs`. */
export async function requestPage(url: string, timeoutMs: number): Promise<PageReply> {
  return new Promise((resolve, reject) => {
    const request = get(url, { signal: AbortSignal.timeout(timeoutMs) }, (response) => {
      text(response).then((body) => {
        resolve({ status: response.statusCode ?? 0, body })
      }, reject)
    })
    request.once('error', reject)
  })
}
