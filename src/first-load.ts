/**
 * What keeps the first JavaScript of login and home small: whole files instead of crumbs, icons and
 * variants without a library.
 */
import { fileURLToPath } from 'node:url';
import { runnerImport, type Plugin, type Rolldown } from 'vite';

/** Where Svelte's code for browsers lies. */
const SVELTE_CLIENT = fileURLToPath(new URL('./src/internal/client/', import.meta.resolve('svelte/package.json')));
const ROUTES = fileURLToPath(new URL('./routes/', import.meta.url));
const HOOKS = fileURLToPath(new URL('./hooks.server.ts', import.meta.url));
/**
 * The pages whose first load counts: their files below the routes. Kit loads the error page of each
 * layout with it.
 */
const LOGIN = ['+layout.svelte', '+error.svelte', 'login/+page.svelte'];
const HOME = ['+layout.svelte', '+error.svelte', '(app)/+layout.svelte', '(app)/+error.svelte', '(app)/+page.svelte'];
/**
 * What all sections of a pup's page stand under. Kit's first file lists the files of each page: the
 * fewer they are, the smaller it is.
 */
const PUP = ['(app)/pups/[id]/+layout.svelte'];
/** Vite's loader of code that comes later, part of kit's first file. */
const LOADER = '\0vite/preload-helper.js';

/** Ids of all modules that `files` below the routes import statically, without these themselves. */
function closure(files: string[], context: Rolldown.ChunkingContext): Set<string> {
	const found = importedBy(
		files.map((file) => ROUTES + file),
		context
	);
	return found.add(LOADER);
}

/** Ids of all modules that these import statically, without them. */
function importedBy(ids: string[], context: Rolldown.ChunkingContext): Set<string> {
	const found = new Set<string>();
	const visit = (id: string): void => {
		for (const next of context.getModuleInfo(id)?.importedIds ?? []) {
			if (found.has(next)) continue;
			found.add(next);
			visit(next);
		}
	};
	ids.forEach(visit);
	return found;
}

/**
 * Puts what login and home share with other pages into three files: what both need (with Svelte and
 * kit), what only home needs, what only login needs. Left to itself the bundler makes a file for
 * each set of pages that share something, some forty for home; compressed one by one and with their
 * lists of imports they are a fifth larger.
 */
export function firstLoadChunks(): Plugin {
	return {
		name: 'first-load-chunks',
		apply: 'build',
		applyToEnvironment: (environment) => environment.name === 'client',
		outputOptions(options) {
			let needs: Record<'login' | 'home' | 'pup', Set<string>> | undefined;
			const group = (
				name: string,
				priority: number,
				wanted: { login: boolean; home: boolean; pup?: boolean }
			): Rolldown.CodeSplittingGroup => ({
				name: (id, context) => {
					needs ??= {
						login: closure(LOGIN, context),
						home: closure(HOME, context),
						pup: closure(PUP, context)
					};
					const { login, home, pup } = needs;
					if (login.has(id) !== wanted.login || home.has(id) !== wanted.home) return null;
					return wanted.pup && !pup.has(id) ? null : name;
				},
				debugName: name,
				priority,
				// Svelte and kit come along by what is used of them: their modules also list what
				// only other pages use. Kit's own doors (`$app/state` …) are named, else the first
				// group that touches one keeps it from the others.
				test: (id) => id === LOADER || /\/src\/lib\/|\/@lucide\/|\/kit\/src\/runtime\/app\//.test(id)
			});
			return {
				...options,
				codeSplitting: {
					groups: [
						group('base', 2, { login: true, home: true }),
						group('home', 1, { login: false, home: true }),
						group('login', 1, { login: true, home: false }),
						group('pup', 0, { login: false, home: false, pup: true })
					]
				}
			};
		}
	};
}

/**
 * Loads the style sheets of a part that comes later, each once, and then the part itself. One that
 * failed is asked for anew the next time.
 */
const SMALL_LOADER = `const sheets = {};
export const __vitePreload = (load, files = [], from) => Promise.all(files.map((file) => {
	const { href } = new URL(file, from);
	return sheets[href] ??= new Promise((loaded, failed) => {
		if ([...document.querySelectorAll('link')].some((link) => link.href === href)) return loaded();
		const link = document.createElement('link');
		link.rel = 'stylesheet';
		link.href = href;
		link.onload = loaded;
		link.onerror = () => {
			delete sheets[href];
			link.remove();
			failed(Error('There is no style sheet ' + href));
		};
		document.head.append(link);
	});
})).then(load);`;

/**
 * Vite's loader of what comes later, without what this app has no use for: scripts and nonces among
 * what is loaded before (vite.config.ts leaves style sheets alone), and an event for who would
 * handle failures. Each first view carries it.
 */
export function smallLoader(): Plugin {
	return {
		name: 'small-loader',
		apply: 'build',
		enforce: 'pre',
		applyToEnvironment: (environment) => environment.name === 'client',
		load: {
			filter: { id: /^\0vite\/preload-helper\.js$/ },
			handler: () => ({ code: SMALL_LOADER, moduleType: 'js' })
		}
	};
}

/**
 * Puts what the program needs at its start, the box and all that it imports, into one file. Left to
 * itself the bundler makes some eighty, and Node looks for, reads and links them one by one before
 * the first page.
 */
export function startChunk(): Plugin {
	return {
		name: 'start-chunk',
		apply: 'build',
		applyToEnvironment: (environment) => environment.name === 'ssr',
		outputOptions(options) {
			let needed: Set<string> | undefined;
			const name = (id: string, context: Rolldown.ChunkingContext) => {
				needed ??= importedBy([HOOKS], context);
				return needed.has(id) ? 'box' : null;
			};
			return { ...options, codeSplitting: { groups: [{ name, debugName: 'box' }] } };
		}
	};
}

