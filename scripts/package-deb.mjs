// `npm run package:deb`: the release of this checkout as a Debian package.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildPackage, completeTree, PROGRAM_FOLDER } from './lib/deb.mjs';
import { ensureBuild, ensureNodeModules, requireNode, root } from './lib/prepare.mjs';
import { ARCHITECTURES, releaseTime, stage } from './lib/release.mjs';

const { values } = parseArgs({
	options: {
		arch: { type: 'string', default: process.arch },
		out: { type: 'string', default: join(root, 'release') },
		help: { type: 'boolean', short: 'h', default: false }
	}
});
if (values.help) {
	console.log(`npm run package:deb -- [options]

Makes release/dogebox_VERSION_ARCH.deb of what is checked out. The same checkout, Node and packages
give the same bytes.
--arch x64|arm64     the processor. Default: this one's
--out FOLDER         default: release`);
	process.exit(0);
}
const refusal = !ARCHITECTURES.includes(values.arch)
	? `--arch is one of ${ARCHITECTURES.join(', ')}.`
	: !existsSync('/usr/bin/dpkg-deb')
		? 'The program dpkg-deb is missing: make the package on Debian or Ubuntu.'
		: null;
if (refusal !== null) {
	console.error(refusal);
	process.exit(1);
}
requireNode();
await ensureNodeModules();
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const time =
	releaseTime(readFileSync(join(root, 'CHANGELOG.md'), 'utf8'), version) ??
	Number(execFileSync('git', ['log', '-1', '--format=%ct'], { cwd: root, encoding: 'utf8' }));
// SvelteKit names the build by this; otherwise each build would have a different name.
process.env.SOURCE_DATE_EPOCH = String(time);
await ensureBuild();
const tree = mkdtempSync(join(tmpdir(), 'dogebox-deb-'));
try {
	const into = join(tree, PROGRAM_FOLDER);
	mkdirSync(into, { recursive: true });
	stage({ root, into, arch: values.arch, version });
	completeTree({ root, tree, time });
	console.log(buildPackage({ tree, out: resolve(values.out), time }));
} finally {
	rmSync(tree, { recursive: true, force: true });
}
