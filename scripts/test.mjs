// `npm test`: installs what it needs, then lint, types, unit, components, build, budget,
// integration, e2e. Ends with "N passed, N failed". With --no-skips, as in CI, a test that is
// skipped fails unless tests/skipped.json has a reason for it.
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from './lib/chromium.mjs';
import { failedInPlaywright, failedInVitest } from './lib/failed.mjs';
import { ensureBuild, ensureNodeModules, requireNode, root } from './lib/prepare.mjs';
import { judgeSkipped, readAllowed, skippedByPlaywright, skippedByVitest } from './lib/skipped.mjs';
import { ensureAccounts, ensurePackages } from './lib/system-packages.mjs';
import { tableOf } from './lib/test-table.mjs';

requireNode();
ensurePackages(['run', 'test']);
ensureAccounts();
await ensureNodeModules();

// Layers of Debian packages are shared between suites. A developer keeps them for the next run (a
// minute saved); in CI, or with DOGEBOX_TEST_CACHE set, the folder is the caller's business and
// nothing stays in ours.
const ownCache = process.env.CI && process.env.DOGEBOX_TEST_CACHE === undefined;
if (ownCache) {
	process.env.DOGEBOX_TEST_CACHE = mkdtempSync(join(tmpdir(), 'dogebox-test-cache-'));
	// Tests run as a user other than root, who must be able to enter the folder.
	chmodSync(process.env.DOGEBOX_TEST_CACHE, 0o755);
}

const results = join(root, 'test-results/counts');
rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });
const count = { passed: 0, failed: 0, skipped: 0 };
/**
 * Names of what was skipped; with --no-skips, what is not in tests/skipped.json fails. @type
 * {string[]}
 */
const skippedNames = [];
/**
 * What failed and why, printed once more at the end. @type {{ name: string, reason: string }[]}
 */
const failures = [];
const bin = (name) => join(root, 'node_modules/.bin', name);

/** @param {string} title @param {number} began milliseconds since the epoch */
const sayTime = (title, began) => console.log(`(${title}: ${Math.round((Date.now() - began) / 1000)} s)`);

/** Runs a program with our output; resolves with its exit code. */
function run(program, args, env = {}) {
	return new Promise((resolve) => {
		const child = spawn(program, args, {
			cwd: root,
			stdio: ['ignore', 'inherit', 'inherit'],
			env: { ...process.env, FORCE_COLOR: '0', ...env }
		});
		child.on('error', () => resolve(127));
		child.on('exit', (code) => resolve(code ?? 1));
	});
}

/** Reports and counts the result of a stage that passes or fails as a whole. */
function judge(title, code) {
	if (code === 0) count.passed++;
	else {
		count.failed++;
		failures.push({ name: title, reason: `exit ${code}; its output is above` });
		console.log(`✗ ${title} failed`);
	}
}

/** Runs a stage that passes or fails as a whole. */
async function check(title, program, args) {
	console.log(`\n── ${title}`);
	judge(title, await run(program, args));
}

/** Runs a program; resolves with its exit code and what it printed. */
function runQuietly(program, args) {
	return new Promise((resolve) => {
		const child = spawn(program, args, {
			cwd: root,
			stdio: ['ignore', 'pipe', 'pipe'],
			env: { ...process.env, FORCE_COLOR: '0' }
		});
		const printed = [];
		for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => printed.push(bytes));
		child.on('error', (error) => resolve({ code: 127, printed: `${error.message}\n` }));
		child.on('close', (code) => resolve({ code: code ?? 1, printed: Buffer.concat(printed).toString() }));
	});
}

/** Runs such stages two at a time, because each uses one core. Each prints when it ends. */
async function checksSideBySide(stages) {
	const waiting = [...stages];
	const work = async () => {
		for (let stage = waiting.shift(); stage; stage = waiting.shift()) {
			const [title, program, args] = stage;
			const began = Date.now();
			const { code, printed } = await runQuietly(program, args);
			console.log(`\n── ${title}`);
			process.stdout.write(printed);
			sayTime(title, began);
			judge(title, code);
		}
	};
	await Promise.all([work(), work()]);
}