/**
 * Blocks of Svelte that not every page needs, by the name compiled components call them by, and
 * where they lie.
 */
const BLOCKS: Record<string, string> = {
	each: 'dom/blocks/each.js',
	index: 'dom/blocks/each.js',
	html: 'dom/blocks/html.js',
	element: 'dom/blocks/svelte-element.js'
};
const SVELTE = /\/svelte\/src\/internal\/client\/index\.js$/;
const BLOCK_EXPORT = /^export \{ (?:index, each|html|element) \} from '\.\/dom\/blocks\/[a-z-]+\.js';$/gm;
const BLOCK_CALL = /\$\.(each|index|html|element)\b/g;

/**
 * Lets compiled components import these blocks from where they lie. Through Svelte's one door
 * (`svelte/internal/client`) they would all come with the first page, also with one that has no
 * list: the door is one module of the first file.
 *
 * @throws Error when Svelte's door does not export them as it did
 */
export function directBlocks(): Plugin {
	return {
		name: 'direct-blocks',
		apply: 'build',
		enforce: 'post',
		applyToEnvironment: (environment) => environment.name === 'client',
		transform: {
			filter: { id: [SVELTE, /\.svelte$/] },
			handler(code, id) {
				if (SVELTE.test(id)) {
					const less = code.replace(BLOCK_EXPORT, '');
					if ((code.match(BLOCK_EXPORT) ?? []).length !== 3)
						throw new Error('Svelte exports its blocks in another way now.');
					return { code: less, map: null };
				}
				const used = new Set([...code.matchAll(BLOCK_CALL)].map(([, name = '']) => name));
				if (!used.size) return;
				const imports = [...used].map(
					(name) => `import { ${name} as $block_${name} } from ${JSON.stringify(SVELTE_CLIENT + BLOCKS[name])};`
				);
				return { code: `${imports.join('')}${code.replace(BLOCK_CALL, '$$block_$1')}`, map: null };
			}
		}
	};
}

/** Where an icon's component lies, and its drawing there. */
const ICON = /\/@lucide\/svelte\/dist\/icons\/[^/]+\.svelte$/;
const DRAWING = /const iconData = (\{.*\});/;

/**
 * Draws Lucide's icons as plain SVG, written out at build time. The library's own component puts
 * attributes and elements together in the browser, which takes more code than the pictures
 * themselves.
 */
export function plainIcons(): Plugin {
	return {
		name: 'plain-icons',
		apply: 'build',
		enforce: 'pre',
		transform: {
			filter: { id: ICON },
			handler(code) {
				const data = DRAWING.exec(code)?.[1];
				if (!data) return;
				const { node, size } = JSON.parse(data) as { node: [string, Record<string, string>][]; size: number };
				const shapes = node.map(([tag, attributes]) => {
					const written = Object.entries(attributes).map(([name, value]) => ` ${name}="${value}"`);
					return `<${tag}${written.join('')}/>`;
				});
				return `<script>let p = $props();</script>
<svg viewBox="0 0 ${size} ${size}" fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"
	width={p.size ?? ${size}} height={p.size ?? ${size}} stroke-width={p.strokeWidth ?? 2} class={p.class}>${shapes.join('')}</svg>`;
			}
		}
	};
}

/** Files whose exports are all made by `tv` of tailwind-variants, or are plain strings. */
const VARIANTS = /\/components\/ui\/(?:[a-z]+-)?variants\.ts$/;

/** What `tv` keeps of its arguments, as far as our variants use them. */
interface Variants {
	(props?: Record<string, unknown>): string;
	base: string | string[];
	variants: Record<string, Record<string, string | string[]>>;
	defaultVariants: Record<string, string>;
	compoundVariants: unknown[];
	slots: object;
}

/** The same as `tv` gives for the parts that our variants use, in a line. */
const LOOKUP = `const variant = (base, variants, defaults) => (props = {}) => [base, ...Object.keys(variants).map((name) =>
	variants[name][props[name] ?? defaults[name]]), props.class].filter(Boolean).join(' ');`;

const flat = (classes: string | string[]): string => [classes].flat().join(' ');

/**
 * The code of a file of variants without the library: tables of classes and one line that looks up
 * in them.
 *
 * @param exported exports of the file
 * @throws Error where a variant uses more of the library than that line can do
 */
export function plainCode(exported: Record<string, unknown>): string {
	const lines = Object.entries(exported).map(([name, value]) => {
		if (typeof value === 'string') return `export const ${name} = ${JSON.stringify(value)};`;
		const { base, variants, defaultVariants, compoundVariants, slots } = value as Variants;
		if (compoundVariants.length || Object.keys(slots).length)
			throw new Error(`${name}: only base and variants are known`);
		const tables = Object.entries(variants).map(([variant, classes]) => [
			variant,
			Object.fromEntries(Object.entries(classes).map(([choice, list]) => [choice, flat(list)]))
		]);
		const given = [flat(base), Object.fromEntries(tables), defaultVariants].map((part) => JSON.stringify(part));
		return `export const ${name} = variant(${given.join(', ')});`;
	});
	return [LOOKUP, ...lines].join('\n');
}

/**
 * Works out the calls of `tv` at build time: the library is larger than all the classes it would
 * choose from.
 */
export function plainVariants(): Plugin {
	return {
		name: 'plain-variants',
		apply: 'build',
		enforce: 'pre',
		load: {
			filter: { id: VARIANTS },
			async handler(id) {
				const { module } = await runnerImport<Record<string, unknown>>(id, { configFile: false, logLevel: 'error' });
				this.addWatchFile(id);
				return { code: plainCode(module), moduleType: 'js' };
			}
		}
	};
}
