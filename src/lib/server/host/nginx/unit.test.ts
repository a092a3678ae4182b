import { expect, it } from 'vitest';
import { identify } from '../process-identity.ts';
import { startUnit } from './unit.ts';

/** Stands in for systemctl. */
function systemctl(mainPid: string) {
	const asked: string[] = [];
	const spawn = (program: string, args: readonly string[]) => {
		asked.push([program, ...args].join(' '));
		return Promise.resolve({ exitCode: 0, stdout: args[0] === 'show' ? mainPid : '', stderr: '' });
	};
	return { asked, spawn };
}

it('starts the unit of its role, over what systemd still takes for running, and finds its process', async () => {
	const { asked, spawn } = systemctl(`${process.pid}\n`);
	expect(await startUnit('gateway', { spawn })).toEqual(identify(process.pid));
	expect(asked).toEqual([
		'systemctl restart -- dogebox-nginx@gateway.service',
		'systemctl show --property=MainPID --value -- dogebox-nginx@gateway.service'
	]);
});

it('finds none where it has ended at once', async () => {
	expect(await startUnit('pages', systemctl('0\n'))).toBeNull();
});
