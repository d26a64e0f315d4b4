/** The page of `explain`: an explanation as JSON. A question that cannot be read gets 400 with the reason. */
import type { ServerStatus } from '../../block/server-status.ts'
import { plainPage } from '../../server/http.ts'
import type { ManifestLibrary } from '../manifests/manifest-library.ts'
import type { Site } from '../site.ts'
import { readParameters } from './request.ts'

export function explainer(site: Site, manifests: ManifestLibrary): ServerStatus['explain'] {
  return async (parameters) => {
    const request = readParameters(parameters)
    if (typeof request === 'string') return plainPage(400, request)
    // Few servers are ever asked, so the code loads with the first question.
    const { explain } = await import('./explanation.ts')
    const explanation = await explain(site, manifests, request)
    if (typeof explanation === 'string') return plainPage(400, explanation)
    return { status: 200, type: 'application/json; charset=utf-8', body: JSON.stringify(explanation) }
  }
}
