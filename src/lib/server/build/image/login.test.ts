import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { credentialsFromFile } from './credentials.ts';
import { parseChallenges, realmOf } from './login.ts';

describe('challenges of a registry', () => {
	it('are read with quotes, without, and several at once', () => {
		expect(
			parseChallenges('Bearer realm="https://auth.example/token",service="a, \\"b\\"", scope=repository:x:pull')
		).toEqual([
			{
				scheme: 'bearer',
				parameters: { realm: 'https://auth.example/token', service: 'a, "b"', scope: 'repository:x:pull' }
			}
		]);
		expect(parseChallenges('Negotiate, BASIC Realm="x", Bearer realm="y"').map(({ scheme }) => scheme)).toEqual([
			'negotiate',
			'basic',
			'bearer'
		]);
		expect(parseChallenges('')).toEqual([]);
		expect(parseChallenges('a="b"')).toEqual([]);
	});

	it('lead for tokens only where nobody listens, or where one is already', () => {
		const from = 'http://127.0.0.1:5000';
		expect(realmOf('https://auth.docker.io/token?x=y', 'https://registry-1.docker.io').host).toBe('auth.docker.io');
		expect(realmOf('http://127.0.0.1:5001/token', from).port).toBe('5001');
		for (const [realm, origin] of [
			['http://registry.example/token', 'https://registry.example'],
			['http://10.0.0.1/token', from],
			['https://user:word@auth.example/', from],
			['file:///etc/passwd', from],
			['/token', from],
			[undefined, from]
		] as const) {
			expect(() => realmOf(realm, origin)).toThrow(expect.objectContaining({ code: 'registry-refused' }));
		}
	});
});

describe('passwords for registries', () => {
	const folder = mkdtempSync(join(tmpdir(), 'dogebox-auth-'));
	afterAll(() => rmSync(folder, { recursive: true, force: true }));
	const file = join(folder, 'config.json');
	const write = (text: string, mode = 0o600) => {
		writeFileSync(file, text);
		chmodSync(file, mode);
	};
	const encoded = (text: string) => ({ auth: Buffer.from(text).toString('base64') });

	it('are found by the registry’s name', async () => {
		const auths = {
			'https://index.docker.io/v1/': encoded('hub:pass:word'),
			'registry.example:5000': { username: 'me', password: 'secret' },
			'ghcr.io': {}
		};
		write(JSON.stringify({ auths, credsStore: 'desktop' }));
		const find = credentialsFromFile(file);
		expect(await find('docker.io')).toEqual({ username: 'hub', password: 'pass:word' });
		expect(await find('registry.example:5000')).toEqual({ username: 'me', password: 'secret' });
		expect(await find('registry.example')).toBeNull();
		expect(await find('ghcr.io')).toBeNull();
	});

	it('are not taken from a file that everybody reads, and its words never come back', async () => {
		const find = credentialsFromFile(file);
		write('{}', 0o644);
		await expect(find('x')).rejects.toMatchObject({
			code: 'registry-auth-file',
			message: expect.stringContaining('every user')
		});
		write('{"auths": {"x": {"auth": "hidden-word"');
		const error: unknown = await find('x').catch((caught: unknown) => caught);
		expect(error).toMatchObject({ code: 'registry-auth-file' });
		expect(JSON.stringify(error) + String(error) + String((error as Error).cause)).not.toContain('hidden-word');
		rmSync(file);
		await expect(find('x')).rejects.toMatchObject({ message: expect.stringContaining('cannot be read') });
	});
});
