// `npm run layers`: writes ARCHITECTURE.md's table of layers from architecture.json. A unit test
// fails when it was forgotten.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { readArchitecture, withTable } from './lib/layers.mjs';
import { root } from './lib/prepare.mjs';

const file = join(root, 'ARCHITECTURE.md');
const written = withTable(readFileSync(file, 'utf8'), readArchitecture(root));
writeFileSync(file, await format(written, { ...(await resolveConfig(file)), filepath: file }));
