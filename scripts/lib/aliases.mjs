// Kit's names for folders of src/lib, in the form that dependency-cruiser reads
// (.dependency-cruiser.mjs).
import { join } from 'node:path';
import { root } from './prepare.mjs';

const lib = join(root, 'src/lib');

export default { resolve: { alias: { $lib: lib, $contract: join(lib, 'contract'), $client: join(lib, 'client') } } };
