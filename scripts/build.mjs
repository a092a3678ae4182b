// `npm run build`: builds the program in build/ if a source is newer than it.
import { ensureBuild, ensureNodeModules } from './lib/prepare.mjs';

await ensureNodeModules();
await ensureBuild();
