import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { imageHome, imageUser } from './image-account.ts';

describe('the user of an image', () => {
	let root: string;
	beforeAll(() => {
		root = mkdtempSync(join(tmpdir(), 'dogebox-account-'));
		mkdirSync(join(root, 'etc'));
		writeFileSync(join(root, 'etc/passwd'), 'root:x:0:0::/root:/bin/sh\napp:x:1000:1001::/home/app:/bin/sh\nbroken\n');
		writeFileSync(join(root, 'etc/group'), 'root:x:0:\napp:x:1001:\ndata:x:50:app,other\nweb:x:33:app\n');
	});
	afterAll(() => rmSync(root, { recursive: true, force: true }));

	it.each<[user: string, account: object]>([
		['', { uid: 0, gid: 0, groups: [] }],
		['root', { uid: 0, gid: 0, groups: [] }],
		['app', { uid: 1000, gid: 1001, groups: [50, 33] }],
		['1000', { uid: 1000, gid: 1001, groups: [50, 33] }],
		['999', { uid: 999, gid: 0, groups: [] }],
		['app:web', { uid: 1000, gid: 33, groups: [] }],
		['app:7', { uid: 1000, gid: 7, groups: [] }],
		['7:8', { uid: 7, gid: 8, groups: [] }],
		['0:0', { uid: 0, gid: 0, groups: [] }]
	])('“%s”', async (user, account) => {
		expect((await imageUser(root, user)).account).toEqual(account);
	});

	it.each(['nobody', 'app:nobody', '65536', '-1', '1e3', 'broken'])('“%s” cannot be had', async (user) => {
		await expect(imageUser(root, user)).rejects.toMatchObject({ code: 'image-unusable', status: 422 });
	});

	it.each([
		[0, '/root'],
		[1000, '/home/app'],
		[999, null]
	])('%i is at home at %s', async (uid, home) => {
		expect(await imageHome(root, uid)).toBe(home);
		// One reading of the file finds both the account and its home.
		expect((await imageUser(root, String(uid))).home).toBe(home);
	});

	it('is not read from files of the host', async () => {
		const hostile = join(root, 'hostile');
		mkdirSync(join(hostile, 'etc'), { recursive: true });
		symlinkSync(join(root, 'etc/passwd'), join(hostile, 'etc/passwd'));
		await expect(imageUser(hostile, 'app')).rejects.toMatchObject({ code: 'image-unusable' });
		expect(await imageHome(hostile, 1000)).toBeNull();
		const folder = join(root, 'folder');
		mkdirSync(folder);
		symlinkSync(join(root, 'etc'), join(folder, 'etc'));
		await expect(imageUser(folder, 'app')).rejects.toMatchObject({ code: 'image-unusable' });
	});
});
