import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { boxChange, newBox } from '$lib/contract/box-inputs.ts';
import { processFacts, readLater, readProcess } from './process-form.ts';

function formOf(values: Record<string, string>): FormData {
	const form = new FormData();
	for (const [name, value] of Object.entries(values)) form.append(name, value);
	return form;
}
const read = (values: Record<string, string>, folders: string[][] = []) => {
	const wrong: Record<string, string> = {};
	return { body: readProcess(formOf(values), folders, wrong), wrong };
};

describe('how a box is run', () => {
	it('is as usual where nothing was filled in', () => {
		expect(read({ argv: '', capabilities: 'usual' })).toEqual({ body: {}, wrong: {} });
	});

	it('has all that was filled in, as the operation takes it', () => {
		const { body, wrong } = read(
			{
				...{
					argv: `sh -c 'echo "much wow"'`,
					workdir: '/srv',
					user: 'www-data',
					hostname: 'web',
					capabilities: 'more'
				},
				...{ readonlyRoot: 'on', tty: 'on', health: 'wget -q localhost', healthSeconds: '5', pids: '64' },
				...{ stopSignal: 'SIGQUIT', stopSeconds: '30' }
			},
			[
				['/run', '16'],
				['/tmp', '']
			]
		);
		expect(wrong).toEqual({});
		expect(v.parse(newBox, { image: 'alpine', ...body })).toMatchObject({
			...{ argv: ['sh', '-c', 'echo "much wow"'], workdir: '/srv', user: 'www-data', hostname: 'web', pids: 64 },
			...{ readonlyRoot: true, tty: true, stdin: true, stopSignal: 'SIGQUIT', stopSeconds: 30 },
			capAdd: ['CAP_NET_BIND_SERVICE', 'CAP_SETFCAP', 'CAP_SETPCAP', 'CAP_SYS_CHROOT'],
			memoryFolders: [{ target: '/run', sizeBytes: 16e6 }, { target: '/tmp' }],
			health: { shell: 'wget -q localhost', intervalSeconds: 5, retries: 3 }
		});
		expect(read({ capabilities: 'none' }).body).toEqual({ capDrop: ['ALL'] });
	});

	it.each([
		['argv', { argv: 'sh -c "' }, []],
		['healthSeconds', { healthSeconds: 'often' }, []],
		['pids', { pids: 'many' }, []],
		['memoryFolders', {}, [['/run', 'little']]]
	])('says at %s what does not fit', (field, values, folders) => {
		expect(Object.keys(read(values as Record<string, string>, folders).wrong)).toEqual([field]);
	});

	it('can be changed later as far as it is stopped and limited', () => {
		const later = readLater(formOf({ pids: '64', stopSignal: 'SIGINT', stopSeconds: '5' }), {});
		expect(v.parse(boxChange, later)).toEqual({ pids: 64, stopSignal: 'SIGINT', stopSeconds: 5 });
	});
});

it('what is not as usual is said in words', () => {
	expect(processFacts({ options: {} })).toEqual([]);
	expect(
		processFacts({
			options: { capDrop: ['ALL'], readonlyRoot: true, memoryFolders: [{ target: '/run' }], stopSeconds: 0 }
		}).map(({ name, value }) => `${name}: ${value}`)
	).toEqual(['Rights of root: without ALL', 'Root: cannot be written to', 'In memory: /run', 'Killed after: 0 s']);
});
