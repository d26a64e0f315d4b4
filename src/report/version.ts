/** The version of kubezone, from package.json. The build writes it into the bundle. */
import PACKAGE from '../../package.json' with { type: 'json' }

export const VERSION = PACKAGE.version
