// `npm run build`: the program in build/, made when a source is newer than it.
import { ensureBuild, ensureNodeModules } from './lib/prepare.mjs';

await ensureNodeModules();
await ensureBuild();
