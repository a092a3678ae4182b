// Lists pups: node pups.mjs
import { box } from './box.mjs';

for (const { name, state, version, id } of (await box.pups.list()).pups) {
	console.log([name, state, version, id].join('\t'));
}