/**
 * A stage of many tests: counted from the JSON report; a runner that dies without one counts as a
 * failure.
 */
async function suite(title, program, args, report, read, env) {
	console.log(`\n── ${title}`);
	const began = Date.now();
	const code = await run(program, args, env);
	sayTime(title, began);
	if (!existsSync(report)) {
		count.failed++;
		failures.push({ name: title, reason: `the runner left no report (exit ${code})` });
		return;
	}
	const { passed, failed, names, reasons } = read(JSON.parse(readFileSync(report, 'utf8')));
	count.passed += passed;
	count.failed += failed;
	count.skipped += names.length;
	skippedNames.push(...names);
	failures.push(...reasons);
	// A runner that fails outside its tests (a broken file, an unhandled rejection) fails here too.
	if (code !== 0 && failed === 0) {
		count.failed++;
		failures.push({ name: title, reason: `the runner failed outside its tests (exit ${code}); see above` });
	}
}

const vitest = (project, args = [], { name = project, env = {} } = {}) => {
	const report = join(results, `${name}.json`);
	const hooks = join(results, `${name}-hooks.json`);
	const reporters = ['default', 'json', join(root, 'scripts/lib/hook-errors.mjs')].map((one) => `--reporter=${one}`);
	return suite(
		`${name} tests`,
		bin('vitest'),
		['run', '--project', project, ...reporters, `--outputFile.json=${report}`, ...args],
		report,
		(r) => ({
			passed: r.numPassedTests,
			failed: r.numFailedTests,
			names: skippedByVitest(r, root),
			reasons: failedInVitest(r, root, existsSync(hooks) ? JSON.parse(readFileSync(hooks, 'utf8')) : [])
		}),
		{ ...env, DOGEBOX_HOOK_ERRORS: hooks }
	);
};

const readReport = (name) => JSON.parse(readFileSync(join(results, `${name}.json`), 'utf8'));

const started = Date.now();
const noSkips = process.argv.includes('--no-skips');
const only = process.argv.slice(2).filter((arg) => arg !== '--no-skips');
const wants = (stage) => only.length === 0 || only.includes(stage);

