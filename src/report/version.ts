/** Which kubezone this is, as the package says; the bundle has it written in. */
import PACKAGE from '../../package.json' with { type: 'json' }

export const VERSION = PACKAGE.version
