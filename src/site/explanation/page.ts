/** The page of `explain`: an explanation as JSON. A question that cannot be read gets 400 with the reason. */
import { type Page, plainPage } from '../../server/http.ts'
import type { ManifestLibrary } from '../manifests/manifest-library.ts'
import type { Site } from '../site.ts'
import { explain } from './explanation.ts'
import { readParameters } from './request.ts'

export async function explanationPage(
  site: Site,
  manifests: ManifestLibrary,
  parameters: URLSearchParams,
): Promise<Page> {
  const request = readParameters(parameters)
  if (typeof request === 'string') return plainPage(400, request)
  const explanation = await explain(site, manifests, request)
  if (typeof explanation === 'string') return plainPage(400, explanation)
  return { status: 200, type: 'application/json; charset=utf-8', body: JSON.stringify(explanation) }
}