// Writes the tsconfig that lint, type checks and tests extend.
await run(bin('svelte-kit'), ['sync']);
await checksSideBySide([
	...(wants('lint')
		? [
				// The longest first.
				['formatting', bin('prettier'), ['--check', '--log-level', 'warn', '.']],
				['lint', process.execPath, [bin('oxlint')]],
				['lint of components', process.execPath, [bin('eslint'), '.', '--max-warnings', '0']],
				['dead code', bin('knip'), ['--no-progress']],
				['layers', bin('depcruise'), ['src', 'packages/sdk/src', '--config', '.dependency-cruiser.mjs']]
			]
		: []),
	...(wants('types') ? [['types', bin('svelte-check'), ['--tsgo', '--fail-on-warnings', '--output', 'human']]] : [])
]);
if (wants('unit')) await vitest('unit');
const needsBuild = ['budget', 'integration', 'e2e', 'docker', 'faults', 'large', 'pages', 'recipes', 'security'].some(
	wants
);
if (wants('components')) {
	// The build uses one core and prints little.
	if (existsSync(chromium)) await Promise.all([vitest('components'), needsBuild ? ensureBuild() : null]);
	else {
		count.skipped++;
		skippedNames.push('components');
		console.log(`\n── components: skipped, there is no Chromium at ${chromium} (sudo apt-get install -y chromium)`);
	}
}
if (needsBuild) await ensureBuild();
if (wants('budget')) await check('size of pages', process.execPath, ['scripts/budget.mjs']);
if (wants('integration')) await vitest('integration');
// Optional parts of the integration tests: all cases that are only sampled there, and a table of
// what was tried.
if (only.includes('faults')) {
	const files = ['tests/faults', ...['kill', 'leftovers'].map((name) => `tests/integration/alive-${name}.test.ts`)];
	await vitest('integration', files, { name: 'faults', env: { DOGEBOX_FAULTS: 'all' } });
	console.log(`\n${tableOf(readReport('faults'), ['what', 'fault', 'result'])}`);
}
if (only.includes('docker')) {
	const files = ['tests/docker', ...['build', 'push'].map((name) => `tests/integration/docker-${name}.test.ts`)];
	await vitest('integration', files, { name: 'docker', env: { DOGEBOX_DOCKER: 'all' } });
}
if (only.includes('recipes')) {
	await vitest(
		'integration',
		['recipes', 'alive-own-pups'].map((name) => `tests/integration/${name}.test.ts`),
		{
			name: 'recipes',
			env: { DOGEBOX_RECIPES: 'all' }
		}
	);
}
if (only.includes('large')) {
	const files = ['exec', 'boxes'].map((name) => `tests/integration/alive-${name}.test.ts`);
	// One after another, because they measure their box and each occupies a processor.
	await vitest('integration', [...files, '--no-file-parallelism', '-t', '(large|many) files|flood their log'], {
		name: 'large',
		env: { DOGEBOX_LARGE_BYTES: '10000000000', DOGEBOX_MANY_FILES: '125000', DOGEBOX_FLOOD_SECONDS: '60' }
	});
}
if (only.includes('security')) {
	await vitest('integration', ['tests/security', 'tests/integration/pages-bodies.test.ts'], {
		name: 'security',
		env: { DOGEBOX_DOORS: '3000', DOGEBOX_REFUSALS: '40' }
	});
	console.log(`\n${tableOf(readReport('security'), ['attacker', 'attack', 'result'])}`);
}
// Tests in the browser. They include a sample of the tests of all pages; `test:pages` runs all.
const wholePages = only.includes('pages');
if (wants('e2e') || wholePages) {
	if (!existsSync(chromium)) {
		count.skipped++;
		skippedNames.push('tests/e2e');
		console.log(`\n── e2e: skipped, there is no Chromium at ${chromium} (sudo apt-get install -y chromium)`);
	} else {
		const report = join(results, 'e2e.json');
		await suite(
			'e2e tests',
			bin('playwright'),
			[
				'test',
				...(wholePages ? ['pages', 'access', 'path', 'store'].map((name) => `tests/e2e/${name}.spec.ts`) : []),
				'--reporter=list,json'
			],
			report,
			(r) => ({
				passed: r.stats.expected + r.stats.flaky,
				failed: r.stats.unexpected,
				names: skippedByPlaywright(r, root),
				reasons: failedInPlaywright(r, root)
			}),
			{ PLAYWRIGHT_JSON_OUTPUT_NAME: report, ...(wholePages && { DOGEBOX_PAGES: 'all' }) }
		);
	}
}

if (skippedNames.length > 0 || only.length === 0) {
	const { unexpected, stale } = judgeSkipped(skippedNames, readAllowed(root));
	for (const name of unexpected) console.log(`${noSkips ? '✗' : '–'} skipped: ${name}`);
	if (only.length === 0) {
		for (const { test } of stale)
			console.log(`tests/skipped.json lists ${test}, which was not skipped: remove it where that is so everywhere`);
	}
	if (noSkips) count.failed += unexpected.length;
}
if (ownCache) rmSync(process.env.DOGEBOX_TEST_CACHE, { recursive: true, force: true });
if (failures.length > 0) console.log('\nWhat failed:');
for (const { name, reason } of failures) console.log(`✗ ${name}\n  ${reason.replaceAll('\n', '\n  ')}`);
console.log(`\n(${Math.round((Date.now() - started) / 1000)} s)`);
console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
process.exit(count.failed === 0 && count.passed > 0 ? 0 : 1);
