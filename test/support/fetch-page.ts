/** An HTTP client as probes are: one request, one page. */
import { type OutgoingHttpHeaders, request } from 'node:http'

export interface FetchedPage {
  readonly status: number
  readonly type: string
  readonly body: string
}

/** Rejects if nothing listens at the URL. */
export async function fetchPage(
  url: string,
  method = 'GET',
  headers: OutgoingHttpHeaders = {},
): Promise<FetchedPage> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, agent: false, timeout: 5000 }, (response) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => void (body += chunk))
      response.on('end', () => {
        resolve({
          status: response.statusCode ?? 0,
          type: response.headers['content-type'] ?? '',
          body,
        })
      })
    })
    sent.on('error', reject)
    sent.end()
  })
}

/** The URL that ends in `path`, with its address replaced by loopback. */
export function urlOf(pages: readonly string[], path: string): string {
  const found = pages.find((page) => page.endsWith(path))
  if (found === undefined) throw new Error(`no ${path} in: ${pages.join(' ')}`)
  return found.replace(/\/\/(?:\[::\]|0\.0\.0\.0)?:/, '//127.0.0.1:')
}
