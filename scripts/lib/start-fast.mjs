// Plugins for programs that are started for one word: what few commands need costs the others
// little. V8 reads a whole program through before it runs, but only skips over a string in it.
import { readFileSync } from 'node:fs';
import { rolldown } from 'rolldown';

/** What few commands load late, with what is taken of it. */
const LATE = { yaml: ['parse'], ws: ['WebSocket'] };
const MARK = '\0late:';

/** @param {string} name @returns {Promise<string>} a package as one CommonJS text */
async function asOneText(name) {
	const bundle = await rolldown({
		input: `${MARK}${name}`,
		platform: 'node',
		// `ws` does without them where they are not there.
		external: ['bufferutil', 'utf-8-validate'],
		plugins: [
			{
				name: 'taken-exports',
				resolveId: (id) => (id.startsWith(MARK) ? id : null),
				load: (id) =>
					id.startsWith(MARK)
						? `export { ${LATE[/** @type {keyof typeof LATE} */ (name)].join(', ')} } from '${name}';`
						: null
			}
		]
	});
	const { output } = await bundle.generate({
		format: 'cjs',
		codeSplitting: false,
		minify: true
	});
	await bundle.close();
	return output[0].code;
}

/**
 * Keeps packages that are imported late, `await import('yaml')`, as texts inside of the one file,
 * which are read when they are first imported.
 * @type {import('rolldown').Plugin}
 */
const lateAsText = {
	name: 'late-as-text',
	resolveId: (id) => (Object.hasOwn(LATE, id) ? `${MARK}${id}` : null),
	async load(id) {
		if (!id.startsWith(MARK)) return null;
		const name = /** @type {keyof typeof LATE} */ (id.slice(MARK.length));
		const text = JSON.stringify(await asOneText(name));
		return {
			code: `import { createRequire } from 'node:module';
import { compileFunction } from 'node:vm';
const kept = { exports: {} };
compileFunction(${text}, ['module', 'exports', 'require'], { filename: '${name}.cjs' })(
	kept, kept.exports, createRequire(import.meta.url));
export const { ${LATE[name].join(', ')} } = kept.exports;`,
			moduleType: 'js'
		};
	}
};

/**
 * Keeps JSON as a text: V8 reads it faster than the same as a program.
 * @type {import('rolldown').Plugin}
 */
const jsonAsText = {
	name: 'json-as-text',
	load: (id) =>
		id.endsWith('/operations.json')
			? {
					code: `export default JSON.parse(${JSON.stringify(JSON.stringify(JSON.parse(readFileSync(id, 'utf8'))))});`,
					moduleType: 'js'
				}
			: null
};

/**
 * `commander` loads what starts processes, and with it the network, for commands that are programs
 * of their own. `dbx` has none.
 * @type {import('rolldown').Plugin}
 */
const withoutSubprograms = {
	name: 'without-subprograms',
	resolveId: (id, importer) =>
		id === 'node:child_process' && importer?.includes('/commander/') ? '\0no-subprograms' : null,
	load: (id) => (id === '\0no-subprograms' ? { code: 'module.exports = {};', moduleType: 'js' } : null)
};

export const startFast = [lateAsText, jsonAsText, withoutSubprograms];
