// The layer rule: `depcruise src packages/sdk/src` fails on what architecture.json forbids.
import { cruiseOptions, readArchitecture, roomsIn, rulesOf } from './scripts/lib/layers.mjs';

const root = import.meta.dirname;

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
	forbidden: rulesOf(readArchitecture(root), roomsIn(root)),
	// Kit's names for folders; the file is read for `resolve.alias` alone.
	options: { ...cruiseOptions, webpackConfig: { fileName: 'scripts/lib/aliases.mjs' } }
};
