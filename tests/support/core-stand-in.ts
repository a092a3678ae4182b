/**
 * A source with “Dogecoin Core stand-in”: the pup of Dogecoin Core with its own start script,
 * filter and status page, over Debian's litecoind on its own chain. The real program comes from
 * GitHub, which tests cannot reach.
 */
import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './program.ts';

export const CORE_STAND_IN = 'Dogecoin Core stand-in';

interface CoreManifest {
	meta: { name: string };
	config: { sections: { fields: { name: string; default: string }[] }[] };
	container: {
		build: { debian: { packages: string[]; fetch?: object[] } };
		services: { name: string; command: { env: Record<string, string> } }[];
		requiresInternet: boolean;
	};
}

/** Returns the folder, which the test adds as a source and disposes of at the end. */
export function createCoreStandIn(): { folder: string; dispose(): void } {
	const base = mkdtempSync(join(tmpdir(), 'dogebox-core-stand-in-'));
	chmodSync(base, 0o755);
	const folder = join(base, 'core');
	cpSync(join(root, 'pups/dogecoin-core'), folder, { recursive: true });
	const file = join(folder, 'manifest.json');
	const manifest = JSON.parse(readFileSync(file, 'utf8')) as CoreManifest;
	manifest.meta.name = CORE_STAND_IN;
	const { container, config } = manifest;
	delete container.build.debian.fetch;
	// These packages have the same layers as Regtest node, which exist already.
	container.build.debian.packages = ['litecoind', 'python3'];
	container.services.find(({ name }) => name === 'dogecoind')!.command.env['DOGECOIND'] = '/usr/bin/litecoind';
	container.requiresInternet = false;
	config.sections.flatMap(({ fields }) => fields).find(({ name }) => name === 'NETWORK')!.default = 'regtest';
	writeFileSync(file, JSON.stringify(manifest));
	return { folder, dispose: () => rmSync(base, { recursive: true, force: true }) };
}
