// `npm run sdk`: the npm packages @dogebox/sdk and @dogebox/dbx as archives in release/npm, to be
// published with `npm publish ARCHIVE`.
import { join } from 'node:path';
import { buildDbx, buildSdk, packFolder } from './lib/packages.mjs';
import { ensureBuild, ensureNodeModules, requireNode, root } from './lib/prepare.mjs';

requireNode();
await ensureNodeModules();
await ensureBuild();
for (const folder of [await buildSdk(), buildDbx()]) console.log(packFolder(folder, join(root, 'release/npm')));
